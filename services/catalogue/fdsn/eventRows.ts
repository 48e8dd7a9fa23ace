// Which events a query selects, of our own and of the imported ones: filtered, ordered and cut off by the database.
import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { Database } from "../../../shared/runtime/database.ts";
import { eventIdsOf } from "./eventIds.ts";
import { type EventQuery, MOST_EVENTS } from "./eventParameters.ts";
import { SURELY } from "./region.ts";

/** One selected event, its newest version where it is our own. */
export interface EventRow {
  /** Its catalogue; "" for our own. */
  readonly source: string;
  readonly id: string;
  /** 0 for imported ones. */
  readonly version: number;
  readonly time_ms: number;
  readonly latitude_deg: number;
  readonly longitude_deg: number;
  readonly depth_km: number | null;
  readonly magnitude: number | null;
  readonly magnitude_type: string;
  readonly place: string;
}

type Condition = RawBuilder<SqlBool>;

/** A statement has room for so many parameters at least. */
const IDS_AT_ONCE = 500;

const ORDERS = {
  time: sql`time_ms desc, source, id`,
  "time-asc": sql`time_ms, source, id`,
  magnitude: sql`magnitude is null, magnitude desc, time_ms desc, source, id`,
  "magnitude-asc": sql`magnitude is null, magnitude, time_ms desc, source, id`,
} as const;

/** At most one more than may be answered. @param agency the name of our own catalogue @throws Unavailable */
export async function selectEvents(database: Database, query: EventQuery, agency: string): Promise<EventRow[]> {
  const limit = Math.min(query.limit ?? MOST_EVENTS + 1, MOST_EVENTS + 1);
  const order = ORDERS[query.orderby];
  // Each table gives its first rows by its own index, and only these are put in order together.
  const first = sql`order by ${order} limit ${query.offset - 1 + limit}`;
  const parts = [ownEvents(database, query, agency), importedEvents(query, agency)]
    .filter((part) => part !== undefined)
    .map((part) => sql`select * from (${part} ${first}) as part`);
  if (parts.length === 0) return [];
  const all = sql.join(parts, sql` union all `);
  const found = sql<EventRow>`select * from (${all}) as event order by ${order} limit ${limit} offset ${query.offset - 1}`;
  return (await found.execute(database.query)).rows;
}

function ownEvents({ dialect }: Database, query: EventQuery, agency: string) {
  if (!isNamed(query.catalog, agency) || !isNamed(query.contributor, agency)) return undefined;
  const body = (sqlite: string, postgres: string) => sql.raw(dialect === "sqlite" ? sqlite : postgres);
  const type = body("json_extract(v.body, '$.magnitude.type')", "(v.body::json #>> '{magnitude,type}')");
  const asOfMs = body("json_extract(v.body, '$.asOfMs')", "(v.body::json ->> 'asOfMs')::double precision");
  const notExisting = sql`(v.status = 'cancelled' or v.mode in ('drill', 'simulation'))`;
  const { eventtype, updatedafter, eventid } = query;
  const conditions: (Condition | undefined)[] = [
    sql`v.version = (select max(w.version) from event_version w where w.event_id = v.event_id)`,
    sql`v.mode = ${query.mode}`,
    given(eventid, (text) => oneOf(sql`v.event_id`, eventIdsOf(text, agency).own)),
    given(eventtype, (types) => {
      const happened = types.includes("earthquake") ? sql`not ${notExisting}` : sql`1 = 0`;
      return sql`(${happened} or ${types.includes("not existing") ? notExisting : sql`1 = 0`})`;
    }),
    given(updatedafter, (ms) => sql`${asOfMs} > ${ms}`),
    ...commonConditions(query, { timeMs: sql`v.origin_time_ms`, type }),
  ];
  return sql`select '' as source, v.event_id as id, v.version as version, v.origin_time_ms as time_ms,
    v.latitude_deg, v.longitude_deg, v.depth_km, v.magnitude, '' as magnitude_type, '' as place
    from event_version as v where ${allOf(conditions)}`;
}

function importedEvents(query: EventQuery, agency: string) {
  const { mode, updatedafter, eventtype, catalog, contributor, eventid } = query;
  if (mode !== "live") return undefined;
  if (eventtype !== undefined && !eventtype.includes("earthquake")) return undefined;
  const conditions: (Condition | undefined)[] = [
    // Where it is not known it is 0, which is never after anything.
    given(updatedafter, (ms) => sql`updated_ms > ${Math.floor(ms)}`),
    given(catalog, (names) => oneOf(sql`source`, namesOf(names))),
    given(contributor, (names) => oneOf(sql`source`, namesOf(names))),
    given(eventid, (text) => {
      const pairs = eventIdsOf(text, agency).imported;
      const any = pairs.map(({ source, id }) => sql`(source = ${source} and id = ${id})`);
      return any.length === 0 ? sql`1 = 0` : sql`(${sql.join(any, sql` or `)})`;
    }),
    ...commonConditions(query, { timeMs: sql`time_ms`, type: sql`magnitude_type` }),
  ];
  return sql`select source, id, 0 as version, time_ms, latitude_deg, longitude_deg, depth_km, magnitude,
    magnitude_type, place from past_event where ${allOf(conditions)}`;
}

interface Columns {
  readonly timeMs: RawBuilder<unknown>;
  readonly type: RawBuilder<unknown>;
}

function commonConditions(query: EventQuery, { timeMs, type }: Columns): (Condition | undefined)[] {
  return [
    given(query.starttime, (ms) => sql`${timeMs} >= ${Math.ceil(ms)}`),
    given(query.endtime, (ms) => sql`${timeMs} <= ${Math.floor(ms)}`),
    given(query.minlatitude, (deg) => sql`latitude_deg >= ${deg}`),
    given(query.maxlatitude, (deg) => sql`latitude_deg <= ${deg}`),
    ...longitudes(query),
    given(query.mindepth, (km) => sql`depth_km >= ${km}`),
    given(query.maxdepth, (km) => sql`depth_km <= ${km}`),
    given(query.minmagnitude, (magnitude) => sql`magnitude >= ${magnitude}`),
    given(query.maxmagnitude, (magnitude) => sql`magnitude <= ${magnitude}`),
    given(query.magnitudetype, (wanted) => sql`lower(${type}) = ${wanted.toLowerCase()}`),
    ...radii(query),
  ];
}

function longitudes({ minlongitude: west, maxlongitude: east }: EventQuery): (Condition | undefined)[] {
  if (west !== undefined && east !== undefined && west > east) {
    return [sql`(longitude_deg >= ${west} or longitude_deg <= ${east})`];
  }
  return [given(west, (deg) => sql`longitude_deg >= ${deg}`), given(east, (deg) => sql`longitude_deg <= ${deg}`)];
}

const RADIANS = Math.PI / 180;

/** The haversine of the angle, compared with that of the limit: it grows with the angle up to 180 degrees. */
function radii(query: EventQuery): (Condition | undefined)[] {
  const { latitude = 0, longitude = 0, minradius, maxradius } = query;
  if (minradius === undefined && maxradius === undefined) return [];
  const half = (column: string, deg: number) =>
    sql`sin((${sql.ref(column)} - ${sql.lit(deg)}) * ${sql.lit(RADIANS / 2)})`;
  const [north, east] = [half("latitude_deg", latitude), half("longitude_deg", longitude)];
  const cosines = sql`cos(latitude_deg * ${sql.lit(RADIANS)}) * ${sql.lit(Math.cos(latitude * RADIANS))}`;
  const haversine = sql`(${north} * ${north} + ${cosines} * ${east} * ${east})`;
  const of = (deg: number) => Math.sin((deg * RADIANS) / 2) ** 2;
  return [
    given(minradius, (deg) => sql`${haversine} >= ${sql.lit(of(deg) * (1 - SURELY))}`),
    given(maxradius, (deg) => sql`${haversine} <= ${sql.lit(of(deg) * (1 + SURELY))}`),
    // For the index.
    given(maxradius, (deg) => sql`latitude_deg >= ${latitude - deg - SURELY}`),
    given(maxradius, (deg) => sql`latitude_deg <= ${latitude + deg + SURELY}`),
  ];
}

function given<T>(value: T | undefined, condition: (value: T) => Condition): Condition | undefined {
  return value === undefined ? undefined : condition(value);
}

function allOf(conditions: readonly (Condition | undefined)[]): Condition {
  const all = conditions.filter((condition) => condition !== undefined);
  return all.length === 0 ? sql`1 = 1` : sql`${sql.join(all, sql` and `)}`;
}

function oneOf(column: RawBuilder<unknown>, values: readonly string[]): Condition {
  return values.length === 0 ? sql`1 = 0` : sql`${column} in (${sql.join(values)})`;
}

function isNamed(names: string | undefined, name: string): boolean {
  return names === undefined || namesOf(names).includes(name);
}

/** A name may have a comma of its own. */
function namesOf(text: string): readonly string[] {
  return [text, ...text.split(",")];
}

/** How many versions our own of these events have. */
export async function countVersions({ query }: Database, rows: readonly EventRow[]): Promise<number> {
  let count = 0;
  const own = rows.filter(({ source }) => source === "").map(({ id }) => id);
  for (let at = 0; at < own.length; at += IDS_AT_ONCE) {
    const counted = await query
      .selectFrom("event_version")
      .select((all) => all.fn.countAll<number>().as("count"))
      .where("event_id", "in", own.slice(at, at + IDS_AT_ONCE))
      .executeTakeFirstOrThrow();
    count += counted.count;
  }
  return count;
}

/** The names of all imported catalogues. */
export async function sources({ query }: Database): Promise<string[]> {
  const rows = await query.selectFrom("past_event").select("source").distinct().orderBy("source").execute();
  return rows.map(({ source }) => source);
}
