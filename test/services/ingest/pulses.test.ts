// Heartbeats at the edge: when they set out, which are believed, and what becomes of them when the broker refuses.
import { expect, test } from "vitest";
import { FaultLog } from "../../../services/ingest/faults.ts";
import { PULSE_TOPIC, Pulses, type PulsesOptions } from "../../../services/ingest/pulses.ts";
import { addressOf } from "../../../services/ingest/topicMap.ts";
import { Unavailable } from "../../../shared/runtime/errors.ts";
import { MovedClock } from "../../movedClock.ts";

const warned: object[] = [];

/** An edge whose broker gives back what it is given, as long as it is `ready` and does not refuse. */
function edgeOf(options: Partial<PulsesOptions> = {}) {
  const clock = new MovedClock();
  const sent: string[] = [];
  const log = { debug() {}, info() {}, warn: (fields: object) => warned.push(fields), error() {}, fatal() {} };
  const state = { ready: true, refuses: "", busTakes: true };
  const publish = async (...messages: readonly { readonly key: string; readonly pulse?: { sentMs: number } }[]) => {
    if (!state.busTakes) throw new Unavailable("amqp: closed");
    sent.push(...messages.map(({ key, pulse }) => `${key} ${(pulse?.sentMs ?? Number.NaN) - START_MS}`));
  };
  const pulses = new Pulses(
    { clock, instance: "ingest@test", partitions: 2, publish },
    { periodMs: 10_000, viaMqtt: true, faults: new FaultLog(clock, log), ...options },
  );
  const START_MS = clock.nowMs();
  const edge = {
    notReady: () => (state.ready ? undefined : "not connected"),
    async publish(topic: string, payload: string) {
      if (state.refuses !== "") throw new Error(state.refuses);
      pulses.take({ topic, payload: Buffer.from(payload), qos: 1 });
    },
  };
  const say = (payload: string | Uint8Array, topic = PULSE_TOPIC) =>
    pulses.take({ topic, payload: Buffer.from(payload), qos: 1 });
  return { clock, pulses, edge, sent, state, say };
}

test("the first sets out as soon as the edge is ready, then one every period, to every partition", async () => {
  const { clock, pulses, edge, sent, state } = edgeOf();
  state.ready = false;
  const stop = pulses.start(edge);
  await clock.move(3000);
  expect(sent).toEqual([]);
  state.ready = true;
  await clock.move(20_500);
  expect(sent).toEqual(["p0 3250", "p1 3250", "p0 13250", "p1 13250", "p0 23250", "p1 23250"]);
  stop();
  await clock.move(60_000);
  expect(sent.length).toBe(6);
});

test("its topic comes with the filter of live packets, and is nothing a sensor could say", () => {
  expect(PULSE_TOPIC).toMatch(/^eew\/v1\//);
  expect(addressOf(PULSE_TOPIC, new Uint8Array()).kind).toBe("unknown");
});

test.each([
  ["nothing", ""],
  ["no number", "now"],
  ["an hour ago", String(Date.UTC(2025, 11, 31, 23))],
  ["an hour ahead", String(Date.UTC(2026, 0, 1, 1))],
  ["a megabyte", "1".repeat(1024 * 1024)],
  ["no text", Uint8Array.of(255, 0, 1)],
])("%s is no heartbeat, and no packet either", (_what, payload) => {
  const { sent, say } = edgeOf();
  expect(say(payload)).toBe(true);
  expect(sent).toEqual([]);
});

test("packets are left to the intake", () => {
  const { sent, say, clock } = edgeOf();
  expect(say(String(clock.nowMs()), "eew/v1/city/MX/STA1/traces/openeew")).toBe(false);
  expect(sent).toEqual([]);
});

test("a flood of them becomes one a second", async () => {
  const { sent, say, clock } = edgeOf();
  for (let n = 0; n < 100; n += 1) {
    say(String(clock.nowMs()));
    await clock.move(100);
  }
  expect(sent.length).toBeLessThanOrEqual(2 * 10);
  expect(sent.length).toBeGreaterThanOrEqual(2 * 9);
});

test("a broker that refuses them is told to the operator, with the way out", async () => {
  const { clock, pulses, edge, sent, state } = edgeOf();
  state.refuses = "Not authorized";
  pulses.start(edge);
  await clock.move(1000);
  expect(sent).toEqual([]);
  const reason = expect.stringContaining("Not authorized (INGEST_PULSE_VIA_MQTT=false");
  expect(warned).toContainEqual(expect.objectContaining({ topic: PULSE_TOPIC, reason }));
});

test("without the broker they begin here; a bus that does not take them kills nobody", async () => {
  const { clock, pulses, edge, sent, state } = edgeOf({ viaMqtt: false });
  state.refuses = "it must not be asked";
  pulses.start(edge);
  await clock.move(1000);
  expect(sent).toEqual(["p0 0", "p1 0"]);
  state.busTakes = false;
  await clock.move(10_000);
  expect(sent.length).toBe(2);
});

test("turned off, none is sent and those of other replicas end here", async () => {
  const { clock, pulses, edge, sent, say } = edgeOf({ periodMs: 0 });
  pulses.start(edge);
  await clock.move(30_000);
  expect(say(String(clock.nowMs()))).toBe(true);
  expect(sent).toEqual([]);
});
