// The larger earthquake an event may be an aftershock of: among past ones, and among our own of the same world.
import { sql } from "kysely";
import type { Mainshock } from "../../../shared/contracts/context.ts";
import type { SeismicEvent } from "../../../shared/contracts/event.ts";
import type { Database } from "../../../shared/runtime/database.ts";
import { distanceKm, type Place } from "../../../shared/seismo/geodesy.ts";
import { boxesAround, pastEventAt } from "../nearby.ts";
import { LEAST_MAINSHOCK, mainshockOf, WIDEST } from "./aftershock.ts";
import { largestInBox } from "./pastEventRows.ts";

export interface MainshockOptions {
  /** A listing of the same earthquake, and a second event of ours made of it, may be this much off in time. */
  readonly sameEventMs: number;
  /** Our name, the source of our own events. */
  readonly agency: string;
}

type Candidate = Omit<Mainshock, "afterS">;

const MOST_LARGER = 300;

/** @throws Unavailable when the database does not answer. */
export async function findMainshock(
  database: Database,
  event: SeismicEvent,
  options: MainshockOptions,
): Promise<Mainshock | undefined> {
  const { origin, magnitude } = event;
  const both = await Promise.all([pastOnes(database, event, options), ourOnes(database, event, options)]);
  const found = mainshockOf({ magnitude: magnitude.value, timeMs: origin.timeMs }, both.flat());
  return found && { ...found, afterS: Math.round((origin.timeMs - found.timeMs) / 1000) };
}

async function pastOnes(database: Database, event: SeismicEvent, options: MainshockOptions): Promise<Candidate[]> {
  const { origin, magnitude } = event;
  const limits = {
    atLeast: Math.max(LEAST_MAINSHOCK, magnitude.value),
    afterMs: origin.timeMs - WIDEST.durationMs,
    beforeMs: origin.timeMs - options.sameEventMs,
    limit: MOST_LARGER,
  };
  const boxes = boxesAround(origin, WIDEST.radiusKm);
  const rows = await Promise.all(boxes.map((box) => largestInBox(database, box, limits)));
  return rows.flat().flatMap((row) => {
    const past = pastEventAt(row, origin);
    return past.magnitude === null ? [] : [{ ...past, magnitude: past.magnitude }];
  });
}

/** Newest versions, unless they were withdrawn. */
async function ourOnes(
  { query }: Database,
  event: SeismicEvent,
  { sameEventMs, agency }: MainshockOptions,
): Promise<Candidate[]> {
  const { origin, magnitude } = event;
  const rows = await query
    .selectFrom("event_version as v")
    .select(["v.event_id", "v.origin_time_ms", "v.latitude_deg", "v.longitude_deg", "v.depth_km", "v.magnitude"])
    .where("v.mode", "=", event.mode)
    .where("v.run", "=", event.run)
    .where("v.magnitude", ">=", Math.max(LEAST_MAINSHOCK, magnitude.value))
    .where("v.origin_time_ms", ">=", Math.floor(origin.timeMs - WIDEST.durationMs))
    .where("v.origin_time_ms", "<", Math.floor(origin.timeMs - sameEventMs))
    .where("v.status", "in", ["confirmed", "final"])
    .where("v.event_id", "!=", event.eventId)
    .where(sql<boolean>`v.version = (select max(w.version) from event_version w where w.event_id = v.event_id)`)
    .orderBy("v.magnitude", "desc")
    .limit(MOST_LARGER)
    .execute();
  return rows.map((row) => {
    const at: Place = { latitudeDeg: row.latitude_deg, longitudeDeg: row.longitude_deg };
    const where = { ...at, depthKm: row.depth_km, distanceKm: Math.round(distanceKm(origin, at) * 10) / 10 };
    const what = { timeMs: row.origin_time_ms, magnitude: row.magnitude, place: "" };
    return { id: row.event_id, source: agency, ...what, ...where };
  });
}
