import { expect, test } from "vitest";
import { significantDurationS } from "../../../shared/seismo/duration.ts";

// Reckoned apart from this code with the paper's coefficients for 5 to 95 %, as P. J. Stafford (one of its authors) and
// OpenQuake publish them alike; not printed in the paper.
test.each([
  [5, 10, 760, 0, 4.567],
  [5, 50, 300, 5, 13.403],
  [6.5, 10, 760, 0, 9.4],
  [6.5, 50, 760, 5, 12.566],
  [7.5, 20, 300, 0, 22.53],
  [7.5, 100, 760, 0, 19.258],
])("M%d at %d km on %d m/s, its top %d km deep, shakes for %d s", (magnitude, ruptureKm, vs30Mps, topDepthKm, seconds) => {
  expect(significantDurationS({ magnitude, ruptureKm, vs30Mps, topDepthKm })).toBeCloseTo(seconds, 2);
});

test("a larger, farther, softer place shakes longer, and beyond M 7.9 distance does not shorten it", () => {
  const at = (over: object) => significantDurationS({ magnitude: 6, ruptureKm: 30, vs30Mps: 500, ...over });
  expect(at({ magnitude: 7 })).toBeGreaterThan(at({}));
  expect(at({ ruptureKm: 60 })).toBeGreaterThan(at({}));
  expect(at({ vs30Mps: 200 })).toBeGreaterThan(at({}));
  expect(at({ magnitude: 9, ruptureKm: 200 })).toBeGreaterThanOrEqual(at({ magnitude: 9, ruptureKm: 50 }));
});
