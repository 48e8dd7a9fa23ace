// One component of one station: filters that run on, and the last seconds of what they gave.

import { SosFilter } from "../../shared/seismo/butterworth.ts";
import { MotionChain } from "../../shared/seismo/integrate.ts";
import { triggerBand } from "../../shared/seismo/trigger.ts";
import { Waveform } from "../../shared/seismo/waveform.ts";
import type { Block } from "../../shared/sensors/segment.ts";

/** Filtered samples of the block just pushed; overwritten by the next push of any component. */
export interface Filtered {
  readonly accelerationMps2: Float64Array;
  readonly velocityMps: Float64Array;
  readonly displacementM: Float64Array;
  readonly band: Float64Array;
}

/** Seconds that are remembered: enough for an onset three seconds before a trigger that was found one packet later. */
const REMEMBERED_S = 6;
export const MAX_BLOCK = 8192;

/** Handlers are synchronous and use this before the next packet comes: one for the process, none a station. */
const scratch: Filtered = {
  accelerationMps2: new Float64Array(MAX_BLOCK),
  velocityMps: new Float64Array(MAX_BLOCK),
  displacementM: new Float64Array(MAX_BLOCK),
  band: new Float64Array(MAX_BLOCK),
};

export class Component {
  readonly acceleration: Waveform;
  readonly velocity: Waveform;
  readonly displacement: Waveform;
  /** 1–10 Hz, in the sensor's own quantity: what triggers and onsets are found in. */
  readonly band: Waveform;
  readonly quantity: "m/s2" | "m/s";
  readonly rateHz: number;
  readonly #chain: MotionChain;
  readonly #band: SosFilter;
  #tunedHz: number;
  #offset = 0;
  /** Samples since the beginning; the index of the next one. */
  count = 0;
  lastMs = Number.NEGATIVE_INFINITY;
  periodMs: number;

  /** @param remembersDisplacement only the vertical's is ever asked for, and memory is counted per station. */
  constructor(quantity: "m/s2" | "m/s", rateHz: number, remembersDisplacement: boolean) {
    const capacity = Math.ceil(REMEMBERED_S * rateHz);
    this.quantity = quantity;
    this.rateHz = rateHz;
    this.#tunedHz = rateHz;
    this.periodMs = 1000 / rateHz;
    this.#chain = new MotionChain(quantity, rateHz);
    this.#band = new SosFilter(triggerBand(rateHz));
    this.acceleration = new Waveform(capacity);
    this.velocity = new Waveform(capacity);
    this.displacement = new Waveform(remembersDisplacement ? capacity : 1);
    this.band = new Waveform(capacity);
  }

  push(block: Block): Filtered {
    const { samples, startMs, periodMs } = block;
    const count = samples.length;
    this.periodMs = periodMs;
    this.lastMs = startMs + (count - 1) * periodMs;
    // The offset of the first block is taken away before the filters, so that a later change of coefficients stirs
    // nothing.
    for (let i = 0; i < count; i += 1) scratch.band[i] = (samples[i] as number) - this.#offset;
    this.#chain.push(scratch.band, scratch, count);
    this.#band.push(scratch.band, count);
    this.acceleration.push(scratch.accelerationMps2, count);
    this.velocity.push(scratch.velocityMps, count);
    this.displacement.push(scratch.displacementM, count);
    this.band.push(scratch.band, count);
    this.count += count;
    return scratch;
  }

  /** The waveform begins anew: at the start and after a gap. */
  clear(first: Float64Array): void {
    const count = Math.min(first.length, Math.ceil(this.rateHz));
    let sum = 0;
    for (let i = 0; i < count; i += 1) sum += first[i] as number;
    this.#offset = count === 0 ? 0 : sum / count;
    this.#chain.clear();
    this.#band.clear((first[0] ?? this.#offset) - this.#offset);
  }

  /** The true rate is known now: worth new coefficients when it differs by half a percent. */
  retune(rateHz: number): void {
    if (Math.abs(rateHz / this.#tunedHz - 1) < 0.005) return;
    this.#tunedHz = rateHz;
    this.#chain.retune(rateHz);
    this.#band.retune(triggerBand(rateHz));
  }

  timeOf(index: number): number {
    return this.lastMs - (this.count - 1 - index) * this.periodMs;
  }

  /** Index of the first sample at or after a time. */
  indexOf(timeMs: number): number {
    return this.count - 1 - Math.floor((this.lastMs - timeMs) / this.periodMs + 1e-6);
  }
}
