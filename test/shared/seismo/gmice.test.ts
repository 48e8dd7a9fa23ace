// Check values of Worden et al. (2012) as in SCIENCE §4.10.
import { expect, test } from "vitest";
import { intensityOfMotion } from "../../../shared/seismo/gmice.ts";

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
  expect(intensityOfMotion({ pgaMps2: pgaGal / 100 })).toBeCloseTo(intensity, 2);
});

test.each([
  [0.5, 3.337],
  [1, 3.78],
  [10, 6.05],
  [30, 7.558],
  [60, 8.509],
])("a peak of %d cm/s is felt as %d", (pgvCmps, intensity) => {
  expect(intensityOfMotion({ pgvMps: pgvCmps / 100 })).toBeCloseTo(intensity, 2);
});

test("both together are their mean; nothing and silence are 1, the end of the scale is 10", () => {
  expect(intensityOfMotion({ pgaMps2: 1, pgvMps: 0.1 })).toBeCloseTo((5.8 + 6.05) / 2, 2);
  expect(intensityOfMotion({})).toBe(1);
  expect(intensityOfMotion({ pgaMps2: 0, pgvMps: 0 })).toBe(1);
  expect(intensityOfMotion({ pgaMps2: 100, pgvMps: 50 })).toBe(10);
});
