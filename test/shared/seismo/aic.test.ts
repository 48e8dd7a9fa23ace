// Onsets made by hand: where the noise ends is known.
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

test("the onset is where the motion becomes ten times as strong: within two samples nine times in ten, never far off", () => {
  const offs = Array.from({ length: 400 }, (_, i) => {
    const at = 20 + ((i * 37) % 81);
    const samples = noise(125, i + 1).map((value, at2) => (at2 < at ? value : value * 10));
    return Math.abs((aicOnset(samples)?.index ?? Number.NaN) - at);
  });
  expect(offs.filter((off) => off <= 2).length).toBeGreaterThan(360);
  expect(Math.max(...offs)).toBeLessThan(10);
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
