// The evidence for an event: every rule with its value, its limit and whether it passed; and what it adds up to.
import type { Evidence } from "../../shared/contracts/event.ts";
import type { NetworkMagnitude } from "../../shared/seismo/magnitude.ts";
import { type ObservedIntensity, plumDetection } from "../../shared/seismo/plum.ts";
import { median } from "../../shared/seismo/robust.ts";
import { type Assembly, distinctOf } from "./associate.ts";
import type { Settings } from "./config.ts";
import type { Neighbourhood } from "./neighbourhood.ts";
import type { Sweep } from "./sweep.ts";

export interface Case {
  readonly assembly: Assembly;
  readonly magnitude: NetworkMagnitude;
  readonly neighbourhood: Neighbourhood;
  readonly likelihood: number;
  /** How the wave swept over the network. */
  readonly sweep: Sweep;
  /** How strongly each station with a P shook so far, on the ground it stands on. */
  readonly shaken: readonly ObservedIntensity[];
  /** In the wake of a large earthquake nearby, where everything still shakes. */
  readonly isInCoda: boolean;
}

const MOST_MISFIT_S = 1;
const MOST_SCATTER = 0.75;
const LEAST_NEAR_SHARE = 0.6;
const MOST_NEAREST_KM = 200;
/** In the coda of a large earthquake late phases look like a distant one: a new one must lie among the stations. */
const MOST_GAP_IN_CODA_DEG = 250;
/** Three stations confirm where they are at least this share of all active ones within 100 km, and all that should … */
const FEW = { votingShare: 0.5, likelihood: 0.999, snr: 4, magnitude: 3.5, nearShare: 1, share: 0.7 };
/** … and two, where both shake as strongly as PLUM asks of neighbours (Cochran et al., 2019) and are no one building. */
const LEAST_APART_KM = 5;

/** In a fixed order, the number of stations first. */
export function evidenceOf(of: Case, settings: Settings): Evidence[] {
  const { assembly, magnitude, neighbourhood, isInCoda, sweep, likelihood } = of;
  const { arrivals, location } = assembly;
  const ofP = arrivals.filter((arrival) => arrival.phase === "P");
  const stations = distinctOf(ofP, ({ held }) => held.place).length;
  const misfitS = meanOf(arrivals.map((arrival) => Math.abs(arrival.residualS)));
  const misfitLimitS = Math.max(MOST_MISFIT_S, meanOf(arrivals.map((arrival) => arrival.held.pick.uncertaintyS)));
  const scatter = Number.isNaN(magnitude.scatter) ? 0 : magnitude.scatter;
  const nearestKm = Math.min(...ofP.map((arrival) => arrival.distanceKm));
  const { share, nearShare, reached, silent } = neighbourhood;
  const snr = median(ofP.map((arrival) => arrival.held.pick.snr));
  const needed = neededStations({ ...of, stations, snr }, settings);
  return [
    atLeast("stations", stations, needed.count, needed.why),
    atLeast("likelihood", likelihood, settings.confirmedLikelihood, "that the picks are one earthquake, not chance"),
    atMost("misfitS", misfitS, misfitLimitS, "mean residual against the travel times"),
    atLeast("activeShare", share, settings.minShare, `${silent} of ${reached} reached stations are silent`),
    atLeast("nearShare", nearShare, LEAST_NEAR_SHARE, "triggered among those nearer than half of the triggered"),
    atMost("amplitudeScatter", scatter, MOST_SCATTER, "station magnitudes about their median"),
    atLeast("magnitude", magnitude.value, settings.minMagnitude, magnitude.type),
    atMost("nearestKm", nearestKm, MOST_NEAREST_KM, "first station"),
    atMost("atOnceShare", sweep.atOnceShare, sweep.atOnceLimit, "of the active stations triggered in one second"),
    atLeast("spreadS", sweep.spreadS, sweep.spreadLimitS, "a few stations far apart that trigger at once are a pulse"),
    atMost("apparentKmS", sweep.apparentKmS, sweep.apparentLimitKmS, "a plane wave this fast comes from far away"),
    ...(sweep.periodExcess === undefined
      ? []
      : [atMost("periodExcess", sweep.periodExcess, 0, "period for this displacement, as of a distant earthquake")]),
    atMost("azimuthalGapDeg", location.azimuthalGapDeg, 360, "widest angle without a station; to know, not to judge"),
    ...(isInCoda
      ? [atMost("gapInCodaDeg", location.azimuthalGapDeg, MOST_GAP_IN_CODA_DEG, "after a large event")]
      : []),
    atLeast("medianSnr", snr, 0, "of the P picks; it tells in the likelihood"),
  ];
}

/** How many stations confirm here: four; three or two in a sparse network whose every witness agrees. */
function neededStations(
  of: Case & { readonly stations: number; readonly snr: number },
  settings: Settings,
): { readonly count: number; readonly why: string } {
  const { stations, neighbourhood, likelihood, magnitude, shaken, isInCoda } = of;
  const all = { count: settings.confirmedStations, why: "dense clusters count once" };
  const votingShare = stations / Math.max(1, neighbourhood.voters);
  const isAgreed =
    votingShare >= FEW.votingShare &&
    likelihood >= FEW.likelihood &&
    of.snr >= FEW.snr &&
    magnitude.value >= FEW.magnitude &&
    neighbourhood.nearShare >= FEW.nearShare &&
    neighbourhood.share >= FEW.share &&
    !isInCoda;
  if (!isAgreed || stations >= all.count || settings.sparseStations >= all.count) return all;
  const why = `${stations} of ${neighbourhood.voters} active stations around, and no witness against it`;
  if (stations >= settings.sparseStations) return { count: settings.sparseStations, why };
  const strong = of.sweep.acrossKm < LEAST_APART_KM ? undefined : plumDetection(shaken);
  if (strong === undefined) return all;
  const { first, second } = strong;
  return { count: 2, why: `two neighbours shake, intensity ${first.intensity} and ${second.intensity}; ${why}` };
}

/** Rules that a preliminary event need not pass: it says itself that it is not sure. */
const LENIENT = new Set(["stations", "likelihood"]);

export function mayBeShown(evidence: readonly Evidence[], settings: Settings): boolean {
  return (
    measured(evidence, "stations") >= settings.preliminaryStations &&
    measured(evidence, "likelihood") >= settings.preliminaryLikelihood &&
    evidence.every((rule) => rule.passed || LENIENT.has(rule.rule))
  );
}

export function isConfirmed(evidence: readonly Evidence[]): boolean {
  return evidence.every((rule) => rule.passed);
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
