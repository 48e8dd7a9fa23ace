// What surrounds an event: active stations, how strongly they shook since its waves came, and what magnitude that speaks for.
import { distanceKm, type Place } from "../../shared/seismo/geodesy.ts";
import type { Location } from "../../shared/seismo/locate.ts";
import { type StationMagnitude, shakingMagnitude } from "../../shared/seismo/magnitude.ts";
import { travelTimeS } from "../../shared/seismo/travelTime.ts";
import type { ActiveStation } from "./neighbourhood.ts";
import type { NoiseRates } from "./noiseRates.ts";
import type { Observed, OpenEvent } from "./openEvent.ts";
import type { PickBook } from "./pickBook.ts";
import type { StationBook } from "./stationBook.ts";

/** Farther stations have no say about an event. */
const RANGE_KM = 400;
const LEAST_OBSERVED = 2;
/** Shaking of stations within this range, this long after S, tells the magnitude: before that the strongest is to come. */
const SHAKING_KM = 150;
const AFTER_S_MS = 3000;
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
      });
    }
    return active;
  }

  /** A station's triggers a second that belong to no event, before a time; the more restless its ground, the more. */
  noiseRateOf(stationId: string, beforeMs: number): number {
    const { stations, noise } = this.#options;
    const restlessness = Math.max(1, stations.quietMps2(stationId) / CALM_MPS2);
    return restlessness * noise.rateOf(stationId, beforeMs, stations.count());
  }

  /** Shaking only grows in the record: what a station once showed stays. Later events' shaking is not taken. */
  observedOf(
    location: Location,
    of: {
      readonly before: ReadonlyMap<string, Observed>;
      readonly events: readonly OpenEvent[];
      readonly nowMs: number;
    },
  ): ReadonlyMap<string, Observed> {
    const observed = new Map(of.before);
    for (const { stationId, place } of this.activeAround(location.place, of.nowMs)) {
      if (of.events.some((event) => hasReached(event, place, { afterMs: location.timeMs, nowMs: of.nowMs }))) continue;
      const pS = travelTimeS("P", distanceKm(location.place, place), location.depthKm);
      const strongest = this.#options.stations.strongest(stationId, location.timeMs + 1000 * (pS - EARLY_S));
      const intensity = Math.round(strongest * 10) / 10;
      if (intensity < LEAST_OBSERVED || intensity <= (observed.get(stationId)?.intensity ?? 0)) continue;
      const { latitudeDeg, longitudeDeg } = place;
      observed.set(stationId, { stationId, latitudeDeg, longitudeDeg, intensity });
    }
    return observed;
  }

  shakingMagnitudes(location: Location, observed: ReadonlyMap<string, Observed>, nowMs: number): StationMagnitude[] {
    return [...observed.values()].flatMap((station) => {
      const epicentralKm = distanceKm(location.place, station);
      const sMs = location.timeMs + 1000 * travelTimeS("S", epicentralKm, location.depthKm);
      const watermarkMs = this.#options.stations.watermarkOf(station.stationId, nowMs);
      if (epicentralKm > SHAKING_KM || watermarkMs === undefined || watermarkMs < sMs + AFTER_S_MS) return [];
      return [shakingMagnitude({ intensity: station.intensity, epicentralKm, depthKm: location.depthKm })];
    });
  }
}

/** Whether P of a later event is at this place by now: what shakes it from then on is no longer the earlier one. */
function hasReached(event: OpenEvent, place: Place, { afterMs, nowMs }: { afterMs: number; nowMs: number }): boolean {
  const { origin, status } = event.published;
  if (status === "cancelled" || origin.timeMs < afterMs + LATER_MS) return false;
  const pS = travelTimeS("P", distanceKm(origin, place), origin.depthKm);
  return nowMs >= origin.timeMs + 1000 * (pS - 1);
}
