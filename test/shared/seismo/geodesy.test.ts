import fc from "fast-check";
import { expect, test } from "vitest";
import { apartKm, azimuthDeg, destination, directionOf, distanceKm } from "../../../shared/seismo/geodesy.ts";
import { noSharedData, sharedJson } from "../../sharedData.ts";

interface Oracle {
  readonly pairs: readonly {
    a: [number, number];
    b: [number, number];
    wgs84_m: number;
    azimuth: number;
    sphere_deg: number;
  }[];
}
const placeOf = ([latitudeDeg, longitudeDeg]: [number, number]) => ({ latitudeDeg, longitudeDeg });

test.skipIf(noSharedData)("distances are the sphere's to a metre and the ellipsoid's to 0.6 %", () => {
  for (const { a, b, sphere_deg, wgs84_m } of (sharedJson("oracles/geodesy.json") as Oracle).pairs) {
    const km = distanceKm(placeOf(a), placeOf(b));
    expect(km).toBeCloseTo((sphere_deg * Math.PI * 6371) / 180, 3);
    expect(Math.abs(km - wgs84_m / 1000)).toBeLessThan(0.006 * km + 1e-9);
  }
});

test.skipIf(noSharedData)("azimuths agree with the ellipsoid's within a quarter of a degree", () => {
  for (const { a, b, azimuth } of (sharedJson("oracles/geodesy.json") as Oracle).pairs) {
    const off = Math.abs(azimuthDeg(placeOf(a), placeOf(b)) - azimuth);
    expect(Math.min(off, 360 - off)).toBeLessThan(0.25);
  }
});

test("the date line and the pole are no obstacles", () => {
  expect(
    distanceKm({ latitudeDeg: 51.5, longitudeDeg: 179.9 }, { latitudeDeg: 51.5, longitudeDeg: -179.9 }),
  ).toBeLessThan(14);
  const over = destination({ latitudeDeg: 0, longitudeDeg: 179.5 }, 90, 111.19);
  expect(over.longitudeDeg).toBeCloseTo(-179.5, 2);
});

test("who walks a distance in a direction has come that far in that direction", () => {
  const place = fc.record({
    latitudeDeg: fc.double({ min: -80, max: 80, noNaN: true }),
    longitudeDeg: fc.double({ min: -180, max: 180, noNaN: true }),
  });
  const azimuth = fc.double({ min: 0, max: 359.9, noNaN: true });
  const km = fc.double({ min: 1, max: 900, noNaN: true });
  fc.assert(
    fc.property(place, azimuth, km, (from, direction, away) => {
      const to = destination(from, direction, away);
      const turned = Math.abs(azimuthDeg(from, to) - direction);
      return Math.abs(distanceKm(from, to) - away) < 1e-6 * away + 1e-6 && Math.min(turned, 360 - turned) < 1e-4;
    }),
  );
});

test("distances by directions are those by latitudes and longitudes", () => {
  const place = fc.record({
    latitudeDeg: fc.double({ min: -90, max: 90, noNaN: true }),
    longitudeDeg: fc.double({ min: -180, max: 180, noNaN: true }),
  });
  fc.assert(
    fc.property(place, place, (a, b) => {
      expect(apartKm(directionOf(a), directionOf(b))).toBeCloseTo(distanceKm(a, b), 3);
    }),
  );
});
