// Richter's anchor as Hutton & Boore (1987) kept it: 1 mm at 100 km is magnitude 3; and their curve.
import { expect, test } from "vitest";
import { localMagnitude } from "../../../shared/seismo/localMagnitude.ts";

test.each([
  [1, 100, 3],
  [10, 100, 4],
  [10, 17, 2.989],
  [1, 500, 4.532],
])("a trace of %d mm at %d km is magnitude %d", (traceMm, km, magnitude) => {
  expect(localMagnitude(traceMm / 1000, km)).toBeCloseTo(magnitude, 3);
});
