// Onset by the Akaike information criterion of two noise models (Maeda, 1985): where the variance changes most.

/** Energy below which a silent stretch counts as this loud, relative to the whole: the logarithm needs a floor. */
const FLOOR = 1e-10;

export interface Onset {
  /** First sample of the later, louder part. */
  readonly index: number;
  /** How much deeper the minimum lies than the shallower edge, per sample: 0 is no onset at all. */
  readonly depth: number;
}

/**
 * AIC(k) = k·log var(x[0..k)) + (n−k)·log var(x[k..n)), O(n) by running sums.
 * Undefined for fewer than 8 samples, silence, or a signal that only dies away.
 */
export function aicOnset(samples: Float64Array): Onset | undefined {
  const n = samples.length;
  if (n < 8) return undefined;
  let total = 0;
  let totalSquares = 0;
  for (let i = 0; i < n; i += 1) {
    const x = samples[i] as number;
    total += x;
    totalSquares += x * x;
  }
  const floor = (FLOOR * totalSquares) / n;
  if (!(floor > 0)) return undefined;
  const logVariance = (sum: number, squares: number, count: number) =>
    Math.log(Math.max(squares / count - (sum / count) ** 2, floor));
  const edge = 3;
  let sum = 0;
  let squares = 0;
  let best = { index: -1, value: Number.POSITIVE_INFINITY, louder: false };
  let first = 0;
  let last = 0;
  for (let k = 1; k <= n - edge; k += 1) {
    const x = samples[k - 1] as number;
    sum += x;
    squares += x * x;
    if (k < edge) continue;
    const before = logVariance(sum, squares, k);
    const after = logVariance(total - sum, totalSquares - squares, n - k);
    const value = k * before + (n - k) * after;
    if (k === edge) first = value;
    last = value;
    if (value < best.value) best = { index: k, value, louder: after > before };
  }
  if (!best.louder) return undefined;
  return { index: best.index, depth: (Math.min(first, last) - best.value) / n };
}
