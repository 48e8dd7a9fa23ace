// What a network is worth before the earthquake: when its first alert could go out, how far S has come by then (the blind
// zone), and the seconds a place is left with. Kuyuk & Allen (2013), "Optimal seismic network density for EEW".
import { chordSquared, type Direction, directionOf, EARTH_RADIUS_KM, type Place } from "./geodesy.ts";
import { travelTimeS } from "./travelTime.ts";
import { blindRadiusKm, secondsToS } from "./warning.ts";

export interface NetworkPlan {
  readonly stations: readonly Place[];
  readonly depthKm: number;
  /** Stations that P must have reached. */
  readonly needed: number;
  /** From P at the last of them until the alert is received. */
  readonly delayS: number;
}

/** Of an earthquake that breaks at one place; `undefined` where the network has fewer stations than are needed. */
export interface FirstAlert {
  /** After the origin. */
  readonly alertS: number;
  /** Epicentral distance within which S comes before the alert. */
  readonly blindKm: number;
}

export class PlannedNetwork {
  readonly #plan: NetworkPlan;
  readonly #directions: readonly Direction[];
  /** The smallest squared chords of one search, in order; used again by the next. */
  readonly #nearest: Float64Array;

  constructor(plan: NetworkPlan) {
    this.#plan = plan;
    this.#directions = plan.stations.map(directionOf);
    this.#nearest = new Float64Array(Math.max(1, plan.needed));
  }

  /** Stations lie at the surface, so the last that is needed is the one that is so many nearest. */
  firstAlert(epicentre: Place): FirstAlert | undefined {
    const { depthKm, delayS } = this.#plan;
    const km = this.#neededKm(epicentre);
    if (km === undefined) return undefined;
    const alertS = travelTimeS("P", km, depthKm) + delayS;
    return { alertS, blindKm: blindRadiusKm({ depthKm, timeMs: 0 }, alertS * 1000) };
  }

  /** Between the alert and S at a place; negative where S came first. */
  warningS(epicentre: Place, place: Place, { alertS }: FirstAlert): number {
    return secondsToS(place, { ...epicentre, depthKm: this.#plan.depthKm, timeMs: 0 }, alertS * 1000);
  }

  #neededKm(epicentre: Place): number | undefined {
    const nearest = this.#nearest.fill(Number.POSITIVE_INFINITY);
    const from = directionOf(epicentre);
    const last = nearest.length - 1;
    for (const direction of this.#directions) {
      const squared = chordSquared(from, direction);
      let at = last;
      if (squared >= (nearest[at] ?? 0)) continue;
      for (; at > 0 && (nearest[at - 1] ?? 0) > squared; at -= 1) nearest[at] = nearest[at - 1] ?? 0;
      nearest[at] = squared;
    }
    const squared = nearest[last] ?? Number.POSITIVE_INFINITY;
    return Number.isFinite(squared) ? 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(squared) / 2)) : undefined;
  }
}

/** Degrees; east may lie beyond 180 where the network lies across the date line. */
export interface Bounds {
  readonly southDeg: number;
  readonly westDeg: number;
  readonly northDeg: number;
  readonly eastDeg: number;
}

const KM_PER_DEGREE = (EARTH_RADIUS_KM * Math.PI) / 180;
const FARTHEST_NORTH_DEG = 85;

/** The box around the places and so far beyond; undefined without places. */
export function boundsAround(places: readonly Place[], marginKm: number): Bounds | undefined {
  const [first] = places;
  if (first === undefined) return undefined;
  // Longitudes as seen from one of the places: a network across the date line is no ring around the Earth.
  const east = (longitudeDeg: number) => ((((longitudeDeg - first.longitudeDeg + 180) % 360) + 360) % 360) - 180;
  let [south, north, west, eastmost] = [90, -90, 180, -180];
  for (const { latitudeDeg, longitudeDeg } of places) {
    south = Math.min(south, latitudeDeg);
    north = Math.max(north, latitudeDeg);
    west = Math.min(west, east(longitudeDeg));
    eastmost = Math.max(eastmost, east(longitudeDeg));
  }
  const marginDeg = marginKm / KM_PER_DEGREE;
  const widest = Math.min(FARTHEST_NORTH_DEG, Math.max(Math.abs(south), Math.abs(north)));
  const marginEastDeg = marginDeg / Math.cos((widest * Math.PI) / 180);
  return {
    southDeg: Math.max(-FARTHEST_NORTH_DEG, south - marginDeg),
    northDeg: Math.min(FARTHEST_NORTH_DEG, north + marginDeg),
    westDeg: first.longitudeDeg + Math.max(-180, west - marginEastDeg),
    eastDeg: first.longitudeDeg + Math.min(180, eastmost + marginEastDeg),
  };
}

/** The middles of so many cells along each side of a box. */
export function gridIn({ southDeg, westDeg, northDeg, eastDeg }: Bounds, cells: number) {
  const middles = (from: number, to: number) =>
    Array.from({ length: cells }, (_, i) => from + ((i + 0.5) * (to - from)) / cells);
  return { latitudesDeg: middles(southDeg, northDeg), longitudesDeg: middles(westDeg, eastDeg) };
}
