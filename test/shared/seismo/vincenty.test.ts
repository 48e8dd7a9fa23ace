// Against GeographicLib through ObsPy (oracles/geodesy.json).
import { expect, test } from "vitest";
import { vincenty } from "../../../shared/seismo/vincenty.ts";
import { noSharedData, sharedJson } from "../../sharedData.ts";

interface Pair {
  readonly a: [number, number];
  readonly b: [number, number];
  readonly wgs84_m: number;
  readonly azimuth: number;
  readonly back_azimuth: number;
}
const placeOf = ([latitudeDeg, longitudeDeg]: [number, number]) => ({ latitudeDeg, longitudeDeg });
const turned = (a: number, b: number) => Math.abs(((a - b + 540) % 360) - 180);

test.skipIf(noSharedData)("distances are true to a tenth of a millimetre, azimuths to a millionth of a degree", () => {
  const { pairs } = sharedJson("oracles/geodesy.json") as { pairs: readonly Pair[] };
  expect(pairs.length).toBeGreaterThan(9);
  for (const { a, b, wgs84_m, azimuth, back_azimuth } of pairs) {
    const found = vincenty(placeOf(a), placeOf(b));
    expect(Math.abs((found?.distanceKm ?? Number.NaN) * 1000 - wgs84_m), `${a} ${b}`).toBeLessThan(1e-4);
    expect(turned(found?.azimuthDeg ?? Number.NaN, azimuth), `${a} ${b}`).toBeLessThan(1e-6);
    expect(turned(found?.backAzimuthDeg ?? Number.NaN, back_azimuth), `${a} ${b}`).toBeLessThan(1e-6);
  }
});

// GeographicLib (npm geographiclib-geodesic 2.2.0, WGS84): the longer the line, the more terms of the series count.
test.each([
  [[40.6, -73.8], [51.6, -0.5], 5551759.4003, 51.1988828, 287.8217767],
  [[-33.4, -70.7], [35.7, 139.7], 17235259.0693, 283.8048193, 93.4277806],
  [[0, 0], [90, 0], 10001965.7293, 0, 180],
  [[-41.3, 174.8], [60.2, -149.9], 11703112.7489, 17.4103016, 206.8611705],
  [[64, -22], [-36, -179], 16526725.8308, 322.6581086, 19.2193059],
] as const)("from %j to %j it is %d m, as GeographicLib has it", (from, to, metres, azimuth, back) => {
  const found = vincenty(placeOf([...from]), placeOf([...to]));
  expect(Math.abs((found?.distanceKm ?? Number.NaN) * 1000 - metres)).toBeLessThan(5e-4);
  expect(turned(found?.azimuthDeg ?? Number.NaN, azimuth)).toBeLessThan(1e-6);
  expect(turned(found?.backAzimuthDeg ?? Number.NaN, back)).toBeLessThan(1e-6);
});

test("a place is nowhere from itself, and opposite places have no answer", () => {
  const here = { latitudeDeg: 35, longitudeDeg: 139 };
  expect(vincenty(here, here)).toEqual({ distanceKm: 0, azimuthDeg: 0, backAzimuthDeg: 0 });
  expect(vincenty({ latitudeDeg: 0, longitudeDeg: 0 }, { latitudeDeg: 0.3, longitudeDeg: 179.7 })).toBeUndefined();
});
