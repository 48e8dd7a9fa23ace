// What surrounds an event: active stations, how strongly they shook since its waves came, and what magnitude that speaks for.
import { distanceKm, type Place } from "../../shared/seismo/geodesy.ts";
import type { Location } from "../../shared/seismo/locate.ts";
import { type StationMagnitude, shakingMagnitude, stillnessMagnitude } from "../../shared/seismo/magnitude.ts";
import { type Phase, travelTimeS } from "../../shared/seismo/travelTime.ts";
import type { ActiveStation } from "./neighbourhood.ts";
import type { NoiseRates } from "./noiseRates.ts";
import type { Observed, OpenEvent } from "./openEvent.ts";
import type { PickBook } from "./pickBook.ts";
import type { StationBook } from "./stationBook.ts";

/** Farther stations have no say about an event. */
const RANGE_KM = 400;
const LEAST_OBSERVED = 2;
/** PGV from here on is shaking, not a cheap sensor's noise. */
const LEAST_PGV_MPS = 1e-3;
/** An event this much later is another one. */
const LATER_MS = 2000;
/** P may be this much earlier than predicted. */
const EARLY_S = 2;

/** Up to here a sensor is as calm as a cheap one gets; phones in use, twenty times as restless, trigger 27 times an hour. */
const CALM_MPS2 = 3e-3;

export interface SurroundingsOptions {
  readonly stations: StationBook;
  readonly picks: PickBook;
  readonly noise: NoiseRates;
  readonly placeOf: (stationId: string) => Place | undefined;
}

export interface ShakenBy {
  readonly observed: ReadonlyMap<string, Observed>;
  /** Stations whose records reached their end. */
  readonly clipped: ReadonlySet<string>;
  /** Stations whose amplitudes are not believed. */
  readonly distrusted: ReadonlySet<string>;
  readonly active: readonly ActiveStation[];
}

export class Surroundings {
  readonly #options: SurroundingsOptions;

  constructor(options: SurroundingsOptions) {
    this.#options = options;
  }

  /** Stations that sent fresh samples, in the order they were first heard. */
  activeAround(place: Place, nowMs: number): ActiveStation[] {
    const { stations, picks, placeOf } = this.#options;
    const active: ActiveStation[] = [];
    for (const stationId of stations.stationIds()) {
      const watermarkMs = stations.watermarkOf(stationId, nowMs);
      const where = placeOf(stationId);
      if (watermarkMs === undefined || where === undefined || distanceKm(place, where) > RANGE_KM) continue;
      active.push({
        stationId,
        place: where,
        watermarkMs,
        quietMps2: stations.quietMps2(stationId),
        pickTimesMs: picks.timesAtMs(stationId),
        shakenAtMs: stations.shakenAtMs(stationId),
      });
    }
    return active;
  }

  /** A station's triggers a second that belong to no event, before an origin; the more restless its ground, the more. */
  noiseRateOf(stationId: string, originMs: number): number {
    const { stations, noise } = this.#options;
    const restlessness = Math.max(1, stations.quietMps2(stationId) / CALM_MPS2);
    return restlessness * noise.rateOf(stationId, originMs, stations.count());
  }

  /** Shaking only grows in the record: what a station once showed stays. Later events' shaking is not taken. */
  observedOf(
    location: Location,
    of: {
      readonly before: ReadonlyMap<string, Observed>;
      /** As `activeAround` the location gives them. */
      readonly active: readonly ActiveStation[];
      readonly events: readonly OpenEvent[];
      readonly nowMs: number;
    },
  ): ReadonlyMap<string, Observed> {
    const observed = new Map(of.before);
    for (const { stationId, place } of of.active) {
      if (of.events.some((event) => hasReached(event, place, { afterMs: location.timeMs, nowMs: of.nowMs }))) continue;
      const pS = travelTimeS("P", distanceKm(location.place, place), location.depthKm);
      const sinceMs = location.timeMs + 1000 * (pS - EARLY_S);
      const known = observed.get(stationId);
      const strongest = Math.round(10 * this.#options.stations.strongest(stationId, sinceMs)) / 10;
      const intensity = Math.max(strongest, known?.intensity ?? 0);
      const pgvMps = Math.max(this.#options.stations.strongestPgvMps(stationId, sinceMs), known?.pgvMps ?? 0);
      if (intensity < LEAST_OBSERVED) continue;
      const { latitudeDeg, longitudeDeg } = place;
      observed.set(stationId, { stationId, latitudeDeg, longitudeDeg, intensity, pgvMps });
    }
    return observed;
  }
}

/** Of every station that P has reached: shaken ones, and still ones as upper bounds. */
export function shakingMagnitudes(location: Location, of: ShakenBy): StationMagnitude[] {
  return of.active.flatMap(({ stationId, place, watermarkMs }) => {
    const epicentralKm = distanceKm(location.place, place);
    const { depthKm } = location;
    const sinceMs = (phase: Phase) => watermarkMs - location.timeMs - 1000 * travelTimeS(phase, epicentralKm, depthKm);
    if (sinceMs("P") < 0 || of.distrusted.has(stationId)) return [];
    const at = { epicentralKm, depthKm, sinceS: sinceMs("S") / 1000 };
    const shaken = of.observed.get(stationId);
    if (shaken === undefined) return [stillnessMagnitude({ ...at, pgvMps: LEAST_PGV_MPS })];
    if (shaken.pgvMps < LEAST_PGV_MPS) return [];
    return [shakingMagnitude({ ...at, pgvMps: shaken.pgvMps, clipped: of.clipped.has(stationId) })];
  });
}

/** Whether P of a later event is at this place by now: what shakes it from then on is no longer the earlier one. */
function hasReached(event: OpenEvent, place: Place, { afterMs, nowMs }: { afterMs: number; nowMs: number }): boolean {
  const { origin, status } = event.published;
  if (status === "cancelled" || origin.timeMs < afterMs + LATER_MS) return false;
  const pS = travelTimeS("P", distanceKm(origin, place), origin.depthKm);
  return nowMs >= origin.timeMs + 1000 * (pS - 1);
}
