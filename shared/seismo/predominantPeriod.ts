// Periods of the first motion: τp (Allen & Kanamori, 2003; EPIC's recursion) and τc (Kanamori, 2005). SCIENCE §4.5.
import { butterworth, SosFilter } from "./butterworth.ts";

/** EPIC smooths velocity below this before it is differentiated: noise above it would shorten every period. */
const LOW_PASS_HZ = 1.8;
/** Seconds that the recursion remembers. */
const MEMORY_S = 1;
const SHORTEST_S = 0.01;
const LONGEST_S = 100;

/** τp of a velocity, sample by sample: 2π√(Y/S), with Y and S fading sums of v² and (dv/dt)². */
export class PredominantPeriod {
  readonly #lowPass: SosFilter;
  readonly #dtS: number;
  readonly #fade: number;
  #energy = 0;
  #slope = 0;
  #last = 0;

  /** @throws RangeError below twice the low-pass corner, 3.6 Hz. */
  constructor(sampleRateHz: number) {
    this.#lowPass = new SosFilter(butterworth({ kind: "lowpass", cornerHz: LOW_PASS_HZ }, 2, sampleRateHz));
    this.#dtS = 1 / sampleRateHz;
    this.#fade = 1 - this.#dtS / MEMORY_S;
  }

  /** Replaces the first `count` velocities (any unit) by τp in seconds, 0.01 to 100; 0 while nothing has moved. */
  push(samples: Float64Array, count: number = samples.length): void {
    this.#lowPass.push(samples, count);
    const fade = this.#fade;
    const rate = 1 / this.#dtS;
    let energy = this.#energy;
    let slope = this.#slope;
    let last = this.#last;
    for (let i = 0; i < count; i += 1) {
      const v = samples[i] as number;
      const change = (v - last) * rate;
      energy = fade * energy + v * v;
      slope = fade * slope + change * change;
      last = v;
      const period = slope > 0 ? 2 * Math.PI * Math.sqrt(energy / slope) : 0;
      samples[i] = slope > 0 ? Math.min(LONGEST_S, Math.max(SHORTEST_S, period)) : 0;
    }
    this.#energy = energy;
    this.#slope = slope;
    this.#last = last;
  }
}

/** τc of a window that grows from the onset: 2π√(∫d²dt / ∫v²dt). */
export class AveragePeriod {
  #displacement2 = 0;
  #velocity2 = 0;

  /** Takes the same samples of velocity (m/s) and displacement (m); returns τc in seconds so far, 0 for silence. */
  push(velocityMps: Float64Array, displacementM: Float64Array): number {
    const count = Math.min(velocityMps.length, displacementM.length);
    for (let i = 0; i < count; i += 1) {
      this.#velocity2 += (velocityMps[i] as number) ** 2;
      this.#displacement2 += (displacementM[i] as number) ** 2;
    }
    return this.#velocity2 > 0 ? 2 * Math.PI * Math.sqrt(this.#displacement2 / this.#velocity2) : 0;
  }
}
