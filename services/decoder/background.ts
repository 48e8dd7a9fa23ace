// How loud the vertical was in each of the last sixty steps of about a second: the noise, and what rose above it
// before an onset.

/** Left out between the two, lest the same P raises both; steps of the past that make a level. */
const GUARD_S = 4;
const ENOUGH = 8;

export class Background {
  readonly #rms = new Float64Array(64);
  readonly #endMs = new Float64Array(64).fill(Number.NEGATIVE_INFINITY);
  #next = 0;

  push(rms: number, endMs: number): void {
    this.#rms[this.#next] = rms;
    this.#endMs[this.#next] = endMs;
    this.#next = (this.#next + 1) % this.#rms.length;
  }

  /**
   * Decades by which the last `windowS` seconds before `onsetMs` were louder than the time before them: a P that was
   * too weak to trigger raises it, and then what triggers is S. 0 when it is quieter or the past is not known.
   */
  riseBefore(onsetMs: number, windowS: number): number {
    const past = this.#between(Number.NEGATIVE_INFINITY, onsetMs - 1000 * (windowS + GUARD_S));
    const near = this.#between(onsetMs - 1000 * windowS, onsetMs - 200);
    const level = past.length < ENOUGH ? undefined : median(past);
    if (level === undefined || !(level > 0) || near.length < 3) return 0;
    const energy = near.reduce((sum, rms) => sum + rms * rms, 0) / near.length;
    return energy > level * level ? Math.log10(Math.sqrt(energy) / level) : 0;
  }

  #between(fromMs: number, toMs: number): number[] {
    const found: number[] = [];
    this.#endMs.forEach((endMs, i) => {
      if (endMs > fromMs && endMs < toMs) found.push(this.#rms[i] as number);
    });
    return found;
  }
}

function median(values: number[]): number | undefined {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
}
