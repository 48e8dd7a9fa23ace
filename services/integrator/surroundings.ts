// What surrounds an event: active stations, how strongly they shook since its waves came, and what magnitude that speaks for.
import { distanceKm, type Place } from "../../shared/seismo/geodesy.ts";
import type { Location } from "../../shared/seismo/locate.ts";
import { type StationMagnitude, shakingMagnitude } from "../../shared/seismo/magnitude.ts";
import { travelTimeS } from "../../shared/seismo/travelTime.ts";
import type { ActiveStation } from "./neighbourhood.ts";
import { NOISE_RATE } from "./odds.ts";
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

const DURING_MS = 120_000;
/** Up to here a sensor is as calm as a cheap one gets; phones in use, twenty times as restless, trigger 27 times an hour. */
const CALM_MPS2 = 3e-3;
/** Picks are remembered about this long; one of them alone is no habit. */
const REMEMBERED_S = 4000;

export interface SurroundingsOptions {
  readonly stations: StationBook;
  readonly picks: PickBook;
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

  /** A station's triggers a second that belong to no event; never fewer than an ordinary sensor's. */
  noiseRateOf(stationId: string, events: readonly OpenEvent[]): number {
    const timesMs = this.#options.picks.timesAtMs(stationId);
    const stray = timesMs.filter((ms) => !events.some((event) => isDuring(event, ms))).length;
    const restlessness = Math.max(1, this.#options.stations.quietMps2(stationId) / CALM_MPS2);
    return NOISE_RATE * restlessness + stray / REMEMBERED_S;
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

/** Anything that triggers while an event that was published is on is that event's. */
function isDuring({ published: { origin, status } }: OpenEvent, timeMs: number): boolean {
  return status !== "cancelled" && timeMs >= origin.timeMs - 2000 && timeMs <= origin.timeMs + DURING_MS;
}

/** Whether P of a later event is at this place by now: what shakes it from then on is no longer the earlier one. */
function hasReached(event: OpenEvent, place: Place, { afterMs, nowMs }: { afterMs: number; nowMs: number }): boolean {
  const { origin, status } = event.published;
  if (status === "cancelled" || origin.timeMs < afterMs + LATER_MS) return false;
  const pS = travelTimeS("P", distanceKm(origin, place), origin.depthKm);
  return nowMs >= origin.timeMs + 1000 * (pS - 1);
}
