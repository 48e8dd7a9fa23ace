// The routing table's way for heartbeats: from the edge to the alarm service, by the services an alarm goes through.
import { expect, test } from "vitest";
import { pulseHopOf, routes } from "../../../shared/contracts/topics.ts";

test("a heartbeat goes from the packets to the alerts by those who make the one of the other", () => {
  const way: string[] = [];
  for (let topic = "packet.v1", hop = pulseHopOf(topic); hop !== undefined; topic = hop.to, hop = pulseHopOf(topic)) {
    way.push(`${topic} ${hop.by}`);
  }
  expect(way).toEqual(["packet.v1 decoder", "pick.v1 integrator", "event.v1 alarm", "alert.v2 alarm"]);
});

test("no other topic carries heartbeats", () => {
  const carrying = routes.map(({ topic }) => topic.name).filter((name) => pulseHopOf(name) !== undefined);
  expect(carrying.sort()).toEqual(["alert.v2", "event.v1", "packet.v1", "pick.v1"]);
});
