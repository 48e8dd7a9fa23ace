// ShakeAlert's message of the Napa earthquake (schemas/shakealert/2014_Napa_M5.7_contour.xml): intensity, cm/s², cm/s.
import { expect, test } from "vitest";
import { wald1999OfPga, wald1999OfPgv } from "../../../shared/seismo/wald1999.ts";

test.each([
  [2, 2.848, 0.2154],
  [3, 8.1113, 0.6449],
  [4, 23.1013, 1.9307],
  [5, 65.7933, 5.7797],
  [6, 123.85, 11.2687],
])("intensity %d is %d gal and %d cm/s", (intensity, gal, cmps) => {
  expect(wald1999OfPga(gal / 100)).toBeCloseTo(intensity, 3);
  expect(wald1999OfPgv(cmps / 100)).toBeCloseTo(intensity, 3);
});
