import { expect, test } from "vitest";
import { magnitudeOfPgv, pgvAt } from "../../../shared/seismo/gmpe.ts";

// SCIENCE §4.11, Bindi et al. (2014): PGV in cm/s on rock.
test.each([
  [5, 10, 3.2856],
  [6.5, 50, 3.7588],
])("magnitude %d at %d km moves the ground at %d cm/s", (magnitude, hypocentralKm, cmps) => {
  expect(pgvAt({ magnitude, hypocentralKm, vs30Mps: 800 }) * 100).toBeCloseTo(cmps, 3);
});

test("soft ground moves faster than rock", () => {
  const at = { magnitude: 6, hypocentralKm: 30 };
  expect(pgvAt({ ...at, vs30Mps: 250 })).toBeGreaterThan(1.5 * pgvAt({ ...at, vs30Mps: 800 }));
});

test.each([
  [4, 15],
  [6.2, 60],
  [7.8, 150],
])("magnitude %d is found again from its velocity at %d km", (magnitude, hypocentralKm) => {
  expect(magnitudeOfPgv(pgvAt({ magnitude, hypocentralKm }), hypocentralKm)).toBeCloseTo(magnitude, 2);
});
