// Simulated peaks against recorded ones: as strong, at the same distances, and as scattered.
import { expect, test } from "vitest";
import { median } from "../../shared/seismo/robust.ts";
import { noSharedData } from "../sharedData.ts";
import { CLASSES, DISTANCES_KM, LEAST_PGA_MPS2, type Peak, recordedPeaks, simulatedPeak } from "./groundMotion.ts";

const EARTHQUAKES_EACH = 3;
const RECORDS_OF_ONE = 25;
const FEWEST_RECORDS = 10;
/** Of one earthquake in one class of distance. */
const FEWEST_OF_ONE = 5;

type Kind = "pgaMps2" | "pgvMps";

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const spread = (values: readonly number[]) => Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)));

/** ln of recorded over simulated: the median of each earthquake, for one with two hundred records is still only one. */
function residualsOf(records: readonly Peak[], kind: Kind): number[] {
  const events = [...Map.groupBy(records, ({ event }) => event).values()].filter((all) => all.length >= FEWEST_OF_ONE);
  return events.map((all) =>
    median(
      all
        .filter((_, i) => i % Math.ceil(all.length / RECORDS_OF_ONE) === 0)
        .flatMap((record, i) => {
          const simulated = Array.from({ length: EARTHQUAKES_EACH }, (_, k) =>
            simulatedPeak({ ...record, index: EARTHQUAKES_EACH * i + k }),
          ).filter(({ pgaMps2 }) => pgaMps2 >= LEAST_PGA_MPS2);
          return simulated.length === 0 ? [] : [Math.log(record[kind] / median(simulated.map((peak) => peak[kind])))];
        }),
    ),
  );
}

const bins = CLASSES.flatMap(({ name, least, most }) =>
  DISTANCES_KM.slice(0, -1).map((fromKm, i) => ({ name, least, most, fromKm, toKm: DISTANCES_KM[i + 1] ?? 0 })),
);

/** Narrower than ±0.5 would be narrower than what five earthquakes tell: between them their medians scatter by 0.5. */
test.skipIf(noSharedData).each(bins)(
  "$name from $fromKm to $toKm km shakes as records of such earthquakes do",
  (bin) => {
    const inBin = recordedPeaks().filter(
      ({ magnitude, hypocentralKm }) =>
        magnitude >= bin.least && magnitude <= bin.most && hypocentralKm >= bin.fromKm && hypocentralKm < bin.toKm,
    );
    for (const kind of ["pgaMps2", "pgvMps"] as const) {
      const told = inBin.filter((peak) => peak[kind] > 0);
      const residuals = residualsOf(told, kind);
      if (told.length < FEWEST_RECORDS || residuals.length < 2) continue;
      expect(Math.abs(mean(residuals)), `${kind} of ${residuals.length} earthquakes`).toBeLessThan(0.5);
    }
  },
);

test.skipIf(noSharedData)("there are records of every magnitude to hold it against", () => {
  const records = recordedPeaks();
  for (const { least, most } of CLASSES) {
    const own = records.filter(({ magnitude }) => magnitude >= least && magnitude <= most);
    expect(own.length).toBeGreaterThan(300);
    expect(own.filter(({ pgvMps }) => pgvMps > 0).length).toBeGreaterThan(20);
  }
});

test.each([5, 6, 7])("peaks of magnitude %d at one distance scatter by 0.4 to 0.9 in ln, as real ones", (magnitude) => {
  const peaks = Array.from({ length: 60 }, (_, index) =>
    simulatedPeak({ magnitude, depthKm: 10, epicentralKm: 60, index }),
  );
  for (const kind of ["pgaMps2", "pgvMps"] as const) {
    const sigma = spread(peaks.map((peak) => Math.log(peak[kind])));
    expect(sigma, kind).toBeGreaterThan(0.4);
    expect(sigma, kind).toBeLessThan(0.9);
  }
});

test("the quick estimate is within a factor of three of the peak, nearly always", () => {
  const ratios = [3, 5, 6.3, 7.2].flatMap((magnitude) =>
    [15, 60, 200].flatMap((epicentralKm) =>
      Array.from({ length: 5 }, (_, index) => {
        const { pgaMps2, estimateMps2 } = simulatedPeak({ magnitude, depthKm: 10, epicentralKm, index });
        return estimateMps2 / pgaMps2;
      }),
    ),
  );
  expect(median(ratios)).toBeGreaterThan(1);
  expect(median(ratios)).toBeLessThan(2.5);
  expect(ratios.filter((ratio) => ratio > 0.7 && ratio < 4).length).toBeGreaterThan(0.9 * ratios.length);
});
