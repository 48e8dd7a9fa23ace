// What the versions of an event say of the waveforms to keep: from when to when, of which stations.
import type { SeismicEvent } from "../../../shared/contracts/event.ts";
import type { World } from "../../../shared/contracts/mode.ts";
import type { Station } from "../../../shared/contracts/station.ts";
import { distanceKm, type Place } from "../../../shared/seismo/geodesy.ts";
import type { Span } from "./stationWaveforms.ts";

const BEFORE_FIRST_P_MS = 30_000;
const AFTER_FIRST_P_MS = 120_000;
/** Stations that should have felt it and did not are of interest too. */
const WIDER = 1.25;
const LEAST_RADIUS_KM = 100;

/** All versions of one event together. */
export interface EventNote extends World, Span {
  readonly eventId: string;
  readonly version: number;
  /** Of the newest version. */
  readonly place: Place;
  /** With an arrival in any version. */
  readonly stationIds: ReadonlySet<string>;
  readonly radiusKm: number;
}

/** @param known what earlier versions said; whichever version comes, what any of them said stays */
export function noteOf(event: SeismicEvent, known?: EventNote): EventNote {
  const { mode, run, eventId, version, origin, arrivals } = event;
  const firstMs = firstArrivalMs(event);
  const fromMs = Math.min(firstMs - BEFORE_FIRST_P_MS, known?.fromMs ?? Number.POSITIVE_INFINITY);
  const farthestKm = Math.max(0, ...arrivals.map((arrival) => arrival.distanceKm));
  const isNewest = known === undefined || version > known.version;
  return {
    ...{ mode, run, eventId, version: isNewest ? version : known.version },
    ...{ fromMs, toMs: fromMs + BEFORE_FIRST_P_MS + AFTER_FIRST_P_MS },
    place: isNewest ? { latitudeDeg: origin.latitudeDeg, longitudeDeg: origin.longitudeDeg } : known.place,
    stationIds: new Set([...(known?.stationIds ?? []), ...arrivals.map(({ stationId }) => stationId)]),
    radiusKm: Math.max(WIDER * farthestKm, LEAST_RADIUS_KM, known?.radiusKm ?? 0),
  };
}

/** Of P where there is one; the origin's time where nothing arrived. */
function firstArrivalMs({ arrivals, origin }: SeismicEvent): number {
  const p = arrivals.filter(({ phase }) => phase === "P");
  const times = (p.length > 0 ? p : arrivals).map(({ timeMs }) => timeMs);
  return times.length > 0 ? Math.min(...times) : origin.timeMs;
}

/** Nearest first. */
export function stationsOf(note: EventNote, stations: Iterable<Station>, most: number): readonly Station[] {
  const found: { readonly station: Station; readonly km: number }[] = [];
  for (const station of stations) {
    if (station.mode !== note.mode || station.run !== note.run) continue;
    const km = distanceKm(station, note.place);
    if (km <= note.radiusKm || note.stationIds.has(station.stationId)) found.push({ station, km });
  }
  const nearest = found.sort((a, b) => a.km - b.km || (a.station.stationId < b.station.stationId ? -1 : 1));
  return nearest.slice(0, most).map(({ station }) => station);
}
