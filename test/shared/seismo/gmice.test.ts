// Check values of Worden et al. (2012) as in SCIENCE §4.10.
import { expect, test } from "vitest";
import {
  GMICE_SIGMA,
  intensityOfMotion,
  intensityOfPga,
  intensityOfPgv,
  pgaMps2OfIntensity,
  pgvMpsOfIntensity,
} from "../../../shared/seismo/gmice.ts";

test.each([
  [1, 1.71],
  [5, 2.863],
  [10, 3.33],
  [37.15, 4.213],
  [60, 4.979],
  [100, 5.8],
  [200, 6.914],
  [400, 8.028],
])("a peak of %d gal is felt as %d", (pgaGal, intensity) => {
  expect(intensityOfMotion({ pgaMps2: pgaGal / 100 })).toBeCloseTo(intensity, 3);
});

test.each([
  [0.5, 3.337],
  [1, 3.78],
  [10, 6.05],
  [30, 7.558],
  [60, 8.509],
])("a peak of %d cm/s is felt as %d", (pgvCmps, intensity) => {
  expect(intensityOfMotion({ pgvMps: pgvCmps / 100 })).toBeCloseTo(intensity, 3);
});

test("below intensity 2 the paper's third line holds", () => {
  expect(intensityOfPga(0.001)).toBeCloseTo(1.71 - 2.08, 9);
  expect(intensityOfPgv(0.0001)).toBeCloseTo(4.62 - 2 * 2.17, 9);
});

test("both together are their mean; nothing and silence are 1, the end of the scale is 10", () => {
  expect(intensityOfMotion({ pgaMps2: 1, pgvMps: 0.1 })).toBeCloseTo((5.8 + 6.05) / 2, 2);
  expect(intensityOfMotion({})).toBe(1);
  expect(intensityOfMotion({ pgaMps2: 0, pgvMps: 0 })).toBe(1);
  expect(intensityOfMotion({ pgaMps2: 100, pgvMps: 50 })).toBe(10);
});

// −0.91 + 1.02·log D − 0.17·M and 0.90 − 0.18·M, D held to 10…300 km and M to 3…7.3, as ShakeMap does.
test.each([
  [5, 100, 5.8 + 0.28, 6.05],
  [7.3, 10, 5.8 - 1.131, 6.05 - 0.414],
  [9, 1, 5.8 - 1.131, 6.05 - 0.414],
  [3, 300, 5.8 + 1.1066, 6.05 + 0.36],
  [2, 900, 5.8 + 1.1066, 6.05 + 0.36],
])("100 gal and 10 cm/s of magnitude %d at %d km are felt as %d and %d", (magnitude, distanceKm, byPga, byPgv) => {
  expect(intensityOfPga(1, { magnitude, distanceKm })).toBeCloseTo(byPga, 3);
  expect(intensityOfPgv(0.1, { magnitude, distanceKm })).toBeCloseTo(byPgv, 3);
});

// The three lines of the paper meet within 0.01 of intensity at their ends.
test("the motion of an intensity is felt as that intensity", () => {
  for (let intensity = 1; intensity <= 10; intensity += 0.01) {
    expect(Math.abs(intensityOfPga(pgaMps2OfIntensity(intensity)) - intensity)).toBeLessThan(0.01);
    expect(Math.abs(intensityOfPgv(pgvMpsOfIntensity(intensity)) - intensity)).toBeLessThan(0.01);
  }
  expect(pgaMps2OfIntensity(5.8)).toBeCloseTo(1, 9);
  expect(pgvMpsOfIntensity(3.78)).toBeCloseTo(0.01, 9);
});

test("the errors are the paper's", () => {
  expect(GMICE_SIGMA).toEqual({
    intensityOfPga: 0.66,
    intensityOfPgv: 0.63,
    logPgaOfIntensity: 0.35,
    logPgvOfIntensity: 0.38,
  });
});
