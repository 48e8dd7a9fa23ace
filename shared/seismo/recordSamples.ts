// Samples out of the miniSEED records of one continuous piece, and the part of it that lies in a span of time.
import { decodeMiniSeed2 } from "./miniseed2.ts";
import { decodeMiniSeed3 } from "./miniseed3.ts";

export interface TimedSamples {
  /** Of the first sample. */
  readonly startMs: number;
  readonly sampleRateHz: number;
  readonly counts: Float64Array;
}

/** @param records of one channel, each beginning where the one before it ends */
export function countsOfRecords(format: string, records: Uint8Array): Float64Array {
  const decoded = format === "miniseed2" ? decodeMiniSeed2(records) : decodeMiniSeed3(records);
  return concatenated(decoded.records.map(({ samples }) => samples));
}

export function concatenated(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Samples from one time up to, without, another; none where they do not meet. Shares the memory of the whole. */
export function samplesWithin(
  { startMs, sampleRateHz, counts }: TimedSamples,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): TimedSamples {
  const indexOf = (timeMs: number) => Math.ceil(((timeMs - startMs) * sampleRateHz) / 1000);
  const first = Math.max(0, indexOf(fromMs));
  const part = counts.subarray(first, Math.max(first, indexOf(toMs)));
  return { startMs: startMs + (first * 1000) / sampleRateHz, sampleRateHz, counts: part };
}
