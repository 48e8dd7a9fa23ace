// Triggers on the vertical: recursive STA/LTA of the 1–10 Hz band, with a warm-up, a wait for proof and a rule to
// re-arm.
import { StaLta } from "../../shared/seismo/staLta.ts";
import { type Component, MAX_BLOCK } from "./component.ts";

export interface DetectorSettings {
  readonly staS: number;
  readonly ltaS: number;
  readonly threshold: number;
  /** Asked for while the long window is not yet full, as when a triggered recorder begins just before P. */
  readonly warmupThreshold: number;
}

/** Nothing is believed this soon after the beginning, or after a gap (SCIENCE §4.1). */
const BLIND_S = 3.5;
const BLIND_AFTER_GAP_S = 5;
/** Data after the trigger that show whether it was a spike. */
const PROOF_S = 0.25;
/** A detector re-arms below this ratio, this long after its last trigger. */
const REARM_RATIO = 1.5;
/** Part of the highest possible ratio that a sharp onset does reach. */
const REACHABLE = 0.7;
/** Below this the long mean is never taken: sensors are not that quiet, dead channels are. */
const FLOOR = { "m/s2": 1e-6, "m/s": 2e-9 } as const;

const ratios = new Float64Array(MAX_BLOCK);

export class Detector {
  readonly #settings: DetectorSettings;
  readonly #staLta: StaLta;
  readonly #rateHz: number;
  readonly #floor2: number;
  #seen = 0;
  #blindS = BLIND_S;
  #armed = true;
  #deadUntil = 0;
  #pending: number | undefined;

  constructor(settings: DetectorSettings, quantity: "m/s2" | "m/s", rateHz: number) {
    this.#settings = settings;
    this.#rateHz = rateHz;
    this.#floor2 = FLOOR[quantity] ** 2;
    this.#staLta = new StaLta({ staSamples: settings.staS * rateHz, ltaSamples: settings.ltaS * rateHz });
  }

  /** Warm: the long window has been filled once. */
  get isWarm(): boolean {
    return this.#seen >= this.#settings.ltaS * this.#rateHz;
  }

  clear(afterGap: boolean): void {
    this.#staLta.clear();
    this.#seen = 0;
    this.#blindS = afterGap ? BLIND_AFTER_GAP_S : BLIND_S;
    this.#armed = true;
    this.#deadUntil = 0;
    this.#pending = undefined;
  }

  /**
   * Takes the band of the vertical that `vertical` has just been given (its last `count` samples).
   * @returns the index in `vertical` of a trigger with enough data after it to be judged, at most one a call.
   */
  push(band: Float64Array, count: number, vertical: Component): number | undefined {
    this.#staLta.push(band, ratios, { count, floor2: this.#floor2 });
    const first = vertical.count - count;
    for (let i = 0; i < count; i += 1) this.#step(ratios[i] as number, first + i);
    if (this.#pending === undefined || vertical.count - this.#pending < PROOF_S * this.#rateHz) return undefined;
    const trigger = this.#pending;
    this.#pending = undefined;
    return trigger;
  }

  #step(ratio: number, index: number): void {
    this.#seen += 1;
    if (!this.#armed) {
      this.#armed = index >= this.#deadUntil && ratio < REARM_RATIO;
      return;
    }
    if (this.#seen < this.#blindS * this.#rateHz || this.#pending !== undefined) return;
    if (ratio < (this.isWarm ? this.#settings.threshold : this.#warmupLimit())) return;
    this.#pending = index;
    this.#armed = false;
    this.#deadUntil = index;
  }

  /** A long mean over less than its window takes in the onset sooner, so that no onset reaches more than `highest`. */
  #warmupLimit(): number {
    const { staS, ltaS, warmupThreshold } = this.#settings;
    const highest = (ltaS / staS) * (1 - Math.exp(-this.#seen / (ltaS * this.#rateHz)));
    return Math.min(warmupThreshold, REACHABLE * highest);
  }

  /** No trigger for this long after the last one, and then only when it has become quiet. */
  rest(seconds: number): void {
    this.#deadUntil += Math.round(seconds * this.#rateHz);
  }

  /** The last trigger was nothing yet: the next sample above the threshold, a moment later, is another one. */
  retry(): void {
    this.#armed = true;
  }
}
