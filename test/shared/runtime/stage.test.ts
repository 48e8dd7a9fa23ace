// How the runtime treats a handler: effects are safe before the acknowledgement, broken worlds are retried, bad input is not.
import { expect, test } from "vitest";
import { alerts } from "../../../shared/contracts/alert.ts";
import { eventSchema, events } from "../../../shared/contracts/event.ts";
import { type Pulse, pulses } from "../../../shared/contracts/pulse.ts";
import { out } from "../../../shared/contracts/topic.ts";
import type { Delivery, Envelope } from "../../../shared/runtime/bus.ts";
import { memoryBus } from "../../../shared/runtime/busMemory.ts";
import { systemClock } from "../../../shared/runtime/clock.ts";
import { Unavailable } from "../../../shared/runtime/errors.ts";
import { openLog } from "../../../shared/runtime/log.ts";
import { createMetrics } from "../../../shared/runtime/metrics.ts";
import { type Handler, on, type Stage, save, saveLater } from "../../../shared/runtime/service.ts";
import { receiver, type StageDeps } from "../../../shared/runtime/stage.ts";
import { memoryStore } from "../../../shared/runtime/storeMemory.ts";
import golden from "../contracts/golden/event.v1.json" with { type: "json" };
import pulse from "../contracts/golden/pulse.v1.json" with { type: "json" };

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

/** What a stage does with a heartbeat that comes by a topic, and what it sends on. */
async function beat(stage: Stage, ageMs: number, overrides: Partial<StageDeps> = {}) {
  const { deps } = world(overrides);
  const sent: Envelope[] = [];
  const told: Pulse[] = [];
  const lane = { prefetch: 10, each: false, queue: "durable", order: "none" } as const;
  await deps.bus.subscribe({ topic: "alert.v2", group: "alarm", ...lane }, async ({ envelope }) => {
    sent.push(envelope);
    return { kind: "done" };
  });
  await deps.bus.subscribe({ topic: "pulse.v1", group: "gateway", ...lane }, async ({ body: bytes }) => {
    told.push(pulses.decode(bytes));
    return { kind: "done" };
  });
  const envelope = { id: "1", source: "test", timeMs: 0, stamps: {}, pulse: { ...pulse, sentMs: NOW_MS - ageMs } };
  const verdict = await receiver(
    deps,
    stage,
  )({ topic: stage.topic, key: "p3", body: new Uint8Array(), envelope, attempt: 1 });
  return { verdict, sent, told, metrics: deps.metrics };
}
const NOW_MS = pulse.hops.at(-1)?.atMs ?? Number.NaN;
const atNow = { clock: { ...systemClock, nowMs: () => NOW_MS } };
const unseen = () => expect.unreachable("a handler saw a heartbeat");

test("a heartbeat is not handed to the handler but passed on, with this hop", async () => {
  const { verdict, sent, told, metrics } = await beat(on(events, { group: "alarm" }, unseen), 8, atNow);
  expect(verdict).toEqual({ kind: "done" });
  expect(sent[0]?.pulse?.hops).toEqual([...pulse.hops, { topic: "event.v1", service: "alarm", atMs: NOW_MS }]);
  expect([sent.length, told]).toEqual([1, []]);
  expect(await metrics.text()).not.toMatch(/eew_messages|eew_handle_seconds_count/);
});

test("who shares the topic and does not send the next one lets it end", async () => {
  const { verdict, sent, told } = await beat(on(events, { group: "catalogue" }, unseen), 8, atNow);
  expect([verdict, sent, told]).toEqual([{ kind: "done" }, [], []]);
});

test("at the end of the path it is measured, whole and by hop, and told to everybody who watches", async () => {
  const { sent, told, metrics } = await beat(on(alerts, { group: "alarm" }, unseen), 8, atNow);
  expect(sent).toEqual([]);
  expect(told.map(({ hops }) => hops.at(-1))).toEqual([{ topic: "alert.v2", service: "alarm", atMs: NOW_MS }]);
  const text = await metrics.text();
  expect(text).toContain("eew_alarm_path_heartbeat_seconds_sum 0.008");
  expect(text).toContain('eew_alarm_path_hop_seconds_sum{hop="pick.v1 integrator"} 0.002');
});

test("a heartbeat from a clock that is ahead is none from the past", async () => {
  const { told, metrics } = await beat(on(alerts, { group: "alarm" }, unseen), -5000, atNow);
  expect(told.length).toBe(1);
  expect(await metrics.text()).toContain("eew_alarm_path_heartbeat_seconds_sum 0\n");
});

test("a heartbeat that is half a minute old ends here", async () => {
  const { verdict, sent } = await beat(on(events, { group: "alarm" }, unseen), 30_001, atNow);
  expect([verdict, sent]).toEqual([{ kind: "done" }, []]);
});

test("a heartbeat that the broker does not take holds nobody up and kills nobody", async () => {
  const bus = memoryBus();
  const never = { ...bus, publish: () => Promise.reject(new Unavailable("no confirm")) };
  const asked = receiver({ ...world(atNow).deps, bus: never }, on(events, { group: "alarm" }, unseen));
  const envelope = { id: "1", source: "test", timeMs: 0, stamps: {}, pulse: { ...pulse, sentMs: NOW_MS } };
  const delivery = { topic: "event.v1", key: "p3", body: new Uint8Array(), envelope, attempt: 1 };
  expect(await asked(delivery)).toEqual({ kind: "done" });
});
