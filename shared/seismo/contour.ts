// The line within which an intensity is expected, as a ring of GeoJSON [RFC 7946 §3.1.6]; with 8 vertices it is
// ShakeAlert's octagon.
import { destination, distanceKm, type Place } from "./geodesy.ts";
import { radiusOfIntensityKm } from "./ipe.ts";

/** Longitude, latitude. */
export type Position = readonly [longitudeDeg: number, latitudeDeg: number];

const VERTICES = 36;

/** Undefined where the intensity is expected nowhere, and where its circle holds a pole. */
export function intensityContour(
  of: { readonly place: Place; readonly depthKm: number; readonly magnitude: number; readonly intensity: number },
  vertices: number = VERTICES,
): readonly Position[] | undefined {
  const radiusKm = radiusOfIntensityKm(of);
  return radiusKm > 0 && !holdsPole(of.place, radiusKm) ? circle(of.place, radiusKm, vertices) : undefined;
}

/**
 * Closed ring of `vertices` + 1 positions on a circle, from the north anticlockwise. Across the date line longitudes go
 * on beyond ±180, so that the ring stays one piece; a circle that holds a pole has no such ring.
 */
export function circle(centre: Place, radiusKm: number, vertices: number = VERTICES): readonly Position[] {
  const ring = Array.from({ length: vertices }, (_, i): Position => {
    const { latitudeDeg, longitudeDeg } = destination(centre, (-360 * i) / vertices, radiusKm);
    const east = (longitudeDeg - centre.longitudeDeg + 540) % 360;
    return [centre.longitudeDeg + east - 180, latitudeDeg];
  });
  return [...ring, ...ring.slice(0, 1)];
}

/** The same ring, in two where it crosses the date line [RFC 7946 §3.1.9]: all longitudes within ±180. */
export function cutAtDateLine(ring: readonly Position[]): readonly (readonly Position[])[] {
  const line = ring.some(([longitudeDeg]) => longitudeDeg > 180) ? 180 : -180;
  const isBeyond = (longitudeDeg: number) => longitudeDeg / line > 1;
  if (!ring.some(([longitudeDeg]) => isBeyond(longitudeDeg))) return [ring];
  const near = clipped(ring, line, (longitudeDeg) => !isBeyond(longitudeDeg));
  const far = clipped(ring, line, isBeyond).map(([x, y]): Position => [x - 2 * line, y]);
  return [near, far];
}

/** What of a closed ring lies on one side of a meridian, closed along it. */
function clipped(ring: readonly Position[], line: number, isKept: (longitudeDeg: number) => boolean): Position[] {
  const kept: Position[] = [];
  for (const [index, from] of ring.slice(0, -1).entries()) {
    const to = ring[index + 1] ?? from;
    if (isKept(from[0])) kept.push(from);
    if (isKept(from[0]) === isKept(to[0])) continue;
    kept.push([line, from[1] + ((line - from[0]) / (to[0] - from[0])) * (to[1] - from[1])]);
  }
  return [...kept, ...kept.slice(0, 1)];
}

export function holdsPole(centre: Place, radiusKm: number): boolean {
  const nearestKm = distanceKm(centre, { latitudeDeg: centre.latitudeDeg < 0 ? -90 : 90, longitudeDeg: 0 });
  return nearestKm <= radiusKm;
}
