// Noise of instrument and quiet ground as loops without a seam, and how loud people are by the hour.

import { gaussian, type Random, randomOf } from "../random.ts";
import { INSTRUMENTS, type InstrumentName } from "./instrument.ts";
import type { Nuisance } from "./nuisance.ts";

export interface NoiseSpec {
  /** Default: the low-cost one. */
  readonly instrument?: InstrumentName;
  /** What people and machines near by add at the busiest hour, RMS; a sixth of it by night. Default: nothing. */
  readonly cultureMps2?: number;
  readonly nuisances?: readonly Nuisance[];
}

/** Acceleration in m/s²: up, north, east. */
export type Loop = readonly [Float32Array, Float32Array, Float32Array];

const NIGHT_SHARE = 1 / 6;
/** Levels are 2 dB apart: a step from one to the next is not heard. */
const LEVEL_DB = 2;
const MS_PER_HOUR = 3_600_000;
const FLICKER_HZ = [0.05, 0.2, 0.8];
/** Period and sharpness of the swell's peak. */
const MICROSEISM = { hz: 0.2, quality: 3 } as const;
/** Beyond this many standard deviations a loop would have an event that comes back every minute. */
const LARGEST_SIGMA = 3.5;

/** Share of the busiest hour, local sun time: 1 from nine to six, a sixth by night. */
export function bustleAt(timeMs: number, longitudeDeg: number): number {
  const hour = (((timeMs / MS_PER_HOUR + longitudeDeg / 15) % 24) + 24) % 24;
  const awake = Math.min(1, Math.max(0, (hour - 5) / 4), Math.max(0, (23 - hour) / 5));
  return NIGHT_SHARE + (1 - NIGHT_SHARE) * awake;
}

/** How many steps of 2 dB the noise is above the instrument's own. */
export function noiseLevel({ instrument = "mems", cultureMps2 = 0 }: NoiseSpec, bustle: number): number {
  if (cultureMps2 === 0) return 0;
  const [own] = INSTRUMENTS[instrument].noiseMps2;
  return Math.round((20 * Math.log10(Math.hypot(own, cultureMps2 * bustle) / own)) / LEVEL_DB);
}

export function gainOf(level: number): number {
  return 10 ** ((level * LEVEL_DB) / 20);
}

/** `length` samples of three axes whose end goes on with their beginning; RMS as the instrument has it. */
export function noiseLoop(options: { instrument: InstrumentName; rateHz: number; length: number; seed: number }): Loop {
  const { instrument, rateHz, length, seed } = options;
  const { noiseMps2, flickerShare, microseismShare } = INSTRUMENTS[instrument];
  const axis = (c: 0 | 1 | 2): Float32Array => {
    const random = randomOf("noise", instrument, rateHz, length, seed, c);
    const sum = new Float64Array(length);
    add(sum, white(length, random), 1 - flickerShare - microseismShare);
    for (const hz of FLICKER_HZ) add(sum, lowPassed(white(length, random), hz / rateHz), flickerShare / 3);
    if (microseismShare > 0) add(sum, swell(white(length, random), MICROSEISM.hz / rateHz), microseismShare);
    return scaled(sum, noiseMps2[c]);
  };
  return [axis(0), axis(1), axis(2)];
}

function white(length: number, random: Random): Float64Array {
  return Float64Array.from({ length }, () => {
    const value = gaussian(random);
    return Math.max(-LARGEST_SIGMA, Math.min(LARGEST_SIGMA, value));
  });
}

/** One pole, run round the loop until its state is that of its beginning. */
function lowPassed(samples: Float64Array, hzPerRate: number): Float64Array {
  const keep = Math.exp(-2 * Math.PI * hzPerRate);
  let state = 0;
  for (let round = 0; round < 3; round += 1) {
    for (let i = 0; i < samples.length; i += 1) {
      state = keep * state + (1 - keep) * (samples[i] as number);
      if (round === 2) samples[i] = state;
    }
  }
  return samples;
}

/** A resonance of two poles. */
function swell(samples: Float64Array, hzPerRate: number): Float64Array {
  const radius = Math.exp((-Math.PI * hzPerRate) / MICROSEISM.quality);
  const [a1, a2] = [2 * radius * Math.cos(2 * Math.PI * hzPerRate), -radius * radius];
  let [before, last] = [0, 0];
  for (let round = 0; round < 3; round += 1) {
    for (let i = 0; i < samples.length; i += 1) {
      const value = a1 * last + a2 * before + (samples[i] as number);
      [before, last] = [last, value];
      if (round === 2) samples[i] = value;
    }
  }
  return samples;
}

/** With that share of the variance 1, whatever the part's own is. */
function add(sum: Float64Array, part: Float64Array, share: number): void {
  const factor = Math.sqrt(share) / rms(part);
  for (let i = 0; i < sum.length; i += 1) sum[i] = (sum[i] as number) + factor * (part[i] as number);
}

function scaled(samples: Float64Array, wantedRms: number): Float32Array {
  const factor = wantedRms / rms(samples);
  return Float32Array.from(samples, (value) => factor * value);
}

function rms(samples: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < samples.length; i += 1) sum += (samples[i] as number) ** 2;
  return Math.sqrt(sum / samples.length);
}
