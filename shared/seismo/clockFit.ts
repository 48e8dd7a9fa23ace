// True sample rate and clock of a device from (samples counted, time told) by a robust lower envelope: news can be
// late,
// never early.

export interface ClockFitOptions {
  readonly nominalRateHz: number;
  /** Scatter to expect of a told time: 0.02 s for a device's own clock, more for receipt over a network. */
  readonly jitterS: number;
}

export interface Fitted {
  /** Of the last counted sample. */
  readonly timeMs: number;
  readonly periodMs: number;
  /** How far told times usually lie above the envelope: what the time above may be wrong by. */
  readonly spreadS: number;
}

/** About a minute of one-second packets. */
const WINDOW = 64;
/** Points whose lowest one carries the envelope: short enough to follow a drift that the slope has not learned yet. */
const ENVELOPE = 16;
/** How far the true rate of a device may reasonably be from what it says, relative, one sigma. */
const RATE_SIGMA = 0.03;

export class ClockFit {
  readonly #nominalMs: number;
  readonly #jitterMs: number;
  readonly #counts = new Float64Array(WINDOW);
  readonly #timesMs = new Float64Array(WINDOW);
  #points = 0;
  #count = 0;

  constructor(options: ClockFitOptions) {
    this.#nominalMs = 1000 / options.nominalRateHz;
    this.#jitterMs = options.jitterS * 1000;
  }

  /** After `samples` more samples the told time was `timeMs`. */
  push(samples: number, timeMs: number): Fitted {
    this.#count += samples;
    const slot = this.#points % WINDOW;
    this.#counts[slot] = this.#count;
    this.#timesMs[slot] = timeMs;
    this.#points += 1;
    const used = Math.min(this.#points, WINDOW);
    const slope = this.#slope(used, this.#slope(used));
    return this.#envelope(used, slope);
  }

  /**
   * Milliseconds a sample by least squares, drawn towards the nominal rate while there are few points. With `trim`,
   * points
   * that lie far above a line of that slope, late ones, are left out.
   */
  #slope(used: number, trim?: number): number {
    const limitMs = trim === undefined ? Number.POSITIVE_INFINITY : this.#medianAbove(used, trim) + 2 * this.#jitterMs;
    let n = 0;
    let sumX = 0;
    let sumY = 0;
    let sumXX = 0;
    let sumXY = 0;
    for (let i = 0; i < used; i += 1) {
      const x = (this.#counts[i] as number) - this.#count;
      const y = this.#above(i, this.#nominalMs);
      if (trim !== undefined && this.#above(i, trim) > limitMs) continue;
      n += 1;
      sumX += x;
      sumY += y;
      sumXX += x * x;
      sumXY += x * y;
    }
    const ridge = (this.#jitterMs / (RATE_SIGMA * this.#nominalMs)) ** 2;
    const departure = n === 0 ? 0 : (sumXY - (sumX * sumY) / n) / (sumXX - (sumX * sumX) / n + ridge);
    return this.#nominalMs + departure;
  }

  /** Told time of point `i` minus a line of that slope through the newest count, relative to the newest told time. */
  #above(i: number, periodMs: number): number {
    const newest = this.#timesMs[(this.#points - 1) % WINDOW] as number;
    return (this.#timesMs[i] as number) - newest - ((this.#counts[i] as number) - this.#count) * periodMs;
  }

  #medianAbove(used: number, periodMs: number): number {
    const residuals = Float64Array.from({ length: used }, (_, i) => this.#above(i, periodMs)).sort();
    return residuals[Math.floor(used / 2)] as number;
  }

  #envelope(used: number, periodMs: number): Fitted {
    const newest = this.#timesMs[(this.#points - 1) % WINDOW] as number;
    let lowest = Number.POSITIVE_INFINITY;
    let sum = 0;
    const looked = Math.min(used, ENVELOPE);
    for (let back = 1; back <= looked; back += 1) {
      const above = this.#above((this.#points - back) % WINDOW, periodMs);
      lowest = Math.min(lowest, above);
      sum += above;
    }
    return { timeMs: newest + lowest, periodMs, spreadS: (sum / looked - lowest) / 1000 };
  }
}
