// Posterior over magnitude from terms that each say something of it: as much as, at least, at most (Bayes, as the Virtual
// Seismologist of Cua & Heaton, 2007, does it), one wild station being let go.

export interface MagnitudeTerm {
  /** Magnitude the amplitude speaks for if the rupture is over. */
  readonly value: number;
  readonly sigma: number;
  /**
   * Ruptures larger than this look alike so early, as one of just this size (Trugman et al., 2019): the term bounds them
   * from below only. Infinite where nothing more is to come.
   */
  readonly saturatesAt: number;
  /** "upper": noise or less, so at most this; "lower": clipped, so at least this. */
  readonly bound: "none" | "upper" | "lower";
}

/** Terms that err together by `eventSigma`, which no number of stations takes away. */
export interface TermGroup {
  readonly terms: readonly MagnitudeTerm[];
  readonly eventSigma: number;
}

export interface MagnitudePosterior {
  readonly median: number;
  readonly sigma: number;
  /** 5 and 95 % quantiles. */
  readonly low: number;
  readonly high: number;
  /** Standard deviation by each group alone, all magnitudes being as likely. */
  readonly groupSigmas: readonly number[];
}

const STEP = 0.05;
const CELLS = 191;
/** Student's degrees of freedom: a station four sigmas off weighs little more than a fifth. */
const FREEDOM = 4;
/** Gutenberg & Richter (1944): ten times fewer a magnitude up. */
const B = 1;
const PRIOR = Float64Array.from({ length: CELLS }, (_, cell) => 10 ** (-B * STEP * cell));
/** Factors multiplied before a logarithm is taken: so few that the product stays finite. */
const TERMS_A_LOG = 32;

/** Of upper bounds alone it is the prior below them. */
export function magnitudePosterior(groups: readonly TermGroup[]): MagnitudePosterior {
  const density = PRIOR.slice();
  const likelihoods = groups.map(likelihoodOf);
  for (const likelihood of likelihoods) {
    for (let cell = 0; cell < CELLS; cell += 1) density[cell] = at(density, cell) * at(likelihood, cell);
  }
  const [low, median, high] = [0.05, 0.5, 0.95].map((share) => quantileOf(density, share)) as [number, number, number];
  return { median, sigma: sigmaOf(density), low, high, groupSigmas: likelihoods.map(sigmaOf) };
}

/** At most 1, blurred by what the event's stations have in common; never quite 0. */
function likelihoodOf({ terms, eventSigma }: TermGroup): Float64Array {
  if (terms.length === 0) return new Float64Array(CELLS).fill(1);
  const misfits = terms.map(squaresOf);
  const peak = indexOfLargest(robustOf(misfits));
  const logs = new Float64Array(CELLS);
  // Student's weights at the peak, and Gaussian from there: Student's own tails are so heavy that the prior runs away
  // along them from a single station.
  for (const squares of misfits) {
    const half = (0.5 * (FREEDOM + 1)) / (FREEDOM + at(squares, peak));
    for (let cell = 0; cell < CELLS; cell += 1) logs[cell] = at(logs, cell) - half * at(squares, cell);
  }
  return blurred(likelihoodOfLogs(logs), eventSigma);
}

/** Logarithm of Student's likelihood: where most stations agree, whatever the others say. */
function robustOf(misfits: readonly Float64Array[]): Float64Array {
  const logs = new Float64Array(CELLS);
  const product = new Float64Array(CELLS).fill(1);
  misfits.forEach((squares, index) => {
    for (let cell = 0; cell < CELLS; cell += 1) product[cell] = at(product, cell) * (1 + at(squares, cell) / FREEDOM);
    if ((index + 1) % TERMS_A_LOG !== 0 && index + 1 !== misfits.length) return;
    for (let cell = 0; cell < CELLS; cell += 1) logs[cell] = at(logs, cell) - Math.log(at(product, cell));
    product.fill(1);
  });
  return logs;
}

/** Magnitudes by which a term is too large (positive) or too small for an earthquake of this magnitude; 0 where it allows it. */
export function misfitOf({ value, saturatesAt, bound }: Omit<MagnitudeTerm, "sigma">, magnitude: number): number {
  if (value > magnitude) return bound === "upper" ? 0 : value - magnitude;
  return bound === "lower" ? 0 : Math.min(0, value - Math.min(magnitude, saturatesAt));
}

/** Squared misfit in sigmas, magnitude by magnitude. */
function squaresOf(term: MagnitudeTerm): Float64Array {
  const squares = new Float64Array(CELLS);
  for (let cell = 0; cell < CELLS; cell += 1) {
    const misfit = misfitOf(term, cell * STEP) / term.sigma;
    squares[cell] = misfit * misfit;
  }
  return squares;
}

function indexOfLargest(values: Float64Array): number {
  let best = 0;
  for (let cell = 1; cell < CELLS; cell += 1) if (at(values, cell) > at(values, best)) best = cell;
  return best;
}

/** Scaled so that the largest is 1. */
function likelihoodOfLogs(logs: Float64Array): Float64Array {
  const most = at(logs, indexOfLargest(logs));
  for (let cell = 0; cell < CELLS; cell += 1) logs[cell] = Math.exp(at(logs, cell) - most);
  return logs;
}

function blurred(values: Float64Array, sigma: number): Float64Array {
  const reach = Math.ceil((3 * sigma) / STEP);
  const kernel = Float64Array.from({ length: 2 * reach + 1 }, (_, i) =>
    Math.exp(-0.5 * (((i - reach) * STEP) / sigma) ** 2),
  );
  const result = new Float64Array(CELLS);
  for (let cell = 0; cell < CELLS; cell += 1) {
    let sum = 0;
    let weight = 0;
    const last = Math.min(CELLS - 1, cell + reach);
    for (let from = Math.max(0, cell - reach); from <= last; from += 1) {
      const share = at(kernel, from - cell + reach);
      sum += share * at(values, from);
      weight += share;
    }
    result[cell] = Math.max(1e-100, sum / weight);
  }
  return result;
}

function sigmaOf(density: Float64Array): number {
  let total = 0;
  let first = 0;
  let second = 0;
  for (let cell = 0; cell < CELLS; cell += 1) {
    const own = at(density, cell);
    total += own;
    first += own * cell;
    second += own * cell * cell;
  }
  return STEP * Math.sqrt(Math.max(0, second / total - (first / total) ** 2));
}

/** Magnitude below which this share of the density lies, each cell's being spread over its width. */
function quantileOf(density: Float64Array, share: number): number {
  let total = 0;
  for (let cell = 0; cell < CELLS; cell += 1) total += at(density, cell);
  const wanted = share * total;
  let below = 0;
  for (let cell = 0; cell < CELLS; cell += 1) {
    const own = at(density, cell);
    if (below + own >= wanted) return Math.max(0, STEP * (cell - 0.5 + (wanted - below) / own));
    below += own;
  }
  return STEP * (CELLS - 1);
}

function at(values: Float64Array, cell: number): number {
  return values[cell] as number;
}
