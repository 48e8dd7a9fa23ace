// Whether a station would have noticed an earthquake: its P against what the ground there does when nothing happens.
import { logPeakOfP } from "./pWaveEnvelope.ts";

/** P must rise this far above the strongest motion of a quiet second to be picked. */
const OVER_NOISE = 2;
/** Decades: one P about the envelope's prediction (Cua & Heaton, 2007), and the picker about its threshold. */
const SIGMA = 0.4;
/** Even a strong P is missed now and then: packets get lost, sensors stand loose. */
const MOST = 0.9;

/** Probability, 0 to 0.9, that the P of an earthquake is picked. @param quietMps2 strongest acceleration of a usual second. */
export function detectionProbability(of: {
  readonly magnitude: number;
  readonly epicentralKm: number;
  readonly quietMps2: number;
}): number {
  const expected = logPeakOfP("acceleration", of.magnitude, of.epicentralKm);
  const needed = Math.log10(Math.max(1e-9, of.quietMps2) * 100 * OVER_NOISE);
  // The logistic with this slope is the normal distribution within 0.01.
  return MOST / (1 + Math.exp((-1.702 * (expected - needed)) / SIGMA));
}
