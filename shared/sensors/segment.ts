// What a packet becomes before any filter: pieces of waveform in SI units, one component each, with times to believe.
import type { Channel } from "../contracts/station.ts";

export type ComponentName = Channel["component"];

/** Samples in SI units with their times, ready for the filters. */
export interface Block {
  readonly samples: Float64Array;
  /** Of the first sample. */
  readonly startMs: number;
  readonly periodMs: number;
}

export interface Segment extends Block {
  readonly component: ComponentName;
  readonly quantity: Channel["unit"];
  /** Samples are missing before this piece. */
  readonly gap: boolean;
  /** Counts stood at the end of their converter. */
  readonly clipped: boolean;
}

/** What is known about the device's clock after a packet. */
export interface ClockState {
  readonly uncertaintyS: number;
  readonly offsetS: number;
  readonly fittedRateHz: number;
  readonly rateKnown: boolean;
  /** Empty, or why no pick may come of these times. */
  readonly distrust: string;
}

export type Taken =
  | {
      readonly kind: "segments";
      readonly segments: readonly Segment[];
      readonly clock: ClockState;
      /** What could not be read beside the good part. */
      readonly faults: readonly string[];
    }
  | { readonly kind: "duplicate" }
  | { readonly kind: "late" }
  | { readonly kind: "malformed"; readonly reason: string }
  | { readonly kind: "badtime"; readonly reason: string };

/** Beyond a hundred times gravity, or 1 km/s, nothing on Earth moves: the sensitivity or the packet is wrong. */
const MAX_SI = 1000;

/** Counts to SI units from index `from`; undefined where a value is beyond reason. */
export function toSi(counts: Float64Array, sensitivity: number, from = 0): Float64Array | undefined {
  const samples = new Float64Array(counts.length - from);
  for (let i = 0; i < samples.length; i += 1) {
    const value = (counts[from + i] as number) / sensitivity;
    if (!(Math.abs(value) <= MAX_SI)) return undefined;
    samples[i] = value;
  }
  return samples;
}

/** Most data loggers convert to 24 bits; an overdriven one comes near its end without repeating a number. */
const FULL_SCALE = 2 ** 23;
const NEAR_THE_END = 0.9 * FULL_SCALE;
const ENOUGH = 3;

/** Several counts near the end of 24 bits and none beyond it: a logger of more bits passes through. */
export function isAtEnd(counts: Float64Array): boolean {
  let near = 0;
  for (let i = 0; i < counts.length; i += 1) {
    const height = Math.abs(counts[i] as number);
    if (height > FULL_SCALE) return false;
    if (height > NEAR_THE_END) near += 1;
  }
  return near >= ENOUGH;
}

const MIN_RATE_HZ = 10;
const MAX_RATE_HZ = 1000;

/** Refuses rates that the filters are not made for. */
export function checked(taken: Taken): Taken {
  if (taken.kind !== "segments") return taken;
  const rates = taken.segments.map(({ periodMs }) => 1000 / periodMs);
  const odd = rates.find((rateHz) => !(rateHz >= MIN_RATE_HZ && rateHz <= MAX_RATE_HZ));
  if (odd === undefined) return taken;
  return { kind: "malformed", reason: `sample rate: got ${odd} Hz, want ${MIN_RATE_HZ} to ${MAX_RATE_HZ}` };
}
