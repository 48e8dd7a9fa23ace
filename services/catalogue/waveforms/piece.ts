// A continuous waveform put together from what one packet after another held, in counts; each packet keeps its own time.
import type { Block } from "../../../shared/sensors/segment.ts";

interface Placed {
  /** Index of its first sample in the whole. */
  readonly from: number;
  readonly startMs: number;
  readonly periodMs: number;
}

export class Piece {
  readonly counts: Float64Array;
  readonly sampleRateHz: number;
  readonly startMs: number;
  /** One sample's length behind the last. */
  readonly endMs: number;
  readonly #placed: readonly Placed[];

  /** @param blocks in SI units, at least one, each where the one before it ends */
  constructor(blocks: readonly Block[], sensitivity: number) {
    const count = blocks.reduce((sum, { samples }) => sum + samples.length, 0);
    this.counts = new Float64Array(count);
    const placed: Placed[] = [];
    let at = 0;
    for (const { samples, startMs, periodMs } of blocks) {
      placed.push({ from: at, startMs, periodMs });
      for (let i = 0; i < samples.length; i += 1) this.counts[at + i] = (samples[i] as number) * sensitivity;
      at += samples.length;
    }
    this.#placed = placed;
    this.startMs = this.timeMsOf(0);
    this.endMs = this.timeMsOf(count);
    this.sampleRateHz = rateOf(placed, this.endMs, count);
  }

  /** Of a sample by its index; of the end by their number. */
  timeMsOf(index: number): number {
    let [low, high] = [0, this.#placed.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#placed[middle]?.from ?? 0) <= index) low = middle;
      else high = middle - 1;
    }
    const { from, startMs, periodMs } = this.#placed[low] ?? { from: 0, startMs: 0, periodMs: 0 };
    return startMs + (index - from) * periodMs;
  }

  /** Samples from one index up to, without, another. */
  part(from: number, end: number): Piece {
    const blocks = this.#placed.flatMap((placed, i) => {
      const placedEnd = this.#placed[i + 1]?.from ?? this.counts.length;
      const [first, last] = [Math.max(from, placed.from), Math.min(end, placedEnd)];
      if (first >= last) return [];
      const startMs = placed.startMs + (first - placed.from) * placed.periodMs;
      return [{ samples: this.counts.subarray(first, last), startMs, periodMs: placed.periodMs }];
    });
    return new Piece(blocks, 1);
  }
}

/** The one that all have, or what is true over all. */
function rateOf(placed: readonly Placed[], endMs: number, count: number): number {
  const [first] = placed;
  if (first === undefined) return 0;
  if (placed.every(({ periodMs }) => periodMs === first.periodMs)) return 1000 / first.periodMs;
  return (1000 * count) / (endMs - first.startMs);
}
