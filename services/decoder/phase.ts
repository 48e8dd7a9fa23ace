// P or S from one station: a logistic fitted to 161 triggers of 18 recorded earthquakes (89 P, 72 later phases).
// AUC 0.986 in sample, 0.982 when each earthquake is judged by a fit to the others.
import type { Component } from "./component.ts";

/**
 * What speaks for P: motion that is more vertical than horizontal, a sharp rise, and silence before. S comes after a
 * P that
 * raised the level without triggering, and such an S is weak as well: strong ones have a P that triggers.
 */
const WEIGHTS = { horizontalToVertical: -2.72, signalToNoise: 3.74, riseBefore: -5.5, constant: -0.63 };
/** Features are held inside the range they were fitted in; signal to noise beyond it only makes P surer. */
const LIMITS = { horizontalToVertical: 0.6, signalToNoise: 2.5, riseBefore: 1 };

export interface PhaseFeatures {
  /** Decades, 1–10 Hz, RMS since the onset; 0 where there are no horizontals. */
  readonly horizontalToVertical: number;
  readonly snr: number;
  /** Decades, from Background. */
  readonly riseBefore: number;
}

/** Probability that the onset is P and not a later phase. */
export function pProbability(features: PhaseFeatures): number {
  const { snr, riseBefore } = features;
  const ratio = Math.max(
    -LIMITS.horizontalToVertical,
    Math.min(LIMITS.horizontalToVertical, features.horizontalToVertical),
  );
  const score =
    WEIGHTS.constant +
    WEIGHTS.horizontalToVertical * ratio +
    WEIGHTS.signalToNoise * Math.min(LIMITS.signalToNoise, Math.log10(Math.max(1, snr))) +
    WEIGHTS.riseBefore * Math.min(LIMITS.riseBefore, riseBefore);
  return 1 / (1 + Math.exp(-score));
}

/** Decades by which both horizontals together are stronger than the vertical since `onsetMs`. */
export function horizontalToVertical(vertical: Component, horizontals: readonly Component[], onsetMs: number): number {
  const present = horizontals.filter((one) => one.lastMs > onsetMs + 100);
  const energyOf = (one: Component) => one.band.rms(one.indexOf(onsetMs), one.count) ** 2;
  const horizontal = present.reduce((sum, one) => sum + energyOf(one), 0);
  const energy = energyOf(vertical);
  return horizontal > 0 && energy > 0 ? 0.5 * Math.log10(horizontal / energy) : 0;
}
