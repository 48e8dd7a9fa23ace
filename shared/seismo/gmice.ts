// Intensity from ground motion (Worden et al., 2012, without the optional magnitude and distance terms): MMI of PGA
// and PGV.

/** Modified Mercalli intensity of a peak acceleration, larger horizontal; not clamped. */
function intensityOfPga(pgaMps2: number): number {
  const y = Math.log10(pgaMps2 * 100);
  if (y < 0.14) return 1.71 + 2.08 * y;
  return y < 1.57 ? 1.78 + 1.55 * y : -1.6 + 3.7 * y;
}

/** Modified Mercalli intensity of a peak velocity, larger horizontal; not clamped. */
function intensityOfPgv(pgvMps: number): number {
  const y = Math.log10(pgvMps * 100);
  if (y < -1.21) return 4.62 + 2.17 * y;
  return y < 0.53 ? 3.78 + 1.47 * y : 2.89 + 3.16 * y;
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
