// How the stations near an event stood when it ended, in the database; before that, how they stand now.
import type { SeismicEvent } from "../../../shared/contracts/event.ts";
import type { Station } from "../../../shared/contracts/station.ts";
import type { Database } from "../../../shared/runtime/database.ts";
import { distanceKm, isWithinKm, type Place } from "../../../shared/seismo/geodesy.ts";
import type { HealthBoard, StationHealth } from "./healthBoard.ts";

/** What its waveforms mean; absent in what older versions wrote. */
type Instrument = Partial<Pick<Station, "elevationM" | "sampleRateHz" | "channels" | "vs30Mps">>;

/** A station as a report needs it, and as whoever reads its waveforms does. */
export interface StandingStation extends Instrument {
  readonly stationId: string;
  readonly name: string;
  readonly latitudeDeg: number;
  readonly longitudeDeg: number;
  /** Null where this catalogue heard nothing of it. */
  readonly health: Pick<
    StationHealth,
    "lastSampleMs" | "latencyS" | "clockOffsetS" | "noiseMps2" | "state" | "reason"
  > | null;
}

export interface StandingDeps {
  readonly stations: { all(): Iterable<Station> };
  readonly health: HealthBoard;
}

/** So far around the epicentre stations are asked why they took no part. */
export const REACH_KM = 150;
const MOST_STATIONS = 1000;
const ROWS_AT_ONCE = 100;

/** As they stand now: all within reach of a place, nearest first. */
export function standingNear(place: Place, world: Pick<SeismicEvent, "mode" | "run">, deps: StandingDeps) {
  return standingStations(world, deps, (station) => isWithinKm(place, station, REACH_KM))
    .map((station) => ({ station, km: distanceKm(place, station) }))
    .sort((a, b) => a.km - b.km)
    .slice(0, MOST_STATIONS)
    .map(({ station }) => station);
}

/** Those near the epicentre of an event's version, and all that it used. */
export function standingOf({ origin, arrivals, ...world }: SeismicEvent, deps: StandingDeps): StandingStation[] {
  const used = new Set(arrivals.map(({ stationId }) => stationId));
  const near = standingNear(origin, world, deps);
  const known = new Set(near.map(({ stationId }) => stationId));
  return [...near, ...standingStations(world, deps, ({ stationId }) => used.has(stationId) && !known.has(stationId))];
}

function standingStations(
  { mode, run }: Pick<SeismicEvent, "mode" | "run">,
  { stations, health }: StandingDeps,
  isWanted: (station: Station) => boolean,
): StandingStation[] {
  const found: StandingStation[] = [];
  for (const station of stations.all()) {
    if (station.mode !== mode || station.run !== run || !isWanted(station)) continue;
    const { mode: _mode, run: _run, updatedMs: _updatedMs, stationId, name = "", ...standing } = station;
    found.push({ stationId, name, ...standing, health: briefly(health.of({ mode, run }, stationId)) });
  }
  return found;
}

function briefly(health: StationHealth | undefined): StandingStation["health"] {
  if (health === undefined) return null;
  const { lastSampleMs, latencyS, clockOffsetS, noiseMps2, state, reason } = health;
  return { lastSampleMs, latencyS, clockOffsetS, noiseMps2, state, reason };
}

/** Of a later end the later word stays. */
export async function keepStations(
  { query }: Database,
  eventId: string,
  stations: readonly StandingStation[],
): Promise<void> {
  for (let from = 0; from < stations.length; from += ROWS_AT_ONCE) {
    await query
      .insertInto("event_station")
      .values(
        stations.slice(from, from + ROWS_AT_ONCE).map((station) => ({
          event_id: eventId,
          station_id: station.stationId,
          body: JSON.stringify(station),
        })),
      )
      .onConflict((conflict) =>
        conflict.columns(["event_id", "station_id"]).doUpdateSet(({ ref }) => ({ body: ref("excluded.body") })),
      )
      .execute();
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}

/** Empty before the event ended. */
export async function stationsOf({ query }: Database, eventId: string): Promise<readonly StandingStation[]> {
  const rows = await query.selectFrom("event_station").select("body").where("event_id", "=", eventId).execute();
  return rows.map(({ body }) => parseStation(body));
}

/** Written by `keepStations` of this version or an older one. */
function parseStation(body: string): StandingStation {
  return JSON.parse(body) as StandingStation;
}
