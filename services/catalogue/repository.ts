// Every query of the catalogue: past earthquakes, our own events' versions, and what was found out about them.
import { type Expression, type SqlBool, sql } from "kysely";
import { type Context, contexts } from "../../shared/contracts/context.ts";
import { events, type SeismicEvent } from "../../shared/contracts/event.ts";
import type { Stamps } from "../../shared/contracts/topic.ts";
import type { Database } from "../../shared/runtime/database.ts";
import type { PastEventTable } from "../../shared/runtime/schema.ts";
import type { Box } from "./nearby.ts";
import { keepParts } from "./record/parts.ts";

export interface Added {
  /** New ones. */
  readonly added: number;
  /** Known ones that their source has changed since (`updated_ms`). */
  readonly replaced: number;
}

/** Of the same source and id the newer one stays; without a time of change the first one does. */
export async function addPastEvents({ query }: Database, rows: readonly PastEventTable[]): Promise<Added> {
  const newest = newestOf(rows);
  if (newest.length === 0) return { added: 0, replaced: 0 };
  return query.transaction().execute(async (transaction) => {
    const insert = (given: readonly PastEventTable[]) => transaction.insertInto("past_event").values(given);
    const added = changesOf(
      await insert(newest)
        .onConflict((conflict) => conflict.columns(["source", "id"]).doNothing())
        .execute(),
    );
    const dated = newest.filter((row) => row.updated_ms > 0);
    if (added === newest.length || dated.length === 0) return { added, replaced: 0 };
    const replaced = await insert(dated)
      .onConflict((conflict) =>
        conflict
          .columns(["source", "id"])
          .doUpdateSet(({ ref }) =>
            Object.fromEntries(REPLACED.map((column) => [column, ref(`excluded.${column}`)] as const)),
          )
          .whereRef("excluded.updated_ms", ">", "past_event.updated_ms")
          // A source that is asked again mostly says the same again.
          .where((row) => row.or(TOLD.map((column) => differs(column)))),
      )
      .execute();
    return { added, replaced: changesOf(replaced) };
  });
}

const TOLD = ["time_ms", "latitude_deg", "longitude_deg", "depth_km", "magnitude", "magnitude_type", "place"] as const;
const REPLACED = [...TOLD, "updated_ms"] as const;

function differs(column: (typeof TOLD)[number]): Expression<SqlBool> {
  return sql`${sql.ref(`excluded.${column}`)} is distinct from ${sql.ref(`past_event.${column}`)}`;
}

/** One of each source and id: PostgreSQL changes no row twice in one statement. */
function newestOf(rows: readonly PastEventTable[]): readonly PastEventTable[] {
  const found = new Map<string, PastEventTable>();
  for (const row of rows) {
    const key = `${row.source}\n${row.id}`;
    const other = found.get(key);
    if (other === undefined || row.updated_ms > other.updated_ms) found.set(key, row);
  }
  return [...found.values()];
}

function changesOf(results: readonly { readonly numInsertedOrUpdatedRows?: bigint | undefined }[]): number {
  return results.reduce((sum, result) => sum + Number(result.numInsertedOrUpdatedRows ?? 0n), 0);
}

interface Limits {
  readonly limit: number;
  readonly offset?: number;
  readonly beforeMs: number | undefined;
}

/** Nearest first on a plane that touches the Earth at the box's centre: near enough to choose, not to measure. */
export function nearestInBox(database: Database, box: Box, limits: Limits): Promise<PastEventTable[]> {
  const { latitudeDeg, longitudeDeg } = box.centre;
  const shrink = Math.cos((latitudeDeg * Math.PI) / 180) ** 2;
  const northDeg = sql`(latitude_deg - ${sql.lit(latitudeDeg)})`;
  const eastDeg = sql`(longitude_deg - ${sql.lit(longitudeDeg)})`;
  return inBox(database, box, limits)
    .orderBy(sql`${northDeg} * ${northDeg} + ${eastDeg} * ${eastDeg} * ${sql.lit(shrink)}`)
    .limit(limits.limit)
    .execute();
}

export function largestInBox(database: Database, box: Box, limits: Limits): Promise<PastEventTable[]> {
  return inBox(database, box, limits)
    .where("magnitude", "is not", null)
    .orderBy("magnitude", "desc")
    .orderBy("time_ms", "desc")
    .limit(limits.limit)
    .offset(limits.offset ?? 0)
    .execute();
}

function inBox({ query }: Database, box: Box, { beforeMs }: Limits) {
  return query
    .selectFrom("past_event")
    .selectAll()
    .where("latitude_deg", ">=", box.minLatitudeDeg)
    .where("latitude_deg", "<=", box.maxLatitudeDeg)
    .where("longitude_deg", ">=", box.minLongitudeDeg)
    .where("longitude_deg", "<=", box.maxLongitudeDeg)
    .$if(beforeMs !== undefined, (rows) => rows.where("time_ms", "<", Math.floor(beforeMs ?? 0)));
}

export interface Receipt {
  /** Wall clock; 0: not known. */
  readonly storedMs: number;
  readonly stamps: Stamps;
}

const UNKNOWN: Receipt = { storedMs: 0, stamps: {} };

/** With its origin, magnitude and arrivals. A repeat changes nothing: the same event and version are the same message. */
export function keepVersion({ query }: Database, event: SeismicEvent, receipt: Receipt = UNKNOWN): Promise<void> {
  return query.transaction().execute(async (transaction) => {
    const kept = await transaction
      .insertInto("event_version")
      .values(versionRowOf(event, receipt))
      .onConflict((conflict) => conflict.columns(["event_id", "version"]).doNothing())
      .executeTakeFirst();
    if (kept.numInsertedOrUpdatedRows === 1n) await keepParts(transaction, event);
  });
}

function versionRowOf(event: SeismicEvent, { storedMs, stamps }: Receipt) {
  const { origin } = event;
  return {
    event_id: event.eventId,
    version: event.version,
    mode: event.mode,
    run: event.run,
    status: event.status,
    origin_time_ms: Math.round(origin.timeMs),
    latitude_deg: origin.latitudeDeg,
    longitude_deg: origin.longitudeDeg,
    depth_km: origin.depthKm,
    magnitude: event.magnitude.value,
    body: JSON.stringify(event),
    stored_ms: Math.round(storedMs),
    stamps: JSON.stringify(stamps),
  };
}

export async function keepContext({ query }: Database, context: Context): Promise<void> {
  const body = JSON.stringify(context);
  await query
    .insertInto("event_context")
    .values({ event_id: context.eventId, version: context.version, body })
    .onConflict((conflict) => conflict.columns(["event_id", "version"]).doUpdateSet({ body }))
    .execute();
}

export interface EventFilter {
  readonly mode?: string;
  readonly run?: string;
  readonly limit: number;
  /** Only events whose newest version's origin lies before this: the next page. */
  readonly beforeMs?: number;
}

export interface EventRecord {
  readonly event: SeismicEvent;
  readonly context: Context | null;
}

/** The newest version of each of our events, newest origin first. */
export async function newestEvents({ query }: Database, filter: EventFilter): Promise<EventRecord[]> {
  const newest: Expression<SqlBool> = sql`v.version = (select max(w.version) from event_version w where w.event_id = v.event_id)`;
  const rows = await query
    .selectFrom("event_version as v")
    .select(["v.body", "v.event_id"])
    .where(newest)
    .$if(filter.mode !== undefined, (all) => all.where("v.mode", "=", filter.mode ?? ""))
    .$if(filter.run !== undefined, (all) => all.where("v.run", "=", filter.run ?? ""))
    .$if(filter.beforeMs !== undefined, (all) => all.where("v.origin_time_ms", "<", Math.floor(filter.beforeMs ?? 0)))
    .orderBy("v.origin_time_ms", "desc")
    .orderBy("v.event_id")
    .limit(filter.limit)
    .execute();
  if (rows.length === 0) return [];
  const contextRows = await query
    .selectFrom("event_context")
    .select(["event_id", "body"])
    .where(
      "event_id",
      "in",
      rows.map((row) => row.event_id),
    )
    .orderBy("version")
    .execute();
  const contextOf = new Map(contextRows.map((row) => [row.event_id, contexts.decode(Buffer.from(row.body))]));
  return rows.map(({ body, event_id }) => ({
    event: events.decode(Buffer.from(body)),
    context: contextOf.get(event_id) ?? null,
  }));
}

/** Every version of one event, first to last; empty when there is no such event. */
export async function versionsOf({ query }: Database, eventId: string): Promise<EventRecord[]> {
  const versions = await query
    .selectFrom("event_version as v")
    .leftJoin("event_context as c", (join) =>
      join.onRef("c.event_id", "=", "v.event_id").onRef("c.version", "=", "v.version"),
    )
    .select(["v.body as event", "c.body as context"])
    .where("v.event_id", "=", eventId)
    .orderBy("v.version")
    .execute();
  return versions.map((row) => ({
    event: events.decode(Buffer.from(row.event)),
    context: row.context === null ? null : contexts.decode(Buffer.from(row.context)),
  }));
}
