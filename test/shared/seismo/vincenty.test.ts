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

test("a place is nowhere from itself, and opposite places have no answer", () => {
  const here = { latitudeDeg: 35, longitudeDeg: 139 };
  expect(vincenty(here, here)?.distanceKm).toBe(0);
  expect(vincenty({ latitudeDeg: 0, longitudeDeg: 0 }, { latitudeDeg: 0.3, longitudeDeg: 179.7 })).toBeUndefined();
});
