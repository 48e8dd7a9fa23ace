// Onsets made by hand: where the noise ends is known.
import fc from "fast-check";
import { expect, test } from "vitest";
import { aicOnset } from "../../../shared/seismo/aic.ts";

/** Deterministic noise of unit size. */
function noise(length: number, seed = 1): Float64Array {
  let state = seed;
  return Float64Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

test("the onset is where the motion becomes five times as strong, to the sample or two", () => {
  fc.assert(
    fc.property(fc.integer({ min: 20, max: 100 }), fc.integer({ min: 1, max: 1e6 }), (at, seed) => {
      const samples = noise(125, seed);
      for (let i = at; i < samples.length; i += 1) samples[i] = (samples[i] ?? 0) * 10;
      expect(Math.abs((aicOnset(samples)?.index ?? Number.NaN) - at)).toBeLessThanOrEqual(3);
    }),
    { numRuns: 60 },
  );
});

test("motion that only dies away has no onset", () => {
  const samples = noise(120).map((value, i) => value * Math.exp(-i / 15));
  expect(aicOnset(samples)).toBeUndefined();
});

test.each([
  ["silence", new Float64Array(100)],
  ["a constant", new Float64Array(100).fill(3)],
  ["too few samples", noise(7)],
])("%s has no onset", (_, samples) => {
  const onset = aicOnset(samples);
  expect(onset === undefined || onset.depth < 1e-6).toBe(true);
});
