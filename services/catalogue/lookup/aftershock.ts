// Whether an earthquake lies in the space–time window of a larger one: Gardner & Knopoff (1974), in the approximation of van
// Stiphout, Zhuang & Marsan (2012), "Seismicity declustering", CORSSA, eq. (1).
import type { Place } from "../../../shared/seismo/geodesy.ts";

/** Smaller ones have aftershocks too, but none that explain an alarm. */
export const LEAST_MAINSHOCK = 5;
const DAY_MS = 86_400_000;

export interface Window {
  readonly radiusKm: number;
  readonly durationMs: number;
}

export function aftershockWindow(magnitude: number): Window {
  const days = magnitude >= 6.5 ? 10 ** (0.032 * magnitude + 2.7389) : 10 ** (0.5409 * magnitude - 0.547);
  return { radiusKm: 10 ** (0.1238 * magnitude + 0.983), durationMs: days * DAY_MS };
}

/** No window is larger: that of a magnitude of 9.5. */
export const WIDEST: Window = aftershockWindow(9.5);

export interface Candidate extends Place {
  readonly magnitude: number;
  readonly timeMs: number;
  readonly distanceKm: number;
}

/** The largest that is larger than the event, M 5 or more, and before it within its window. */
export function mainshockOf<T extends Candidate>(
  event: { readonly magnitude: number; readonly timeMs: number },
  candidates: readonly T[],
): T | undefined {
  const fits = candidates.filter(({ magnitude, timeMs, distanceKm }) => {
    const { radiusKm, durationMs } = aftershockWindow(magnitude);
    const afterMs = event.timeMs - timeMs;
    const isLarger = magnitude >= LEAST_MAINSHOCK && magnitude > event.magnitude;
    return isLarger && afterMs > 0 && afterMs <= durationMs && distanceKm <= radiusKm;
  });
  return fits.sort((a, b) => b.magnitude - a.magnitude || b.timeMs - a.timeMs)[0];
}
