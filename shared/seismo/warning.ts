// How long until S comes to a place, and how far around the epicentre it is too late.
import { distanceKm, type Place } from "./geodesy.ts";
import { travelTimeS } from "./travelTime.ts";

export interface Source extends Place {
  readonly depthKm: number;
  readonly timeMs: number;
}

const FARTHEST_KM = 2000;

/** Negative once S has come. With the time an alert is received at as `nowMs` this is the time that is left to act. */
export function secondsToS(place: Place, source: Source, nowMs: number): number {
  return travelTimeS("S", distanceKm(source, place), source.depthKm) - (nowMs - source.timeMs) / 1000;
}

/** Epicentral distance that S has come to at `nowMs`; 0 while it has not reached the surface, 2000 at most. By bisection. */
export function blindRadiusKm(source: Pick<Source, "depthKm" | "timeMs">, nowMs: number): number {
  const elapsedS = (nowMs - source.timeMs) / 1000;
  let [insideKm, outsideKm] = [0, FARTHEST_KM];
  if (travelTimeS("S", insideKm, source.depthKm) >= elapsedS) return insideKm;
  if (travelTimeS("S", outsideKm, source.depthKm) < elapsedS) return outsideKm;
  while (outsideKm - insideKm > 1e-3) {
    const middleKm = (insideKm + outsideKm) / 2;
    if (travelTimeS("S", middleKm, source.depthKm) < elapsedS) insideKm = middleKm;
    else outsideKm = middleKm;
  }
  return insideKm;
}
