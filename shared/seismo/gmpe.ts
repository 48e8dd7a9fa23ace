// Peak ground velocity where nobody has measured the ground (Bindi et al., 2014), and the magnitude that explains one.
import { bindi2014PgvMps } from "./bindi2014.ts";

const USUAL_VS30_MPS = 450;

/** Median PGV in m/s, geometric mean of the horizontals. */
export function pgvAt(of: {
  readonly magnitude: number;
  readonly hypocentralKm: number;
  readonly vs30Mps?: number;
}): number {
  return bindi2014PgvMps({ vs30Mps: USUAL_VS30_MPS, ...of });
}

/** Magnitude, 0 to 9.5, whose median PGV (m/s) at this distance is this one. By bisection. */
export function magnitudeOfPgv(pgvMps: number, hypocentralKm: number): number {
  let [low, high] = [0, 9.5];
  while (high - low > 1e-3) {
    const magnitude = (low + high) / 2;
    if (pgvAt({ magnitude, hypocentralKm }) < pgvMps) low = magnitude;
    else high = magnitude;
  }
  return (low + high) / 2;
}
