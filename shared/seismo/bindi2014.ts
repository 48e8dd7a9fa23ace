// Peak ground motion in Europe and the Middle East from magnitude, hypocentral distance and site (Bindi et al., 2014),
// unspecified fault.

interface Coefficients {
  readonly path: Record<"e1" | "c1" | "c2" | "c3" | "hKm", number>;
  readonly source: Record<"b1" | "b2" | "b3", number>;
  readonly gamma: number;
  readonly sigma: number;
}

/** Of log10 PGA in cm/s². */
const PGA: Coefficients = {
  path: { e1: 4.27391, c1: -1.57821, c2: 0.108218, c3: 9.64e-5, hKm: 4.82743 },
  source: { b1: 0.217109, b2: -0.0682563, b3: 0.352976 },
  gamma: -0.293242,
  sigma: 0.325981,
};

/** Of log10 PGV in cm/s. */
const PGV: Coefficients = {
  path: { e1: 3.24249, c1: -1.57556, c2: 0.0791774, c3: 0, hKm: 4.38918 },
  source: { b1: 0.472433, b2: -0.0725484, b3: 0.436952 },
  gamma: -0.508833,
  sigma: 0.352744,
};

/** One sigma of log10 PGA and log10 PGV about `bindi2014`. */
export const BINDI2014_SIGMA = { logPga: PGA.sigma, logPgv: PGV.sigma };

export interface Shaken {
  readonly magnitude: number;
  readonly hypocentralKm: number;
  /** 800 for the reference rock. */
  readonly vs30Mps: number;
}

/** log10 of the median, in cm/s² or cm/s. */
function logMedian({ path, source, gamma }: Coefficients, { magnitude, hypocentralKm, vs30Mps }: Shaken): number {
  const { e1, c1, c2, c3, hKm } = path;
  const { b1, b2, b3 } = source;
  const distanceKm = Math.hypot(hypocentralKm, hKm);
  const ofPath = e1 + (c1 + c2 * (magnitude - 5.5)) * Math.log10(distanceKm) - c3 * (distanceKm - 1);
  const above = magnitude - 6.75;
  const ofSource = above <= 0 ? b1 * above + b2 * above * above : b3 * above;
  return ofPath + ofSource + gamma * Math.log10(vs30Mps / 800);
}

/** Medians. */
export function bindi2014(of: Shaken): { readonly pgaMps2: number; readonly pgvMps: number } {
  return { pgaMps2: 10 ** logMedian(PGA, of) / 100, pgvMps: bindi2014PgvMps(of) };
}

/** Median PGV alone, geometric mean of the horizontals. */
export function bindi2014PgvMps(of: Shaken): number {
  return 10 ** logMedian(PGV, of) / 100;
}
