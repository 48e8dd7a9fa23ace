import { expect, test } from "vitest";
import { BINDI2014_SIGMA, bindi2014 } from "../../../shared/seismo/bindi2014.ts";

// SCIENCE §4.11: magnitude, hypocentral distance, Vs30 → PGA in cm/s², PGV in cm/s.
test.each([
  [5, 10, 800, 94.927, 3.2856],
  [6.5, 50, 800, 51.308, 3.7588],
])("magnitude %d at %d km on %d m/s moves the ground by %d gal and %d cm/s", (magnitude, km, vs30Mps, gal, cmps) => {
  const { pgaMps2, pgvMps } = bindi2014({ magnitude, hypocentralKm: km, vs30Mps });
  expect(pgaMps2 * 100).toBeCloseTo(gal, 3);
  expect(pgvMps * 100).toBeCloseTo(cmps, 4);
});

test("magnitude goes on with the paper's slope b3 above 6.75, and joins there", () => {
  const at = (magnitude: number) => bindi2014({ magnitude, hypocentralKm: 30, vs30Mps: 800 });
  const distance = Math.log10(Math.hypot(30, 4.82743));
  expect(Math.log10(at(7.75).pgaMps2 / at(6.75).pgaMps2)).toBeCloseTo(0.352976 + 0.108218 * distance, 6);
  const velocityDistance = Math.log10(Math.hypot(30, 4.38918));
  expect(Math.log10(at(7.75).pgvMps / at(6.75).pgvMps)).toBeCloseTo(0.436952 + 0.0791774 * velocityDistance, 6);
  expect(at(6.7501).pgvMps / at(6.7499).pgvMps).toBeCloseTo(1, 2);
});

test("a tenfold softer site moves more by the paper's γ, and the errors are the paper's", () => {
  const on = (vs30Mps: number) => bindi2014({ magnitude: 6, hypocentralKm: 30, vs30Mps });
  expect(Math.log10(on(80).pgaMps2 / on(800).pgaMps2)).toBeCloseTo(0.293242, 6);
  expect(Math.log10(on(80).pgvMps / on(800).pgvMps)).toBeCloseTo(0.508833, 6);
  expect(BINDI2014_SIGMA).toEqual({ logPga: 0.325981, logPgv: 0.352744 });
});
