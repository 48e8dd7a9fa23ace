// A page of events: what the database keeps, together with what this gateway has in memory and knows better.
import { setImmediate } from "node:timers/promises";
import { contexts } from "../../../shared/contracts/context.ts";
import { events } from "../../../shared/contracts/event.ts";
import { Malformed } from "../../../shared/contracts/topic.ts";
import type { Database } from "../../../shared/runtime/database.ts";
import { Unavailable } from "../../../shared/runtime/errors.ts";
import { EARTH_RADIUS_KM } from "../../../shared/seismo/geodesy.ts";
import { EventBoard } from "../eventBoard.ts";
import type { EventView } from "../view.ts";
import { type Cursor, cursorAt, cursorText, type EventFilter, inOrder, isAskedFor } from "./eventFilter.ts";
import { withAlertCounts } from "./receipts.ts";

export interface EventPage {
  /** Newest origin first. Those that are only in the database come with their newest version alone. */
  readonly events: readonly EventView[];
  /** `before` of the page after this one; null: there is none. */
  readonly next: string | null;
  /** False when the database did not answer: then these are the events in memory. */
  readonly complete: boolean;
}

const READ_AT_ONCE = 300;
/** Of rows, where few are meant; the next page goes on from there. */
const MOST_READ = 30_000;
const MOST_DECODED = 1000;
const DECODED_AT_ONCE = 5;

export async function pageOfEvents(
  database: () => Promise<Database>,
  remembered: readonly EventView[],
  filter: EventFilter,
): Promise<EventPage> {
  const fresh = remembered.filter((event) => isAskedFor(event, filter));
  // What is known newer here is not told as it was, neither on this page nor on another.
  const known = new Set(remembered.map(({ eventId }) => eventId));
  try {
    const opened = await database();
    const { events, next } = await keptEvents(opened, filter);
    const kept = { events: events.filter(({ eventId }) => !known.has(eventId)), next };
    const page = pageOf(fresh, kept, filter.limit);
    return { ...page, events: await withAlertCounts(opened, page.events) };
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    return { ...pageOf(fresh, { events: [], next: undefined }, filter.limit), complete: false };
  }
}

interface Kept {
  readonly events: readonly EventView[];
  /** Where the reading stopped; undefined: there are no more. */
  readonly next: Cursor | undefined;
}

function pageOf(fresh: readonly EventView[], kept: Kept, limit: number): EventPage {
  // What lies beyond the last row that was read belongs to a later page, or it would come twice.
  const within = fresh.filter((event) => kept.next === undefined || inOrder(cursorAt(event), kept.next) <= 0);
  const all = [...within, ...kept.events].sort((a, b) => inOrder(cursorAt(a), cursorAt(b)));
  const shown = all.slice(0, limit);
  const last = shown.at(-1);
  const next = all.length > shown.length && last !== undefined ? cursorAt(last) : kept.next;
  return { events: shown, next: next === undefined ? null : cursorText(next), complete: true };
}

/** A few rows at a time: SQLite works in this process, and an alarm must not wait for somebody who looks far back. */
async function keptEvents({ query }: Database, filter: EventFilter): Promise<Kept> {
  const found: EventView[] = [];
  let at: RowCursor | undefined = filter.before && { ...filter.before, version: 0 };
  let decodings = 0;
  for (let read = 0; read < MOST_READ && decodings < MOST_DECODED; ) {
    const rows: readonly KeyRow[] = await keysAfter({ query }, filter, at);
    const newest = await newestOf(
      { query },
      rows.filter((row) => mayBeMeant(row, filter)),
    );
    for (const row of rows) {
      at = { timeMs: Number(row.time_ms), eventId: row.event_id, version: Number(row.version) };
      if (newest.get(row.event_id) !== at.version) continue;
      decodings += 1;
      if (decodings % DECODED_AT_ONCE === 0) await setImmediate();
      const view = await viewOf({ query }, at);
      if (view !== undefined && isAskedFor(view, filter)) found.push(view);
      if (found.length > filter.limit) return { events: found.slice(0, -1), next: lastOf(found.slice(0, -1)) };
    }
    if (rows.length < READ_AT_ONCE) return { events: found, next: undefined };
    read += rows.length;
    await setImmediate();
  }
  return { events: found, next: at };
}

function lastOf(events: readonly EventView[]): Cursor | undefined {
  const last = events.at(-1);
  return last && cursorAt(last);
}

interface RowCursor extends Cursor {
  readonly version: number;
}

type KeyRow = Awaited<ReturnType<typeof keysAfter>>[number];

/** Versions in the order of their origins, without their bodies. */
function keysAfter({ query }: Pick<Database, "query">, { fromMs, toMs }: EventFilter, at: RowCursor | undefined) {
  const [timeMs, eventId, version] = [at?.timeMs ?? 0, at?.eventId ?? "", at?.version ?? 0];
  return query
    .selectFrom("event_version")
    .select(["event_id", "version", "origin_time_ms as time_ms", "mode", "run", "status", "magnitude", "latitude_deg"])
    .where("origin_time_ms", ">=", Math.ceil(fromMs))
    .where("origin_time_ms", "<=", Math.floor(at === undefined ? toMs : Math.min(toMs, timeMs)))
    .$if(at !== undefined, (all) =>
      all.where(({ or, and, eb }) =>
        or([
          eb("origin_time_ms", "<", timeMs),
          and([eb("origin_time_ms", "=", timeMs), eb("event_id", ">", eventId)]),
          and([eb("origin_time_ms", "=", timeMs), eb("event_id", "=", eventId), eb("version", "<", version)]),
        ]),
      ),
    )
    .orderBy("origin_time_ms", "desc")
    .orderBy("event_id")
    .orderBy("version", "desc")
    .limit(READ_AT_ONCE)
    .execute();
}

/** By what its row tells: most are sorted out without being decoded. */
function mayBeMeant(row: KeyRow, { mode, run, status, minMagnitude, near }: EventFilter): boolean {
  return (
    (mode === undefined || row.mode === mode) &&
    (run === undefined || row.run === run) &&
    (status === undefined || row.status === status) &&
    row.magnitude >= minMagnitude &&
    (near === undefined || Math.abs(row.latitude_deg - near.place.latitudeDeg) <= degreesOf(near.radiusKm))
  );
}

async function newestOf({ query }: Pick<Database, "query">, rows: readonly KeyRow[]) {
  const ids = [...new Set(rows.map(({ event_id }) => event_id))];
  if (ids.length === 0) return new Map<string, number>();
  const newest = await query
    .selectFrom("event_version")
    .select(({ fn }) => ["event_id", fn.max("version").as("version")])
    .where("event_id", "in", ids)
    .groupBy("event_id")
    .execute();
  return new Map(newest.map(({ event_id, version }) => [event_id, Number(version)]));
}

function degreesOf(km: number): number {
  return (km / EARTH_RADIUS_KM) * (180 / Math.PI);
}

/** With the newest that is known of its place. Undefined: of a future or broken writer, which must not hide the others. */
async function viewOf({ query }: Pick<Database, "query">, { eventId, version }: RowCursor) {
  const row = await query
    .selectFrom("event_version as v")
    .select(({ selectFrom }) => [
      "v.body",
      selectFrom("event_context as c")
        .select("c.body")
        .whereRef("c.event_id", "=", "v.event_id")
        .orderBy("c.version", "desc")
        .limit(1)
        .as("context"),
    ])
    .where("v.event_id", "=", eventId)
    .where("v.version", "=", version)
    .executeTakeFirst();
  return row === undefined ? undefined : decoded(row);
}

function decoded(row: { readonly body: string; readonly context: string | null }): EventView | undefined {
  const board = new EventBoard();
  try {
    const event = events.decode(Buffer.from(row.body));
    board.version(event, event.asOfMs);
    if (row.context !== null) board.context(contexts.decode(Buffer.from(row.context)), event.asOfMs);
    return board.eventOf(event.eventId);
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
}
