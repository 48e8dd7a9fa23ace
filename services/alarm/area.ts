// An area to protect, as its owner draws it: checked, turned anticlockwise, and its middle.
import type { Ring } from "../../shared/contracts/event.ts";

type Position = readonly [longitudeDeg: number, latitudeDeg: number];

export type Area =
  | { readonly kind: "area"; readonly polygon: Ring; readonly latitudeDeg: number; readonly longitudeDeg: number }
  | { readonly kind: "fault"; readonly message: string };

/** About a square metre; less is a slip of the pen, and has no middle that could be computed. */
const LEAST_AREA_DEG2 = 1e-10;

/**
 * @param given a closed ring [longitude, latitude], at least a triangle.
 * @returns the ring anticlockwise [RFC 7946 §3.1.6], longitudes running on across the date line, its middle within ±180; or
 * what is wrong with it.
 */
export function areaOf(given: readonly Position[]): Area {
  const ring = unwrapped(given);
  const [first, last] = [ring[0], ring.at(-1)];
  if (first === undefined || last === undefined || first[1] !== last[1] || turnsOf(first[0] - last[0]) % 1 !== 0) {
    return fault("want a last vertex that is the first one again");
  }
  if (first[0] !== last[0]) return fault("want an area that does not hold a pole");
  const longitudes = ring.map(([longitude]) => longitude);
  if (Math.max(...longitudes) - Math.min(...longitudes) >= 360) return fault("want an area less than 360° wide");
  if (crossesItself(ring)) return fault("want an outline that does not cross itself");
  const twice = doubleAreaOf(ring.map(([x, y]): [number, number] => [x - first[0], y - first[1]]));
  if (Math.abs(twice) < 2 * LEAST_AREA_DEG2) return fault("want an area, got a line or a point");
  const [middleDeg, latitudeDeg] = middleOf(twice > 0 ? ring : ring.toReversed());
  const shiftDeg = 360 * Math.round(middleDeg / 360);
  const shifted = ring.map(([x, y]): [number, number] => [x - shiftDeg, y]);
  const polygon = twice > 0 ? shifted : shifted.toReversed();
  return { kind: "area", polygon, latitudeDeg, longitudeDeg: middleDeg - shiftDeg };
}

function fault(message: string): Area {
  return { kind: "fault", message };
}

function turnsOf(deg: number): number {
  return deg / 360;
}

/** Each vertex within half a turn of the one before. */
function unwrapped(given: readonly Position[]): Ring {
  let before = given[0]?.[0] ?? 0;
  return given.map(([longitude, latitude]): [number, number] => {
    const near = longitude + 360 * Math.round((before - longitude) / 360);
    before = near;
    return [near, latitude];
  });
}

/** The shoelace formula; positive for anticlockwise. */
function doubleAreaOf(ring: Ring): number {
  return sidesOf(ring).reduce((sum, [[ax, ay], [bx, by]]) => sum + ax * by - bx * ay, 0);
}

/** Centroid in longitude and latitude: good enough for a place to sort by and to show. */
function middleOf(ring: Ring): Position {
  const [x0, y0] = ring[0] ?? [0, 0];
  // Near the ring itself: of large coordinates little would be left.
  const local = ring.map(([x, y]): [number, number] => [x - x0, y - y0]);
  const twice = doubleAreaOf(local);
  let [sumX, sumY] = [0, 0];
  for (const [[ax, ay], [bx, by]] of sidesOf(local)) {
    const cross = ax * by - bx * ay;
    sumX += (ax + bx) * cross;
    sumY += (ay + by) * cross;
  }
  return [x0 + sumX / (3 * twice), y0 + sumY / (3 * twice)];
}

type Side = readonly [Position, Position];

function sidesOf(ring: Ring): Side[] {
  return ring.slice(1).map((end, i): Side => [ring[i] ?? end, end]);
}

function crossesItself(ring: Ring): boolean {
  const sides = sidesOf(ring);
  return sides.some((one, i) =>
    sides.some((other, j) => j > i + 1 && !(i === 0 && j === sides.length - 1) && cross(one, other)),
  );
}

function cross([a, b]: Side, [c, d]: Side): boolean {
  const side = ([px, py]: Position, [qx, qy]: Position, [rx, ry]: Position) =>
    Math.sign((qx - px) * (ry - py) - (qy - py) * (rx - px));
  return side(a, b, c) * side(a, b, d) <= 0 && side(c, d, a) * side(c, d, b) <= 0 && overlap([a, b], [c, d]);
}

/** Of the two sides' boxes: two sides on one line only cross where they meet. */
function overlap([a, b]: Side, [c, d]: Side): boolean {
  const within = (i: 0 | 1) =>
    Math.max(Math.min(a[i], b[i]), Math.min(c[i], d[i])) <= Math.min(Math.max(a[i], b[i]), Math.max(c[i], d[i]));
  return within(0) && within(1);
}
