// Whether a device is elsewhere than it was, and whether it is really two devices with one id.
import { distanceKm, type Place } from "../../../shared/seismo/geodesy.ts";
import type { Moved } from "./record.ts";

export const TWO_PLACES = "two places in turn: two devices with one id?";
/** There and back is a visit; there again is a pattern. */
const RETURNS_OF_TWO = 2;

export interface Found {
  readonly before: Place;
  readonly now: Place;
  readonly nowMs: number;
  readonly movedM: number;
}

/** @param noticed what was noticed before and not acknowledged @returns undefined when it is where it was */
export function movedOf(noticed: Moved | undefined, { before, now, nowMs, movedM }: Found): Moved | undefined {
  const km = distanceKm(before, now);
  if (km * 1000 <= movedM) return undefined;
  const isBack = noticed !== undefined && distanceKm(noticed.from, now) * 1000 <= movedM;
  const returns = isBack ? noticed.returns + 1 : 0;
  return {
    atMs: nowMs,
    distanceKm: Math.round(km * 1000) / 1000,
    from: before,
    to: now,
    returns,
    ...(returns >= RETURNS_OF_TWO ? { reason: TWO_PLACES } : {}),
  };
}

/** The same two places again and again are told once. */
export function isNews({ returns }: Moved): boolean {
  return returns <= RETURNS_OF_TWO;
}
