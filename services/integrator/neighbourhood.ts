// Which active stations the P wave of an origin has reached by now, which of those kept silent, and what their silence says.
import { detectionProbability } from "../../shared/seismo/detectability.ts";
import { distanceKm, isWithinKm, type Place } from "../../shared/seismo/geodesy.ts";
import type { Location } from "../../shared/seismo/locate.ts";
import { median } from "../../shared/seismo/robust.ts";
import type { SilentStation } from "../../shared/seismo/silence.ts";
import { travelTimeS } from "../../shared/seismo/travelTime.ts";
import { distinctOf } from "./associate.ts";

/** A station that sends fresh samples. */
export interface ActiveStation {
  readonly stationId: string;
  readonly place: Place;
  /** From the place that was asked about. */
  readonly distanceKm: number;
  readonly watermarkMs: number;
  /** Strongest acceleration of its quiet seconds. */
  readonly quietMps2: number;
  /** Onsets of all its recent picks, of whatever phase and quality. */
  readonly pickTimesMs: readonly number[];
  /** Seconds in which it shook strongly: after a gap it picks nothing for a while, and is not silent for all that. */
  readonly shakenAtMs: readonly number[];
  /** False where nothing it felt lately is worth remembering. */
  readonly isFelt: boolean;
}

export function byDistance(active: readonly ActiveStation[]): readonly ActiveStation[] {
  return [...active].sort((a, b) => a.distanceKm - b.distanceKm);
}

export interface Neighbourhood {
  /** Stations within reach that the P wave has passed; close ones count once. */
  readonly reached: number;
  readonly silent: number;
  /** Triggered among those that should have, each silent one by how surely it would have noticed; 1 where nobody was reached. */
  readonly share: number;
  /** The same among stations nearer than half of those that triggered. */
  readonly nearShare: number;
  /** What the silence says for an earthquake against an accident, natural logarithm: 0 or less. */
  readonly silenceNats: number;
  /** Active stations within 100 km, or twice as far as the farthest that heard it; close ones count once. */
  readonly voters: number;
}

export interface Heard {
  readonly location: Location;
  readonly magnitude: number;
  /** Distances of the stations whose P belongs to the origin, in any order. */
  readonly heardKm: readonly number[];
  /** Waited this long over the prediction before silence counts. */
  readonly patienceS: number;
}

/** Data a picker needs after an onset before it declares one. */
const DECLARE_S = 2;
/** A pick this long before the predicted P, or this long after the predicted S, is still this earthquake's. */
const EARLY_S = 4;
const LATE_S = 10;
const SEARCH_KM = 300;
const MOST_SILENT = 40;
/** The nearest so many decide: in a large network the others would only cost time. */
const MOST_WITNESSES = 60;
/** In magnitudes: an early estimate may be this much too large, and silence must not be held against an earthquake for it. */
const DOUBT = 0.3;
const VOTERS_KM = 100;

interface Witness {
  readonly place: Place;
  readonly distanceKm: number;
  readonly triggered: boolean;
  /** How surely it would have noticed; 1 where it did. */
  readonly weight: number;
}

/** @param nearest active stations around the location, by distance. */
export function neighbourhoodOf(heard: Heard, nearest: readonly ActiveStation[]): Neighbourhood {
  const { heardKm } = heard;
  const sorted = [...heardKm].sort((a, b) => a - b);
  // One far station may be there by chance: it does not make everybody nearer a witness against the event.
  const reachKm = (sorted.length >= 5 ? sorted.at(-2) : sorted.at(-1)) ?? 0;
  const nearKm = median(sorted);
  const reached = witnessesOf(heard, nearest);
  const counted = distinctWitnesses(reached.filter(({ distanceKm: km }) => km <= reachKm + 1));
  const near = counted.filter(({ distanceKm: km }) => km <= nearKm + 1);
  const silentNear = distinctWitnesses(reached).filter(({ triggered }) => !triggered);
  const votersKm = Math.max(VOTERS_KM, 2 * (sorted.at(-1) ?? 0));
  const voters = nearest.filter(({ distanceKm: km }) => km <= votersKm);
  return {
    reached: counted.length,
    silent: counted.filter(({ triggered }) => !triggered).length,
    share: shareOf(counted),
    nearShare: shareOf(near),
    silenceNats: silentNear.reduce((sum, { weight }) => sum + Math.log(1 - weight), 0),
    voters: distinctOf(voters, ({ place }) => place).length,
  };
}

function witnessesOf(heard: Heard, nearest: readonly ActiveStation[]): Witness[] {
  const witnesses: Witness[] = [];
  for (const station of nearest) {
    if (witnesses.length === MOST_WITNESSES) break;
    const witness = witnessOf(station, heard);
    if (witness !== undefined) witnesses.push(witness);
  }
  return witnesses;
}

/** Undefined where P has not passed yet, or not long enough ago to have been picked. */
function witnessOf(station: ActiveStation, { location, magnitude, patienceS }: Heard): Witness | undefined {
  const { distanceKm: km, quietMps2, pickTimesMs, shakenAtMs } = station;
  const expectedMs = location.timeMs + 1000 * travelTimeS("P", km, location.depthKm);
  const isEarly = station.watermarkMs < expectedMs + (DECLARE_S + patienceS) * 1000;
  if (isEarly && pickTimesMs.length === 0) return undefined;
  const lateMs = location.timeMs + 1000 * (travelTimeS("S", km, location.depthKm) + LATE_S);
  const triggered = pickTimesMs.some((ms) => ms >= expectedMs - EARLY_S * 1000 && ms <= lateMs);
  if (!triggered && (isEarly || beganToShake(shakenAtMs, expectedMs, lateMs))) return undefined;
  const weight = triggered ? 1 : detectionProbability({ magnitude: magnitude - DOUBT, epicentralKm: km, quietMps2 });
  return { place: station.place, distanceKm: km, triggered, weight };
}

/** In the wake of another earthquake everything shakes anyway. */
const CALM_BEFORE_S = 60;

/** A station that shakes from about P on and picked nothing, after a gap say, is no witness for or against anything. */
function beganToShake(shakenAtMs: readonly number[], expectedMs: number, lateMs: number): boolean {
  const fromMs = expectedMs - EARLY_S * 1000;
  const wasCalm = shakenAtMs.every((ms) => ms < fromMs - CALM_BEFORE_S * 1000 || ms >= fromMs);
  return wasCalm && shakenAtMs.some((ms) => ms >= fromMs && ms <= lateMs);
}

/** A cluster has triggered if one of its stations has. */
function distinctWitnesses(witnesses: readonly Witness[]): Witness[] {
  const ordered = [...witnesses.filter((one) => one.triggered), ...witnesses.filter((one) => !one.triggered)];
  return distinctOf(ordered, ({ place }) => place);
}

function shareOf(witnesses: readonly Witness[]): number {
  const all = witnesses.reduce((sum, { weight }) => sum + weight, 0);
  return all === 0 ? 1 : witnesses.filter(({ triggered }) => triggered).length / all;
}

/** The nearest stations that have been quiet since `sinceMs`, as constraints for the locator. */
export function silentAround(active: readonly ActiveStation[], sinceMs: number): SilentStation[] {
  const isBefore = (ms: number) => ms < sinceMs;
  const isSilent = ({ pickTimesMs, shakenAtMs, distanceKm: km }: ActiveStation) =>
    km <= SEARCH_KM && pickTimesMs.every(isBefore) && shakenAtMs.every(isBefore);
  return byDistance(active.filter(isSilent))
    .slice(0, MOST_SILENT)
    .map(({ place, watermarkMs }) => ({ place, silentUntilMs: watermarkMs }));
}

/**
 * Wherever the source is, a wave that reached two stations has reached those on the line between them no later (distance is
 * convex): most of them have triggered as well, the 40 % rule asked before any location.
 */
const BETWEEN = { detour: 1.08, least: 3, triggered: 0.35, declareS: 1, earlyKmS: 3 } as const;

interface Onset {
  readonly place: Place;
  readonly timeMs: number;
}

/** Whether the active stations between two picks speak against their being of one earthquake. @param active around `a`. */
export function isContradicted(a: Onset, b: Onset, active: readonly ActiveStation[]): boolean {
  const km = distanceKm(a.place, b.place);
  const untilMs = Math.max(a.timeMs, b.timeMs) + 1000 * BETWEEN.declareS;
  const sinceMs = Math.min(a.timeMs, b.timeMs) - (1000 * km) / BETWEEN.earlyKmS;
  let [reached, triggered] = [0, 0];
  for (const { place, distanceKm: fromKm, watermarkMs, pickTimesMs } of active) {
    if (fromKm > km || !isWithinKm(place, b.place, BETWEEN.detour * km - fromKm)) continue;
    const hasPick = pickTimesMs.some((ms) => ms >= sinceMs && ms <= untilMs + LATE_S * 1000);
    if (!hasPick && watermarkMs < untilMs) continue;
    reached += 1;
    if (hasPick) triggered += 1;
  }
  // The two themselves stand at the ends of the line and have triggered.
  return reached - 2 >= BETWEEN.least && triggered - 2 < BETWEEN.triggered * (reached - 2);
}
