// What to expect at one place: intensity with its uncertainty (point source, Allen, Wald & Worden 2012) and the S arrival.
import type { Magnitude, Origin } from "../../shared/contracts/event.ts";
import { distanceKm } from "../../shared/seismo/geodesy.ts";
import { intensityAt, intensitySigmaAt } from "../../shared/seismo/ipe.ts";
import { travelTimeS } from "../../shared/seismo/travelTime.ts";

export interface Place {
  readonly latitudeDeg: number;
  readonly longitudeDeg: number;
}

export interface Expectation {
  readonly distanceKm: number;
  readonly hypocentralKm: number;
  /** MMI, 1 to 10. */
  readonly intensity: number;
}

const STEP_MAGNITUDE = 0.1;
const STEP_KM = 1;
/** Nearer than this the point source means nothing, and its slope with distance is infinite. */
const LEAST_KM = 1;

export function expectationAt(place: Place, origin: Origin, magnitude: Magnitude): Expectation {
  const km = distanceKm(origin, place);
  const hypocentralKm = Math.max(LEAST_KM, Math.hypot(km, origin.depthKm));
  const intensity = intensityAt({ magnitude: magnitude.value, hypocentralKm });
  return { distanceKm: km, hypocentralKm, intensity: Math.min(10, Math.max(1, intensity)) };
}

/** One sigma of the intensity: the relation's own, magnitude's and location's, as independent errors. */
export function sigmaOf({ distanceKm, hypocentralKm }: Expectation, origin: Origin, magnitude: Magnitude): number {
  const at = { magnitude: magnitude.value, hypocentralKm };
  const base = intensityAt(at);
  const perMagnitude = (intensityAt({ ...at, magnitude: at.magnitude + STEP_MAGNITUDE }) - base) / STEP_MAGNITUDE;
  const perKm = (intensityAt({ ...at, hypocentralKm: hypocentralKm + STEP_KM }) - base) / STEP_KM;
  const distanceSigmaKm = Math.hypot(
    (distanceKm / hypocentralKm) * origin.horizontalUncertaintyKm,
    (origin.depthKm / hypocentralKm) * origin.depthUncertaintyKm,
  );
  return Math.hypot(intensitySigmaAt(hypocentralKm), perMagnitude * magnitude.uncertainty, perKm * distanceSigmaKm);
}

export function sArrivalMsAt(distanceKm: number, origin: Origin): number {
  return Math.round(origin.timeMs + travelTimeS("S", distanceKm, Math.max(0, origin.depthKm)) * 1000);
}

/** P(intensity ≥ limit) for a normal error; the error function after Abramowitz & Stegun 7.1.26 (1.5e-7). */
export function exceedanceProbability(intensity: number, sigma: number, limit: number): number {
  const z = (limit - intensity) / (Math.max(sigma, 1e-9) * Math.SQRT2);
  const t = 1 / (1 + 0.3275911 * Math.abs(z));
  const poly = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  const upper = 0.5 * poly * Math.exp(-z * z);
  return z >= 0 ? upper : 1 - upper;
}
