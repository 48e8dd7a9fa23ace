// Where the right edge of a moving waveform stands: packets come in lumps, the picture glides.

/** Further behind than this it leaps. */
const LEAP_MS = 4000;
/** How quickly it catches up with what it should be at. */
const CATCH_UP_MS = 2500;

export class MovingEdge {
  #edgeMs = Number.NaN;

  /**
   * @param newestMs of the samples; @param packetMs how much comes at once: so far behind it keeps, lest it stands still.
   * @returns the time at the right edge, never later than the newest sample.
   */
  step(elapsedMs: number, { newestMs, packetMs, rate }: { newestMs: number; packetMs: number; rate: number }): number {
    const wanted = newestMs - packetMs / 2;
    const behindMs = wanted - this.#edgeMs;
    if (!(Math.abs(behindMs) <= LEAP_MS * Math.max(1, rate))) this.#edgeMs = wanted;
    else this.#edgeMs += elapsedMs * rate + behindMs * Math.min(1, elapsedMs / CATCH_UP_MS);
    this.#edgeMs = Math.min(newestMs, this.#edgeMs);
    return this.#edgeMs;
  }

  /** For those who want no motion: from packet to packet. */
  leap(newestMs: number): number {
    this.#edgeMs = newestMs;
    return newestMs;
  }
}
