// Places that are probably mistakes: in the Gulf of Guinea, or far from all others with the right place a swap away.
import { setImmediate } from "node:timers/promises";
import {
  chordSquared,
  chordSquaredOf,
  type Direction,
  directionOf,
  type Place,
} from "../../../shared/seismo/geodesy.ts";

const NEAR_NOTHING_DEG = 0.01;
const FAR_KM = 1000;
const NEAR_KM = 300;
/** So many are looked at before alarms in the same process get their turn. */
const AT_ONCE = 100;

export interface Standing extends Place {
  readonly stationId: string;
}

export interface Warning {
  readonly stationId: string;
  readonly reason: string;
}

/** @param all those given and all others */
export async function unlikelyPlaces(
  given: readonly Standing[],
  all: readonly Standing[],
): Promise<readonly Warning[]> {
  const others = all.map(({ stationId, ...place }) => ({ stationId, direction: directionOf(place) }));
  const warnings: Warning[] = [];
  for (const [index, station] of given.entries()) {
    if (index % AT_ONCE === AT_ONCE - 1) await setImmediate();
    const reason = unlikely(station, others);
    if (reason !== undefined) warnings.push({ stationId: station.stationId, reason });
  }
  return warnings;
}

interface Other {
  readonly stationId: string;
  readonly direction: Direction;
}

function unlikely({ stationId, latitudeDeg, longitudeDeg }: Standing, others: readonly Other[]): string | undefined {
  if (Math.abs(latitudeDeg) < NEAR_NOTHING_DEG && Math.abs(longitudeDeg) < NEAR_NOTHING_DEG)
    return `place: got ${latitudeDeg}, ${longitudeDeg}; is it unknown?`;
  if (nearOf(stationId, { latitudeDeg, longitudeDeg }, FAR_KM, others) !== undefined) return undefined;
  for (const { what, place } of mistakesOf({ latitudeDeg, longitudeDeg })) {
    const near = nearOf(stationId, place, NEAR_KM, others);
    const got = `place: got ${latitudeDeg}, ${longitudeDeg}, farther than ${FAR_KM} km from all others`;
    if (near !== undefined) return `${got}; ${what} it is near ${near}`;
  }
  return undefined;
}

function mistakesOf({ latitudeDeg, longitudeDeg }: Place): readonly { readonly what: string; readonly place: Place }[] {
  const signs = [
    { what: "with the other sign of longitude", place: { latitudeDeg, longitudeDeg: -longitudeDeg } },
    { what: "with the other sign of latitude", place: { latitudeDeg: -latitudeDeg, longitudeDeg } },
    { what: "with both signs changed", place: { latitudeDeg: -latitudeDeg, longitudeDeg: -longitudeDeg } },
  ];
  if (Math.abs(longitudeDeg) > 90) return signs;
  const swapped = { latitudeDeg: longitudeDeg, longitudeDeg: latitudeDeg };
  return [...signs, { what: "with latitude and longitude swapped", place: swapped }];
}

function nearOf(stationId: string, place: Place, withinKm: number, others: readonly Other[]): string | undefined {
  const [here, most] = [directionOf(place), chordSquaredOf(withinKm)];
  return others.find((other) => other.stationId !== stationId && chordSquared(here, other.direction) <= most)
    ?.stationId;
}
