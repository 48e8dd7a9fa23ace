// What surrounds an event: active stations, how strongly they shook since its waves came, and what magnitude that speaks for.
import { distanceKm, type Place } from "../../shared/seismo/geodesy.ts";
import type { Location } from "../../shared/seismo/locate.ts";
import {
  MOST_BOUNDS,
  type StationMagnitude,
  shakingMagnitude,
  stillnessMagnitude,
} from "../../shared/seismo/magnitude.ts";
import { type Phase, travelTimeS } from "../../shared/seismo/travelTime.ts";
import type { ActiveStation } from "./neighbourhood.ts";
import type { NoiseRates } from "./noiseRates.ts";
import type { Observed, OpenEvent } from "./openEvent.ts";
import type { PickBook } from "./pickBook.ts";
import { type StationBook, shakenAtMs } from "./stationBook.ts";

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
  /** As `byDistance` gives them. */
  readonly nearest: readonly ActiveStation[];
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
    stations.eachFresh(nowMs, (stationId, station) => {
      const where = placeOf(stationId);
      const km = where === undefined ? Number.POSITIVE_INFINITY : distanceKm(place, where);
      if (where === undefined || km > RANGE_KM) return;
      active.push({
        stationId,
        place: where,
        distanceKm: km,
        watermarkMs: station.watermarkMs,
        quietMps2: station.quietMps2,
        pickTimesMs: picks.timesAtMs(stationId),
        shakenAtMs: shakenAtMs(station),
        isFelt: station.intensities.length > 0,
      });
    });
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
    for (const { stationId, place, distanceKm: km, isFelt } of of.active) {
      const known = observed.get(stationId);
      if (!isFelt && known === undefined) continue;
      if (of.events.some((event) => hasReached(event, place, { afterMs: location.timeMs, nowMs: of.nowMs }))) continue;
      const pS = travelTimeS("P", km, location.depthKm);
      const sinceMs = location.timeMs + 1000 * (pS - EARLY_S);
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

/** Of every station that P has reached: shaken ones, and the nearest still ones as upper bounds. */
export function shakingMagnitudes(location: Location, of: ShakenBy): StationMagnitude[] {
  const magnitudes: StationMagnitude[] = [];
  let still = 0;
  for (const { stationId, distanceKm: epicentralKm, watermarkMs } of of.nearest) {
    const shaken = of.observed.get(stationId);
    if (shaken === undefined && still === MOST_BOUNDS) continue;
    const { depthKm } = location;
    const sinceMs = (phase: Phase) => watermarkMs - location.timeMs - 1000 * travelTimeS(phase, epicentralKm, depthKm);
    if (sinceMs("P") < 0 || of.distrusted.has(stationId)) continue;
    const at = { epicentralKm, depthKm, sinceS: sinceMs("S") / 1000 };
    if (shaken === undefined) {
      magnitudes.push(stillnessMagnitude({ ...at, pgvMps: LEAST_PGV_MPS }));
      still += 1;
    } else if (shaken.pgvMps >= LEAST_PGV_MPS) {
      magnitudes.push(shakingMagnitude({ ...at, pgvMps: shaken.pgvMps, clipped: of.clipped.has(stationId) }));
    }
  }
  return magnitudes;
}

/** Whether P of a later event is at this place by now: what shakes it from then on is no longer the earlier one. */
function hasReached(event: OpenEvent, place: Place, { afterMs, nowMs }: { afterMs: number; nowMs: number }): boolean {
  const { origin, status } = event.published;
  if (status === "cancelled" || origin.timeMs < afterMs + LATER_MS) return false;
  const pS = travelTimeS("P", distanceKm(origin, place), origin.depthKm);
  return nowMs >= origin.timeMs + 1000 * (pS - 1);
}
