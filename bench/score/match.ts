// Which of our events is which earthquake of a recording: each of ours counts for one earthquake alone, the nearest.
import type { SeismicEvent } from "../../shared/contracts/event.ts";
import { distanceKm } from "../../shared/seismo/geodesy.ts";
import type { Truth } from "../../simulators/truth.ts";

export interface Matched {
  /** The versions of each event of ours that is this earthquake; in front those that were confirmed, nearest first. */
  readonly events: readonly (readonly SeismicEvent[])[];
  /** Confirmed events that are no earthquake of the recording, each told at the earthquake next to it in time. */
  readonly otherEvents: number;
}

/** ShakeAlert's rule: an event is the earthquake if it came this near to it in time and place. */
const WITHIN_S = 30;
const WITHIN_KM = 100;

type Versions = readonly SeismicEvent[];

/** In the order of the truths. */
export function matchesOf(truths: readonly Truth[], versions: Versions): Matched[] {
  const ours = [...Map.groupBy(versions, ({ eventId }) => eventId).values()];
  const found = truths.map((): { events: Versions[]; otherEvents: number } => ({ events: [], otherEvents: 0 }));
  for (const own of ours) {
    const [nearest] = truths
      .map((truth, at) => ({ at, misfit: misfitOf(truth, own) }))
      .filter(({ misfit }) => misfit < Number.POSITIVE_INFINITY)
      .sort((a, b) => a.misfit - b.misfit);
    if (nearest !== undefined) found[nearest.at]?.events.push(own);
    else {
      const next = found[nextInTime(truths, own)];
      if (next !== undefined && confirmedMs(own) !== undefined) next.otherEvents += 1;
    }
  }
  return truths.map((truth, at) => {
    const { events = [], otherEvents = 0 } = found[at] ?? {};
    const isAlerted = (own: Versions) => Number(confirmedMs(own) !== undefined);
    events.sort((a, b) => isAlerted(b) - isAlerted(a) || misfitOf(truth, a) - misfitOf(truth, b));
    return { events, otherEvents };
  });
}

/** What was told while the earthquake went on; what was told before its origin was of something else. */
export function toldOf(truth: Truth, own: Versions): SeismicEvent[] {
  return own.filter(({ status, asOfMs }) => status !== "cancelled" && asOfMs >= truth.timeMs);
}

/**
 * Seconds by 30 and kilometres by 100 of the version that came nearest, as ShakeAlert weighs them. Infinite for what
 * never came near, and for what had been confirmed before the earthquake began: a foreshock or a false alarm.
 */
function misfitOf(truth: Truth, own: Versions): number {
  if ((confirmedMs(own) ?? truth.timeMs) < truth.timeMs) return Number.POSITIVE_INFINITY;
  const misfits = toldOf(truth, own).map(({ origin }) => {
    const [seconds, km] = [Math.abs(origin.timeMs - truth.timeMs) / 1000, distanceKm(origin, truth)];
    return seconds <= WITHIN_S && km <= WITHIN_KM ? seconds / WITHIN_S + km / WITHIN_KM : Number.POSITIVE_INFINITY;
  });
  return Math.min(...misfits);
}

function confirmedMs(own: Versions): number | undefined {
  return own.find(({ status }) => status === "confirmed")?.asOfMs;
}

function nextInTime(truths: readonly Truth[], own: Versions): number {
  const off = (truth: Truth) => Math.abs((own.at(-1)?.origin.timeMs ?? 0) - truth.timeMs);
  const [next] = [...truths.entries()].sort(([, a], [, b]) => off(a) - off(b));
  return next?.[0] ?? 0;
}
