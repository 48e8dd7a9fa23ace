// Ground motion from one component: acceleration, velocity, displacement, each high-passed at 0.075 Hz (EPIC's chain).
import { butterworth, SosFilter } from "./butterworth.ts";

/** Below this, integrated noise would drown the signal (SCIENCE §4.1). */
export const HIGH_PASS_HZ = 0.075;

/** The samples of one block in three forms; the first `count` of each are valid. */
export interface MotionBlock {
  readonly accelerationMps2: Float64Array;
  readonly velocityMps: Float64Array;
  readonly displacementM: Float64Array;
}

const highPass = (sampleRateHz: number) => butterworth({ kind: "highpass", cornerHz: HIGH_PASS_HZ }, 2, sampleRateHz);

/** Runs for one component: high-pass, trapezoid, high-pass, trapezoid, high-pass. */
export class MotionChain {
  readonly #quantity: "m/s2" | "m/s";
  readonly #first: SosFilter;
  readonly #second: SosFilter;
  readonly #third: SosFilter;
  #dtS: number;
  /** Last values before each integration, so that a trapezoid spans the edge of two blocks. */
  #lastInput = 0;
  #lastVelocity = 0;
  #lastAcceleration = 0;
  #velocity = 0;
  #displacement = 0;
  #isFresh = true;

  /**
   * @param quantity what the samples are: a velocity sensor is differentiated once, an accelerometer integrated
   * twice.
   */
  constructor(quantity: "m/s2" | "m/s", sampleRateHz: number) {
    const sections = highPass(sampleRateHz);
    this.#quantity = quantity;
    this.#first = new SosFilter(sections);
    this.#second = new SosFilter(sections);
    this.#third = new SosFilter(sections);
    this.#dtS = 1 / sampleRateHz;
  }

  /** Reads the first `count` of `samples` (SI units) and writes `count` values to each array of `into`. */
  push(samples: Float64Array, into: MotionBlock, count: number = samples.length): void {
    if (count === 0) return;
    if (this.#quantity === "m/s2") this.#pushAcceleration(samples, into, count);
    else this.#pushVelocity(samples, into, count);
  }

  #pushAcceleration(samples: Float64Array, into: MotionBlock, count: number): void {
    const { accelerationMps2, velocityMps } = into;
    const half = this.#dtS / 2;
    for (let i = 0; i < count; i += 1) accelerationMps2[i] = samples[i] as number;
    this.#first.push(accelerationMps2, count);
    let last = this.#lastAcceleration;
    // The first trapezoid needs two samples: velocity begins at 0 with the first one.
    let velocity = this.#isFresh ? -half * (accelerationMps2[0] ?? 0) : this.#velocity;
    for (let i = 0; i < count; i += 1) {
      const acceleration = accelerationMps2[i] as number;
      velocity += half * (acceleration + last);
      velocityMps[i] = velocity;
      last = acceleration;
    }
    this.#lastAcceleration = last;
    this.#velocity = velocity;
    this.#second.push(velocityMps, count);
    this.#integrateVelocity(into, count);
  }

  #pushVelocity(samples: Float64Array, into: MotionBlock, count: number): void {
    const { accelerationMps2, velocityMps } = into;
    let last = this.#lastInput;
    for (let i = 0; i < count; i += 1) {
      const sample = samples[i] as number;
      velocityMps[i] = sample;
      accelerationMps2[i] = (sample - last) / this.#dtS;
      last = sample;
    }
    this.#lastInput = last;
    this.#first.push(accelerationMps2, count);
    this.#second.push(velocityMps, count);
    this.#integrateVelocity(into, count);
  }

  #integrateVelocity({ velocityMps, displacementM }: MotionBlock, count: number): void {
    const half = this.#dtS / 2;
    let last = this.#lastVelocity;
    let displacement = this.#isFresh ? -half * (velocityMps[0] ?? 0) : this.#displacement;
    for (let i = 0; i < count; i += 1) {
      const velocity = velocityMps[i] as number;
      displacement += half * (velocity + last);
      displacementM[i] = displacement;
      last = velocity;
    }
    this.#lastVelocity = last;
    this.#displacement = displacement;
    this.#isFresh = false;
    this.#third.push(displacementM, count);
  }

  /** Forgets the past, as after a gap; `level` is the offset the samples stand at. */
  clear(level = 0): void {
    this.#first.clear(this.#quantity === "m/s2" ? level : 0);
    this.#second.clear(this.#quantity === "m/s2" ? 0 : level);
    this.#third.clear();
    this.#lastInput = level;
    this.#lastAcceleration = 0;
    this.#lastVelocity = 0;
    this.#velocity = 0;
    this.#displacement = 0;
    this.#isFresh = true;
  }

  /** The true sample rate turned out different. */
  retune(sampleRateHz: number): void {
    const sections = highPass(sampleRateHz);
    for (const filter of [this.#first, this.#second, this.#third]) filter.retune(sections);
    this.#dtS = 1 / sampleRateHz;
  }
}
