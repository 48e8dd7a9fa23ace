// From values to pixels and back, and where an axis has its marks.
export interface Scale {
  readonly from: number;
  readonly to: number;
  /** Pixels. */
  at(value: number): number;
  valueAt(px: number): number;
}

export interface Range {
  readonly startPx: number;
  readonly endPx: number;
}

export function linearScale(from: number, to: number, { startPx, endPx }: Range): Scale {
  const span = to - from || 1;
  return {
    ...{ from, to },
    at: (value) => startPx + ((value - from) / span) * (endPx - startPx),
    valueAt: (px) => from + ((px - startPx) / (endPx - startPx)) * span,
  };
}

/** Gives the first seconds the room they deserve: 0 to `to`, by the root. */
export function rootScale(to: number, { startPx, endPx }: Range): Scale {
  const widest = Math.sqrt(Math.max(1e-9, to));
  return {
    ...{ from: 0, to },
    at: (value) => startPx + (Math.sqrt(Math.max(0, value)) / widest) * (endPx - startPx),
    valueAt: (px) => (Math.max(0, (px - startPx) / (endPx - startPx)) * widest) ** 2,
  };
}

const STEPS = [1, 2, 5, 10];

/** Round values from one to the other, about so many. */
export function ticks(from: number, to: number, about: number): number[] {
  if (!(to > from)) return [from];
  const rough = (to - from) / Math.max(1, about);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * (STEPS.find((candidate) => candidate * power >= rough - 1e-12) ?? 10);
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** For the root scale: marks that do not stand on each other. */
export function rootTicks(to: number): number[] {
  const all = [0, 2, 5, 10, 20, 40, 60, 90, 120, 180, 240, 300, 600, 1200, 3600];
  const near = Math.sqrt(to) / 14;
  const kept: number[] = [];
  for (const value of all) {
    const last = kept.at(-1);
    const fits = last === undefined || Math.sqrt(value) - Math.sqrt(last) >= near;
    if (value <= to && fits) kept.push(value);
  }
  return kept;
}
