// Round numbers along an axis: steps of 1, 2 or 5 times a power of ten, of time in seconds and minutes.

const TIME_STEPS_MS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600].map((seconds) => 1000 * seconds);

/** The smallest round step of which no more than `most` fit. */
export function roundStep(span: number, most: number): number {
  const least = span / most;
  const power = 10 ** Math.floor(Math.log10(least));
  return ([1, 2, 5].find((step) => step * power >= least * 0.999) ?? 10) * power;
}

export function timeStepMs(spanMs: number, most: number): number {
  return TIME_STEPS_MS.find((step) => step >= spanMs / most) ?? 600_000;
}

/** All multiples of `step` from `from` to `to`. */
export function ticksBetween(from: number, to: number, step: number): readonly number[] {
  const first = Math.ceil(from / step);
  const count = Math.max(0, Math.floor(to / step) - first + 1);
  return Array.from({ length: count }, (_, i) => (first + i) * step);
}
