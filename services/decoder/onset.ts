// From a trigger to an onset: AIC refinement, signal-to-noise ratio, and the shapes that no earthquake has.
import { aicOnset } from "../../shared/seismo/aic.ts";
import type { Component } from "./component.ts";

export interface Onset {
  readonly index: number;
  readonly snr: number;
}

export type Judged =
  | { readonly kind: "onset"; readonly onset: Onset }
  /** `weak`: may still grow into one, to be looked at again; `wrong`: the ground does not move like this. */
  | { readonly kind: "weak" | "wrong"; readonly reason: string };

const BEFORE_S = 3;
const AFTER_S = 1;
/** A peak that is this many times the next highest excursion is one wrong sample. */
const SPIKE_RATIO = 4;
/** Signal over noise below this is a flutter of the noise, not an onset. */
const MIN_SNR = 2;
/** Taken for the noise of a channel that stood still: a coarse sensor that moves now, or a dead one that wakes. */
const SILENT_NOISE = { "m/s2": 3e-3, "m/s": 3e-5 } as const;

/** Judges a trigger at sample `trigger` of the vertical by all that is known of it now. */
export function judge(vertical: Component, trigger: number): Judged {
  const rate = vertical.rateHz;
  const shape = shapeFault(vertical, trigger);
  if (shape !== undefined) return { kind: "wrong", reason: shape };
  const from = Math.max(0, trigger - Math.round(BEFORE_S * rate));
  const window = vertical.band.slice(from, trigger + Math.round(AFTER_S * rate));
  const found = aicOnset(window);
  const index = found === undefined ? trigger : Math.min(trigger, Math.min(from + found.index, vertical.count - 1));
  const snr = snrOf(vertical, index);
  if (snr < MIN_SNR) return { kind: "weak", reason: `signal to noise ${snr.toFixed(1)}, want ${MIN_SNR}` };
  return { kind: "onset", onset: { index, snr } };
}

/** RMS of up to one second after the onset over one second before it. */
export function snrOf(vertical: Component, onset: number): number {
  const second = Math.round(vertical.rateHz);
  const skip = Math.round(0.1 * second);
  const before = vertical.band.rms(onset - skip - second, onset - skip);
  const after = vertical.band.rms(onset, onset + second);
  return Math.min(1e4, after / (before > 0 ? before : SILENT_NOISE[vertical.quantity]));
}

/** One sample that stands alone, or a level that jumps and stays: electronics, not the ground. */
function shapeFault(vertical: Component, trigger: number): string | undefined {
  const rate = vertical.rateHz;
  const quiet = vertical.acceleration.slice(trigger - Math.round(1.5 * rate), trigger - Math.round(0.5 * rate));
  const around = vertical.acceleration.slice(trigger - Math.round(0.5 * rate), trigger + Math.round(rate));
  if (quiet.length < 4 || around.length < 4) return undefined;
  const level = mean(quiet);
  const excursions = around.map((value) => Math.abs(value - level)).sort();
  const peak = excursions.at(-1) ?? 0;
  const next = excursions.at(-2) ?? 0;
  if (peak > SPIKE_RATIO * next) return `a single sample is ${(peak / next).toFixed(1)} times its neighbours`;
  return isStep(quiet, around) ? "the level jumps and stays" : undefined;
}

function isStep(quiet: Float64Array, around: Float64Array): boolean {
  const tail = around.slice(Math.floor(around.length * 0.75));
  const noise = deviation(quiet);
  return Math.abs(mean(tail) - mean(quiet)) > 6 * noise && deviation(tail) < 2 * noise;
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function deviation(values: Float64Array): number {
  const middle = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / values.length);
}
