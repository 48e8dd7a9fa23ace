// Questions to a million past earthquakes, each by the index that answers it in a millisecond.
import { sql } from "kysely";
import type { Database } from "../../../shared/runtime/database.ts";
import type { PastEventTable } from "../../../shared/runtime/schema.ts";
import type { Box } from "../nearby.ts";

export interface Limits {
  readonly limit: number;
  readonly offset?: number;
  readonly beforeMs: number | undefined;
  readonly afterMs?: number;
  /** Only of this magnitude or more. */
  readonly atLeast?: number;
}

/** Up to so many cells of longitude are named one by one, so that the index is also good for the magnitude behind them. */
const MOST_NAMED = 40;
/** Lower boxes are found by latitude and longitude themselves: a swarm may have thousands in one cell. */
const CELLS_FROM_DEG = 0.15;

/** Nearest first on a plane that touches the Earth at the box's centre: near enough to choose, not to measure. */
export function nearestInBox({ query }: Database, box: Box, { limit, beforeMs }: Limits): Promise<PastEventTable[]> {
  const { latitudeDeg, longitudeDeg } = box.centre;
  const shrink = Math.cos((latitudeDeg * Math.PI) / 180) ** 2;
  const northDeg = sql`(latitude_deg - ${sql.lit(latitudeDeg)})`;
  const eastDeg = sql`(longitude_deg - ${sql.lit(longitudeDeg)})`;
  const isLow = box.maxLatitudeDeg - box.minLatitudeDeg < CELLS_FROM_DEG;
  return query
    .selectFrom("past_event")
    .selectAll()
    .where(isLow ? inside(box) : inTenths(box))
    .$if(beforeMs !== undefined, (rows) => rows.where("time_ms", "<", Math.floor(beforeMs ?? 0)))
    .orderBy(sql`${northDeg} * ${northDeg} + ${eastDeg} * ${eastDeg} * ${sql.lit(shrink)}`)
    .limit(limit)
    .execute();
}

/** Largest first, in the box and a little around it. */
export function largestInBox({ query }: Database, box: Box, limits: Limits): Promise<PastEventTable[]> {
  const { limit, offset = 0, beforeMs, afterMs, atLeast } = limits;
  return query
    .selectFrom("past_event")
    .selectAll()
    .where(inHalves(box))
    .where("magnitude", "is not", null)
    .$if(atLeast !== undefined, (rows) => rows.where("magnitude", ">=", atLeast ?? 0))
    .$if(afterMs !== undefined, (rows) => rows.where("time_ms", ">=", Math.floor(afterMs ?? 0)))
    .$if(beforeMs !== undefined, (rows) => rows.where("time_ms", "<", Math.floor(beforeMs ?? 0)))
    .orderBy("magnitude", "desc")
    .orderBy("time_ms", "desc")
    .limit(limit)
    .offset(offset)
    .execute();
}

/** All of a short time, wherever. @param but our own name: a source that only repeats us */
export function listedBetween(
  { query }: Database,
  { fromMs, toMs, but }: { readonly fromMs: number; readonly toMs: number; readonly but: string },
): Promise<PastEventTable[]> {
  return query
    .selectFrom("past_event")
    .selectAll()
    .where("time_ms", ">=", Math.floor(fromMs))
    .where("time_ms", "<=", Math.ceil(toMs))
    .where("source", "!=", but)
    .limit(1000)
    .execute();
}

function inside({ minLatitudeDeg, maxLatitudeDeg, minLongitudeDeg, maxLongitudeDeg }: Box) {
  return sql<boolean>`(latitude_deg between ${minLatitudeDeg} and ${maxLatitudeDeg}
    and longitude_deg between ${minLongitudeDeg} and ${maxLongitudeDeg})`;
}

function inTenths(box: Box) {
  const [west, east] = ends(box.minLongitudeDeg * 10, box.maxLongitudeDeg * 10);
  const rows = sql.join(cellsOf(box.minLatitudeDeg * 10, box.maxLatitudeDeg * 10));
  return sql<boolean>`(round(latitude_deg * 10) in (${rows}) and round(longitude_deg * 10) between ${west} and ${east})`;
}

function inHalves(box: Box) {
  const rows = sql.join(cellsOf(box.minLatitudeDeg * 2, box.maxLatitudeDeg * 2));
  const columns = cellsOf(box.minLongitudeDeg * 2, box.maxLongitudeDeg * 2);
  const [west, east] = ends(box.minLongitudeDeg * 2, box.maxLongitudeDeg * 2);
  const wide = sql`between ${west} and ${east}`;
  const within = columns.length > MOST_NAMED ? wide : sql`in (${sql.join(columns)})`;
  return sql<boolean>`(round(latitude_deg * 2) in (${rows}) and round(longitude_deg * 2) ${within})`;
}

/** A half may have been rounded up or down: PostgreSQL takes the even one, SQLite the larger. */
function ends(min: number, max: number): readonly [number, number] {
  return [Math.ceil(min - 0.5), Math.floor(max + 0.5)];
}

function cellsOf(min: number, max: number): number[] {
  const [first, last] = ends(min, max);
  return Array.from({ length: last - first + 1 }, (_, n) => first + n);
}
