// Peak ground velocity from magnitude and hypocentral distance (Bindi et al., 2014, style of faulting unknown).

const E1 = 3.24249;
const C1 = -1.57556;
const C2 = 0.0791774;
const H_KM = 4.38918;
const B1 = 0.472433;
const B2 = -0.0725484;
const B3 = 0.436952;
const SITE = -0.508833;
const REFERENCE_MAGNITUDE = 5.5;
const HINGE_MAGNITUDE = 6.75;
const ROCK_VS30_MPS = 800;
/** A sensor's ground where nobody has measured it. */
const USUAL_VS30_MPS = 450;

/** Median PGV in m/s, geometric mean of the horizontals. */
export function pgvAt(of: {
  readonly magnitude: number;
  readonly hypocentralKm: number;
  readonly vs30Mps?: number;
}): number {
  const { magnitude, hypocentralKm, vs30Mps = USUAL_VS30_MPS } = of;
  const logKm = Math.log10(Math.hypot(hypocentralKm, H_KM));
  return 10 ** (logCm(magnitude, logKm) + SITE * Math.log10(vs30Mps / ROCK_VS30_MPS)) / 100;
}

function logCm(magnitude: number, logKm: number): number {
  const above = magnitude - HINGE_MAGNITUDE;
  const source = above > 0 ? B3 * above : B1 * above + B2 * above * above;
  return E1 + (C1 + C2 * (magnitude - REFERENCE_MAGNITUDE)) * logKm + source;
}

/** Magnitude, 0 to 9.5, whose median PGV (m/s) at this distance is this one. By bisection. */
export function magnitudeOfPgv(pgvMps: number, hypocentralKm: number): number {
  const logKm = Math.log10(Math.hypot(hypocentralKm, H_KM));
  const wanted = Math.log10(Math.max(1e-12, pgvMps * 100)) - SITE * Math.log10(USUAL_VS30_MPS / ROCK_VS30_MPS);
  let [low, high] = [0, 9.5];
  while (high - low > 1e-3) {
    const magnitude = (low + high) / 2;
    if (logCm(magnitude, logKm) < wanted) low = magnitude;
    else high = magnitude;
  }
  return (low + high) / 2;
}
