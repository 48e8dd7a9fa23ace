// Towns that an event shakes: how strongly, when S comes to each, and how long before that the first version was made.
import { isWithinKm } from "../../../../shared/seismo/geodesy.ts";
import { PLUM_RADIUS_KM } from "../../../../shared/seismo/plum.ts";
import type { EventView } from "../../view.ts";
import { atPlace, type Expected } from "../alarm/atPlace.ts";
import { newestOf } from "../app/state.ts";
import type { Town } from "../parts/town.ts";

export interface ShakenTown extends Expected {
  readonly name: string;
  readonly latitudeDeg: number;
  readonly longitudeDeg: number;
  readonly people: number;
  /** From the first version to S; negative where S had come. */
  readonly warningS: number;
}

/** Weak: what is less is noticed by hardly anybody. */
const FELT_FROM = 2.5;

/** The most shaken first; none of an event that was withdrawn. */
export function shakenTowns(event: EventView, all: readonly Town[]): readonly ShakenTown[] {
  const { status } = newestOf(event);
  const [first] = event.versions;
  if (status === "cancelled" || first === undefined) return [];
  return all
    .filter(isReached(event))
    .map(([name, latitudeDeg, longitudeDeg, thousands]) => {
      const expected = atPlace(event, { latitudeDeg, longitudeDeg });
      const warningS = (expected.sArrivalMs - first.asOfMs) / 1000;
      return { name, latitudeDeg, longitudeDeg, people: 1000 * thousands, warningS, ...expected };
    })
    .filter(({ intensity }) => intensity >= FELT_FROM)
    .sort((a, b) => b.intensity - a.intensity || b.people - a.people);
}

/** Whether a town can be reached at all: that spares the rest of the world its sums. */
function isReached(event: EventView): (town: Town) => boolean {
  const { origin, contours, observed } = newestOf(event);
  const reachKm = Math.max(0, ...contours.map(({ radiusKm }) => radiusKm));
  // The surroundings of all others lie within the contours.
  const outer = observed.filter((station) => !isWithinKm(origin, station, reachKm - PLUM_RADIUS_KM));
  return ([, latitudeDeg, longitudeDeg]) => {
    const town = { latitudeDeg, longitudeDeg };
    return isWithinKm(origin, town, reachKm) || outer.some((station) => isWithinKm(station, town, PLUM_RADIUS_KM));
  };
}

/** How many there are by whole intensity, the strongest first. */
export function townsByIntensity(
  towns: readonly ShakenTown[],
): readonly (readonly [intensity: number, towns: number])[] {
  const counts = new Map<number, number>();
  for (const { intensity } of towns) {
    const whole = Math.round(intensity);
    counts.set(whole, (counts.get(whole) ?? 0) + 1);
  }
  return [...counts].sort(([a], [b]) => b - a);
}
