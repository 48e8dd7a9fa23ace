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
  /** Whether a P says when the span begins, or less than that. */
  readonly hasP: boolean;
  /** Of the newest version. */
  readonly place: Place;
  /** With an arrival in any version. */
  readonly stationIds: ReadonlySet<string>;
  readonly radiusKm: number;
}

/** @param known what earlier versions said; whichever version comes, what any of them said stays */
export function noteOf(event: SeismicEvent, known?: EventNote): EventNote {
  const { mode, run, eventId, version, origin, arrivals } = event;
  const { fromMs, hasP } = beginOf(event, known);
  const farthestKm = Math.max(0, ...arrivals.map((arrival) => arrival.distanceKm));
  const isNewest = known === undefined || version > known.version;
  return {
    ...{ mode, run, eventId, version: isNewest ? version : known.version, hasP },
    ...{ fromMs, toMs: fromMs + BEFORE_FIRST_P_MS + AFTER_FIRST_P_MS },
    place: isNewest ? { latitudeDeg: origin.latitudeDeg, longitudeDeg: origin.longitudeDeg } : known.place,
    stationIds: new Set([...(known?.stationIds ?? []), ...arrivals.map(({ stationId }) => stationId)]),
    radiusKm: Math.max(WIDER * farthestKm, LEAST_RADIUS_KM, known?.radiusKm ?? 0),
  };
}

/** By the first P of any version; without one by the first S, or the origin where nothing arrived. */
function beginOf({ arrivals, origin }: SeismicEvent, known?: EventNote): Pick<EventNote, "fromMs" | "hasP"> {
  const timesOf = (phase: "P" | "S") =>
    arrivals.filter((arrival) => arrival.phase === phase).map(({ timeMs }) => timeMs);
  const [p, s] = [timesOf("P"), timesOf("S")];
  const hasP = p.length > 0;
  if (known !== undefined && known.hasP !== hasP) return known.hasP ? known : { fromMs: earliest(p), hasP };
  const fromMs = earliest(hasP ? p : s.length > 0 ? s : [origin.timeMs]);
  return { fromMs: Math.min(fromMs, known?.fromMs ?? fromMs), hasP };
}

function earliest(timesMs: readonly number[]): number {
  return Math.min(...timesMs) - BEFORE_FIRST_P_MS;
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
