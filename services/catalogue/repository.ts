// Every query of the catalogue: past earthquakes, our own events' versions, and what was found out about them.
import { type Expression, type SqlBool, sql } from "kysely";
import { type Context, contexts } from "../../shared/contracts/context.ts";
import { events, type SeismicEvent } from "../../shared/contracts/event.ts";
import type { Database } from "../../shared/runtime/database.ts";
import type { PastEventTable } from "../../shared/runtime/schema.ts";
import type { Box } from "./nearby.ts";

/** @returns how many were new; the same source and id again changes nothing. */
export async function addPastEvents({ query }: Database, rows: readonly PastEventTable[]): Promise<number> {
  const results = await query
    .insertInto("past_event")
    .values(rows)
    .onConflict((conflict) => conflict.columns(["source", "id"]).doNothing())
    .execute();
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

/** A repeat changes nothing: the same event and version are the same message. */
export async function keepVersion({ query }: Database, event: SeismicEvent): Promise<void> {
  const { origin } = event;
  await query
    .insertInto("event_version")
    .values({
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
    })
    .onConflict((conflict) => conflict.columns(["event_id", "version"]).doNothing())
    .execute();
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
