// Association: which picks belong to one origin. Coincidence in time and space first, then consensus on a location.
import { distanceKm, isWithinKm, type Place } from "../../shared/seismo/geodesy.ts";
import { type Location, locate } from "../../shared/seismo/locate.ts";
import type { SilentStation } from "../../shared/seismo/silence.ts";
import { type Phase, travelTimeS } from "../../shared/seismo/travelTime.ts";
import { type HeldPick, timedArrivalOf } from "./heldPick.ts";

export interface Associated {
  readonly held: HeldPick;
  readonly phase: Phase;
  readonly residualS: number;
  readonly distanceKm: number;
}

export interface Assembly {
  readonly arrivals: readonly Associated[];
  readonly location: Location;
}

export interface AssociateOptions {
  readonly modelErrorS: number;
  readonly silent: readonly SilentStation[];
  /** Where the event was said to be, if it was. */
  readonly told?: Place | undefined;
}

/** Slowest apparent speed between two stations and what is granted besides (EPIC: SCIENCE §4.6). */
const COINCIDENCE_KM_S = 6;
const COINCIDENCE_S = 3;
/** Of two picks together; one more uncertain says nothing. */
const MOST_UNSURE_S = 6;
/** Residuals up to this many sigmas, and in any case up to this many seconds, belong. */
const SIGMAS = 2.5;
const LEAST_TOLERANCE_S = 1;
const MOST_TOLERANCE_S = 4;
/** The earliest arrivals fix a location; more of them cost time and change nothing. */
export const MOST_LOCATED = 30;
const CLUSTER_KM = 2;
const CLUSTER_SHARE = 0.05;
const MOST_COUNTED = 60;
const ROUNDS = 5;
/** A pick may lie this far from the prediction of an event whose place is still uncertain. */
const MOST_WINDOW_S = 12;

/** Whether two P picks can be of one earthquake at all. */
export function coincide(a: HeldPick, b: HeldPick, maxKm: number): boolean {
  const apartS = Math.abs(a.pick.timeMs - b.pick.timeMs) / 1000;
  const slackS = COINCIDENCE_S + Math.min(MOST_UNSURE_S, 2 * Math.hypot(a.pick.uncertaintyS, b.pick.uncertaintyS));
  if (apartS > maxKm / COINCIDENCE_KM_S + slackS) return false;
  const km = distanceKm(a.place, b.place);
  return km <= maxKm && apartS <= km / COINCIDENCE_KM_S + slackS;
}

/** Picks farther apart in time than this never coincide, however unsure they are. */
export function mostApartMs(maxKm: number): number {
  return 1000 * (maxKm / COINCIDENCE_KM_S + COINCIDENCE_S + MOST_UNSURE_S);
}

/** The largest set of candidates, one a station and phase, that one origin explains; undefined where none settles. */
export function settle(candidates: readonly HeldPick[], options: AssociateOptions): Assembly | undefined {
  let used = [...candidates].sort((a, b) => a.pick.timeMs - b.pick.timeMs).slice(0, MOST_LOCATED);
  for (let round = 0; round < ROUNDS; round += 1) {
    if (stationsOf(used).size < 2) return undefined;
    const located = used.map((held) => timedArrivalOf(held, held.pick.phase, options.modelErrorS));
    const { silent, told } = options;
    const location = locate(located, { silent, ...(told === undefined ? {} : { told }) });
    const arrivals = bestOfEach(
      candidates
        .map((held) => associatedWith(location, held, held.pick.phase))
        .filter((arrival) => Math.abs(arrival.residualS) <= toleranceS(arrival.held, options.modelErrorS)),
    );
    const kept = arrivals.slice(0, MOST_LOCATED).map((arrival) => arrival.held);
    if (kept.length === used.length && kept.every((held, i) => held === used[i])) return { arrivals, location };
    used = kept;
  }
  return undefined;
}

/** What an arrival explained is worth, a P as rare as noise makes it, an S less: so that assemblies of any size compare. */
const WORTH = { P: 8, S: 2.5 } as const;

/** Natural log, up to a constant: the better explanation of the same picks has more. */
export function worthOf({ arrivals, location }: Assembly): number {
  return arrivals.reduce((sum, { phase }) => sum + WORTH[phase], location.score);
}

/** Whether a pick is near enough to what an origin predicts, as uncertain as that one still is. */
export function fitsPrediction(location: Location, held: HeldPick, modelErrorS: number): boolean {
  const { residualS } = associatedWith(location, held, held.pick.phase);
  const spread = Math.hypot(held.pick.uncertaintyS, modelErrorS, location.horizontalUncertaintyKm / COINCIDENCE_KM_S);
  return Math.abs(residualS) <= Math.min(MOST_WINDOW_S, LEAST_TOLERANCE_S + 2 * spread);
}

export function associatedWith(location: Location, held: HeldPick, phase: Phase): Associated {
  const km = distanceKm(location.place, held.place);
  const predictedMs = location.timeMs + 1000 * travelTimeS(phase, km, location.depthKm);
  return { held, phase, residualS: (held.pick.timeMs - predictedMs) / 1000, distanceKm: km };
}

export function toleranceS(held: HeldPick, modelErrorS: number): number {
  const sigmaS = Math.hypot(held.pick.uncertaintyS, modelErrorS);
  return Math.min(MOST_TOLERANCE_S, Math.max(LEAST_TOLERANCE_S, SIGMAS * sigmaS));
}

/** Of several picks of one phase at one station the one that fits best; in order of time. */
function bestOfEach(arrivals: readonly Associated[]): Associated[] {
  const best = new Map<string, Associated>();
  for (const arrival of arrivals) {
    const key = `${arrival.held.pick.stationId}/${arrival.phase}`;
    const other = best.get(key);
    if (other === undefined || Math.abs(arrival.residualS) < Math.abs(other.residualS)) best.set(key, arrival);
  }
  return [...best.values()].sort((a, b) => a.held.pick.timeMs - b.held.pick.timeMs);
}

function stationsOf(picks: readonly HeldPick[]): Set<string> {
  return new Set(picks.map((held) => held.pick.stationId));
}

/** The first of those that stand close together, seen from the event; up to 60 of them. Nearest or surest ones come first. */
export function distinctOf<T extends { readonly distanceKm: number }>(
  stations: readonly T[],
  placeOf: (station: T) => Place,
): T[] {
  const kept: T[] = [];
  for (const station of stations.slice(0, MOST_COUNTED)) {
    const [place, clusterKm] = [placeOf(station), Math.max(CLUSTER_KM, CLUSTER_SHARE * station.distanceKm)];
    if (!kept.some((other) => isWithinKm(placeOf(other), place, clusterKm))) kept.push(station);
  }
  return kept;
}

/** S sharpens a place; one that moves it far is a surface wave or somebody else's P. */
export function isRefined(before: Location, after: Location): boolean {
  return distanceKm(before.place, after.place) <= 2 * before.horizontalUncertaintyKm;
}

export function isSameArrival(a: HeldPick, b: HeldPick): boolean {
  return a.pick.stationId === b.pick.stationId && a.pick.phase === b.pick.phase;
}
