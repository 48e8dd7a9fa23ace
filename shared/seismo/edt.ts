// Equal differential time (Font et al., 2004; NonLinLoc): how many pairs of arrivals agree on their difference in time.

/** exp(−q/2) read from a table: the search evaluates it some hundred thousand times. */
const STEPS_PER_UNIT = 64;
const KERNEL = Float64Array.from({ length: 32 * STEPS_PER_UNIT + 1 }, (_, i) => Math.exp(-i / STEPS_PER_UNIT / 2));
/** Keeps the logarithm finite where no pair agrees. */
const FLOOR = 1e-4;

/**
 * Scores N origin times, one an arrival (its time minus its travel time from the node): N·ln of the weighted mean of
 * exp(−½ (difference/σ)²) over all pairs. One wrong arrival spoils its own pairs only.
 */
export function edtScorer(sigmasS: readonly number[]): (originsS: Float64Array) => number {
  const count = sigmasS.length;
  // One arrival agrees with itself wherever it came from.
  if (count < 2) return () => 0;
  const inverse = new Float64Array(count * count);
  let total = 0;
  for (let a = 0; a < count; a += 1) {
    for (let b = 0; b < a; b += 1) {
      const variance = (sigmasS[a] ?? 1) ** 2 + (sigmasS[b] ?? 1) ** 2;
      inverse[a * count + b] = 1 / variance;
      total += 1 / Math.sqrt(variance);
    }
  }
  const roots = inverse.map(Math.sqrt);
  return (originsS) => {
    let sum = 0;
    for (let a = 1; a < count; a += 1) {
      const origin = originsS[a] ?? 0;
      for (let b = 0; b < a; b += 1) {
        const at = a * count + b;
        const difference = origin - (originsS[b] ?? 0);
        const q = difference * difference * (inverse[at] ?? 0) * STEPS_PER_UNIT;
        if (q < KERNEL.length) sum += (roots[at] ?? 0) * (KERNEL[q | 0] ?? 0);
      }
    }
    return count * Math.log(sum / total + FLOOR);
  };
}
