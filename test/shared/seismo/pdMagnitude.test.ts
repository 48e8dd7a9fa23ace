// SCIENCE §4.5: Pd in cm, hypocentral distance in km; Kuyuk & Allen (2013) stand in magnitude.test.ts.
import { expect, test } from "vitest";
import { magnitudeOfPdByWuZhao } from "../../../shared/seismo/pdMagnitude.ts";

test.each([
  [0.01, 20, 4.459],
  [0.1, 50, 6.581],
  [1, 100, 8.52],
])("by Wu and Zhao %d cm at %d km is magnitude %d", (pdCm, km, magnitude) => {
  expect(magnitudeOfPdByWuZhao(pdCm / 100, km)).toBeCloseTo(magnitude, 3);
});
