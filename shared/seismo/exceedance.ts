// How probably an intensity is exceeded at a place: the relation's own error with magnitude's and distance's.
import { intensityAt, intensitySigmaAt } from "./ipe.ts";

export interface UncertainSource {
  readonly magnitude: number;
  readonly magnitudeSigma: number;
  readonly hypocentralKm: number;
  /** Of the hypocentral distance; see `distanceSigmaKm`. */
  readonly distanceSigmaKm: number;
}

const STEP_MAGNITUDE = 0.1;
const STEP_KM = 1;

/** One sigma of the intensity at a place: √(σ_IPE² + (∂I/∂M·σ_M)² + (∂I/∂R·σ_R)²), slopes by finite difference. */
export function intensitySigma(source: UncertainSource): number {
  const { magnitude, hypocentralKm } = source;
  const base = intensityAt({ magnitude, hypocentralKm });
  const perMagnitude = (intensityAt({ magnitude: magnitude + STEP_MAGNITUDE, hypocentralKm }) - base) / STEP_MAGNITUDE;
  const perKm = (intensityAt({ magnitude, hypocentralKm: hypocentralKm + STEP_KM }) - base) / STEP_KM;
  return Math.hypot(
    intensitySigmaAt(hypocentralKm),
    perMagnitude * source.magnitudeSigma,
    perKm * source.distanceSigmaKm,
  );
}

/** One sigma of the hypocentral distance of a place from an origin that may lie elsewhere and at another depth. */
export function distanceSigmaKm(of: {
  readonly epicentralKm: number;
  readonly depthKm: number;
  readonly horizontalSigmaKm: number;
  readonly depthSigmaKm: number;
}): number {
  const hypocentralKm = Math.hypot(of.epicentralKm, of.depthKm);
  if (hypocentralKm === 0) return Math.hypot(of.horizontalSigmaKm, of.depthSigmaKm);
  return Math.hypot(
    (of.epicentralKm / hypocentralKm) * of.horizontalSigmaKm,
    (of.depthKm / hypocentralKm) * of.depthSigmaKm,
  );
}

/** P(intensity ≥ limit) for a normal error; the error function after Abramowitz & Stegun 7.1.26 (1.5e-7). */
export function exceedanceProbability(intensity: number, sigma: number, limit: number): number {
  const z = (limit - intensity) / (Math.max(sigma, 1e-9) * Math.SQRT2);
  const t = 1 / (1 + 0.3275911 * Math.abs(z));
  const poly = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  const upper = 0.5 * poly * Math.exp(-z * z);
  return z >= 0 ? upper : 1 - upper;
}

/** How many sigma above what is expected a limit lies that is exceeded with this probability; by bisection. */
export function sigmasAbove(probability: number): number {
  let [low, high] = [-8, 8];
  for (let n = 0; n < 50; n += 1) {
    const middle = (low + high) / 2;
    if (exceedanceProbability(0, 1, middle) > probability) low = middle;
    else high = middle;
  }
  return high;
}
