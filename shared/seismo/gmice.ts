// Intensity from ground motion and back (Worden et al., 2012): MMI of PGA and PGV, larger horizontal.

interface Line {
  readonly intercept: number;
  readonly slope: number;
}

interface Conversion {
  /** Below intensity 2, up to the kink, above it; and the logarithms (cgs) where they meet. */
  readonly faint: Line;
  readonly weak: Line;
  readonly strong: Line;
  readonly faintBelow: number;
  readonly strongFrom: number;
  /** Intensity at the kink. */
  readonly kink: number;
  /** Of what distance and magnitude still explain. */
  readonly residual: { readonly intercept: number; readonly logKm: number; readonly magnitude: number };
}

/** Of PGA in cm/s². */
const PGA: Conversion = {
  faint: { intercept: 1.71, slope: 2.08 },
  weak: { intercept: 1.78, slope: 1.55 },
  strong: { intercept: -1.6, slope: 3.7 },
  faintBelow: 0.14,
  strongFrom: 1.57,
  kink: 4.22,
  residual: { intercept: -0.91, logKm: 1.02, magnitude: -0.17 },
};

/** Of PGV in cm/s. */
const PGV: Conversion = {
  faint: { intercept: 4.62, slope: 2.17 },
  weak: { intercept: 3.78, slope: 1.47 },
  strong: { intercept: 2.89, slope: 3.16 },
  faintBelow: -1.21,
  strongFrom: 0.53,
  kink: 4.56,
  residual: { intercept: 0.9, logKm: 0, magnitude: -0.18 },
};

/** One sigma of the intensity of a known motion, and of log10 of the motion of a known intensity. */
export const GMICE_SIGMA = {
  intensityOfPga: 0.66,
  intensityOfPgv: 0.63,
  logPgaOfIntensity: 0.35,
  logPgvOfIntensity: 0.38,
} as const;

/** Whose magnitude and distance are known; they count between M 3 and 7.3 and between 10 and 300 km. */
export interface Source {
  readonly magnitude: number;
  readonly distanceKm: number;
}

/** Not clamped. With `source`, freed of what distance and magnitude explain. */
export function intensityOfPga(pgaMps2: number, source?: Source): number {
  return intensityOf(PGA, pgaMps2 * 100, source);
}

/** Not clamped. With `source`, freed of what magnitude explains. */
export function intensityOfPgv(pgvMps: number, source?: Source): number {
  return intensityOf(PGV, pgvMps * 100, source);
}

export function pgaMps2OfIntensity(intensity: number): number {
  return motionOf(PGA, intensity) / 100;
}

export function pgvMpsOfIntensity(intensity: number): number {
  return motionOf(PGV, intensity) / 100;
}

/** Intensity on the scale 1 to 10: the mean of what acceleration and velocity say, or the one that is there. */
export function intensityOfMotion(motion: { readonly pgaMps2?: number; readonly pgvMps?: number }): number {
  const parts: number[] = [];
  if (motion.pgaMps2 !== undefined && motion.pgaMps2 > 0) parts.push(intensityOfPga(motion.pgaMps2));
  if (motion.pgvMps !== undefined && motion.pgvMps > 0) parts.push(intensityOfPgv(motion.pgvMps));
  if (parts.length === 0) return 1;
  const mean = parts.reduce((sum, part) => sum + part, 0) / parts.length;
  return Math.min(10, Math.max(1, mean));
}

function intensityOf(of: Conversion, motionCgs: number, source: Source | undefined): number {
  const log = Math.log10(motionCgs);
  const { intercept, slope } = log < of.faintBelow ? of.faint : log < of.strongFrom ? of.weak : of.strong;
  return intercept + slope * log + (source === undefined ? 0 : residualOf(of, source));
}

function residualOf({ residual }: Conversion, source: Source): number {
  const logKm = Math.log10(Math.min(300, Math.max(10, source.distanceKm)));
  const magnitude = Math.min(7.3, Math.max(3, source.magnitude));
  return residual.intercept + residual.logKm * logKm + residual.magnitude * magnitude;
}

function motionOf(of: Conversion, intensity: number): number {
  const { intercept, slope } = intensity < 2 ? of.faint : intensity < of.kink ? of.weak : of.strong;
  return 10 ** ((intensity - intercept) / slope);
}
