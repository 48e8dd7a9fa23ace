// How long strong shaking lasts (Bommer, Stafford & Alarcón, 2009): significant duration, 5 to 95 % of the Arias intensity.

export interface ShakenPlace {
  readonly magnitude: number;
  /** To the rupture; of a point source, the hypocentral distance. */
  readonly ruptureKm: number;
  readonly vs30Mps: number;
  /** Of the rupture's upper edge; 0, the longest, where it is unknown. */
  readonly topDepthKm?: number;
}

/** One sigma of its natural logarithm, for a single horizontal component. */
export const DURATION_SIGMA_LN = 0.4748;

/** Of ln seconds, shallow crust. */
const C = { c0: -2.2393, m1: 0.9368, r1: 1.5686, r2: -0.1953, h1Km: 2.5, v1: -0.3478, z1: -0.0365 };
/** What the relation was made from ends here; above M 8 it would let shaking shorten with distance. */
const LARGEST = 7.9;

/** Median, seconds from about the S arrival. Made from records within 100 km of M 4.8 to 7.9. */
export function significantDurationS({ magnitude, ruptureKm, vs30Mps, topDepthKm = 0 }: ShakenPlace): number {
  const held = Math.min(LARGEST, magnitude);
  const ofDistance = (C.r1 + C.r2 * held) * Math.log(Math.hypot(ruptureKm, C.h1Km));
  return Math.exp(C.c0 + C.m1 * held + ofDistance + C.v1 * Math.log(vs30Mps) + C.z1 * topDepthKm);
}
