// The decision: what an event's status becomes, and whether what changed is worth a version.
import type { Evidence, SeismicEvent } from "../../shared/contracts/event.ts";
import { distanceKm } from "../../shared/seismo/geodesy.ts";
import type { Settings } from "./config.ts";
import { isConfirmed, mayBeShown } from "./evidence.ts";
import type { Neighbourhood } from "./neighbourhood.ts";

export type Status = SeismicEvent["status"];

export interface Verdict {
  readonly status: Status;
  /** Empty where the status stays. */
  readonly reason: string;
}

export interface Situation {
  readonly status: Status;
  readonly evidence: readonly Evidence[];
  /** P and S that it rests on, those whose amplitude is not believed among them. */
  readonly arrivals: number;
  readonly against: { readonly neighbourhood: Neighbourhood; readonly likelihood: number };
  /** Data time since the last version and since the origin. */
  readonly quietMs: number;
  readonly ageMs: number;
}

/** So many silent witnesses and so small a share turn the evidence; the surer we were, the more it takes. */
const RETRACT = {
  preliminary: { silent: 3, share: 0.3, nearShare: 0.35 },
  confirmed: { silent: 5, share: 0.36, nearShare: 0.35 },
} as const;

/** Rules that no earthquake of this place breaks: what was told before they were is withdrawn. */
const DAMNING = new Set(["atOnceShare", "apparentKmS"]);

/** Two to one against it the evidence has turned; what was told is not withdrawn for a doubt. */
const UNLIKELY = 1 / 3;

export function verdictOf(situation: Situation, settings: Settings): Verdict {
  const { status, evidence } = situation;
  const { neighbourhood, likelihood } = situation.against;
  if (status === "final" || status === "cancelled") return { status, reason: "" };
  const { silent, reached, share, nearShare } = neighbourhood;
  const turned = RETRACT[status];
  if (silent >= turned.silent && (share < turned.share || nearShare < turned.nearShare)) {
    return { status: "cancelled", reason: `retracted: ${silent} of ${reached} stations silent` };
  }
  const damning = evidence.find(({ rule, passed }) => DAMNING.has(rule) && !passed);
  if (damning !== undefined) {
    return {
      status: "cancelled",
      reason: `retracted: ${damning.rule} ${damning.value.toFixed(1)}: ${damning.note ?? ""}`,
    };
  }
  if (situation.arrivals < Math.min(2, settings.preliminaryStations)) {
    return { status: "cancelled", reason: "retracted: its picks were withdrawn" };
  }
  if (likelihood < UNLIKELY) {
    return { status: "cancelled", reason: `retracted: likelihood ${likelihood.toFixed(2)}` };
  }
  const confirmed = status === "confirmed" || isConfirmed(evidence);
  if (situation.quietMs >= settings.quietS * 1000 || situation.ageMs >= settings.openS * 1000) {
    if (confirmed || mayBeShown(evidence, settings)) return { status: "final", reason: "final" };
    return { status: "cancelled", reason: "retracted: never confirmed" };
  }
  return confirmed && status !== "confirmed"
    ? { status: "confirmed", reason: "confirmed" }
    : { status: confirmed ? "confirmed" : "preliminary", reason: "" };
}

const MAGNITUDE_STEP = 0.1;
const LEAST_MOVE_KM = 5;
const TIME_STEP_MS = 1500;
const OBSERVED_STEP = 0.5;
/** Weaker shaking than this alarms nobody. */
const OBSERVED_FROM = 3;
const CONTOUR_SHARE = 0.15;
const LEAST_CONTOUR_KM = 5;

/** What changed enough to matter since the last version; undefined for nothing. */
export function changeOf(before: SeismicEvent, after: SeismicEvent): string | undefined {
  const grown = after.magnitude.value - before.magnitude.value;
  if (Math.abs(grown) >= MAGNITUDE_STEP - 1e-9)
    return `magnitude ${grown > 0 ? "+" : "−"}${Math.abs(grown).toFixed(1)}`;
  const movedKm = distanceKm(before.origin, after.origin);
  if (movedKm >= Math.max(LEAST_MOVE_KM, after.origin.horizontalUncertaintyKm / 2)) {
    return `moved ${movedKm.toFixed(0)} km`;
  }
  if (Math.abs(before.origin.timeMs - after.origin.timeMs) >= TIME_STEP_MS) return "origin time";
  const shaken = strongest(after) - Math.max(OBSERVED_FROM, strongest(before));
  if (shaken >= OBSERVED_STEP) return `observed intensity +${shaken.toFixed(1)}`;
  return contoursDiffer(before, after) ? "contours" : undefined;
}

function strongest(event: SeismicEvent): number {
  return event.observed.reduce((most, { intensity }) => Math.max(most, intensity), 1);
}

function contoursDiffer(before: SeismicEvent, after: SeismicEvent): boolean {
  return [...before.contours, ...after.contours].some(({ intensity }) => {
    const radiusOf = (event: SeismicEvent) => event.contours.find((c) => c.intensity === intensity)?.radiusKm ?? 0;
    const [a, b] = [radiusOf(before), radiusOf(after)];
    return Math.abs(a - b) >= Math.max(LEAST_CONTOUR_KM, CONTOUR_SHARE * Math.max(a, b));
  });
}
