// Seconds after the origin along a line: the first ones wide, later ones narrower, since it is the first ones that count.

export interface TimeScale {
  xOf(afterOriginS: number): number;
  readonly ticksS: readonly number[];
}

const TICKS_S = [0, 1, 2, 5, 10, 20, 30, 60, 120, 180, 300, 600, 1200, 1800, 3600];

/** By the square root; what was before the origin stands at it. */
export function timeScale(lastS: number, { from, to }: { readonly from: number; readonly to: number }): TimeScale {
  const endS = Math.max(5, lastS);
  const xOf = (seconds: number) => from + (to - from) * Math.sqrt(Math.min(1, Math.max(0, seconds) / endS));
  const ticksS: number[] = [];
  for (const seconds of TICKS_S) {
    const last = ticksS.at(-1);
    if (seconds <= endS && (last === undefined || xOf(seconds) - xOf(last) >= 26)) ticksS.push(seconds);
  }
  return { xOf, ticksS };
}
