import { expect, test } from "vitest";
import { huberMean, median, robustDeviation, weightedMedian } from "../../../shared/seismo/robust.ts";

test("a median lies in the middle, or halfway between the middle two", () => {
  expect(median([3, 1, 100])).toBe(3);
  expect(median([4, 1, 2, 100])).toBe(3);
  expect(median([])).toBeNaN();
  expect(weightedMedian([1, 2, 3], [1, 1, 5])).toBe(3);
});

test("one wild value moves Huber's mean no farther than its limit allows", () => {
  const ones = [1, 1, 1, 1];
  expect(huberMean([...ones, 2], [1, 1, 1, 1, 1], 10)).toBeCloseTo(1.2, 9);
  expect(huberMean([...ones, 1000], [1, 1, 1, 1, 1], 0.4)).toBeLessThan(1.11);
});

test("the robust deviation of a Gaussian sample is its standard deviation", () => {
  const quantiles = [-1.64, -1.04, -0.67, -0.39, -0.13, 0.13, 0.39, 0.67, 1.04, 1.64];
  expect(robustDeviation(quantiles.map((value) => 5 + 2 * value))).toBeCloseTo(2, 0);
});
