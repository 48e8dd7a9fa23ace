// Two days of the month of noise that `bench/noiseMonth.ts` runs in full.
import { expect, test } from "vitest";
import { noiseMonth } from "./noiseMonth.ts";
import { confirmedOf, summaryOf } from "./tell.ts";

test("two days of noise, one trigger a station-hour on fifty stations 20 km apart, alarm nobody", () => {
  const { told, triggers } = noiseMonth({ stations: 50, days: 2, perHour: 1, seed: 1 });
  expect(triggers).toBeGreaterThan(2200);
  expect(triggers).toBeLessThan(2600);
  expect(confirmedOf(told).length, summaryOf(told)).toBe(0);
});

test("the same seed gives the same days", () => {
  const of = { stations: 12, days: 0.5, perHour: 3, seed: 3, spacingKm: 15 };
  expect(JSON.stringify(noiseMonth(of))).toBe(JSON.stringify(noiseMonth(of)));
});
