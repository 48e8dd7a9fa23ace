// Intensity from ground motion (Wald, Quitoriano, Heaton & Kanamori, 1999), as in ShakeAlert's messages: the second choice
// beside gmice.ts.

/** Up to intensity V the first line is the higher one, above it the second: intercept and slope on log10 of cgs units. */
const PGA = { weak: [1.0, 2.2], strong: [-1.66, 3.66] } as const;
const PGV = { weak: [3.4, 2.1], strong: [2.35, 3.47] } as const;

/** Not clamped. */
export function wald1999OfPga(pgaMps2: number): number {
  return intensityOf(PGA, pgaMps2 * 100);
}

/** Not clamped. */
export function wald1999OfPgv(pgvMps: number): number {
  return intensityOf(PGV, pgvMps * 100);
}

function intensityOf({ weak, strong }: typeof PGA | typeof PGV, motionCgs: number): number {
  const log = Math.log10(motionCgs);
  return Math.max(weak[0] + weak[1] * log, strong[0] + strong[1] * log);
}
