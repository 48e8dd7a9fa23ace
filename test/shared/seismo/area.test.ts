import fc from "fast-check";
import { expect, test } from "vitest";
import { type AreaRing, farthestKm, nearestInArea } from "../../../shared/seismo/area.ts";
import { destination, distanceKm } from "../../../shared/seismo/geodesy.ts";

/** A degree wide, its middle at 10.5° E 40.5° N. */
const square: AreaRing = [
  [10, 40],
  [11, 40],
  [11, 41],
  [10, 41],
  [10, 40],
];
const at = (longitudeDeg: number, latitudeDeg: number) => ({ longitudeDeg, latitudeDeg });

test.each([
  ["inside it is the place itself", at(10.3, 40.2), at(10.3, 40.2)],
  ["south of an edge it is the point straight north", at(10.4, 39), at(10.4, 40)],
  ["beyond a corner it is the corner", at(12, 42), at(11, 41)],
  ["told a turn round the Earth away it is the same", at(370.4, 39), at(10.4, 40)],
])("%s", (_, place, wanted) => {
  const nearest = nearestInArea(square, place);
  expect(distanceKm(nearest, wanted)).toBeLessThan(0.5);
});

test("an area across the date line is one area", () => {
  const fiji: AreaRing = [
    [179, -18],
    [181, -18],
    [181, -16],
    [179, -16],
    [179, -18],
  ];
  expect(nearestInArea(fiji, at(-179.5, -17))).toEqual(at(-179.5, -17));
  const east = nearestInArea(fiji, at(-178, -17));
  expect(east.longitudeDeg).toBeCloseTo(-179, 6);
});

test("a bay is not inside", () => {
  const horseshoe: AreaRing = [
    [0, 0],
    [3, 0],
    [3, 3],
    [2, 3],
    [2, 1],
    [1, 1],
    [1, 3],
    [0, 3],
    [0, 0],
  ];
  expect(nearestInArea(horseshoe, at(1.9, 2)).longitudeDeg).toBeCloseTo(2, 6);
});

/** A star of nine corners around a middle. */
const star = fc
  .record({
    middle: fc.record({
      latitudeDeg: fc.double({ min: -60, max: 60, noNaN: true }),
      longitudeDeg: fc.double({ min: -179, max: 179, noNaN: true }),
    }),
    arms: fc.array(fc.double({ min: 5, max: 80, noNaN: true }), { minLength: 9, maxLength: 9 }),
  })
  .map(({ middle, arms }) => {
    const corners = arms.map((km, n): [number, number] => {
      const corner = destination(middle, n * 40, km);
      const turns = Math.round((corner.longitudeDeg - middle.longitudeDeg) / 360);
      return [corner.longitudeDeg - 360 * turns, corner.latitudeDeg];
    });
    return { middle, ring: [...corners, corners[0] ?? [0, 0]] satisfies AreaRing };
  });

test("no corner of an area is nearer than its nearest point, and none lies outside its circle", () => {
  fc.assert(
    fc.property(
      star,
      fc.double({ min: 0, max: 300, noNaN: true }),
      fc.integer({ min: 0, max: 359 }),
      (area, km, az) => {
        const place = destination(area.middle, az, km);
        const nearestKm = distanceKm(place, nearestInArea(area.ring, place));
        for (const [longitudeDeg, latitudeDeg] of area.ring) {
          const corner = { longitudeDeg, latitudeDeg };
          expect(nearestKm).toBeLessThanOrEqual(1.05 * distanceKm(place, corner) + 0.1);
          expect(distanceKm(area.middle, corner)).toBeLessThanOrEqual(farthestKm(area.ring, area.middle) + 1e-6);
        }
      },
    ),
    { numRuns: 200 },
  );
});
