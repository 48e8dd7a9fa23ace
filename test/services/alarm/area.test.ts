import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { areaOf } from "../../../services/alarm/area.ts";

const SQUARE = [
  [10, 50],
  [12, 50],
  [12, 51],
  [10, 51],
  [10, 50],
] as const;

/** East by more than a turn, and back one degree further north. */
const EAST = Array.from({ length: 5 }, (_, i): [number, number] => [i * 95, 0]);
const BAND = [...EAST, ...EAST.toReversed().map(([x]): [number, number] => [x, 1]), [0, 0] as const];

test("a square keeps its vertices and has its middle in the middle", () => {
  expect(areaOf(SQUARE)).toEqual({ kind: "area", polygon: SQUARE, latitudeDeg: 50.5, longitudeDeg: 11 });
});

test("one drawn clockwise is turned round", () => {
  expect(areaOf(SQUARE.toReversed())).toMatchObject({ kind: "area", latitudeDeg: 50.5, longitudeDeg: 11 });
  const turned = areaOf(SQUARE.toReversed());
  expect(turned.kind === "area" && turned.polygon).toEqual(SQUARE);
});

test("across the date line longitudes run on, and the middle is where it is", () => {
  const fiji = areaOf([
    [177, -19],
    [-178, -19],
    [-178, -15],
    [177, -15],
    [177, -19],
  ]);
  expect(fiji).toMatchObject({ kind: "area", latitudeDeg: -17 });
  expect(fiji.kind === "area" && fiji.longitudeDeg).toBeCloseTo(179.5, 9);
  expect(fiji.kind === "area" && fiji.polygon.map(([longitude]) => longitude)).toEqual([177, 182, 182, 177, 177]);
});

test("wherever longitudes are counted from, the middle is within ±180", () => {
  const aTurnAway = SQUARE.map(([longitude, latitude]): [number, number] => [longitude - 360, latitude]);
  expect(areaOf(aTurnAway)).toEqual(areaOf(SQUARE));
});

test("what is as small as a room has its middle in it", () => {
  const [x, y, side] = [179.123456, -89.5, 2e-5];
  const room = areaOf([
    [x, y],
    [x + side, y],
    [x + side, y + side],
    [x, y + side],
    [x, y],
  ]);
  expect(room.kind === "area" && room.longitudeDeg).toBeCloseTo(x + side / 2, 8);
  expect(room.kind === "area" && room.latitudeDeg).toBeCloseTo(y + side / 2, 8);
});

describe("is refused", () => {
  test.each<[string, readonly (readonly [number, number])[]]>([
    ["an open line", SQUARE.slice(0, 4)],
    [
      "a bow tie",
      [
        [0, 0],
        [2, 2],
        [2, 0],
        [0, 2],
        [0, 0],
      ],
    ],
    [
      "a line there and back",
      [
        [0, 0],
        [1, 1],
        [2, 2],
        [0, 0],
      ],
    ],
    [
      "what is smaller than any number can tell",
      [
        [2e-60, -1e-201],
        [0, 0],
        [-1e-123, 0],
        [2e-60, -1e-201],
      ],
    ],
    ["a band round the Earth that meets itself", BAND],
    [
      "a ring round the pole",
      [
        [0, 80],
        [90, 80],
        [180, 80],
        [270, 80],
        [360, 80],
      ],
    ],
    [
      "an outline that touches itself",
      [
        [0, 0],
        [4, 0],
        [4, 4],
        [2, 0],
        [0, 4],
        [0, 0],
      ],
    ],
  ])("%s", (_, ring) => expect(areaOf(ring).kind).toBe("fault"));
});

test("whatever star is drawn, its middle is inside its box and drawing it backwards changes nothing", () => {
  const star = fc.record({
    latitude: fc.double({ min: -80, max: 80, noNaN: true }),
    longitude: fc.double({ min: -180, max: 180, noNaN: true }),
    radii: fc.array(fc.double({ min: 0.1, max: 5, noNaN: true }), { minLength: 3, maxLength: 40 }),
  });
  fc.assert(
    fc.property(star, ({ latitude, longitude, radii }) => {
      const ring = radii.map((radius, i): [number, number] => {
        const angle = (2 * Math.PI * i) / radii.length;
        return [longitude + radius * Math.cos(angle), latitude + radius * Math.sin(angle)];
      });
      const closed = [...ring, ...ring.slice(0, 1)];
      const area = areaOf(closed);
      if (area.kind === "fault") return;
      const backwards = areaOf(closed.toReversed());
      expect(backwards.kind).toBe("area");
      if (backwards.kind === "area") expect(backwards.latitudeDeg).toBeCloseTo(area.latitudeDeg, 6);
      expect(Math.abs(area.latitudeDeg - latitude)).toBeLessThanOrEqual(5);
    }),
  );
});
