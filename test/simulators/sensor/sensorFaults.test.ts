// What breaks, seen by the real decoder: it is told, or it is repaired, and the good data beside it is used.
import { expect, test } from "vitest";
import type { SensorFault } from "../../../simulators/sensor/sensorFaults.ts";
import { decode, type Made, P_MS, pgaMps2, QUAKE, residualS, START_MS } from "./sensedStation.ts";

const FOREVER_MS = START_MS + 1e9;
const FROM_20_S = { fromMs: START_MS + 20_000, toMs: FOREVER_MS };
const withFault = (...faults: SensorFault[]): Made => decode({ faults });
const reasons = ({ decoded }: Made) => [...new Set(decoded.flatMap(({ health }) => health?.reason ?? []))].join(" | ");
const picks = ({ decoded }: Made) => decoded.flatMap((one) => one.picks);

test("a sensor whose end is 2 m/s² says no more than that, and the decoder knows that it was clipped", () => {
  const near = { ...QUAKE, latitudeDeg: 19.42, longitudeDeg: -99.1, magnitude: 7.8, depthKm: 5 };
  const free = decode({}, { felt: [near] });
  const clipped = decode({ faults: [{ kind: "clipping", fullScaleMps2: 2, ...FROM_20_S }] }, { felt: [near] });
  expect(pgaMps2(free)).toBeGreaterThan(3);
  expect(pgaMps2(clipped)).toBeLessThan(2.5);
  expect(reasons(clipped)).toContain("clipped");
  expect(reasons(free)).not.toContain("clipped");
});

test("without any fault told, no sensor says more than its full scale", () => {
  const under = { ...QUAKE, latitudeDeg: 19.4, longitudeDeg: -99.1, depthKm: 5, magnitude: 7.8 };
  const loud = decode({ faults: [{ kind: "wrongGain", factor: 50, ...FROM_20_S }] }, { felt: [under] });
  const largest = Math.max(
    ...loud.packets.map(({ payload }) => {
      const { x } = JSON.parse(Buffer.from(payload).toString("latin1"));
      return Math.max(...x.map(Math.abs));
    }),
  );
  expect(largest).toBeCloseTo(200 * 9.80665, 0);
});

test("a dead horizontal is told, and P is found all the same", () => {
  const made = withFault({ kind: "deadAxis", axis: 2, ...FROM_20_S });
  expect(reasons(made)).toContain("E dead channel");
  expect(Math.abs(residualS(made))).toBeLessThan(0.35);
});

test("a dead vertical is quarantined: no pick can come of it", () => {
  const made = withFault({ kind: "deadAxis", axis: 0, ...FROM_20_S });
  expect(made.health).toMatchObject({ state: "quarantined", reason: expect.stringContaining("dead channel") });
  expect(picks(made)).toEqual([]);
});

test("a sensor that is stuck at one value is quarantined, and comes back when it moves again", () => {
  const made = withFault({ kind: "stuck", valueMps2: 0.3, fromMs: START_MS + 20_000, toMs: START_MS + 50_000 });
  const states = made.decoded.flatMap(({ health }) => health?.state ?? []);
  expect(states).toContain("quarantined");
  expect(states.at(-1)).toBe("ok");
  expect(Math.abs(residualS(made))).toBeLessThan(0.35);
});

test("spikes are repaired: they are told, they are no picks, and they do not hide P", () => {
  const made = withFault({ kind: "spikes", perMinute: 8, peakMps2: 3, ...FROM_20_S, toMs: P_MS - 1000 });
  expect(reasons(made)).toContain("spikes");
  expect(made.pMs.filter((timeMs) => timeMs < P_MS - 1000)).toEqual([]);
  expect(Math.abs(residualS(made))).toBeLessThan(0.35);
});

test("a level that jumps is told as a step and is no ground motion", () => {
  const made = decode({ faults: [{ kind: "baselineStep", axis: 0, byMps2: 0.5, ...FROM_20_S }] }, { felt: [] });
  expect(reasons(made)).toContain("step");
  expect(pgaMps2(made)).toBeLessThan(0.05);
});

test("a wrong gain makes the same earthquake as many times larger", () => {
  const right = pgaMps2(decode({}));
  expect(pgaMps2(withFault({ kind: "wrongGain", factor: 3, ...FROM_20_S })) / right).toBeCloseTo(3, 0);
});

test("with vertical and north mixed up P is still seen, as it looks from there", () => {
  const made = withFault({ kind: "swappedAxes", axes: [0, 1], ...FROM_20_S });
  const right = decode({});
  const first = ({ packets }: Made, axis: "x" | "y") =>
    JSON.parse(Buffer.from(packets[100]?.payload ?? []).toString("latin1"))[axis];
  expect(first(made, "x")).toEqual(first(right, "y"));
  expect(first(made, "y")).toEqual(first(right, "x"));
});

test("blocks of something else are recognised as such", () => {
  const made = decode({ faults: [{ kind: "foreignBlock", share: 0.05, peakMps2: 2, ...FROM_20_S }] }, { felt: [] });
  expect(reasons(made)).toContain("glitch");
  expect(made.sensor.ledger.lost).toBe(0);
});

test.each([
  "openeew",
  "compact",
  "miniseed2",
] as const)("cut and damaged %s packets are refused with a reason, the others used", (format) => {
  const faults = [
    { kind: "truncated", share: 0.25, ...FROM_20_S, toMs: START_MS + 70_000 },
    { kind: "corrupt", share: 0.2, ...FROM_20_S, toMs: START_MS + 70_000 },
  ] as const;
  const made = decode({ format, faults });
  const { damaged } = made.sensor.ledger;
  expect(damaged).toBeGreaterThan(5);
  expect(made.outcomes.used).toBeGreaterThanOrEqual(made.packets.length - damaged);
  const told = made.decoded.filter(({ reason }) => reason !== "");
  expect(told.length).toBeGreaterThan(damaged / 3);
  if (format === "compact") expect(made.outcomes.malformed).toBe(damaged);
  expect(Math.abs(residualS(made))).toBeLessThan(0.35);
});

test("after the battery is dead nothing comes, and after it was changed everything does", () => {
  const made = withFault({ kind: "battery", fromMs: START_MS + 20_000, toMs: START_MS + 50_000 });
  const silent = made.packets.filter(
    ({ lastSampleMs }) => lastSampleMs > START_MS + 20_000 && lastSampleMs < START_MS + 49_000,
  );
  expect(silent).toEqual([]);
  expect(made.sensor.ledger.dead).toBe(30);
  expect(Math.abs(residualS(made))).toBeLessThan(0.35);
});
