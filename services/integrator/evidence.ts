// The evidence for an event: every rule with its value, its limit and whether it passed; and what it adds up to.
import type { Evidence } from "../../shared/contracts/event.ts";
import type { NetworkMagnitude } from "../../shared/seismo/magnitude.ts";
import { median } from "../../shared/seismo/robust.ts";
import { type Assembly, distinctStations } from "./associate.ts";
import type { Settings } from "./config.ts";
import type { Neighbourhood } from "./neighbourhood.ts";

export interface Case {
  readonly assembly: Assembly;
  readonly magnitude: NetworkMagnitude;
  readonly neighbourhood: Neighbourhood;
  /** In the wake of a large earthquake nearby, where everything still shakes. */
  readonly isInCoda: boolean;
}

const MOST_MISFIT_S = 1;
const MOST_SCATTER = 0.75;
const LEAST_NEAR_SHARE = 0.6;
const MOST_NEAREST_KM = 200;
/** In the coda of a large earthquake late phases look like a distant one: a new one must lie among the stations. */
const MOST_GAP_IN_CODA_DEG = 250;

/** In a fixed order, the number of stations first. */
export function evidenceOf({ assembly, magnitude, neighbourhood, isInCoda }: Case, settings: Settings): Evidence[] {
  const { arrivals, location } = assembly;
  const ofP = arrivals.filter((arrival) => arrival.phase === "P");
  const places = ofP.map(({ held, distanceKm }) => ({ place: held.place, distanceKm }));
  const misfitS = meanOf(arrivals.map((arrival) => Math.abs(arrival.residualS)));
  const misfitLimitS = Math.max(MOST_MISFIT_S, meanOf(arrivals.map((arrival) => arrival.held.pick.uncertaintyS)));
  const scatter = Number.isNaN(magnitude.scatter) ? 0 : magnitude.scatter;
  const nearestKm = Math.min(...places.map((place) => place.distanceKm));
  const { share, nearShare, reached, silent } = neighbourhood;
  return [
    atLeast("stations", distinctStations(places), settings.confirmedStations, "dense clusters count once"),
    atMost("misfitS", misfitS, misfitLimitS, "mean residual against iasp91"),
    atLeast("activeShare", share, settings.minShare, `${silent} of ${reached} reached stations are silent`),
    atLeast("nearShare", nearShare, LEAST_NEAR_SHARE, "triggered among those nearer than half of the triggered"),
    atMost("amplitudeScatter", scatter, MOST_SCATTER, "station magnitudes about their median"),
    atLeast("magnitude", magnitude.value, settings.minMagnitude, magnitude.type),
    atMost("nearestKm", nearestKm, MOST_NEAREST_KM, "first station"),
    atMost("azimuthalGapDeg", location.azimuthalGapDeg, 360, "widest angle without a station; to know, not to judge"),
    ...(isInCoda
      ? [atMost("gapInCodaDeg", location.azimuthalGapDeg, MOST_GAP_IN_CODA_DEG, "after a large event")]
      : []),
    atLeast(
      "medianSnr",
      median(ofP.map((arrival) => arrival.held.pick.snr)),
      0,
      "of the P picks; it tells in the likelihood",
    ),
  ];
}

/** Rules that a preliminary event need not pass: it says itself that it is not sure. */
const LENIENT = new Set(["stations"]);

export function mayBeShown(evidence: readonly Evidence[], stations: number): boolean {
  return measured(evidence, "stations") >= stations && evidence.every((rule) => rule.passed || LENIENT.has(rule.rule));
}

export function isConfirmed(evidence: readonly Evidence[]): boolean {
  return evidence.every((rule) => rule.passed);
}

/**
 * Logistic in the evidence. The weights are judgement, not a fit: about 0.5 for three stations that pass everything
 * narrowly, 0.9 for four that pass well, and it falls with every reached station that stays silent.
 */
export function likelihoodOf(evidence: readonly Evidence[]): number {
  const of = (rule: string) => measured(evidence, rule);
  const failed = evidence.filter((rule) => !rule.passed && !LENIENT.has(rule.rule)).length;
  const score =
    -1 +
    0.8 * Math.min(6, of("stations") - 3) +
    2 * (of("activeShare") - 0.4) +
    1 * (1 - of("misfitS") / MOST_MISFIT_S) +
    1 * (1 - of("amplitudeScatter") / MOST_SCATTER) +
    0.5 * Math.log2(Math.max(1, of("medianSnr")) / 8) -
    1.5 * failed;
  return 1 / (1 + Math.exp(-score));
}

export function measured(evidence: readonly Evidence[], name: string): number {
  return evidence.find((rule) => rule.rule === name)?.value ?? 0;
}

function atLeast(rule: string, value: number, limit: number, note: string): Evidence {
  return { rule, value, limit, passed: value >= limit, note };
}

function atMost(rule: string, value: number, limit: number, note: string): Evidence {
  return { rule, value, limit, passed: value <= limit, note };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
