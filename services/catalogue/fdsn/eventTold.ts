// What is told of a selected event, the same in every format; versions and places of our own are fetched a few at a time.
import { setImmediate } from "node:timers/promises";
import { contexts } from "../../../shared/contracts/context.ts";
import { events, type SeismicEvent } from "../../../shared/contracts/event.ts";
import { modePrefix } from "../../../shared/contracts/mode.ts";
import { quakemlTypeOf } from "../../../shared/contracts/quakeml.ts";
import type { Database } from "../../../shared/runtime/database.ts";
import { coordinatesOf } from "../place.ts";
import { eventIdOf } from "./eventIds.ts";
import type { EventRow } from "./eventRows.ts";

export interface ToldEvent {
  readonly row: EventRow;
  readonly eventId: string;
  /** Catalogue, contributor and author in one: we know no more. */
  readonly source: string;
  readonly magnitudeType: string;
  /** Begins with DRILL, SIMULATION or REPLAY where that is what it is. */
  readonly place: string;
  readonly type: string;
  /** The oldest first; empty for an imported event. */
  readonly versions: readonly SeismicEvent[];
  /** In words for QuakeML, which says the mode by itself. */
  readonly plainPlace: string;
}

export interface ToldOptions {
  readonly agency: string;
  readonly withAllVersions: boolean;
}

/** So many are decoded and written before alarms in the same process get their turn. */
const AT_ONCE = 50;

/** @throws Unavailable */
export async function* toldEvents(
  database: Database,
  rows: readonly EventRow[],
  options: ToldOptions,
): AsyncGenerator<readonly ToldEvent[]> {
  for (let at = 0; at < rows.length; at += AT_ONCE) {
    const batch = rows.slice(at, at + AT_ONCE);
    const own = batch.filter(({ source }) => source === "");
    const versions = await versionsOfRows(database, own, options.withAllVersions);
    const places = await placesOf(database, own);
    yield batch.map((row) =>
      row.source === ""
        ? ownEvent(row, { versions: versions.get(row.id) ?? [], place: places.get(row.id), agency: options.agency })
        : importedEvent(row),
    );
    await setImmediate();
  }
}

function importedEvent(row: EventRow): ToldEvent {
  const place = row.place === "" ? coordinatesOf(placeOf(row)) : row.place;
  return {
    row,
    eventId: eventIdOf(row),
    source: row.source,
    magnitudeType: row.magnitude === null ? "" : row.magnitude_type,
    place,
    plainPlace: place,
    type: "earthquake",
    versions: [],
  };
}

interface Known {
  readonly versions: readonly SeismicEvent[];
  readonly place: string | undefined;
  readonly agency: string;
}

function ownEvent(row: EventRow, { versions, place, agency }: Known): ToldEvent {
  const newest = versions.at(-1);
  if (newest === undefined) throw new Error(`event_version: ${row.id}: gone while it was read`);
  const plainPlace = place ?? coordinatesOf(newest.origin);
  return {
    row,
    eventId: eventIdOf(row),
    source: agency,
    magnitudeType: newest.magnitude.type,
    place: modePrefix(newest.mode) + plainPlace,
    plainPlace,
    type: quakemlTypeOf(newest),
    versions,
  };
}

function placeOf({ latitude_deg, longitude_deg }: EventRow) {
  return { latitudeDeg: latitude_deg, longitudeDeg: longitude_deg };
}

async function versionsOfRows({ query }: Database, rows: readonly EventRow[], isAll: boolean) {
  const found = new Map<string, SeismicEvent[]>(rows.map(({ id }) => [id, []]));
  if (rows.length === 0) return found;
  const bodies = await query
    .selectFrom("event_version")
    .select(["event_id", "body"])
    .where((where) =>
      where.or(
        rows.map(({ id, version }) =>
          where.and([where("event_id", "=", id), where("version", isAll ? "<=" : "=", version)]),
        ),
      ),
    )
    .orderBy("event_id")
    .orderBy("version")
    .execute();
  for (const { event_id, body } of bodies) found.get(event_id)?.push(events.decode(Buffer.from(body)));
  return found;
}

/** The newest that is known: a version's own may still be looked up. */
async function placesOf({ query }: Database, rows: readonly EventRow[]): Promise<ReadonlyMap<string, string>> {
  if (rows.length === 0) return new Map();
  const ids = rows.map(({ id }) => id);
  const bodies = await query
    .selectFrom("event_context as c")
    .select(["c.event_id", "c.body"])
    .where("c.event_id", "in", ids)
    .where((where) =>
      where(
        "c.version",
        "=",
        where
          .selectFrom("event_context as d")
          .select((max) => max.fn.max("d.version").as("newest"))
          .whereRef("d.event_id", "=", "c.event_id"),
      ),
    )
    .execute();
  return new Map(bodies.map(({ event_id, body }) => [event_id, contexts.decode(Buffer.from(body)).place]));
}
