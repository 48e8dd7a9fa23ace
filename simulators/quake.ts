// A made-up earthquake or blast, and what one station feels of it: the stochastic method (Boore, 2003, Pure appl. geophys.
// 160, 635-676). None of its formulas and numbers is used by the services that judge it; docs/simulated-ground-motion.md.
import type { Place } from "../shared/seismo/geodesy.ts";
import { type Arrival, arrivalOf } from "./motion/arrival.ts";
import type { Mechanism } from "./motion/mechanism.ts";
import type { Block } from "./motion/phaseWave.ts";

/** It runs from the hypocentre towards the strike. */
export interface Rupture {
  readonly lengthKm: number;
  readonly strikeDeg: number;
  readonly speedKmS: number;
}

export interface Quake extends Place {
  readonly originMs: number;
  readonly depthKm: number;
  readonly magnitude: number;
  /** The same seed, place and station give the same motion, whenever it happens. */
  readonly seed: string;
  /** Default: an earthquake. A blast has no slip, little S and low stress. */
  readonly kind?: "earthquake" | "blast";
  /** Default: as the seed says. */
  readonly mechanism?: Mechanism;
  /** Default: a point below magnitude 6.5, from there on as long as such earthquakes are. */
  readonly rupture?: Rupture;
}

/** Acceleration in m/s², up, north and east. */
export type Motion = readonly [number, number, number];

/** What one station feels of one earthquake. */
export class Shaking {
  /** P; before it nothing moves. */
  readonly startMs: number;
  /** After it nothing moves; earlier than `startMs` where no wave comes at all. */
  readonly endMs: number;
  /** About the largest acceleration of any axis, without making the motion: within a factor of two, more often above. */
  readonly peakMps2: number;
  readonly #arrivals: readonly Arrival[];
  readonly #one = { up: new Float64Array(1), north: new Float64Array(1), east: new Float64Array(1) };

  constructor(quake: Quake, place: Place, stationId: string) {
    this.#arrivals = (["P", "S"] as const).flatMap((phase) => arrivalOf(phase, quake, { place, stationId }) ?? []);
    this.startMs = Math.min(...this.#arrivals.map(({ wave }) => wave.startMs));
    this.endMs = Math.max(...this.#arrivals.map(({ wave }) => wave.endMs));
    this.peakMps2 = Math.max(0, ...this.#arrivals.map(({ peakMps2 }) => peakMps2));
  }

  /** Adds the motion of a stretch of samples, whatever its length and rate; cheapest forwards in time. */
  addTo(block: Block): void {
    for (const { wave } of this.#arrivals) wave.addTo(block);
  }

  at(timeMs: number): Motion {
    const { up, north, east } = this.#one;
    for (const axis of [up, north, east]) axis[0] = 0;
    this.addTo({ fromMs: timeMs, rateHz: 1, up, north, east });
    return [up[0] ?? 0, north[0] ?? 0, east[0] ?? 0];
  }
}
