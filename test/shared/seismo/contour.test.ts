import { expect, test } from "vitest";
import { circle, cutAtDateLine, holdsPole, intensityContour, type Position } from "../../../shared/seismo/contour.ts";
import { distanceKm, type Place } from "../../../shared/seismo/geodesy.ts";
import { intensityAt } from "../../../shared/seismo/ipe.ts";

const NAPA: Place = { latitudeDeg: 38.2084, longitudeDeg: -122.2845 };
const placeOf = ([longitudeDeg, latitudeDeg]: Position): Place => ({ latitudeDeg, longitudeDeg });

/** Twice the area in square degrees, positive for anticlockwise. */
function turn(ring: readonly Position[]): number {
  return ring.reduce((sum, [x, y], i) => {
    const [nextX, nextY] = ring[(i + 1) % ring.length] ?? [0, 0];
    return sum + x * nextY - nextX * y;
  }, 0);
}

// ShakeAlert's octagon of intensity 4 (schemas/shakealert/2014_Napa_M5.7_contour.xml), which runs clockwise.
test("with eight vertices it is ShakeAlert's octagon, the other way round", () => {
  const shakeAlert: readonly Position[] = [
    [-122.2845, 38.7168],
    [-121.8247, 38.567],
    [-121.6375, 38.2066],
    [-121.8292, 37.848],
    [-122.2845, 37.7],
    [-122.7398, 37.848],
    [-122.9315, 38.2066],
    [-122.7443, 38.567],
    [-122.2845, 38.7168],
  ];
  const ring = circle(NAPA, 56.53, 8);
  expect(ring).toHaveLength(9);
  shakeAlert.toReversed().forEach((vertex, i) => {
    expect(distanceKm(placeOf(vertex), placeOf(ring[i] ?? [0, 0]))).toBeLessThan(0.2);
  });
});

test("the contour is closed, runs anticlockwise, and its vertices just feel the intensity", () => {
  const of = { place: NAPA, depthKm: 11, magnitude: 6, intensity: 5 };
  const ring = intensityContour(of) ?? [];
  expect(ring).toHaveLength(37);
  expect(ring.at(-1)).toEqual(ring[0]);
  expect(turn(ring)).toBeGreaterThan(0);
  for (const vertex of ring) {
    const hypocentralKm = Math.hypot(distanceKm(NAPA, placeOf(vertex)), 11);
    expect(intensityAt({ magnitude: 6, hypocentralKm })).toBeCloseTo(5, 3);
  }
});

test("an intensity that is expected nowhere has no contour", () => {
  expect(intensityContour({ place: NAPA, depthKm: 11, magnitude: 4, intensity: 8 })).toBeUndefined();
});

test.each([
  [89, 112, true],
  [89, 111, false],
  [-89, 112, true],
  [-89, 111, false],
  [0, 2000, false],
])("a circle about latitude %d of %d km holds a pole: %s", (latitudeDeg, radiusKm, holds) => {
  expect(holdsPole({ latitudeDeg, longitudeDeg: 77 }, radiusKm)).toBe(holds);
});

test("around a pole there is no ring", () => {
  const place = { latitudeDeg: 89.9, longitudeDeg: 10 };
  expect(intensityContour({ place, depthKm: 10, magnitude: 6, intensity: 5 })).toBeUndefined();
});

test.each([
  179.6, -179.6, 180, -180,
])("around %d° east the ring stays one piece across the date line", (longitudeDeg) => {
  const centre = { latitudeDeg: -17, longitudeDeg };
  const ring = circle(centre, 300);
  ring.forEach(([longitude], i) => {
    expect(Math.abs(longitude - (ring[i - 1]?.[0] ?? longitude))).toBeLessThan(1);
    expect(Math.abs(longitude - longitudeDeg)).toBeLessThan(3);
  });
  expect(turn(ring)).toBeGreaterThan(0);
  for (const vertex of ring) expect(distanceKm(centre, placeOf(vertex))).toBeCloseTo(300, 6);
});

test.each([
  [179.5, 2],
  [-179.5, 2],
  [180, 2],
  [170, 1],
])("around longitude %d the ring is cut into %i at the date line, closed, nothing lost, nothing beyond", (longitudeDeg, count) => {
  const ring = circle({ latitudeDeg: -18, longitudeDeg }, 150);
  const parts = cutAtDateLine(ring);
  expect(parts).toHaveLength(count);
  for (const part of parts) {
    expect(part[0]).toEqual(part.at(-1));
    expect(part.every(([x]) => Math.abs(x) <= 180)).toBe(true);
    expect(turn(part)).toBeGreaterThan(0);
  }
  expect(parts.reduce((sum, part) => sum + turn(part), 0)).toBeCloseTo(turn(ring), 6);
});
