// Averages that one wild value cannot drag along: the median and Huber's weighted mean (Huber, 1964).

/** NaN for no values. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

/** Value that half of the total weight lies below. NaN for no values. */
export function weightedMedian(values: readonly number[], weights: readonly number[]): number {
  const order = values.map((_, i) => i).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  const half = weights.reduce((sum, weight) => sum + weight, 0) / 2;
  let below = 0;
  for (const i of order) {
    below += weights[i] ?? 0;
    if (below >= half) return values[i] ?? Number.NaN;
  }
  return Number.NaN;
}

/** Of Gaussian values: their standard deviation over the median of their absolute deviations. */
export const MAD_TO_DEVIATION = 1.4826;

/** Spread about the median that equals the standard deviation where the values are Gaussian. */
export function robustDeviation(values: readonly number[]): number {
  const centre = median(values);
  return MAD_TO_DEVIATION * median(values.map((value) => Math.abs(value - centre)));
}

/** Weighted mean in which what lies more than `limit` from the centre pulls no harder than at `limit`. */
export function huberMean(values: readonly number[], weights: readonly number[], limit: number): number {
  let centre = weightedMedian(values, weights);
  for (let i = 0; i < 5; i += 1) {
    let [sum, total] = [0, 0];
    values.forEach((value, at) => {
      const off = Math.abs(value - centre);
      const weight = (weights[at] ?? 0) * (off <= limit ? 1 : limit / off);
      sum += weight * value;
      total += weight;
    });
    if (total > 0) centre = sum / total;
  }
  return centre;
}
