// One phase at one place: Gaussian noise under an envelope, through causal filters of source, path and site (Boore, 2003).
import type { Random } from "../random.ts";
import type { Envelope } from "./envelope.ts";
import { RATE_HZ, type Section, type Shelves, warped } from "./shelves.ts";

/** A stretch of samples that motion is added to, m/s². */
export interface Block {
  readonly fromMs: number;
  readonly rateHz: number;
  readonly up: Float64Array;
  readonly north: Float64Array;
  readonly east: Float64Array;
}

export interface PhaseWaveOptions {
  readonly startMs: number;
  readonly endMs: number;
  readonly envelope: Envelope;
  /** Radiation of the three noises, one shelf each, before they are mixed. */
  readonly radiation: readonly [Section, Section, Section];
  /** Rows up, north, east; columns the three noises. */
  readonly mix: readonly number[];
  readonly path: Shelves;
  readonly randomAgain: () => Random;
}

const CHUNK = 100;
/** Five seconds stay at hand; what is asked for of before is made again from the onset. */
const RING = 512;
const MASK = RING - 1;
/** Samples of stillness before the onset, for the interpolation. */
const LEAD = 2;
/** Standard deviation of the sum of four bytes. */
const BYTES_SIGMA = 147.801;
const BYTES_MEAN = 510;

const power = new Float64Array(CHUNK);
const poles = new Float64Array(CHUNK);
const gains = new Float64Array(CHUNK);
const noises = [new Float64Array(CHUNK), new Float64Array(CHUNK), new Float64Array(CHUNK)] as const;
const axes = [new Float64Array(CHUNK), new Float64Array(CHUNK), new Float64Array(CHUNK)] as const;

export class PhaseWave {
  readonly startMs: number;
  readonly endMs: number;
  readonly #options: PhaseWaveOptions;
  #made: Made | undefined;

  constructor(options: PhaseWaveOptions) {
    this.startMs = options.startMs;
    this.endMs = options.endMs;
    this.#options = options;
  }

  addTo({ fromMs, rateHz, up, north, east }: Block): void {
    const perStep = RATE_HZ / rateHz;
    const offset = ((fromMs - this.startMs) / 1000) * RATE_HZ;
    const last = ((this.endMs - this.startMs) / 1000) * RATE_HZ;
    let at = Math.max(0, Math.ceil(-offset / perStep));
    const end = Math.min(up.length, Math.ceil((last - offset) / perStep));
    if (at >= end) return;
    this.#made ??= new Made(this.#options);
    const made = this.#made;
    const [ringUp, ringNorth, ringEast] = made.rings;
    for (; at < end; at += 1) {
      const x = offset + at * perStep + LEAD;
      const i = Math.floor(x);
      if (!made.holds(i)) made.advanceTo(i);
      const t = x - i;
      const [k0, k1, k2, k3] = [(i - 1) & MASK, i & MASK, (i + 1) & MASK, (i + 2) & MASK];
      // Cubic through four samples (Catmull & Rom, 1974).
      const w0 = t * (-0.5 + t * (1 - 0.5 * t));
      const w1 = 1 + t * t * (-2.5 + 1.5 * t);
      const w2 = t * (0.5 + t * (2 - 1.5 * t));
      const w3 = t * t * (-0.5 + 0.5 * t);
      up[at] = (up[at] ?? 0) + through(ringUp, k0, k1, k2, k3, w0, w1, w2, w3);
      north[at] = (north[at] ?? 0) + through(ringNorth, k0, k1, k2, k3, w0, w1, w2, w3);
      east[at] = (east[at] ?? 0) + through(ringEast, k0, k1, k2, k3, w0, w1, w2, w3);
    }
  }
}

// Nine numbers, not an object of them: this runs three times a sample.
function through(
  ring: Float32Array,
  k0: number,
  k1: number,
  k2: number,
  k3: number,
  w0: number,
  w1: number,
  w2: number,
  w3: number,
): number {
  return (ring[k0] ?? 0) * w0 + (ring[k1] ?? 0) * w1 + (ring[k2] ?? 0) * w2 + (ring[k3] ?? 0) * w3;
}

/** What has been made so far, at 100 Hz from the onset on. */
class Made {
  readonly rings = [new Float32Array(RING), new Float32Array(RING), new Float32Array(RING)] as const;
  readonly #options: PhaseWaveOptions;
  readonly #states: Float64Array;
  #random: Random;
  #count = LEAD;
  #cornerHz = 1;

  constructor(options: PhaseWaveOptions) {
    this.#options = options;
    this.#random = options.randomAgain();
    this.#states = new Float64Array(3 * (2 + 4 + 2 * options.path.sections.length));
    this.#rewind();
  }

  /** Whether samples i−1 to i+2 are there. */
  holds(i: number): boolean {
    return i + 2 < this.#count && i - 1 >= this.#count - RING;
  }

  advanceTo(i: number): void {
    if (i - 1 < this.#count - RING) this.#rewind();
    while (i + 2 >= this.#count) this.#makeChunk();
  }

  #rewind(): void {
    this.#count = LEAD;
    this.#random = this.#options.randomAgain();
    this.#options.envelope.rewind();
    this.#states.fill(0);
    for (const ring of this.rings) ring.fill(0);
  }

  #makeChunk(): void {
    const { envelope, radiation, mix, path } = this.#options;
    envelope.fill(power, (this.#count - LEAD) / RATE_HZ, 1 / RATE_HZ);
    fillNoises(this.#random);
    const states = this.#states;
    radiation.forEach((section, c) => {
      runSection(noises[c] ?? power, section, states, 2 * c);
    });
    const cornerHz = envelope.cornerHz;
    if (this.#count === LEAD) this.#cornerHz = cornerHz;
    fillCorner(this.#cornerHz, cornerHz);
    this.#cornerHz = cornerHz;
    for (const [c, axis] of axes.entries()) {
      mixInto(axis, mix, 3 * c);
      let state = 6 + c * (4 + 2 * path.sections.length);
      runCorner(axis, states, state);
      state += 2;
      for (const section of path.sections) {
        state += 2;
        runSection(axis, section, states, state);
      }
      const ring = this.rings[c] ?? this.rings[0];
      for (let i = 0; i < CHUNK; i += 1) ring[(this.#count + i) & MASK] = path.gain * (axis[i] ?? 0);
    }
    this.#count += CHUNK;
  }
}

/** The sum of four bytes is Gaussian enough for filters that add up many of them. */
function fillNoises(random: Random): void {
  const [a, b, c] = noises;
  for (let i = 0; i < CHUNK; i += 1) {
    const strength = Math.sqrt((power[i] ?? 0) * RATE_HZ) / BYTES_SIGMA;
    a[i] = strength * sumOfBytes(random);
    b[i] = strength * sumOfBytes(random);
    c[i] = strength * sumOfBytes(random);
  }
}

function sumOfBytes(random: Random): number {
  const bits = (random() * 2 ** 32) >>> 0;
  return (bits & 255) + ((bits >>> 8) & 255) + ((bits >>> 16) & 255) + (bits >>> 24) - BYTES_MEAN;
}

function mixInto(axis: Float64Array, mix: readonly number[], row: number): void {
  const [a, b, c] = noises;
  const [wa, wb, wc] = [mix[row] ?? 0, mix[row + 1] ?? 0, mix[row + 2] ?? 0];
  for (let i = 0; i < CHUNK; i += 1) axis[i] = wa * (a[i] ?? 0) + wb * (b[i] ?? 0) + wc * (c[i] ?? 0);
}

function runSection(samples: Float64Array, { b0, b1, a1 }: Section, states: Float64Array, at: number): void {
  let x1 = states[at] ?? 0;
  let y1 = states[at + 1] ?? 0;
  for (let i = 0; i < CHUNK; i += 1) {
    const x = samples[i] ?? 0;
    y1 = b0 * x + b1 * x1 - a1 * y1;
    x1 = x;
    samples[i] = y1;
  }
  states[at] = x1;
  states[at + 1] = y1;
}

/** The corner goes evenly from one chunk's to the next one's: a jump of it would be a blow. */
function fillCorner(fromHz: number, toHz: number): void {
  const isSteady = fromHz === toHz;
  const steady = warped(toHz);
  for (let i = 0; i < CHUNK; i += 1) {
    const g = isSteady ? steady : warped(fromHz + ((toHz - fromHz) * (i + 1)) / CHUNK);
    poles[i] = (1 - g) / (1 + g);
    gains[i] = 1 / (1 + g);
  }
}

/**
 * Brune's spectrum: two leaky integrals, whose leak may change, and only then two differences, so that low frequencies
 * fall with their square whatever the corner does.
 */
function runCorner(samples: Float64Array, states: Float64Array, at: number): void {
  let once = states[at] ?? 0;
  let twice = states[at + 1] ?? 0;
  let slope = states[at + 2] ?? 0;
  for (let i = 0; i < CHUNK; i += 1) {
    const [pole, gain] = [poles[i] ?? 0, gains[i] ?? 0];
    once = pole * once + gain * (samples[i] ?? 0);
    const next = pole * twice + gain * once;
    samples[i] = next - twice - slope;
    slope = next - twice;
    twice = next;
  }
  states[at] = once;
  states[at + 1] = twice;
  states[at + 2] = slope;
}
