// Areas on the map: the point of one that is nearest to a place, and the circle around it.
import { distanceKm, type Place } from "./geodesy.ts";

/** A closed ring [longitude, latitude]; across the date line longitudes go on beyond ±180. */
export type AreaRing = readonly (readonly [number, number])[];

const RADIANS = Math.PI / 180;

/**
 * The point of the area nearest to a place: inside of it the place itself. On the plane of the mean latitude: within
 * a few per cent of the distance for areas of some hundred kilometres.
 */
export function nearestInArea(ring: AreaRing, place: Place): Place {
  const [first] = ring;
  if (first === undefined) return place;
  const { latitudeDeg } = place;
  const longitudeDeg = place.longitudeDeg + 360 * Math.round((first[0] - place.longitudeDeg) / 360);
  const shrink = Math.cos(((latitudeDeg + first[1]) / 2) * RADIANS);
  let isInside = false;
  let nearest = { squared: Number.POSITIVE_INFINITY, x: 0, y: 0 };
  let [fromX, fromY] = [(first[0] - longitudeDeg) * shrink, first[1] - latitudeDeg];
  for (const [longitude, latitude] of ring) {
    const [x, y] = [(longitude - longitudeDeg) * shrink, latitude - latitudeDeg];
    const [dx, dy] = [x - fromX, y - fromY];
    if (fromY > 0 !== y > 0 && fromX + (dx * -fromY) / dy > 0) isInside = !isInside;
    const along = Math.min(1, Math.max(0, -(fromX * dx + fromY * dy) / (dx * dx + dy * dy || 1)));
    const [nearX, nearY] = [fromX + along * dx, fromY + along * dy];
    const squared = nearX * nearX + nearY * nearY;
    if (squared < nearest.squared) nearest = { squared, x: nearX, y: nearY };
    [fromX, fromY] = [x, y];
  }
  if (isInside) return place;
  return { latitudeDeg: latitudeDeg + nearest.y, longitudeDeg: onMap(longitudeDeg + nearest.x / shrink) };
}

function onMap(longitudeDeg: number): number {
  return longitudeDeg - 360 * Math.round(longitudeDeg / 360);
}

/** Distance from a place within which all of the area lies. */
export function farthestKm(ring: AreaRing, from: Place): number {
  return Math.max(0, ...ring.map(([longitudeDeg, latitudeDeg]) => distanceKm(from, { latitudeDeg, longitudeDeg })));
}
