// The versions of an event on a time axis: what each said, how sure it was, and what happened when.
import { distanceKm, type Place } from "../../../../shared/seismo/geodesy.ts";
import type { EventView, VersionView } from "../../view.ts";
import { newestOf } from "../app/state.ts";
import { travelTimeS } from "../map/fronts.ts";

export interface VersionPoint {
  readonly version: number;
  readonly status: VersionView["status"];
  /** Seconds after the origin as it is known now: each version's own would make a later one look earlier. */
  readonly atS: number;
  readonly magnitude: number;
  readonly magnitudeSigma: number;
  readonly errorKm: number;
  readonly likelihood: number;
}

export interface AxisMark {
  readonly kind: "alert" | "confirmed" | "shaking";
  readonly atS: number;
}

export function versionPoints(event: EventView): readonly VersionPoint[] {
  const originMs = newestOf(event).origin.timeMs;
  return event.versions.map(({ version, status, asOfMs, origin, magnitude, likelihood }) => ({
    ...{ version, status, likelihood, atS: (asOfMs - originMs) / 1000 },
    ...{ magnitude: magnitude.value, magnitudeSigma: magnitude.uncertainty, errorKm: origin.horizontalUncertaintyKm },
  }));
}

/** @param firstTold version of the first alert; undefined: nobody was told */
export function marksOf(event: EventView, firstTold: number | undefined, place: Place | null): readonly AxisMark[] {
  const points = versionPoints(event);
  const alert = points.find(({ version }) => firstTold !== undefined && version >= firstTold);
  const confirmed = points.find(({ status }) => status === "confirmed");
  const shakingS = place === null ? undefined : secondsToS(event, place);
  return [
    ...(alert === undefined ? [] : [{ kind: "alert" as const, atS: alert.atS }]),
    ...(confirmed === undefined ? [] : [{ kind: "confirmed" as const, atS: confirmed.atS }]),
    ...(shakingS === undefined ? [] : [{ kind: "shaking" as const, atS: shakingS }]),
  ];
}

/** From the origin; undefined beyond the table. */
function secondsToS(event: EventView, place: Place): number | undefined {
  const { fronts } = event;
  const km = distanceKm(newestOf(event).origin, place);
  if (fronts === null || km > fronts.stepKm * (fronts.sS.length - 1)) return undefined;
  return travelTimeS(fronts.sS, fronts.stepKm, km);
}

/** The version that held then; before the first, the first. */
export function versionAt(points: readonly VersionPoint[], atS: number): number | undefined {
  return (points.findLast((point) => point.atS <= atS) ?? points[0])?.version;
}

/** The one so many before or behind it, as far as there are any. */
export function versionBeside(points: readonly VersionPoint[], version: number, by: number): number {
  const at = points.findIndex((point) => point.version === version);
  return points[Math.min(points.length - 1, Math.max(0, at + by))]?.version ?? version;
}
