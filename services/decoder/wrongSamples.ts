// Single wrong samples among right ones: found by how the samples after them go on, repaired by a straight line.

/** Leaps that must be usual again after a wrong sample. */
const CALM_LEAPS = 3;
/** As many neighbours may be wrong together; more are a block. */
export const WIDEST = 2;

/** Wrong ones that follow one another before it is usual again for good; more are noise. */
const MOST_IN_A_ROW = 3;

interface Around {
  /** The level before. */
  readonly last: number;
  /** As far as leaps usually go. */
  readonly usual: number;
}

/**
 * How many samples from `i` on are wrong: 1 or 2 that leave the level `last` and come back to it at once and for good, but
 * for a few of their kind that follow; 0 for none, undefined when what follows is not known yet.
 */
export function wrongSamples(
  samples: Float64Array,
  i: number,
  { last, usual }: Around,
  most = MOST_IN_A_ROW,
): number | undefined {
  for (let width = 1; width <= WIDEST; width += 1) {
    const isBack = isCalm(samples, i + width, { last, usual }, most - 1);
    if (isBack === undefined) return undefined;
    if (isBack) return width;
  }
  return 0;
}

function isCalm(samples: Float64Array, from: number, { last, usual }: Around, most: number): boolean | undefined {
  let before = last;
  for (let k = 0; k <= CALM_LEAPS; k += 1) {
    const value = samples[from + k];
    if (value === undefined) return undefined;
    if (Math.abs(value - before) > usual) {
      if (k === 0 || most === 0) return false;
      const width = wrongSamples(samples, from + k, { last: before, usual }, most);
      return width === undefined ? undefined : width > 0;
    }
    before = value;
  }
  return true;
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
