// A waveform as columns of a picture: the lowest and highest sample of each, so that no peak is lost.
import type { Piece } from "./waveStore.ts";

export interface Columns {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** NaN where there is no sample. */
export function columnsOf(pieces: readonly Piece[], { fromMs, toMs }: Span, count: number): Columns {
  const low = new Float64Array(count).fill(Number.NaN);
  const high = new Float64Array(count).fill(Number.NaN);
  const perMs = count / (toMs - fromMs);
  for (const { startMs, periodMs, endMs, samples } of pieces) {
    if (endMs < fromMs || startMs > toMs) continue;
    const first = Math.max(0, Math.ceil((fromMs - startMs) / periodMs));
    const end = Math.min(samples.length, Math.ceil((toMs - startMs) / periodMs));
    for (let i = first; i < end; i += 1) {
      const column = Math.min(count - 1, Math.floor((startMs + i * periodMs - fromMs) * perMs));
      const value = samples[i] as number;
      if (!(value >= (low[column] as number))) low[column] = value;
      if (!(value <= (high[column] as number))) high[column] = value;
    }
  }
  return { low, high };
}

/** What a waveform stands on: the mean of what is seen. */
export function meanOf(pieces: readonly Piece[], { fromMs, toMs }: Span): number {
  let [sum, count] = [0, 0];
  for (const { startMs, endMs, samples } of pieces) {
    if (endMs < fromMs || startMs > toMs) continue;
    for (const sample of samples) sum += sample;
    count += samples.length;
  }
  return count === 0 ? 0 : sum / count;
}
