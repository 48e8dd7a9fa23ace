// Land or sea, from Natural Earth's 1:50m land polygons in TopoJSON (world-atlas).
import type { Place } from "../../shared/seismo/geodesy.ts";

type Ring = readonly (readonly [number, number])[];

interface Polygon {
  readonly rings: readonly Ring[];
  readonly west: number;
  readonly east: number;
  readonly south: number;
  readonly north: number;
}

/** The part of a TopoJSON topology that land files use: quantised arcs and one collection of polygons. */
interface Topology {
  readonly transform: { readonly scale: readonly [number, number]; readonly translate: readonly [number, number] };
  readonly arcs: readonly (readonly (readonly [number, number])[])[];
  readonly objects: { readonly land: { readonly geometries: readonly { readonly arcs: readonly number[][][] }[] } };
}

/** @param text the content of `land-50m.json` @returns whether a place is on land */
export function landOf(text: string): (place: Place) => boolean {
  const topology = JSON.parse(text) as Topology;
  const arcs = topology.arcs.map((arc) => positionsOf(arc, topology.transform));
  const polygons = topology.objects.land.geometries.flatMap((geometry) =>
    geometry.arcs.map((rings) => polygonOf(rings.map((ring) => unrolled(ring.flatMap((index) => arcOf(arcs, index)))))),
  );
  return ({ latitudeDeg, longitudeDeg }) =>
    [-360, 0, 360].some((turnDeg) => polygons.some((polygon) => holds(polygon, longitudeDeg + turnDeg, latitudeDeg)));
}

function holds({ rings, west, east, south, north }: Polygon, x: number, y: number): boolean {
  if (x < west || x > east || y < south || y > north) return false;
  // Even and odd: a lake is a ring inside a ring.
  return rings.filter((ring) => encloses(ring, x, y)).length % 2 === 1;
}

/** Continues beyond ±180 where a ring crosses the date line, and closes the one around the South Pole along it. */
function unrolled(ring: Ring): Ring {
  let turnDeg = 0;
  let previous = ring[0]?.[0] ?? 0;
  const flat = ring.map(([x, y]) => {
    if (Math.abs(x - previous) > 180) turnDeg += x > previous ? -360 : 360;
    previous = x;
    return [x + turnDeg, y] as const;
  });
  const [first, last] = [flat[0]?.[0] ?? 0, flat.at(-1)?.[0] ?? 0];
  return Math.abs(last - first) < 180 ? flat : [...flat, [last, -90], [first, -90]];
}

function positionsOf(arc: Ring, { scale, translate }: Topology["transform"]): Ring {
  let [x, y] = [0, 0];
  return arc.map(([dx, dy]) => {
    x += dx;
    y += dy;
    return [x * scale[0] + translate[0], y * scale[1] + translate[1]] as const;
  });
}

/** A negative index is that arc backwards. */
function arcOf(arcs: readonly Ring[], index: number): Ring {
  return index < 0 ? (arcs[~index] ?? []).toReversed() : (arcs[index] ?? []);
}

function polygonOf(rings: readonly Ring[]): Polygon {
  const outer = rings[0] ?? [];
  const [longitudes, latitudes] = [outer.map(([x]) => x), outer.map(([, y]) => y)];
  const least = (values: readonly number[]) => values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const most = (values: readonly number[]) => values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return { rings, west: least(longitudes), east: most(longitudes), south: least(latitudes), north: most(latitudes) };
}

/** Counts the edges a ray towards the east crosses. */
function encloses(ring: Ring, x: number, y: number): boolean {
  let inside = false;
  let [previousX, previousY] = ring.at(-1) ?? [0, 0];
  for (const [atX, atY] of ring) {
    if (atY > y !== previousY > y && x < ((previousX - atX) * (y - atY)) / (previousY - atY) + atX) inside = !inside;
    [previousX, previousY] = [atX, atY];
  }
  return inside;
}
