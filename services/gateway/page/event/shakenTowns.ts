// Towns that an event shakes: how strongly, when S comes to each, and how long before that the first version was made.
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
export const FELT_FROM = 2.5;
const KM_PER_DEGREE = 111.2;

/** The most shaken first; none of an event that was withdrawn. */
export function shakenTowns(event: EventView, all: readonly Town[]): readonly ShakenTown[] {
  const { status } = newestOf(event);
  const [first] = event.versions;
  if (status === "cancelled" || first === undefined) return [];
  const isNear = nearnessOf(event);
  return all
    .filter(isNear)
    .map(([name, latitudeDeg, longitudeDeg, thousands]) => {
      const expected = atPlace(event, { latitudeDeg, longitudeDeg });
      const warningS = (expected.sArrivalMs - first.asOfMs) / 1000;
      return { name, latitudeDeg, longitudeDeg, people: 1000 * thousands, warningS, ...expected };
    })
    .filter(({ intensity }) => intensity >= FELT_FROM)
    .sort((a, b) => b.intensity - a.intensity || b.people - a.people);
}

/** Whether a town can be reached at all, by its latitude alone: that spares the rest of the world its sums. */
function nearnessOf(event: EventView): (town: Town) => boolean {
  const { origin, contours, observed } = newestOf(event);
  const reachKm = Math.max(0, ...contours.map(({ radiusKm }) => radiusKm));
  const around = [
    { latitudeDeg: origin.latitudeDeg, deg: reachKm / KM_PER_DEGREE },
    ...observed.map(({ latitudeDeg }) => ({ latitudeDeg, deg: PLUM_RADIUS_KM / KM_PER_DEGREE })),
  ];
  const south = Math.min(...around.map(({ latitudeDeg, deg }) => latitudeDeg - deg));
  const north = Math.max(...around.map(({ latitudeDeg, deg }) => latitudeDeg + deg));
  return ([, latitudeDeg]) => latitudeDeg >= south && latitudeDeg <= north;
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
