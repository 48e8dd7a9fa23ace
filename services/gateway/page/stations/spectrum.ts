// The spectrum of the newest seconds: power density of each component, smoothed evenly in octaves, against good stations.
import { accelerationDensity, decibelsOf, powerSpectrum } from "../../../../shared/seismo/powerSpectrum.ts";
import type { ComponentName, WaveStore } from "./waveStore.ts";

export interface SpectrumPoint {
  readonly frequencyHz: number;
  /** re 1 (m/s²)²/Hz */
  readonly db: number;
}

export const SPECTRUM_S = 60;
/** About this long is a window: the lowest frequency that shows is its inverse. */
const WINDOW_S = 10;
/** Before that the spectrum is rougher than it is worth. */
const LEAST_SMALL_WINDOWS_S = 6;
const BANDS_AN_OCTAVE = 12;

export function spectrumOf(store: WaveStore, component: ComponentName): readonly SpectrumPoint[] {
  const { samples, rateHz } = store.newest(component, SPECTRUM_S);
  if (rateHz === 0 || samples.length < LEAST_SMALL_WINDOWS_S * rateHz) return [];
  const exponents = [Math.round(Math.log2(WINDOW_S * rateHz)), Math.floor(Math.log2(samples.length / 2))];
  const windowSamples = 2 ** Math.min(...exponents);
  const spectrum = powerSpectrum(samples, { sampleRateHz: rateHz, windowSamples });
  if (spectrum === undefined) return [];
  const isVelocity = store.unit === "m/s";
  const bands = new Map<number, { sum: number; count: number; frequencySum: number }>();
  spectrum.frequenciesHz.forEach((frequencyHz, at) => {
    // The last one stands for half a step.
    if (at === spectrum.frequenciesHz.length - 1) return;
    const told = spectrum.density[at] ?? 0;
    const density = isVelocity ? accelerationDensity(told, frequencyHz) : told;
    const number = Math.round(BANDS_AN_OCTAVE * Math.log2(frequencyHz));
    const band = bands.get(number) ?? { sum: 0, count: 0, frequencySum: 0 };
    bands.set(number, {
      sum: band.sum + density,
      count: band.count + 1,
      frequencySum: band.frequencySum + frequencyHz,
    });
  });
  return [...bands.values()].map(({ sum, count, frequencySum }) => ({
    frequencyHz: frequencySum / count,
    db: decibelsOf(sum / count),
  }));
}
