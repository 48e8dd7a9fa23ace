import { expect, test } from "vitest";
import { destination } from "../../../shared/seismo/geodesy.ts";
import { blindRadiusKm, secondsToS } from "../../../shared/seismo/warning.ts";

const source = { latitudeDeg: 38, longitudeDeg: 142, depthKm: 10, timeMs: 1.7e12 };

// S times of SCIENCE §4.8 from 10 km deep, where Earth is still as good as flat.
test.each([
  [0, 2.98],
  [30, 9.41],
  [50, 15.18],
  [100, 29.91],
])("%d km away S comes %d s after the origin, less the seconds that are gone", (km, timeS) => {
  const place = destination(source, 200, km);
  expect(secondsToS(place, source, source.timeMs)).toBeCloseTo(timeS, 1);
  expect(secondsToS(place, source, source.timeMs + 12_000)).toBeCloseTo(timeS - 12, 1);
});

test.each([
  [9.41, 30],
  [15.18, 50],
  [29.91, 100],
])("%d s after the origin the blind zone has %d km", (elapsedS, km) => {
  expect(Math.abs(blindRadiusKm(source, source.timeMs + elapsedS * 1000) - km)).toBeLessThan(0.2);
});

test("before S has reached the surface nowhere is too late, and at the blind zone's edge nothing is left", () => {
  expect(blindRadiusKm(source, source.timeMs - 5000)).toBe(0);
  expect(blindRadiusKm(source, source.timeMs + 2900)).toBe(0);
  const nowMs = source.timeMs + 21_000;
  const edge = destination(source, 45, blindRadiusKm(source, nowMs));
  expect(secondsToS(edge, source, nowMs)).toBeCloseTo(0, 2);
});

test("an hour later the blind zone ends where the search does", () => {
  expect(blindRadiusKm(source, source.timeMs + 3_600_000)).toBe(2000);
});
