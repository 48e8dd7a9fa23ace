// Noise between earthquakes: as loud as its instrument, without a seam, louder by day; and what people do to a sensor.
import { expect, test } from "vitest";
import { bustleAt, gainOf, noiseLevel, noiseLoop } from "../../../simulators/sensor/groundNoise.ts";
import { INSTRUMENTS } from "../../../simulators/sensor/instrument.ts";
import { addHappening, happeningsIn, type Nuisance } from "../../../simulators/sensor/nuisance.ts";
import { decode, START_MS } from "./sensedStation.ts";

const rmsOf = (samples: Iterable<number>) => {
  const values = [...samples];
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
};
const HOUR_MS = 3_600_000;

test.each([
  "mems",
  "good",
] as const)("the noise of a %s instrument has its RMS on each axis, and no seam", (instrument) => {
  const loop = noiseLoop({ instrument, rateHz: 100, length: 6400, seed: 1 });
  loop.forEach((axis, c) => {
    const rms = INSTRUMENTS[instrument].noiseMps2[c] ?? 0;
    expect(rmsOf(axis) / rms).toBeCloseTo(1, 3);
    const leaps = axis.map((value, i) => Math.abs(value - (axis.at(i - 1) ?? 0)));
    expect(leaps[0]).toBeLessThan(Math.max(...leaps.slice(1)));
    expect(Math.max(...axis.map(Math.abs))).toBeLessThan(5 * rms);
  });
  expect(loop[0]).not.toEqual(noiseLoop({ instrument, rateHz: 100, length: 6400, seed: 2 })[0]);
});

test("noise is coloured: below 1 Hz a good instrument hears the swell, a cheap one hardly", () => {
  const slowShare = (instrument: "mems" | "good") => {
    const [up] = noiseLoop({ instrument, rateHz: 100, length: 6400, seed: 1 });
    const means = Float64Array.from(
      { length: 64 },
      (_, k) => up.subarray(100 * k, 100 * k + 100).reduce((a, b) => a + b) / 100,
    );
    return rmsOf(means) / rmsOf(up);
  };
  const white = 1 / Math.sqrt(100);
  expect(slowShare("good")).toBeGreaterThan(2 * white);
  expect(slowShare("mems")).toBeGreaterThan(1.2 * white);
});

test("people are loud by day, by the sun of the place, and a sixth as loud by night", () => {
  const utc = (hour: number) => Date.UTC(2026, 0, 1, hour);
  expect(bustleAt(utc(12), 0)).toBe(1);
  expect(bustleAt(utc(3), 0)).toBeCloseTo(1 / 6, 6);
  expect(bustleAt(utc(12), -120)).toBeCloseTo(1 / 6, 6);
  expect(bustleAt(utc(20), -120)).toBe(1);
  expect(bustleAt(utc(7), 0)).toBeGreaterThan(0.5);
  expect(bustleAt(utc(7), 0)).toBeLessThan(0.7);
});

test("noise levels are within 1 dB of instrument and people together", () => {
  const [own] = INSTRUMENTS.mems.noiseMps2;
  for (const cultureMps2 of [0, 1e-4, 1e-3, 1e-2]) {
    const level = noiseLevel({ cultureMps2 }, 1);
    expect(Math.abs(20 * Math.log10((gainOf(level) * own) / Math.hypot(own, cultureMps2)))).toBeLessThanOrEqual(1.001);
  }
});

test("the decoder hears a busy street as loud as it is told to be", () => {
  const made = decode({ noise: { cultureMps2: 2e-3 } }, { seconds: 60, felt: [] });
  expect(made.health?.noiseMps2).toBeGreaterThan(1.5e-3);
  expect(made.health?.noiseMps2).toBeLessThan(2.5e-3);
});

test.each([
  "footsteps",
  "doors",
  "traffic",
] as const)("%s come as often an hour as told, and seldom by night", (kind) => {
  const nuisance: Nuisance = { kind, perHour: 10, peakMps2: 0.03 };
  const count = (bustle: number) => {
    const found = happeningsIn([nuisance], { fromMs: START_MS, toMs: START_MS + 200 * HOUR_MS }, { key: 1, bustle });
    return found.length / 200;
  };
  expect(count(1)).toBeGreaterThan(9);
  expect(count(1)).toBeLessThan(11);
  expect(count(1 / 6)).toBeLessThan(2.2);
});

test("a happening asked about second by second is the one asked about at once", () => {
  const nuisances = [
    { kind: "footsteps", perHour: 200, peakMps2: 0.03 },
    { kind: "traffic", perHour: 12, peakMps2: 0.01 },
  ] as const;
  const chance = { key: 3, bustle: 1 };
  const render = (stepMs: number) => {
    const all: number[] = [];
    for (let fromMs = START_MS; fromMs < START_MS + 300_000; fromMs += stepMs) {
      const axis = () => new Float64Array(stepMs / 10);
      const window = { fromMs, rateHz: 100, up: axis(), north: axis(), east: axis() };
      const toMs = fromMs + stepMs - 10;
      for (const happening of happeningsIn(nuisances, { fromMs, toMs }, chance)) addHappening(window, happening);
      all.push(...window.up);
    }
    return all;
  };
  const [whole, pieces] = [render(300_000), render(1000)];
  expect(Math.max(...whole)).toBeGreaterThan(0.003);
  expect(Math.max(...whole.map((value, i) => Math.abs(value - (pieces[i] ?? 0))))).toBeLessThan(1e-9);
});

test.each([
  ["footsteps", 0.03, 0.05],
  ["doors", 0.05, 0.05],
  ["traffic", 0.03, 0.06],
] as const)("%s move the ground by up to what is told, and die away", (kind, peakMps2, atMost) => {
  const [happening] = happeningsIn(
    [{ kind, perHour: 60, peakMps2 }],
    { fromMs: START_MS, toMs: START_MS + HOUR_MS },
    { key: 2, bustle: 1 },
  );
  if (happening === undefined) throw new Error("nothing happened");
  const strongest = { ...happening, peakMps2 };
  const axis = () => new Float64Array(Math.ceil((happening.toMs - happening.fromMs) / 10) + 300);
  const window = { fromMs: happening.fromMs - 1000, rateHz: 100, up: axis(), north: axis(), east: axis() };
  addHappening(window, strongest);
  const peak = Math.max(...window.up.map(Math.abs));
  expect(peak).toBeGreaterThan(peakMps2 / 4);
  expect(peak).toBeLessThan(atMost);
  expect(Math.max(...window.up.subarray(0, 100).map(Math.abs))).toBe(0);
  expect(Math.max(...window.up.slice(-60).map(Math.abs))).toBeLessThan(peakMps2 / 50);
});

test("a phone that is carried about is restless, and its picks are not believed", () => {
  const carried = { kind: "carried", fromMs: START_MS + 40_000, toMs: START_MS + 280_000, rmsMps2: 1 } as const;
  const made = decode({ noise: { nuisances: [carried] } }, { seconds: 270, felt: [] });
  expect(made.decoded.some(({ health }) => health?.reason.includes("restless"))).toBe(true);
  const late = made.decoded.flatMap(({ picks }) => picks).filter(({ timeMs }) => timeMs > START_MS + 120_000);
  for (const pick of late) expect(pick.phaseProbability).toBeLessThanOrEqual(0.3);
});
