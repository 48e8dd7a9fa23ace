// Against SciPy (oracles/butterworth.json) and the coefficients of SCIENCE §4.1.
import { expect, test } from "vitest";
import { butterworth, type Passband, SosFilter } from "../../../shared/seismo/butterworth.ts";
import { noSharedData, sharedJson } from "../../sharedData.ts";

interface Case {
  readonly type: "bandpass" | "highpass" | "lowpass";
  readonly freqs: readonly number[];
  readonly sr: number;
  readonly order: number;
  readonly x: number[];
  readonly sosfilt: number[];
  readonly sosfilt_steady_state_init: number[];
}

function passbandOf({ type, freqs }: Case): Passband {
  const [first = 0, second = 0] = freqs;
  return type === "bandpass" ? { kind: type, lowHz: first, highHz: second } : { kind: type, cornerHz: first };
}

function largestDifference(got: Float64Array, wanted: readonly number[]): number {
  return Math.max(...wanted.map((value, i) => Math.abs(value - (got[i] ?? Number.NaN))));
}

const cases = noSharedData ? [] : (sharedJson("oracles/butterworth.json") as { cases: Case[] }).cases;

test.skipIf(noSharedData)("filters as SciPy does, from rest and from a level that was always there", () => {
  expect(cases.length).toBeGreaterThan(8);
  for (const one of cases) {
    const sections = butterworth(passbandOf(one), one.order, one.sr);
    const fromRest = Float64Array.from(one.x);
    new SosFilter(sections).push(fromRest);
    expect(largestDifference(fromRest, one.sosfilt), `${one.type} ${one.freqs}`).toBeLessThan(1e-9);
    const settled = Float64Array.from(one.x);
    const filter = new SosFilter(sections);
    filter.clear(one.x[0]);
    filter.push(settled);
    expect(largestDifference(settled, one.sosfilt_steady_state_init), `${one.type} settled`).toBeLessThan(1e-9);
  }
});

test.each([
  [
    { kind: "highpass", cornerHz: 0.075 },
    2,
    31.25,
    [0.989393726764, -1.978787453527, 0.989393726764, -1.978674957331, 0.978899949723],
  ],
  [
    { kind: "highpass", cornerHz: 0.075 },
    4,
    100,
    [0.993861876134, -1.987723752269, 0.993861876134, -1.99130833069, 0.991330417217],
  ],
  [
    { kind: "bandpass", lowHz: 1, highHz: 10 },
    2,
    31.25,
    [0.366468365511, 0.732936731022, 0.366468365511, 0.469175676566, 0.245101085421],
  ],
] as const)("has the published coefficients: %j order %d at %d Hz", (passband, order, rateHz, first) => {
  const [section] = butterworth(passband, order, rateHz);
  first.forEach((value, i) => {
    expect(section?.[i]).toBeCloseTo(value, 6);
  });
});

test("a waveform cut into blocks of any size comes out the same", () => {
  const sections = butterworth({ kind: "bandpass", lowHz: 1, highHz: 10 }, 2, 100);
  const whole = Float64Array.from({ length: 500 }, (_, i) => Math.sin(i / 7) + Math.cos(i * i));
  const cut = whole.slice();
  new SosFilter(sections).push(whole);
  const filter = new SosFilter(sections);
  let at = 0;
  for (const size of [1, 2, 97, 100, 300]) {
    filter.push(cut.subarray(at, at + size));
    at += size;
  }
  expect(cut).toEqual(whole);
});

test.each([
  [3, 10, /order/],
  [2, 50, /corner/],
  [2, 0, /corner/],
])("refuses order %d with a corner of %d Hz at 100 Hz", (order, cornerHz, message) => {
  expect(() => butterworth({ kind: "highpass", cornerHz }, order, 100)).toThrow(message);
});
