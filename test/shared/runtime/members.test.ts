// Who runs: what every replica says of itself, and when it is no longer seen.
import { expect, test } from "vitest";
import { packets } from "../../../shared/contracts/packet.ts";
import { joinMembers, membersIn, VERSION } from "../../../shared/runtime/members.ts";
import { createMetrics } from "../../../shared/runtime/metrics.ts";
import { on } from "../../../shared/runtime/service.ts";
import { memoryStore } from "../../../shared/runtime/storeMemory.ts";
import { MovedClock } from "../../movedClock.ts";

function twoDecoders() {
  const clock = new MovedClock();
  const store = memoryStore(clock);
  const metrics = createMetrics();
  let keys = ["p0", "p1"];
  const stage = on(packets, { group: "decoder", keys: () => keys }, () => []);
  const join = (instance: string) =>
    joinMembers({ service: "decoder", instance, stages: [stage], store, clock, metrics });
  const takeOnly = (now: string[]) => {
    keys = now;
  };
  return { clock, store, metrics, takeOnly, first: join("decoder@a-1"), second: join("decoder@b-2") };
}

test("every replica is seen with its version, when it started, and the partitions it takes", async () => {
  const { clock, store, metrics, takeOnly, first } = twoDecoders();
  metrics.count("eew_messages_published_total", "of its process", { topic: "pick.v1" }, 3);
  await clock.move(0);
  const startedMs = clock.nowMs();
  takeOnly(["p0"]);
  await clock.move(2000);
  expect((await membersIn(store)).map(({ instance }) => instance)).toEqual(["decoder@a-1", "decoder@b-2"]);
  expect((await membersIn(store))[0]).toMatchObject({
    ...{ service: "decoder", version: VERSION, startedMs, toldMs: startedMs + 2000 },
    takes: { "packet.v1": ["p0"] },
    published: { "pick.v1": 3, "packet.v1": 0 },
  });
  expect(VERSION).toMatch(/^\d+\.\d+\.\d+/);
  takeOnly([]);
  first.announce();
  await clock.move(0);
  expect((await membersIn(store))[0]?.takes).toEqual({ "packet.v1": [] });
});

test("one that leaves is gone at once, one that died after a few seconds", async () => {
  const { clock, store, first } = twoDecoders();
  await clock.move(0);
  await store.set("member/dead@c-3", "{}", 6000);
  await store.join("members", "dead@c-3", 6000);
  await first.leave();
  await clock.move(5000);
  expect(await store.members("members")).toEqual(["dead@c-3", "decoder@b-2"]);
  expect((await membersIn(store)).map(({ instance }) => instance)).toEqual(["decoder@b-2"]);
  await clock.move(2000);
  expect(await store.members("members")).toEqual(["decoder@b-2"]);
});
