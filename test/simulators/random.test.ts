// Chance that can be entered anywhere: even, normal, and without a thread from one number to the next.
import { expect, test } from "vitest";
import { drawAt, gaussianAt, keyOf } from "../../simulators/random.ts";

const COUNT = 20_000;
const correlation = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, value, i) => sum + (value - 0.5) * ((b[i] ?? 0) - 0.5), 0) / COUNT / (1 / 12);
const draws = (key: number, lane: number, from = 0) =>
  Array.from({ length: COUNT }, (_, i) => drawAt(key, lane, from + i));

test("draws are even over 0 to 1, also beyond 32 bits", () => {
  for (const from of [0, 1.7e9, 7e10]) {
    const bins = new Array<number>(20).fill(0);
    for (const draw of draws(keyOf("a"), 3, from)) bins[Math.floor(draw * 20)] = (bins[Math.floor(draw * 20)] ?? 0) + 1;
    for (const bin of bins) expect(Math.abs(bin - COUNT / 20)).toBeLessThan(160);
  }
});

test("neighbours in index, lane and key have nothing to do with each other", () => {
  const one = draws(keyOf("SIM_S1"), 3);
  for (const other of [
    draws(keyOf("SIM_S1"), 4),
    draws(keyOf("SIM_S2"), 3),
    draws(keyOf("SIM_S1"), 3, 1),
    draws(keyOf("SIM_S1") + 1, 3),
  ]) {
    expect(Math.abs(correlation(one, other))).toBeLessThan(0.03);
  }
});

test("normal draws have mean 0 and standard deviation 1", () => {
  const values = Array.from({ length: COUNT }, (_, i) => gaussianAt(5, 6, i));
  const mean = values.reduce((a, b) => a + b) / COUNT;
  expect(Math.abs(mean)).toBeLessThan(0.03);
  expect(Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / COUNT)).toBeCloseTo(1, 1);
});
