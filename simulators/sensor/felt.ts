// Which earthquakes a sensor feels in a stretch of time, and their motion added to its samples.
import { distanceKm, type Place } from "../../shared/seismo/geodesy.ts";
import { travelTimeS } from "../../shared/seismo/travelTime.ts";
import { type Quake, Shaking } from "../quake.ts";
import type { Window } from "./nuisance.ts";

interface Feeling {
  /** Before P comes, in any crust. */
  readonly earliestMs: number;
  shaking: Shaking | undefined;
}

/** By then the longest coda is over. */
const LONGEST_MS = 600_000;
/** The motion is made in a crust of its own. */
const EARLY = 0.8;
/** More are not kept: they are worked out again. */
const MOST_FELT = 64;

export class Felt {
  readonly #place: Place;
  readonly #stationId: string;
  readonly #feelings = new Map<Quake, Feeling>();

  constructor(place: Place, stationId: string) {
    this.#place = place;
    this.#stationId = stationId;
  }

  /** Those of `quakes` whose waves may pass between the two times. */
  duringOf(quakes: readonly Quake[], fromMs: number, toMs: number): readonly Shaking[] {
    if (quakes.length === 0) {
      if (this.#feelings.size > 0) this.#feelings.clear();
      return [];
    }
    const found: Shaking[] = [];
    for (const quake of quakes) {
      if (toMs < quake.originMs || fromMs > quake.originMs + LONGEST_MS) continue;
      const feeling = this.#feelingOf(quake);
      if (toMs < feeling.earliestMs) continue;
      feeling.shaking ??= new Shaking(quake, this.#place, this.#stationId);
      found.push(feeling.shaking);
    }
    return found;
  }

  #feelingOf(quake: Quake): Feeling {
    const known = this.#feelings.get(quake);
    if (known !== undefined) return known;
    const usualS = travelTimeS("P", distanceKm(quake, this.#place), quake.depthKm);
    const earliestMs = quake.originMs + 1000 * EARLY * usualS;
    if (this.#feelings.size >= MOST_FELT) this.#feelings.clear();
    const feeling: Feeling = { earliestMs, shaking: undefined };
    this.#feelings.set(quake, feeling);
    return feeling;
  }
}

/** @param leastMps2 weaker shaking leaves no trace in what the sensor sends. @returns whether the ground moved. */
export function addShaking(window: Window, shaking: Shaking, leastMps2: number): boolean {
  const { fromMs, rateHz, up } = window;
  const toMs = fromMs + (up.length * 1000) / rateHz;
  if (shaking.peakMps2 < leastMps2 || toMs <= shaking.startMs || fromMs > shaking.endMs) return false;
  shaking.addTo(window);
  return true;
}
