import { expect, test } from "vitest";
import {
  distanceSigmaKm,
  exceedanceProbability,
  intensitySigma,
  sigmasAbove,
} from "../../../shared/seismo/exceedance.ts";

// The normal distribution's table (Abramowitz & Stegun 26.1).
test.each([
  [0, 0.5],
  [1, 0.1586553],
  [-1, 0.8413447],
  [1.959964, 0.025],
  [-2.326348, 0.99],
  [3, 0.0013499],
])("a limit %d sigmas above what is expected is exceeded with probability %d", (sigmas, probability) => {
  expect(exceedanceProbability(5, 0.8, 5 + 0.8 * sigmas)).toBeCloseTo(probability, 6);
});

test.each([
  0.001, 0.05, 0.3, 0.5, 0.9,
])("a limit so many sigmas above is exceeded with the probability asked for, %d", (probability) => {
  expect(exceedanceProbability(0, 1, sigmasAbove(probability))).toBeCloseTo(probability, 6);
});

test("without any error the limit is exceeded or not", () => {
  expect(exceedanceProbability(5, 0, 4.99)).toBe(1);
  expect(exceedanceProbability(5, 0, 5.01)).toBe(0);
});

test("a sure source leaves the relation's own error", () => {
  const sure = { magnitude: 6, magnitudeSigma: 0, hypocentralKm: 22.9, distanceSigmaKm: 0 };
  expect(intensitySigma(sure)).toBeCloseTo(0.82 + 0.37 / 2, 9);
});

// By hand from the equation, far from its saturation: ∂I/∂M → 1.428 and ∂I/∂R → −(1.402 − 0.078)/R.
test("magnitude's and distance's errors add in squares with the slopes of the equation", () => {
  const far = { magnitude: 4, magnitudeSigma: 0.4, hypocentralKm: 60, distanceSigmaKm: 8 };
  const own = 0.82 + 0.37 / (1 + (60 / 22.9) ** 2);
  expect(intensitySigma(far)).toBeCloseTo(Math.hypot(own, 1.428 * 0.4, (1.324 / 60) * 8), 2);
});

test("right above a source its depth counts, far away its epicentre", () => {
  const errors = { horizontalSigmaKm: 5, depthSigmaKm: 9 };
  expect(distanceSigmaKm({ ...errors, epicentralKm: 0, depthKm: 10 })).toBe(9);
  expect(distanceSigmaKm({ ...errors, epicentralKm: 30, depthKm: 0 })).toBe(5);
  expect(distanceSigmaKm({ ...errors, epicentralKm: 30, depthKm: 40 })).toBeCloseTo(Math.hypot(3, 7.2), 9);
  expect(distanceSigmaKm({ ...errors, epicentralKm: 0, depthKm: 0 })).toBeCloseTo(Math.hypot(5, 9), 9);
});
