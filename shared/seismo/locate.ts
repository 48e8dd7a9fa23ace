// Location on a grid: EDT likelihood (Font et al., 2004; Lomax, 2005) to search, Student's t to refine, and stations that
// have not heard it yet as evidence of where it is not (Horiuchi et al., 2005; Satriano et al., 2008).
import { type AmplitudeDecay, amplitudeScorer } from "./amplitudeDecay.ts";
import { edtScorer } from "./edt.ts";
import { type FlatMap, type FlatPoint, flatMapAround } from "./flatMap.ts";
import { azimuthDeg, distanceKm, type Place } from "./geodesy.ts";
import { type GridNode, gridPosterior, type Posterior } from "./posterior.ts";
import { huberMean, weightedMedian } from "./robust.ts";
import { Silence, type SilentStation } from "./silence.ts";
import { type Phase, readRow, travelTimeRow, travelTimeS } from "./travelTime.ts";

export interface TimedArrival {
  readonly place: Place;
  readonly phase: Phase;
  readonly timeMs: number;
  /** Of the pick and of the model together, one sigma. */
  readonly uncertaintyS: number;
  /** What its amplitude says about magnitude and distance, if anything. */
  readonly decay?: AmplitudeDecay | undefined;
}

export interface Location {
  readonly place: Place;
  readonly depthKm: number;
  readonly timeMs: number;
  readonly timeUncertaintyS: number;
  /** Root mean square of the semi-axes of the horizontal posterior, one sigma. */
  readonly horizontalUncertaintyKm: number;
  readonly depthUncertaintyKm: number;
  /** East-east, east-north, north-north. */
  readonly covarianceKm2: readonly [number, number, number];
  readonly azimuthalGapDeg: number;
  readonly rmsS: number;
  /** Observed minus predicted, in the order of the arrivals. */
  readonly residualsS: readonly number[];
  /** Log-likelihood of the best node: timing, silence, amplitudes, priors. To compare sets of arrivals of one size. */
  readonly score: number;
}

export interface LocateOptions {
  /** Stations that have not heard it. */
  readonly silent?: readonly SilentStation[];
  /** Where it was said to be: of two hills nearly as high the one at hand is kept. */
  readonly told?: Place;
}

/** Half-width and step of the first grid, which is centred on the earliest station. */
const SEARCH_KM = 300;
const SEARCH_STEP_KM = 15;
/** A node stands for its cell: its half width at 8 km/s, as an error of time. */
const CELL_S_PER_KM = 0.06;
const SEARCH_DEPTHS_KM = [12];
/** The search reads the earliest arrivals only: it has to find the valley, not its bottom. */
const SEARCH_ARRIVALS = 12;
const DEPTHS_KM = [2, 5, 8, 12, 18, 26, 36, 50, 75, 110];
/** Then twice finer: how many sigmas of what is known the next grid covers, in how many cells, at least how far, how deep. */
const REFINEMENTS = [
  { sigmas: 2.5, cells: 10, leastKm: 30, depthsKm: [5, 12, 26, 50, 110] },
  { sigmas: 3, cells: 7, leastKm: 3, depthsKm: DEPTHS_KM },
] as const;
/** By how much (natural log) another hill must be higher before a place that was told is left for it. */
const STAY = 2;
/** A second hill is searched this far about its top. */
const HILL_KM = 25;
/** Student's degrees of freedom: how gently a wild residual is let go. */
const FREEDOM = 4;
/** An arrival this far off pulls the origin time no harder than at that distance. */
const TIME_LIMIT_S = 0.5;
/** How far the first station may lie from the epicentre before that speaks against it. */
const REACH_KM = 150;
const NO_ROW = new Float32Array(2);

/** Arrivals as columns of numbers on a flat map, times in seconds after the first. */
interface Columns {
  readonly east: Float64Array;
  readonly north: Float64Array;
  readonly timeS: Float64Array;
  readonly sigmaS: Float64Array;
  readonly phases: readonly Phase[];
  readonly isS: Uint8Array;
  readonly decays: readonly (AmplitudeDecay | undefined)[];
}

/**
 * @param arrivals at least one: three stations fix a place where nothing contradicts, two a strip, one the region nearer to it
 * than to the stations that are silent.
 */
export function locate(arrivals: readonly TimedArrival[], { silent = [], told }: LocateOptions = {}): Location {
  const sorted = [...arrivals].sort((a, b) => a.timeMs - b.timeMs);
  const first = sorted[0];
  if (first === undefined) throw new Error("locate: no arrivals, want at least one");
  const map = flatMapAround(first.place);
  const columns = columnsOf(sorted, map, first.timeMs);
  const silence = new Silence(silent, map, first.timeMs);
  const found = search(columns, silence);
  const posterior = climb(columns, silence, { found, told: told && map.pointOf(told) });
  return describe(arrivals, posterior, { map, startMs: first.timeMs });
}

function columnsOf(arrivals: readonly TimedArrival[], map: FlatMap, startMs: number): Columns {
  const points = arrivals.map((arrival) => map.pointOf(arrival.place));
  return {
    east: Float64Array.from(points, (point) => point.eastKm),
    north: Float64Array.from(points, (point) => point.northKm),
    timeS: Float64Array.from(arrivals, (arrival) => (arrival.timeMs - startMs) / 1000),
    sigmaS: Float64Array.from(arrivals, (arrival) => arrival.uncertaintyS),
    phases: arrivals.map((arrival) => arrival.phase),
    isS: Uint8Array.from(arrivals, (arrival) => (arrival.phase === "S" ? 1 : 0)),
    decays: arrivals.map((arrival) => arrival.decay),
  };
}

/** From the search's hill, and from another one nearly as high if there is one, to the top of the higher. */
function climb(
  columns: Columns,
  silence: Silence,
  { found, told }: { readonly found: Posterior; readonly told: FlatPoint | undefined },
): Posterior {
  const [coarse, fine] = REFINEMENTS;
  const awayKm = ({ best }: Posterior) =>
    told === undefined ? 0 : Math.hypot(best.eastKm - told.eastKm, best.northKm - told.northKm);
  const first = refine(columns, silence, { ...coarse, start: found });
  const { otherHill: top } = found;
  if (top === undefined) return refine(columns, silence, { ...fine, start: first });
  const around = { ...found, best: top, mean: top, horizontalKm: HILL_KM };
  const second = refine(columns, silence, { ...coarse, start: around });
  const stays = awayKm(second) < awayKm(first) ? -STAY : awayKm(second) > awayKm(first) ? STAY : 0;
  const [higher, lower] = second.bestScore > first.bestScore + stays ? [second, first] : [first, second];
  const refined = refine(columns, silence, { ...fine, start: higher });
  // The lower hill remains possible: half the way between them, by how likely it is, is not known.
  const odds = Math.min(1, Math.exp(lower.bestScore - higher.bestScore));
  const apartKm = Math.hypot(higher.best.eastKm - lower.best.eastKm, higher.best.northKm - lower.best.northKm);
  const doubtKm = apartKm * Math.sqrt(odds) * (1 / (1 + odds));
  return { ...refined, horizontalKm: Math.hypot(refined.horizontalKm, doubtKm / Math.SQRT2) };
}

/** Distances of all arrivals from the place on trial, and what needs no depth: amplitudes, reach, which silent stations are near. */
class Trial {
  readonly kms: Float64Array;
  /** What amplitudes and the nearest station's distance say of the place. */
  placeScore = 0;
  readonly #columns: Columns;
  readonly #amplitude: (kms: Float64Array) => number;
  #eastKm = 0;
  #northKm = 0;
  #farKm = 0;

  constructor(columns: Columns, count: number) {
    this.kms = new Float64Array(count);
    this.#columns = columns;
    this.#amplitude = amplitudeScorer(columns.decays.slice(0, count));
  }

  /** @returns `placeScore`: times and silence only take from it. */
  moveTo(eastKm: number, northKm: number): number {
    const { east, north } = this.#columns;
    const { kms } = this;
    let nearKm = Number.POSITIVE_INFINITY;
    let farKm = 0;
    for (let i = 0; i < kms.length; i += 1) {
      const x = eastKm - (east[i] ?? 0);
      const y = northKm - (north[i] ?? 0);
      const km = Math.sqrt(x * x + y * y);
      kms[i] = km;
      if (km < nearKm) nearKm = km;
      if (km > farKm) farKm = km;
    }
    this.#eastKm = eastKm;
    this.#northKm = northKm;
    this.#farKm = farKm;
    this.placeScore = this.#amplitude(kms) + reachScore(nearKm);
    return this.placeScore;
  }

  /** Lets the silent stations see the place as well. */
  show(silence: Silence): void {
    silence.moveTo(this.#eastKm, this.#northKm, this.#farKm);
  }
}

/** The whole region, one depth, the earliest arrivals. */
function search(columns: Columns, silence: Silence): Posterior {
  const { timeS, sigmaS, isS } = columns;
  const depthKm = SEARCH_DEPTHS_KM[0] ?? 0;
  const [pRow, sRow] = [travelTimeRow("P", depthKm), travelTimeRow("S", depthKm)];
  const count = Math.min(SEARCH_ARRIVALS, timeS.length);
  const cellS = CELL_S_PER_KM * SEARCH_STEP_KM;
  const edt = edtScorer([...sigmaS.subarray(0, count)].map((sigma) => Math.hypot(sigma, cellS)));
  const origins = new Float64Array(count);
  const trial = new Trial(columns, count);
  const grid = { eastKm: 0, northKm: 0, halfKm: SEARCH_KM, stepKm: SEARCH_STEP_KM, depthsKm: SEARCH_DEPTHS_KM };
  return gridPosterior(grid, {
    timeS: 0,
    moveTo: (eastKm, northKm) => trial.moveTo(eastKm, northKm),
    scoreAt() {
      const { kms } = trial;
      trial.show(silence);
      for (let i = 0; i < origins.length; i += 1) {
        origins[i] = (timeS[i] ?? 0) - readRow(isS[i] === 1 ? sRow : pRow, kms[i] ?? 0);
      }
      const agreement = edt(origins);
      sort(origins);
      this.timeS = origins[origins.length >> 1] ?? 0;
      return agreement + silence.scoreAt(this.timeS, pRow) + trial.placeScore;
    },
  });
}

/** By insertion: of a dozen numbers that takes a tenth of what the built-in sort does. */
function sort(values: Float64Array): void {
  for (let i = 1; i < values.length; i += 1) {
    const value = values[i] ?? 0;
    let at = i;
    for (; at > 0 && (values[at - 1] ?? 0) > value; at -= 1) values[at] = values[at - 1] ?? 0;
    values[at] = value;
  }
}

interface Refinement {
  readonly start: Posterior;
  readonly sigmas: number;
  readonly cells: number;
  readonly leastKm: number;
  readonly depthsKm: readonly number[];
}

/** A finer grid over what the last one left open, all arrivals. */
function refine(columns: Columns, silence: Silence, of: Refinement): Posterior {
  const { start, sigmas, cells, leastKm, depthsKm } = of;
  const { timeS, isS } = columns;
  const precision = columns.sigmaS.map((sigma) => 1 / sigma);
  const trust = trustOf(columns, start);
  const trustSum = trust.reduce((sum, weight) => sum + weight, 0);
  const pRows = depthsKm.map((depthKm) => travelTimeRow("P", depthKm));
  const sRows = depthsKm.map((depthKm) => travelTimeRow("S", depthKm));
  const depthScores = depthsKm.map(depthScore);
  const origins = new Float64Array(timeS.length);
  const trial = new Trial(columns, timeS.length);
  const halfKm = Math.min(SEARCH_KM / 2, Math.max(leastKm, sigmas * start.horizontalKm));
  const grid = { ...centreOf(start), halfKm, stepKm: halfKm / cells, depthsKm };
  return gridPosterior(grid, {
    timeS: 0,
    moveTo: (eastKm, northKm) => trial.moveTo(eastKm, northKm),
    scoreAt(depthAt) {
      const { kms } = trial;
      if (depthAt === 0) trial.show(silence);
      const [pRow, sRow] = [pRows[depthAt] ?? NO_ROW, sRows[depthAt] ?? NO_ROW];
      let origin = 0;
      for (let i = 0; i < origins.length; i += 1) {
        const originS = (timeS[i] ?? 0) - readRow(isS[i] === 1 ? sRow : pRow, kms[i] ?? 0);
        origins[i] = originS;
        origin += originS * (trust[i] ?? 0);
      }
      this.timeS = origin / trustSum;
      const quiet = silence.scoreAt(this.timeS, pRow);
      const misfit = studentScore(origins, this.timeS, precision);
      return misfit + quiet + trial.placeScore + (depthScores[depthAt] ?? 0);
    },
  });
}

/** Log-likelihood of residuals that are mostly small and seldom wild; one logarithm for all of them together. */
function studentScore(originsS: Float64Array, centreS: number, precision: Float64Array): number {
  let product = 1;
  let logarithms = 0;
  for (let i = 0; i < originsS.length; i += 1) {
    const z = ((originsS[i] ?? 0) - centreS) * (precision[i] ?? 1);
    product *= 1 + (z * z) / FREEDOM;
    if (product > 1e200) {
      logarithms += Math.log(product);
      product = 1;
    }
  }
  return (-(FREEDOM + 1) / 2) * (logarithms + Math.log(product));
}

/** How much each arrival says about the origin time: less the worse it fits what is known so far. */
function trustOf({ east, north, timeS, sigmaS, phases }: Columns, start: Posterior): Float64Array {
  const { eastKm, northKm, depthKm } = start.best;
  const cellS = CELL_S_PER_KM * start.stepKm;
  const origins = phases.map((phase, i) => {
    const km = Math.hypot(eastKm - (east[i] ?? 0), northKm - (north[i] ?? 0));
    return (timeS[i] ?? 0) - travelTimeS(phase, km, depthKm);
  });
  const sigmas = origins.map((_, i) => Math.hypot(sigmaS[i] ?? 1, cellS));
  const centre = weightedMedian(
    origins,
    sigmas.map((sigma) => 1 / sigma),
  );
  return Float64Array.from(origins, (origin, i) => {
    const sigma = sigmas[i] ?? 1;
    return (FREEDOM + 1) / (FREEDOM + ((origin - centre) / sigma) ** 2) / (sigma * sigma);
  });
}

/** The mean where the posterior is one hill, its top where the mean lies in a valley between two. */
function centreOf({ best, mean, isOneHill }: Posterior): GridNode {
  return isOneHill ? mean : best;
}

function reachScore(nearKm: number): number {
  return -0.5 * (nearKm / REACH_KM) ** 2;
}

/** Most earthquakes are shallow: log-normal about 12 km. */
function depthScore(depthKm: number): number {
  return -0.5 * (Math.log(depthKm / 12) / 0.8) ** 2;
}

function describe(
  arrivals: readonly TimedArrival[],
  posterior: Posterior,
  { map, startMs }: { map: FlatMap; startMs: number },
): Location {
  const node = centreOf(posterior);
  const place = map.placeOf(node);
  const origins = arrivals.map(
    (arrival) => arrival.timeMs - 1000 * travelTimeS(arrival.phase, distanceKm(place, arrival.place), node.depthKm),
  );
  const weights = arrivals.map((arrival) => 1 / arrival.uncertaintyS ** 2);
  // Of the arrivals about this very place: the posterior's mean time is that of places all around.
  const sinceS = origins.map((origin) => (origin - startMs) / 1000);
  const timeMs = startMs + 1000 * huberMean(sinceS, weights, TIME_LIMIT_S);
  const residualsS = origins.map((origin) => (origin - timeMs) / 1000);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const squares = residualsS.reduce((sum, residual, i) => sum + (weights[i] ?? 0) * residual * residual, 0);
  return {
    place,
    depthKm: node.depthKm,
    timeMs,
    timeUncertaintyS: Math.hypot(posterior.timeSigmaS, 1 / Math.sqrt(total)),
    horizontalUncertaintyKm: posterior.horizontalKm,
    depthUncertaintyKm: posterior.depthSigmaKm,
    covarianceKm2: posterior.covarianceKm2,
    azimuthalGapDeg: azimuthalGapDeg(arrivals.map((arrival) => azimuthDeg(place, arrival.place))),
    rmsS: Math.sqrt(squares / total),
    residualsS,
    score: posterior.bestScore,
  };
}

/** The widest angle without a station; 360 for one. */
export function azimuthalGapDeg(azimuthsDeg: readonly number[]): number {
  const sorted = [...azimuthsDeg].sort((a, b) => a - b);
  return sorted.reduce((widest, azimuth, i) => {
    const next = sorted[i + 1] ?? (sorted[0] ?? 0) + 360;
    return Math.max(widest, next - azimuth);
  }, 0);
}
