// Power spectral density by averaged windows (Welch, 1967): Hann, half overlapping, the mean of each window taken away.
import { realFft } from "./fft.ts";

export interface PowerSpectrum {
  /** From one step above 0 to half the sample rate. */
  readonly frequenciesHz: Float64Array;
  /** One-sided: unit of the samples, squared, per Hz. Its sum times the step is the variance. */
  readonly density: Float64Array;
  /** How many windows were averaged: the fewer, the rougher. */
  readonly windows: number;
}

/** @returns undefined where there are fewer samples than one window. @param windowSamples a power of two. */
export function powerSpectrum(
  samples: Float64Array,
  { sampleRateHz, windowSamples }: { readonly sampleRateHz: number; readonly windowSamples: number },
): PowerSpectrum | undefined {
  if (samples.length < windowSamples) return undefined;
  const taper = hann(windowSamples);
  const half = windowSamples / 2;
  const density = new Float64Array(half);
  let windows = 0;
  for (let from = 0; from + windowSamples <= samples.length; from += half) {
    const { re, im } = realFft(tapered(samples.subarray(from, from + windowSamples), taper));
    for (let k = 1; k <= half; k += 1) density[k - 1] = (density[k - 1] as number) + powerAt(re, im, k);
    windows += 1;
  }
  const energy = taper.reduce((sum, weight) => sum + weight * weight, 0);
  const scale = 2 / (sampleRateHz * energy * windows);
  for (let k = 0; k < half; k += 1) density[k] = (density[k] as number) * (k === half - 1 ? scale / 2 : scale);
  const stepHz = sampleRateHz / windowSamples;
  return { frequenciesHz: Float64Array.from({ length: half }, (_, k) => (k + 1) * stepHz), density, windows };
}

/** dB re 1 (m/s²)²/Hz where the samples are m/s². */
export function decibelsOf(density: number): number {
  return 10 * Math.log10(Math.max(density, Number.MIN_VALUE));
}

/** Of ground velocity as of its acceleration: (2πf)² times as much. */
export function accelerationDensity(velocityDensity: number, frequencyHz: number): number {
  return velocityDensity * (2 * Math.PI * frequencyHz) ** 2;
}

function hann(count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => 0.5 * (1 - Math.cos((2 * Math.PI * i) / count)));
}

function tapered(samples: Float64Array, taper: Float64Array): Float64Array {
  const mean = samples.reduce((sum, sample) => sum + sample, 0) / samples.length;
  return samples.map((sample, i) => (sample - mean) * (taper[i] as number));
}

function powerAt(re: Float64Array, im: Float64Array, k: number): number {
  return (re[k] as number) ** 2 + (im[k] as number) ** 2;
}
