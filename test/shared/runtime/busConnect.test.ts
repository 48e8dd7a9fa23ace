// Which bus a URL names.
import { expect, test } from "vitest";
import { systemClock } from "../../../shared/runtime/clock.ts";
import { connectBus } from "../../../shared/runtime/connectBus.ts";
import { openLog } from "../../../shared/runtime/log.ts";
import { createMetrics } from "../../../shared/runtime/metrics.ts";
import { envelope, Listener, message, subscription } from "../../conformance/bus.ts";

const deps = {
  clock: systemClock,
  log: openLog({ level: "fatal", service: "test" }),
  metrics: createMetrics(),
  instance: "test",
};

test("a bus URL of an unknown kind is refused by name", async () => {
  await expect(connectBus("kafka://127.0.0.1", deps)).rejects.toThrow(
    'bus url: got scheme "kafka:", want memory:, amqp: or amqps:',
  );
});

test("a broken broker URL is refused without showing its password", async () => {
  const refused = await connectBus("amqp://user:secret@host:port", deps).catch(String);
  expect(refused).toContain("bus url: not a URL; want amqp://");
  expect(refused).not.toContain("secret");
});

test("memory: carries messages within the process", async () => {
  const bus = await connectBus("memory:", deps);
  const events = new Listener();
  await bus.subscribe(subscription("event.v1", "alarm"), events.receive);
  await bus.publish(message("event.v1", "quake", "M 5"), envelope());
  await events.hasGot(1);
  expect(events.got).toEqual(["M 5"]);
  await bus.close();
});
