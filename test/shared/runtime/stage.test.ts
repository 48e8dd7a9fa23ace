// How the runtime treats a handler: effects are safe before the acknowledgement, broken worlds are retried, bad input is not.
import { expect, test } from "vitest";
import { eventSchema, events } from "../../../shared/contracts/event.ts";
import { out } from "../../../shared/contracts/topic.ts";
import type { Delivery } from "../../../shared/runtime/bus.ts";
import { memoryBus } from "../../../shared/runtime/busMemory.ts";
import { systemClock } from "../../../shared/runtime/clock.ts";
import { Unavailable } from "../../../shared/runtime/errors.ts";
import { openLog } from "../../../shared/runtime/log.ts";
import { createMetrics } from "../../../shared/runtime/metrics.ts";
import { type Handler, on, save, saveLater } from "../../../shared/runtime/service.ts";
import { receiver, type StageDeps } from "../../../shared/runtime/stage.ts";
import { memoryStore } from "../../../shared/runtime/storeMemory.ts";
import golden from "../contracts/golden/event.v1.json" with { type: "json" };

const event = eventSchema.parse(golden);
const body = events.encode(event);

function world(overrides: Partial<StageDeps> = {}) {
  const deps: StageDeps = {
    service: "alarm",
    instance: "alarm@test",
    bus: memoryBus(),
    store: memoryStore(systemClock),
    clock: { ...systemClock, sleep: async () => undefined },
    log: openLog({ level: "silent", service: "test" }),
    metrics: createMetrics(),
    onBug: () => false,
    stopping: new AbortController().signal,
    ...overrides,
  };
  const deliver = (handle: Handler<typeof event>, bytes: Uint8Array = body, delivery: Partial<Delivery> = {}) =>
    receiver(
      deps,
      on(events, { group: "alarm" }, handle),
    )({
      topic: events.name,
      key: event.eventId,
      body: bytes,
      envelope: { id: "1", source: "test", timeMs: 0, stamps: { received: 5 } },
      attempt: 1,
      ...delivery,
    });
  return { deps, deliver };
}

test("what a handler returns is published and saved before the message is done", async () => {
  const { deps, deliver } = world();
  const seen: unknown[] = [];
  await deps.bus.subscribe(
    { topic: "event.v1", group: "catalogue", order: "single", queue: "durable", each: false, prefetch: 10 },
    async (delivery) => {
      seen.push([delivery.key, delivery.envelope.stamps.received, typeof delivery.envelope.stamps.located]);
      return { kind: "done" };
    },
  );
  const verdict = await deliver(() => [save("integrator:live", "state"), out(events, event)]);
  expect(verdict).toEqual({ kind: "done" });
  expect(seen).toEqual([[event.eventId, 5, "number"]]);
  expect(await deps.store.get("integrator:live")).toBe("state");
});

test("a publish that fails is repeated without asking the handler again: its state has moved on", async () => {
  const bus = memoryBus();
  let broken = 3;
  const flaky = {
    ...bus,
    publish: (...args: Parameters<typeof bus.publish>) => {
      broken -= 1;
      return broken >= 0 ? Promise.reject(new Unavailable("amqp: confirm timed out")) : bus.publish(...args);
    },
  };
  const { deliver } = world({ bus: flaky });
  let asked = 0;
  const verdict = await deliver(() => {
    asked += 1;
    return asked === 1 ? [out(events, event)] : [];
  });
  expect(verdict).toEqual({ kind: "done" });
  expect([asked, broken]).toEqual([1, -1]);
});

test("bytes that are no event are dead-lettered at once with the reason", async () => {
  const { deps, deliver } = world();
  const verdict = await deliver(() => [], Buffer.from('{"mode":"live"}'));
  expect(verdict.kind).toBe("dead");
  expect(verdict).toHaveProperty("reason", expect.stringContaining("event.v1"));
  expect(await deps.metrics.valueOf("eew_dead_letters_total", { service: "alarm" })).toBe(1);
});

test("a broken world is tried again, and given up with its reason when it does not mend", async () => {
  const { deliver } = world();
  let calls = 0;
  const mends = await deliver(() => {
    calls += 1;
    if (calls < 3) throw new Unavailable("redis: no answer");
    return [];
  });
  expect([mends.kind, calls]).toEqual(["done", 3]);
  const never = await deliver(() => Promise.reject(new Unavailable("redis: no answer")));
  expect(never).toEqual({ kind: "dead", reason: "Unavailable: redis: no answer" });
});

test("a bug in a handler is told to the process; where it will end, the message stays for another", async () => {
  const bugs: unknown[] = [];
  const handler = () => {
    throw new TypeError("x is undefined");
  };
  const ends = world({ onBug: (error) => bugs.push(error) > 0 });
  expect(await ends.deliver(handler)).toEqual({ kind: "requeue" });
  expect(String(bugs[0])).toContain("x is undefined");
  const goesOn = world({ onBug: () => false });
  expect((await goesOn.deliver(handler)).kind).toBe("dead");
});

test("a process that is stopping gives its message back instead of retrying", async () => {
  const stopping = new AbortController();
  stopping.abort();
  const { deliver } = world({ stopping: stopping.signal });
  expect(await deliver(() => Promise.reject(new Unavailable("redis: no answer")))).toEqual({ kind: "requeue" });
});

test("a value to be saved later is written out only after the messages have left", async () => {
  const { deps, deliver } = world();
  const order: string[] = [];
  const catalogue = { group: "catalogue", order: "single", queue: "durable", each: false, prefetch: 10 } as const;
  await deps.bus.subscribe({ topic: "event.v1", ...catalogue }, async () => {
    order.push("event");
    return { kind: "done" };
  });
  const state = () => {
    order.push("state");
    return "state";
  };
  await deliver(() => [saveLater("integrator:live", state, 1000), out(events, event)]);
  expect(order).toEqual(["event", "state"]);
  expect(await deps.store.get("integrator:live")).toBe("state");
});
