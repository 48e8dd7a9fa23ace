import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { magnitudeOfPgv, pgvAt } from "../../../shared/seismo/gmpe.ts";
import { median } from "../../../shared/seismo/robust.ts";
import { noSharedData, sharedPath } from "../../sharedData.ts";

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

interface Row {
  readonly event: string;
  readonly magnitude: number;
  readonly error: number;
}

/** Rows of a flatfile within 150 km, with the error of the magnitude that each velocity speaks for. */
function rowsOf(file: string): Row[] {
  const [head = "", ...lines] = readFileSync(sharedPath("data/groundmotion", file), "utf8").trim().split("\n");
  const names = head.split(",");
  return lines.flatMap((line) => {
    const cells = line.split(",");
    const of = (name: string) => Number(cells[names.indexOf(name)] || Number.NaN);
    const [magnitude, epicentralKm, pgvMps] = [of("magnitude"), of("repi_km"), of("pgv_cm_s") / 100];
    const error = magnitudeOfPgv(pgvMps, Math.hypot(epicentralKm, of("hyp_depth_km"))) - magnitude;
    return pgvMps > 1e-3 && epicentralKm <= 150 ? [{ event: cells[0] ?? "", magnitude, error }] : [];
  });
}

// The bias is what PGV_BIAS and the prior of magnitude.ts are set against: recordings that people chose, on soft ground.
test.skipIf(noSharedData)(
  "velocities of 20 and more recorded earthquakes speak for magnitudes 0.2 to 0.4 too large, ±0.4",
  () => {
    const rows = ["records_ngawest2_selected.csv", "northridge_1994_stations.csv", "napa_2014_stations.csv"].flatMap(
      rowsOf,
    );
    const events = [...Map.groupBy(rows, ({ event }) => event).values()].filter((all) => all.length >= 3);
    const errors = events.map((all) => median(all.map(({ error }) => error)));
    const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
    expect(errors.length).toBeGreaterThan(20);
    expect(mean).toBeGreaterThan(0.2);
    expect(mean).toBeLessThan(0.4);
    expect(Math.sqrt(errors.reduce((sum, error) => sum + (error - mean) ** 2, 0) / errors.length)).toBeLessThan(0.4);
  },
);
