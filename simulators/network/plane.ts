// A flat map around a place, distances and directions from its middle true (azimuthal equidistant; Snyder, 1987, §25).
import { azimuthDeg, destination, distanceKm, type Place } from "../../shared/seismo/geodesy.ts";

/** km east and north of the middle. */
export interface Spot {
  readonly eastKm: number;
  readonly northKm: number;
}

/** On a pole itself no direction is north: a tenth of a metre beside it all are as they should be. */
const NEAREST_TO_POLE_DEG = 90 - 1e-6;

export class Plane {
  readonly #middle: Place;

  constructor({ latitudeDeg, longitudeDeg }: Place) {
    const offPole = Math.max(-NEAREST_TO_POLE_DEG, Math.min(NEAREST_TO_POLE_DEG, latitudeDeg));
    this.#middle = { latitudeDeg: offPole, longitudeDeg };
  }

  placeOf({ eastKm, northKm }: Spot): Place {
    const azimuth = (Math.atan2(eastKm, northKm) * 180) / Math.PI;
    return destination(this.#middle, azimuth, Math.hypot(eastKm, northKm));
  }

  spotOf(place: Place): Spot {
    const distance = distanceKm(this.#middle, place);
    const azimuth = (azimuthDeg(this.#middle, place) * Math.PI) / 180;
    return { eastKm: distance * Math.sin(azimuth), northKm: distance * Math.cos(azimuth) };
  }
}

/** The middle of places on the sphere; of places all around it, the first. */
export function centreOf(places: readonly Place[]): Place {
  let [x, y, z] = [0, 0, 0];
  for (const { latitudeDeg, longitudeDeg } of places) {
    const [latitude, longitude] = [(latitudeDeg * Math.PI) / 180, (longitudeDeg * Math.PI) / 180];
    x += Math.cos(latitude) * Math.cos(longitude);
    y += Math.cos(latitude) * Math.sin(longitude);
    z += Math.sin(latitude);
  }
  const first = places[0];
  if (first === undefined) throw new Error("places: got none, want at least one");
  if (Math.hypot(x, y, z) < 1e-9 * places.length) return first;
  return {
    latitudeDeg: (Math.atan2(z, Math.hypot(x, y)) * 180) / Math.PI,
    longitudeDeg: (Math.atan2(y, x) * 180) / Math.PI,
  };
}

/** The smallest box of places; one that crosses the antimeridian has its west greater than its east. */
export interface Bounds {
  readonly southDeg: number;
  readonly northDeg: number;
  readonly westDeg: number;
  readonly eastDeg: number;
}

export function boundsOf(places: readonly Place[]): Bounds {
  if (places.length === 0) throw new Error("places: got none, want at least one");
  let [southDeg, northDeg] = [90, -90];
  for (const { latitudeDeg } of places) {
    southDeg = Math.min(southDeg, latitudeDeg);
    northDeg = Math.max(northDeg, latitudeDeg);
  }
  const longitudes = Float64Array.from(places, ({ longitudeDeg }) => longitudeDeg).sort();
  let [westDeg, eastDeg] = [longitudes[0] ?? 0, longitudes.at(-1) ?? 0];
  let widest = westDeg + 360 - eastDeg;
  for (let i = 1; i < longitudes.length; i += 1) {
    const [before, after] = [longitudes[i - 1] ?? 0, longitudes[i] ?? 0];
    if (after - before <= widest) continue;
    widest = after - before;
    [westDeg, eastDeg] = [after, before];
  }
  return { southDeg, northDeg, westDeg, eastDeg };
}
