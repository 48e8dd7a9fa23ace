// A page of events: what the database keeps, together with what this gateway has in memory and knows better.
import { setImmediate } from "node:timers/promises";
import { type Expression, type SqlBool, sql } from "kysely";
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

const READ_AT_ONCE = 50;
/** Of rows that are read for words or a circle which few of them match; the next page goes on from there. */
const MOST_READ = 2000;
const DECODED_AT_ONCE = 5;

export async function pageOfEvents(
  database: () => Promise<Database>,
  remembered: readonly EventView[],
  filter: EventFilter,
): Promise<EventPage> {
  const fresh = remembered.filter((event) => isAskedFor(event, filter));
  try {
    const opened = await database();
    const page = pageOf(fresh, await keptEvents(opened, filter), filter.limit);
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
  const known = new Set(fresh.map(({ eventId }) => eventId));
  // What lies beyond the last row that was read belongs to a later page, or it would come twice.
  const within = fresh.filter((event) => kept.next === undefined || inOrder(cursorAt(event), kept.next) <= 0);
  const all = [...within, ...kept.events.filter(({ eventId }) => !known.has(eventId))].sort((a, b) =>
    inOrder(cursorAt(a), cursorAt(b)),
  );
  const shown = all.slice(0, limit);
  const last = shown.at(-1);
  const next = all.length > shown.length && last !== undefined ? cursorAt(last) : kept.next;
  return { events: shown, next: next === undefined ? null : cursorText(next), complete: true };
}

async function keptEvents(database: Database, filter: EventFilter): Promise<Kept> {
  const found: EventView[] = [];
  const isSifted = filter.near !== undefined || filter.text !== "";
  const atOnce = isSifted ? READ_AT_ONCE : filter.limit + 1;
  let [at, read] = [filter.before, 0];
  for (;;) {
    const rows = await rowsOf(database, filter, { at, atOnce });
    for (const [index, row] of rows.entries()) {
      read += 1;
      if (read % DECODED_AT_ONCE === 0) await setImmediate();
      at = { timeMs: Number(row.time_ms), eventId: row.event_id };
      const view = viewOf(row);
      if (view !== undefined && isAskedFor(view, filter)) found.push(view);
      if (found.length < filter.limit) continue;
      return { events: found, next: index + 1 < rows.length || rows.length === atOnce ? at : undefined };
    }
    if (rows.length < atOnce) return { events: found, next: undefined };
    if (read >= MOST_READ) return { events: found, next: at };
  }
}

type Row = Awaited<ReturnType<typeof rowsOf>>[number];

/** The newest version of each event, with the newest that is known of its place. */
function rowsOf(
  { query }: Pick<Database, "query">,
  filter: EventFilter,
  { at, atOnce }: { readonly at: Cursor | undefined; readonly atOnce: number },
) {
  const newest: Expression<SqlBool> = sql`v.version = (select max(w.version) from event_version w where w.event_id = v.event_id)`;
  const { mode, run, status, minMagnitude, fromMs, toMs, near } = filter;
  return query
    .selectFrom("event_version as v")
    .select(({ selectFrom }) => [
      ...(["v.event_id", "v.origin_time_ms as time_ms", "v.body"] as const),
      selectFrom("event_context as c")
        .select("c.body")
        .whereRef("c.event_id", "=", "v.event_id")
        .orderBy("c.version", "desc")
        .limit(1)
        .as("context"),
    ])
    .where(newest)
    .where("v.magnitude", ">=", minMagnitude)
    .where("v.origin_time_ms", ">=", Math.ceil(fromMs))
    .where("v.origin_time_ms", "<=", Math.floor(toMs))
    .$if(mode !== undefined, (all) => all.where("v.mode", "=", mode ?? ""))
    .$if(run !== undefined, (all) => all.where("v.run", "=", run ?? ""))
    .$if(status !== undefined, (all) => all.where("v.status", "=", status ?? ""))
    .$if(near !== undefined, (all) => {
      const [northDeg, latitudeDeg] = [degreesOf(near?.radiusKm ?? 0), near?.place.latitudeDeg ?? 0];
      return all
        .where("v.latitude_deg", ">=", latitudeDeg - northDeg)
        .where("v.latitude_deg", "<=", latitudeDeg + northDeg);
    })
    .$if(at !== undefined, (all) =>
      all.where(({ or, and, eb }) =>
        or([
          eb("v.origin_time_ms", "<", at?.timeMs ?? 0),
          and([eb("v.origin_time_ms", "=", at?.timeMs ?? 0), eb("v.event_id", ">", at?.eventId ?? "")]),
        ]),
      ),
    )
    .orderBy("v.origin_time_ms", "desc")
    .orderBy("v.event_id")
    .limit(atOnce)
    .execute();
}

function degreesOf(km: number): number {
  return (km / EARTH_RADIUS_KM) * (180 / Math.PI);
}

/** Undefined: a row of a future or broken writer, which must not hide the others. */
function viewOf(row: Row): EventView | undefined {
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
