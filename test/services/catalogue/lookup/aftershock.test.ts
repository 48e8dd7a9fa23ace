// Windows of aftershocks against the table they approximate, and which mainshock is chosen.
import { expect, test } from "vitest";
import { aftershockWindow, mainshockOf } from "../../../../services/catalogue/lookup/aftershock.ts";

const DAY_MS = 86_400_000;

/** Gardner & Knopoff (1974), table 1. */
test.each([
  [5, 40, 155],
  [5.5, 47, 290],
  [6, 54, 510],
  [6.5, 61, 790],
  [7, 70, 915],
  [7.5, 81, 960],
  [8, 94, 985],
])("the window of M %f is %i km and %i days, within an eighth", (magnitude, km, days) => {
  const { radiusKm, durationMs } = aftershockWindow(magnitude);
  expect(Math.abs(radiusKm / km - 1)).toBeLessThan(0.125);
  expect(Math.abs(durationMs / DAY_MS / days - 1)).toBeLessThan(0.125);
});

/** The formula itself, reckoned by hand. */
test.each([
  [5, 39.99, 143.7],
  [7, 70.73, 918.1],
])("of M %f the formula gives %f km and %f days", (magnitude, km, days) => {
  const { radiusKm, durationMs } = aftershockWindow(magnitude);
  expect(radiusKm).toBeCloseTo(km, 1);
  expect(durationMs / DAY_MS).toBeCloseTo(days, 0);
});

const at = { latitudeDeg: 0, longitudeDeg: 0 };
const shock = (magnitude: number, daysAgo: number, distanceKm: number) => ({
  ...{ ...at, magnitude, distanceKm, timeMs: -daysAgo * DAY_MS },
});
const event = { magnitude: 5.2, timeMs: 0 };

test.each([
  ["in the window", shock(7, 900, 70), true],
  ["too far", shock(7, 900, 71), false],
  ["too long ago", shock(7, 919, 10), false],
  ["no larger than the event", shock(5.2, 1, 1), false],
  ["later than the event", shock(7, -1, 1), false],
  ["at the same moment", shock(7, 0, 1), false],
])("a mainshock %s", (_what, candidate, isOne) => {
  expect(mainshockOf(event, [candidate])).toBe(isOne ? candidate : undefined);
});

test("one below M 5 explains no alarm, however near", () => {
  expect(mainshockOf({ magnitude: 4, timeMs: 0 }, [shock(4.9, 1, 1)])).toBeUndefined();
});

test("the largest that fits is the one, not the last or the nearest", () => {
  const [large, near] = [shock(7.4, 300, 60), shock(5.9, 1, 2)];
  expect(mainshockOf(event, [near, large, shock(8, 2000, 1)])).toBe(large);
});
