// Against SciPy (oracles/butterworth.json) and the coefficients of SCIENCE §4.1.
import { expect, test } from "vitest";
import { butterworth, type Passband, SosFilter } from "../../../shared/seismo/butterworth.ts";
import { noSharedData, sharedJson } from "../../sharedData.ts";

interface Case {
  readonly type: "bandpass" | "highpass" | "lowpass";
  readonly freqs: readonly number[];
  readonly sr: number;
  readonly order: number;
  readonly sos: readonly (readonly number[])[];
  readonly x: number[];
  readonly sosfilt: number[];
  readonly sosfilt_steady_state_init: number[];
}

function passbandOf({ type, freqs }: Case): Passband {
  const [first = 0, second = 0] = freqs;
  return type === "bandpass" ? { kind: type, lowHz: first, highHz: second } : { kind: type, cornerHz: first };
}

/** Relative to the largest of the wanted values. */
function largestDifference(got: ArrayLike<number>, wanted: readonly number[]): number {
  const peak = Math.max(...wanted.map(Math.abs));
  return Math.max(...wanted.map((value, i) => Math.abs(value - (got[i] ?? Number.NaN)))) / peak;
}

const cases = noSharedData ? [] : (sharedJson("oracles/butterworth.json") as { cases: Case[] }).cases;

test.skipIf(noSharedData)("filters as SciPy does to 1e-9, from rest and from a level that was always there", () => {
  expect(cases.length).toBeGreaterThan(8);
  for (const one of cases) {
    const sections = butterworth(passbandOf(one), one.order, one.sr);
    const wanted = one.sos.map(([b0 = 0, b1 = 0, b2 = 0, , a1 = 0, a2 = 0]) => [b0, b1, b2, a1, a2]);
    expect(largestDifference(sections.flat(), wanted.flat()), `${one.type} ${one.freqs}`).toBeLessThan(1e-12);
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

const HIGH = { kind: "highpass", cornerHz: 0.075 } as const;

// SCIENCE §4.1: b0, b1, b2, a1, a2 of each section.
test.each([
  [HIGH, 2, 31.25, [[0.989393726764, -1.978787453527, 0.989393726764, -1.978674957331, 0.978899949723]]],
  [HIGH, 2, 50, [[0.99335783271, -1.986715665421, 0.99335783271, -1.986671546548, 0.986759784294]]],
  [HIGH, 2, 100, [[0.996673383272, -1.993346766545, 0.996673383272, -1.993335700135, 0.993357832954]]],
  [HIGH, 2, 125, [[0.997337820133, -1.994675640267, 0.997337820133, -1.994668553052, 0.994682727481]]],
  [
    HIGH,
    4,
    31.25,
    [
      [0.980490106116, -1.960980212231, 0.980490106116, -1.972296064728, 0.972520331785],
      [1, -2, 1, -1.988299105763, 0.988525192503],
    ],
  ],
  [
    HIGH,
    4,
    100,
    [
      [0.993861876134, -1.987723752269, 0.993861876134, -1.99130830691, 0.991330417217],
      [1, -2, 1, -1.996377632784, 0.996399799379],
    ],
  ],
  [
    { kind: "bandpass", lowHz: 1, highHz: 10 },
    2,
    31.25,
    [
      [0.366468365511, 0.732936731022, 0.366468365511, 0.469175676566, 0.245101085421],
      [1, -2, 1, -1.717117888431, 0.756843465686],
    ],
  ],
  [
    { kind: "bandpass", lowHz: 0.5, highHz: 10 },
    2,
    100,
    [
      [0.061869497463, 0.123738994926, 0.061869497463, -1.195432515514, 0.450555233661],
      [1, -2, 1, -1.955928971535, 0.95698628171],
    ],
  ],
] as const)("has the published coefficients to the last digit: %j order %d at %d Hz", (passband, order, rateHz, sections) => {
  const found = butterworth(passband, order, rateHz);
  expect(found).toHaveLength(sections.length);
  expect(largestDifference(found.flat(), sections.flat())).toBeLessThan(1e-12);
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
