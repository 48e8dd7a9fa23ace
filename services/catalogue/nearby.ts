// What happened near here before: a search by latitude and longitude box, then by great circle; date line and poles included.
import type { PastEvent } from "../../shared/contracts/context.ts";
import type { Database } from "../../shared/runtime/database.ts";
import type { PastEventTable } from "../../shared/runtime/schema.ts";
import { distanceKm, type Place } from "../../shared/seismo/geodesy.ts";
import { largestInBox, nearestInBox } from "./lookup/pastEventRows.ts";

/** A range of latitudes and longitudes, with the point's longitude as it is counted inside it (beyond ±180 if need be). */
export interface Box {
  readonly minLatitudeDeg: number;
  readonly maxLatitudeDeg: number;
  readonly minLongitudeDeg: number;
  readonly maxLongitudeDeg: number;
  readonly centre: Place;
}

export interface NearbyOptions {
  /** How many of the nearest, and within what distance. */
  readonly count: number;
  readonly radiusKm: number;
  /** The largest is looked for within this distance. */
  readonly largestWithinKm: number;
  /** Only earthquakes before this time: a replay must not know the future. */
  readonly beforeMs?: number;
}
export const NEARBY: NearbyOptions = { count: 5, radiusKm: 200, largestWithinKm: 100 };

export interface Nearby {
  readonly nearest: readonly PastEvent[];
  readonly largest: PastEvent | null;
  readonly maxMagnitude: number | null;
}

/** A degree of latitude is at least this long, so a box made with it is never too small (WGS84, at the equator). */
const KM_PER_DEGREE = 110.57;
/** Searching a small circle first, then larger ones, keeps a swarm of 20,000 earthquakes cheap. */
const FIRST_RADIUS_KM = 1.5;
const GROWTH = 3;
const LARGEST_AT_ONCE = 100;
/** Of a million earthquakes few are large: those are looked through first. */
const MAGNITUDE_FLOORS = [5.5, 4, -10] as const;

/** One box, or two where the circle crosses the date line; all longitudes where it holds a pole. */
export function boxesAround(centre: Place, radiusKm: number): Box[] {
  const halfHeightDeg = radiusKm / KM_PER_DEGREE;
  const minLatitudeDeg = Math.max(-90, centre.latitudeDeg - halfHeightDeg);
  const maxLatitudeDeg = Math.min(90, centre.latitudeDeg + halfHeightDeg);
  const latitudes = { minLatitudeDeg, maxLatitudeDeg };
  const farthestDeg = Math.max(Math.abs(minLatitudeDeg), Math.abs(maxLatitudeDeg));
  const halfWidthDeg = farthestDeg >= 90 ? 360 : halfHeightDeg / Math.cos((farthestDeg * Math.PI) / 180);
  if (halfWidthDeg >= 180) return [{ ...latitudes, minLongitudeDeg: -180, maxLongitudeDeg: 180, centre }];
  return [-360, 0, 360]
    .map((turnDeg) => ({ ...centre, longitudeDeg: centre.longitudeDeg + turnDeg }))
    .map((seen) => ({
      ...latitudes,
      minLongitudeDeg: Math.max(-180, seen.longitudeDeg - halfWidthDeg),
      maxLongitudeDeg: Math.min(180, seen.longitudeDeg + halfWidthDeg),
      centre: seen,
    }))
    .filter((box) => box.minLongitudeDeg <= box.maxLongitudeDeg);
}

/** @throws Unavailable when the database does not answer. */
export async function nearby(database: Database, point: Place, options: NearbyOptions = NEARBY): Promise<Nearby> {
  const [nearest, largest] = await Promise.all([
    nearestOf(database, point, options),
    largestOf(database, point, options),
  ]);
  return { nearest, largest, maxMagnitude: largest?.magnitude ?? null };
}

export async function nearestOf(database: Database, point: Place, options: NearbyOptions): Promise<PastEvent[]> {
  const { count, radiusKm, beforeMs } = options;
  for (let withinKm = Math.min(FIRST_RADIUS_KM, radiusKm); ; withinKm = Math.min(withinKm * GROWTH, radiusKm)) {
    const limits = { beforeMs, limit: 40 + count * 4 };
    const rows = await Promise.all(boxesAround(point, withinKm).map((box) => nearestInBox(database, box, limits)));
    const found = within(rows.flat(), point, withinKm).sort((a, b) => a.distanceKm - b.distanceKm);
    if (found.length >= count || withinKm >= radiusKm) return found.slice(0, count);
  }
}

export async function largestOf(database: Database, point: Place, options: NearbyOptions): Promise<PastEvent | null> {
  return (await largestFew(database, point, { ...options, count: 1 }))[0] ?? null;
}

/** Largest first, `count` of them where there are as many. */
export async function largestFew(database: Database, point: Place, options: NearbyOptions): Promise<PastEvent[]> {
  const boxes = boxesAround(point, options.largestWithinKm);
  let found: PastEvent[] = [];
  for (const atLeast of MAGNITUDE_FLOORS) {
    const inBoxes = await Promise.all(boxes.map((box) => largestInside(database, box, { point, options, atLeast })));
    found = inBoxes.flat().sort((a, b) => (b.magnitude ?? -9) - (a.magnitude ?? -9));
    if (found.length >= options.count) break;
  }
  return found.slice(0, options.count);
}

interface Asked {
  readonly point: Place;
  readonly options: NearbyOptions;
  readonly atLeast: number;
}

/** The box's corners lie outside the circle: the largest of the box are gone through until enough lie inside. */
async function largestInside(database: Database, box: Box, asked: Asked): Promise<PastEvent[]> {
  const { point, options, atLeast } = asked;
  const found: PastEvent[] = [];
  for (let offset = 0; ; offset += LARGEST_AT_ONCE) {
    const limits = { beforeMs: options.beforeMs, limit: LARGEST_AT_ONCE, offset, atLeast };
    const rows = await largestInBox(database, box, limits);
    found.push(...within(rows, point, options.largestWithinKm));
    if (found.length >= options.count || rows.length < LARGEST_AT_ONCE) return found;
  }
}

function within(rows: readonly PastEventTable[], point: Place, radiusKm: number): PastEvent[] {
  return rows.map((row) => pastEventAt(row, point)).filter((event) => event.distanceKm <= radiusKm);
}

export function pastEventAt(row: PastEventTable, point: Place): PastEvent {
  const at = { latitudeDeg: row.latitude_deg, longitudeDeg: row.longitude_deg };
  return {
    id: row.id,
    source: row.source,
    timeMs: row.time_ms,
    ...at,
    depthKm: row.depth_km,
    magnitude: row.magnitude,
    place: row.place,
    distanceKm: Math.round(distanceKm(point, at) * 10) / 10,
  };
}
