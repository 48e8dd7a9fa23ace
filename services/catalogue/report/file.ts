// All that the database knows of one event, read a few rows at a time: an alarm in this process waits for none of it.
import { contexts } from "../../../shared/contracts/context.ts";
import type { Delivery } from "../../../shared/contracts/delivery.ts";
import { events, type SeismicEvent } from "../../../shared/contracts/event.ts";
import { Malformed } from "../../../shared/contracts/topic.ts";
import type { Database } from "../../../shared/runtime/database.ts";
import type { EventVersionTable } from "../../../shared/runtime/schema.ts";
import { travelTimeS } from "../../../shared/seismo/travelTime.ts";
import { picksWithin } from "../record/pickRows.ts";
import { REACH_KM, type StandingDeps, standingOf, stationsOf } from "../record/stationRows.ts";
import { verdictOf } from "../record/verdict.ts";
import type { EventFile } from "./report.ts";
import { pageOf, type ToldPage, type ToldRow, toldRowOf } from "./told.ts";
import type { StoredVersion } from "./versions.ts";

const VERSIONS_AT_ONCE = 5;
const DELIVERIES_AT_ONCE = 100;
const IDS_AT_ONCE = 500;
const MOST_PICKS = 5000;
/** Before the origin, and after S at the edge of reach. */
const AROUND_MS = 30_000;

/** Undefined when there is no such event. @throws Unavailable */
export async function fileOf(database: Database, eventId: string, deps: StandingDeps): Promise<EventFile | undefined> {
  const versions = await versionsOf(database, eventId);
  const [first, ...rest] = versions;
  const last = versions.at(-1)?.event;
  if (first === undefined || last === undefined) return undefined;
  const picks = await picksAround(database, last);
  const stored = await stationsOf(database, eventId);
  return {
    versions: [first, ...rest],
    place: await placeOf(database, eventId),
    verdict: await verdictOf(database, eventId),
    rows: await rowsOf(database, eventId),
    stations: stored.length > 0 ? stored : standingOf(last, deps),
    picks,
    otherEventOf: await otherEvents(
      database,
      picks.map(({ pickId }) => pickId),
      eventId,
    ),
  };
}

/** Some at a time, so that the loop turns. */
async function versionsOf({ query }: Database, eventId: string): Promise<StoredVersion[]> {
  const versions: StoredVersion[] = [];
  let read = 0;
  for (;;) {
    const rows = await query
      .selectFrom("event_version")
      .select(["version", "body", "stored_ms", "stamps"])
      .where("event_id", "=", eventId)
      .where("version", ">", read)
      .orderBy("version")
      .limit(VERSIONS_AT_ONCE)
      .execute();
    versions.push(...rows.flatMap(readVersion));
    if (rows.length < VERSIONS_AT_ONCE) return versions;
    read = rows.at(-1)?.version ?? read;
    await turn();
  }
}

type VersionRow = Pick<EventVersionTable, "body" | "stored_ms" | "stamps">;

/** A row of a future or broken writer must not hide the others. */
function readVersion({ body, stored_ms: storedMs, stamps }: VersionRow): StoredVersion[] {
  try {
    return [{ event: events.decode(Buffer.from(body)), storedMs, stampsMs: parseStamps(stamps) }];
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    return [];
  }
}

/** Written by `keepVersion`. */
function parseStamps(text: string): Readonly<Record<string, number>> {
  return JSON.parse(text) as Readonly<Record<string, number>>;
}

async function placeOf({ query }: Database, eventId: string): Promise<string | undefined> {
  const row = await query
    .selectFrom("event_context")
    .select("body")
    .where("event_id", "=", eventId)
    .orderBy("version", "desc")
    .executeTakeFirst();
  return row === undefined ? undefined : contexts.decode(Buffer.from(row.body)).place;
}

async function picksAround(database: Database, { mode, run, origin }: SeismicEvent) {
  const toMs = origin.timeMs + 1000 * travelTimeS("S", REACH_KM, origin.depthKm) + AROUND_MS;
  const window = { mode, run, fromMs: origin.timeMs - AROUND_MS, toMs, limit: MOST_PICKS };
  return (await picksWithin(database, window)).map(({ pick }) => pick);
}

/** Their ids first, since a page after another of one long sorted list would sort it each time. */
async function rowsOf({ query }: Database, eventId: string): Promise<ToldRow[]> {
  const ids = await query.selectFrom("delivery").select("alert_id").where("event_id", "=", eventId).execute();
  const rows: ToldRow[] = [];
  for (let from = 0; from < ids.length; from += DELIVERIES_AT_ONCE) {
    const page = await query
      .selectFrom("delivery")
      .select("body")
      .where(
        "alert_id",
        "in",
        ids.slice(from, from + DELIVERIES_AT_ONCE).map((row) => row.alert_id),
      )
      .execute();
    for (const { body } of page) rows.push(toldRowOf(parseDelivery(body)));
    await turn();
  }
  return rows;
}

/** Written by the alarm as delivery.v2. */
function parseDelivery(body: string): Delivery {
  return JSON.parse(body) as Delivery;
}

/** Which other event has one of these picks. */
async function otherEvents({ query }: Database, pickIds: readonly string[], eventId: string) {
  const others = new Map<string, string>();
  for (let from = 0; from < pickIds.length; from += IDS_AT_ONCE) {
    const rows = await query
      .selectFrom("arrival")
      .select(["pick_id", "event_id"])
      .distinct()
      .where("pick_id", "in", pickIds.slice(from, from + IDS_AT_ONCE))
      .where("event_id", "<>", eventId)
      .execute();
    for (const row of rows) others.set(row.pick_id, row.event_id);
    await turn();
  }
  return (pickId: string) => others.get(pickId);
}

/** What the subscriptions of one page are called by their owners: for the operator alone. */
export async function namesOf(
  { query }: Database,
  rows: readonly ToldRow[],
  page: ToldPage,
): Promise<ReadonlyMap<string, string>> {
  const ids = [...new Set(pageOf(rows, page).map(({ subscriptionId }) => subscriptionId))];
  if (ids.length === 0) return new Map();
  const named = await query
    .selectFrom("subscription")
    .select(["subscription_id", "name"])
    .where("subscription_id", "in", ids)
    .execute();
  return new Map(named.map((row) => [row.subscription_id, row.name]));
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
