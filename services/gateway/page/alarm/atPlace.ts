// What one place has to expect of an event: how strong, when S comes, when strong shaking should be over.
import { DURATION_SIGMA_LN, significantDurationS } from "../../../../shared/seismo/duration.ts";
import { distanceKm, isWithinKm, type Place } from "../../../../shared/seismo/geodesy.ts";
import { PLUM_RADIUS_KM } from "../../../../shared/seismo/plum.ts";
import type { EventView, VersionView } from "../../view.ts";
import { newestOf } from "../app/state.ts";
import { frontRadiusKm, travelTimeS } from "../map/fronts.ts";

export interface Expected {
  readonly distanceKm: number;
  /** MMI; 0 where nothing is expected to be felt. */
  readonly intensity: number;
  /** On the event's clock. */
  readonly sArrivalMs: number;
  readonly overMs: number;
  /** Nearer than S had come when the event was first told. */
  readonly isBlind: boolean;
}

/** As the alarm service takes it where a subscriber does not say: soft ground. */
const SOFT_MPS = 300;

export function atPlace(event: EventView, place: Place): Expected {
  const { origin, magnitude, contours, observed } = newestOf(event);
  const away = distanceKm(origin, place);
  const { fronts } = event;
  const sS = fronts === null ? away / 3.5 : travelTimeS(fronts.sS, fronts.stepKm, away);
  const sArrivalMs = origin.timeMs + sS * 1000;
  const ruptureKm = Math.hypot(away, origin.depthKm);
  const lastsS = significantDurationS({ magnitude: magnitude.value, ruptureKm, vs30Mps: SOFT_MPS });
  return {
    distanceKm: away,
    intensity: Math.max(fromContours(contours, away), fromNeighbours(observed, place)),
    sArrivalMs,
    overMs: sArrivalMs + 1000 * lastsS * Math.exp(DURATION_SIGMA_LN),
    isBlind: away < blindRadiusKm(event),
  };
}

/** How far S had come when the first version was made; 0 where it had not surfaced. */
export function blindRadiusKm({ versions, fronts }: EventView): number {
  const [first, newest] = [versions[0], versions.at(-1)];
  if (first === undefined || newest === undefined || fronts === null) return 0;
  return frontRadiusKm(fronts.sS, fronts.stepKm, (first.asOfMs - newest.origin.timeMs) / 1000) ?? 0;
}

/** Between two contours by distance; inside the innermost it is that one, outside all of them nothing. */
function fromContours(contours: VersionView["contours"], away: number): number {
  const rings = contours.filter(({ radiusKm }) => radiusKm > 0).sort((a, b) => a.radiusKm - b.radiusKm);
  const outer = rings.findIndex(({ radiusKm }) => radiusKm >= away);
  const [beyond, within] = [rings[outer], rings[outer - 1]];
  if (beyond === undefined) return 0;
  if (within === undefined) return beyond.intensity;
  const share = Math.log(away / within.radiusKm) / Math.log(beyond.radiusKm / within.radiusKm);
  return within.intensity + share * (beyond.intensity - within.intensity);
}

/** Felt by stations near by, whatever the origin is thought to be. */
function fromNeighbours(observed: VersionView["observed"], place: Place): number {
  const near = observed.filter((station) => isWithinKm(station, place, PLUM_RADIUS_KM));
  return near.length < 2 ? 0 : Math.max(...near.map(({ intensity }) => intensity));
}
