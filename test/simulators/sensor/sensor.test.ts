// A simulated sensor as a whole: the same packets however they are asked for, every one accounted for.
import { expect, test } from "vitest";
import { stationSchema } from "../../../shared/contracts/station.ts";
import { SHAPES } from "../../../simulators/sensor/openeewShape.ts";
import type { SensedPacket } from "../../../simulators/sensor/sensor.ts";
import { decode, P_MS, packetsOf, QUAKE, residualS, START_MS, sensorOf } from "./sensedStation.ts";

const bytesOf = (packets: readonly SensedPacket[]) =>
  packets.map(({ payload, ...rest }) => ({ ...rest, payload: Buffer.from(payload).toString("latin1") }));

const EVERYTHING = {
  noise: { cultureMps2: 1e-3, nuisances: [{ kind: "footsteps", perHour: 300, peakMps2: 0.03 }] },
  clock: { offsetMs: 300, rateError: -0.02, drift: { ppm: 50, sinceMs: START_MS } },
  link: {
    lossShare: 0.05,
    copyShare: 0.1,
    overtakenShare: 0.1,
    outages: [{ fromMs: START_MS + 30_000, toMs: START_MS + 50_000, keptS: 8 }],
  },
  faults: [
    { kind: "corrupt", share: 0.1, fromMs: START_MS + 5000, toMs: START_MS + 60_000 },
    { kind: "battery", fromMs: START_MS + 110_000, toMs: START_MS + 115_000 },
  ],
} as const;

test("asked second by second, in odd pieces or for the whole time at once, it sends the same in order of receipt", () => {
  const whole = packetsOf(sensorOf(EVERYTHING), 120, [QUAKE]);
  for (const stepMs of [250, 1000, 7777]) {
    const sensor = sensorOf(EVERYTHING);
    const pieces: SensedPacket[] = [];
    for (let fromMs = START_MS; fromMs < START_MS + 120_000; fromMs += stepMs) {
      pieces.push(...sensor.packetsOf(fromMs, Math.min(fromMs + stepMs, START_MS + 120_000), [QUAKE]));
    }
    expect(bytesOf(pieces)).toEqual(bytesOf(whole));
  }
  const receipts = whole.map(({ receivedMs }) => receivedMs);
  expect(receipts).toEqual(receipts.toSorted((a, b) => a - b));
  expect(whole.length).toBeGreaterThan(80);
});

test("another seed or another station sends something else", () => {
  const [one, other, neighbour] = [{}, { seed: 8 }, { stationId: "SIM_S2" }].map((part) =>
    packetsOf(sensorOf(part), 5),
  );
  expect(bytesOf(other ?? [])).not.toEqual(bytesOf(one ?? []));
  expect(bytesOf(neighbour ?? [])).not.toEqual(bytesOf(one ?? []));
});

test("an interval that leaves a hole is refused: what lay in it could not be accounted for", () => {
  const sensor = sensorOf();
  packetsOf(sensor, 5);
  expect(() => sensor.packetsOf(START_MS + 6000, START_MS + 7000, [])).toThrow(
    `fromMs: got ${START_MS + 6000}, want ${START_MS + 5000}, where the last interval ended`,
  );
});

test("every packet is sent, lost, dead or waiting, and every copy is counted", () => {
  const sensor = sensorOf(EVERYTHING);
  const packets = packetsOf(sensor, 120, [QUAKE]);
  const { made, sent, lost, dead, waiting, copies, damaged } = sensor.ledger;
  expect(made).toBe(sent + lost + dead + waiting);
  // 2 % fewer samples a second: a packet takes 1.02 s.
  expect(made).toBe(117);
  expect(dead).toBe(5);
  expect(sent).toBe(packets.filter(({ isCopy }) => !isCopy).length);
  expect(copies).toBe(packets.filter(({ isCopy }) => isCopy).length);
  expect(new Set(packets.map(({ sequence }) => sequence)).size).toBe(sent);
  for (const count of [lost, copies, damaged]) expect(count).toBeGreaterThan(2);
  expect(waiting).toBeLessThan(5);
});

test("without anything wrong nothing is lost, and the last samples arrive a quarter of a second later", () => {
  const sensor = sensorOf();
  const packets = packetsOf(sensor, 600);
  expect(sensor.ledger).toMatchObject({ lost: 0, dead: 0, copies: 0, damaged: 0 });
  const latenciesMs = packets.map(({ receivedMs, lastSampleMs }) => receivedMs - lastSampleMs).sort((a, b) => a - b);
  expect(latenciesMs[300]).toBeGreaterThan(220);
  expect(latenciesMs[300]).toBeLessThan(300);
  expect(latenciesMs[Math.floor(0.99 * packets.length)]).toBeGreaterThan(600);
});

test("a sensor that is shaken by nothing sends the bytes that one sends who feels nothing", () => {
  const far = { ...QUAKE, originMs: START_MS + 3000 };
  const asleep = packetsOf(sensorOf(), 4);
  // An eye on a gain of exactly one: sample by sample, and yet the same.
  const rendered = packetsOf(sensorOf({ faults: [{ kind: "wrongGain", factor: 1, fromMs: 0, toMs: 2e12 }] }), 4, [far]);
  expect(rendered.every(({ isQuiet }) => !isQuiet)).toBe(true);
  expect(asleep.every(({ isQuiet }) => isQuiet)).toBe(true);
  expect(rendered.map(({ payload }) => Buffer.from(payload).toString("latin1"))).toEqual(
    asleep.map(({ payload }) => Buffer.from(payload).toString("latin1")),
  );
});

test("packets are quiet until P comes", () => {
  const packets = packetsOf(sensorOf(), 110, [QUAKE]);
  const firstShaken = packets.find(({ isQuiet }) => !isQuiet);
  expect(firstShaken?.lastSampleMs).toBeGreaterThanOrEqual(P_MS);
  expect(firstShaken?.lastSampleMs).toBeLessThan(P_MS + 2000);
});

test.each([
  ["openeew", 31.25, 1.024],
  ["openeew", 31.25, 1],
  ["openeew", 200, 0.25],
  ["compact", 50, 0.5],
  ["compact", 31.25, 0.25],
  ["miniseed2", 100, 1],
  ["miniseed2", 31.25, 0.5],
] as const)("%s at %d Hz in packets of %d s: all of it is used, and P is where it is", (format, rateHz, packetS) => {
  const made = decode({ format, rateHz, packetS });
  expect(made.outcomes).toEqual({ used: made.packets.length });
  expect(made.packets.length).toBeGreaterThan(118 / packetS);
  expect(made.health?.fittedRateHz).toBeCloseTo(rateHz, 1);
  expect(Math.abs(residualS(made))).toBeLessThan(0.35);
});

test.each(
  SHAPES,
)("an OpenEEW packet of shape %s is used, and P is where it is or half a second off without a clock", (shape) => {
  const made = decode({ shape, rateHz: 31.25, packetS: 1.024 });
  expect(made.outcomes).toEqual({ used: made.packets.length });
  const hasClock = shape !== "nested" && shape !== "watson";
  expect(Math.abs(residualS(made))).toBeLessThan(hasClock ? 0.35 : 0.8);
});

test("a good instrument hears a tenth of what a cheap one hears of its own noise", () => {
  const cheap = decode({ format: "miniseed2" }, { seconds: 40, felt: [] });
  const good = decode({ format: "miniseed2", noise: { instrument: "good" } }, { seconds: 40, felt: [] });
  expect((cheap.health?.noiseMps2 ?? 0) / (good.health?.noiseMps2 ?? 1)).toBeGreaterThan(10);
  expect(good.health?.noiseMps2).toBeGreaterThan(1e-5);
});

test("half an hour of quiet has no pick, whatever the format", () => {
  for (const format of ["openeew", "compact", "miniseed2"] as const) {
    expect(decode({ format }, { seconds: 1800, felt: [] }).decoded.flatMap(({ picks }) => picks)).toEqual([]);
  }
});

test("every kind describes itself as a station can be registered", () => {
  for (const format of ["openeew", "compact", "miniseed2"] as const) {
    const { meta } = sensorOf({ format, site: { vs30Mps: 400, elevationM: 2240 } });
    const station = stationSchema.parse({ ...meta, mode: "drill", run: "r", updatedMs: 0 });
    expect(station).toMatchObject({ vs30Mps: 400, elevationM: 2240, sampleRateHz: 100 });
  }
});

test.each([
  [{ rateHz: 5 }, "rateHz: got 5, want 10 to 200"],
  [{ packetS: 0.1 }, "packetS: got 0.1, want 0.25 to 2"],
])("a sensor that cannot be is refused: %o", (part, reason) => {
  expect(() => sensorOf(part)).toThrow(reason);
});
