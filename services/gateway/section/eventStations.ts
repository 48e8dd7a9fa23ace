// The stations of an event as they stood: from its record, and where that does not say, as this process knows them.
import { setImmediate } from "node:timers/promises";
import { z } from "zod";
import type { World } from "../../../shared/contracts/mode.ts";
import { type Station, stationSchema } from "../../../shared/contracts/station.ts";
import type { Database } from "../../../shared/runtime/database.ts";
import { isWithinKm, type Place } from "../../../shared/seismo/geodesy.ts";

/** What it takes to read a station's waveforms, and to register it again in another world. */
export type EventStation = Omit<Station, "mode" | "run" | "updatedMs">;

export interface StationsDeps {
  readonly database: () => Promise<Database>;
  readonly stations: { all(): Iterable<Station> };
}

/** Beyond this nobody keeps waveforms of an event, nor looks at them. */
const REACH_KM = 500;
const DECODED_AT_ONCE = 100;

const schema = stationSchema.omit({ mode: true, run: true, updatedMs: true });
/** Records write an empty name where there is none. */
const recordSchema = z.preprocess((value) => ({ elevationM: 0, ...Object(value) }), schema);

/** @throws Unavailable */
export async function stationsOfEvent(
  event: World & { readonly eventId: string; readonly epicentre: Place },
  { database, stations }: StationsDeps,
): Promise<ReadonlyMap<string, EventStation>> {
  const found = new Map<string, EventStation>();
  for (const station of stations.all()) {
    const isThere = station.mode === event.mode && station.run === event.run;
    if (isThere && isWithinKm(event.epicentre, station, REACH_KM)) found.set(station.stationId, bare(station));
  }
  const { query } = await database();
  const rows = await query.selectFrom("event_station").select("body").where("event_id", "=", event.eventId).execute();
  for (const [index, { body }] of rows.entries()) {
    if (index % DECODED_AT_ONCE === DECODED_AT_ONCE - 1) await setImmediate();
    const recorded = recordSchema.safeParse(parsed(body)).data;
    if (recorded !== undefined) found.set(recorded.stationId, recorded);
  }
  return found;
}

function bare({ mode: _mode, run: _run, updatedMs: _updatedMs, ...station }: Station): EventStation {
  return station;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
