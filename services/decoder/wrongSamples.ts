// Single wrong samples among right ones: found by how the samples after them go on, repaired by a straight line.

/** Leaps that must be usual again after a wrong sample. */
const CALM_LEAPS = 3;
/** As many neighbours may be wrong together; more are a block. */
export const WIDEST = 2;

/**
 * How many samples from `i` on are wrong: 1 or 2 that leave the level `last` and come back to it at once for good, 0
 * for none, undefined when what follows is not known yet.
 */
export function wrongSamples(
  samples: Float64Array,
  i: number,
  { last, usual }: { readonly last: number; readonly usual: number },
): number | undefined {
  for (let width = 1; width <= WIDEST; width += 1) {
    let before = last;
    let k = 0;
    for (; k <= CALM_LEAPS; k += 1) {
      const value = samples[i + width + k];
      if (value === undefined) return undefined;
      if (Math.abs(value - before) > usual) break;
      before = value;
    }
    if (k > CALM_LEAPS) return width;
  }
  return 0;
}

export function repair(
  samples: Float64Array,
  { from, width, last }: { from: number; width: number; last: number },
): void {
  const back = samples[from + width] as number;
  for (let k = 0; k < width; k += 1) samples[from + k] = last + ((back - last) * (k + 1)) / (width + 1);
}

export function joined(a: Float64Array, b: Float64Array): Float64Array {
  const both = new Float64Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
