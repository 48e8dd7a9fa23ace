// How often stations trigger for nothing, as the integrator holds it against the next picks.
import { expect, test } from "vitest";
import { NoiseRates } from "../../../services/integrator/noiseRates.ts";

const START_MS = Date.UTC(2026, 0, 5);
const STATIONS = 40;
const idOf = (i: number) => `XX_${i % STATIONS}`;
const perHour = (rates: NoiseRates, stationId: string, atS: number) =>
  3600 * rates.rateOf(stationId, START_MS + 1000 * atS, STATIONS);

function noted(timesS: readonly number[], stationOf: (i: number) => string = idOf): NoiseRates {
  const rates = new NoiseRates();
  rates.note("XX_99", START_MS);
  for (const [i, s] of timesS.entries()) rates.note(stationOf(i), START_MS + 1000 * s);
  return rates;
}

test("a network of which nothing is known triggers once an hour and station", () => {
  expect(perHour(new NoiseRates(), "XX_1", 10)).toBeCloseTo(1, 9);
});

test("a quiet hour counts no less than that, a restless station for itself", () => {
  const restless = noted(
    Array.from({ length: 60 }, (_, i) => 60 * i),
    () => "XX_7",
  );
  expect(perHour(restless, "XX_7", 3600)).toBeGreaterThan(20);
  expect(perHour(restless, "XX_8", 3600)).toBeLessThan(3);
});

test("a storm shows within a minute, also after a quiet hour", () => {
  const storm = noted(Array.from({ length: 40 }, (_, i) => 3600 + i));
  expect(perHour(storm, "XX_8", 3600)).toBeLessThan(2);
  expect(perHour(storm, "XX_8", 3640)).toBeGreaterThan(8);
});

test("two or three strays before an earthquake, as of its foreshock, are no storm", () => {
  const few = noted([3600, 3603, 3607]);
  expect(perHour(few, "XX_8", 3610)).toBeLessThan(1.5);
});
