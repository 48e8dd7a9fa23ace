// Which active stations the P wave of an origin has reached by now, and which of those kept silent.
import { distanceKm, type Place } from "../../shared/seismo/geodesy.ts";
import type { Location } from "../../shared/seismo/locate.ts";
import { median } from "../../shared/seismo/robust.ts";
import type { SilentStation } from "../../shared/seismo/silence.ts";
import { travelTimeS } from "../../shared/seismo/travelTime.ts";
import { distinctStations } from "./associate.ts";

/** A station that sends fresh samples. */
export interface ActiveStation {
  readonly stationId: string;
  readonly place: Place;
  readonly watermarkMs: number;
  /** Onsets of all its recent picks, of whatever phase and quality. */
  readonly pickTimesMs: readonly number[];
}

export interface Neighbourhood {
  /** Stations within reach that the P wave has passed; close ones count once. */
  readonly reached: number;
  readonly silent: number;
  /** 1 where nobody was reached. */
  readonly share: number;
  /** The same among stations nearer than half of those that triggered. */
  readonly nearShare: number;
}

/** Data a picker needs after an onset before it declares one. */
const DECLARE_S = 2;
/** A pick this long before the predicted P, or this long after the predicted S, is still this earthquake's. */
const EARLY_S = 4;
const LATE_S = 10;
const SEARCH_KM = 300;
const MOST_SILENT = 40;
/** The nearest so many decide: in a large network the others would only cost time. */
const MOST_WITNESSES = 60;

/** @param heardKm distances of the stations whose P belongs to the origin, in any order. */
export function neighbourhoodOf(
  location: Location,
  active: readonly ActiveStation[],
  heardKm: readonly number[],
): Neighbourhood {
  const sorted = [...heardKm].sort((a, b) => a - b);
  // One far station may be there by chance: it does not make everybody nearer a witness against the event.
  const reachKm = (sorted.length >= 5 ? sorted.at(-2) : sorted.at(-1)) ?? 0;
  const nearKm = median(sorted);
  const reached = active.flatMap((station) => {
    const km = distanceKm(location.place, station.place);
    if (km > reachKm + 1) return [];
    const expectedMs = location.timeMs + 1000 * travelTimeS("P", km, location.depthKm);
    const lateMs = location.timeMs + 1000 * (travelTimeS("S", km, location.depthKm) + LATE_S);
    const triggered = station.pickTimesMs.some((ms) => ms >= expectedMs - EARLY_S * 1000 && ms <= lateMs);
    if (!triggered && station.watermarkMs < expectedMs + DECLARE_S * 1000) return [];
    return [{ place: station.place, distanceKm: km, triggered }];
  });
  reached.sort((a, b) => a.distanceKm - b.distanceKm).splice(MOST_WITNESSES);
  const near = reached.filter((station) => station.distanceKm <= nearKm + 1);
  const [all, triggered] = counts(reached);
  const [allNear, triggeredNear] = counts(near);
  return {
    reached: all,
    silent: all - triggered,
    share: all === 0 ? 1 : triggered / all,
    nearShare: allNear === 0 ? 1 : triggeredNear / allNear,
  };
}

type Reached = { readonly place: Place; readonly distanceKm: number; readonly triggered: boolean };

/** A cluster has triggered if one of its stations has. */
function counts(reached: readonly Reached[]): [all: number, triggered: number] {
  const triggered = reached.filter((station) => station.triggered);
  const silent = reached.filter((station) => !station.triggered);
  return [distinctStations([...triggered, ...silent]), distinctStations(triggered)];
}

/** The nearest stations that have been quiet since `sinceMs`, as constraints for the locator. */
export function silentAround(place: Place, active: readonly ActiveStation[], sinceMs: number): SilentStation[] {
  return active
    .filter((station) => station.pickTimesMs.every((ms) => ms < sinceMs))
    .map((station) => ({ station, km: distanceKm(place, station.place) }))
    .filter(({ km }) => km <= SEARCH_KM)
    .sort((a, b) => a.km - b.km)
    .slice(0, MOST_SILENT)
    .map(({ station }) => ({ place: station.place, silentUntilMs: station.watermarkMs }));
}
