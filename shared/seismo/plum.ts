// Shaking ahead from shaking near by, without a source: propagation of local undamped motion (Hoshiba, 2013; Kodera et
// al., 2018), detected by two stations as Cochran et al. (2019) do it for ShakeAlert.
import { distanceKm, type Place } from "./geodesy.ts";

export interface ObservedIntensity {
  readonly place: Place;
  readonly intensity: number;
  /** What the ground under the station adds (see site.ts); 0 where unknown. */
  readonly siteIncrement: number;
}

/** JMA's. */
export const PLUM_RADIUS_KM = 30;
/** What the second station must show (Cochran et al., 2019). */
const SECOND = 2.5;
/** A little less than a degree of latitude has: where latitudes alone are too far apart no distance is looked up. */
const KM_PER_DEG = 111;

/**
 * Strongest of the intensities within `radiusKm`, from each station's ground to that of the place; undefined where no
 * station is within. It knows nothing of what has not come near yet: at most some ten seconds ahead.
 */
export function plumIntensityAt(
  at: { readonly place: Place; readonly siteIncrement: number },
  observed: readonly ObservedIntensity[],
  radiusKm: number = PLUM_RADIUS_KM,
): number | undefined {
  let strongest: number | undefined;
  for (const { place, intensity, siteIncrement } of observed) {
    const expected = intensity - siteIncrement + at.siteIncrement;
    if (expected <= (strongest ?? Number.NEGATIVE_INFINITY)) continue;
    if (isWithin(radiusKm, place, at.place)) strongest = expected;
  }
  return strongest;
}

function isWithin(radiusKm: number, a: Place, b: Place): boolean {
  return Math.abs(a.latitudeDeg - b.latitudeDeg) * KM_PER_DEG <= radiusKm && distanceKm(a, b) <= radiusKm;
}

/**
 * Those whose shaking another station within `radiusKm` feels with at least `second`: the two-station rule for what is
 * handed on once an earthquake is known. One that shakes alone may stand beside a lorry.
 */
export function corroborated(
  observed: readonly ObservedIntensity[],
  { radiusKm = PLUM_RADIUS_KM, second = SECOND } = {},
): readonly ObservedIntensity[] {
  const felt = observed.filter(({ intensity }) => intensity >= second);
  return observed.filter((one) => felt.some((other) => other !== one && isWithin(radiusKm, other.place, one.place)));
}

export interface PlumDetection {
  readonly first: ObservedIntensity;
  readonly second: ObservedIntensity;
}

/**
 * The strongest station that shakes with at least `first`, with the strongest of its neighbours that shake with at least
 * `second`, both as felt there; undefined where there is no such pair. One station alone is never an earthquake.
 */
export function plumDetection(
  observed: readonly ObservedIntensity[],
  { radiusKm = PLUM_RADIUS_KM, first = 4, second = SECOND } = {},
): PlumDetection | undefined {
  const byStrength = [...observed].sort((a, b) => b.intensity - a.intensity);
  for (const strong of byStrength) {
    if (strong.intensity < first) return undefined;
    const neighbour = byStrength.find(
      (other) => other !== strong && other.intensity >= second && distanceKm(other.place, strong.place) <= radiusKm,
    );
    if (neighbour !== undefined) return { first: strong, second: neighbour };
  }
  return undefined;
}

/** What to expect where a source and the neighbours' shaking both speak: the worse of the two. */
export function fusedIntensity(ofSource: number, ofNeighbours: number | undefined): number {
  return Math.max(ofSource, ofNeighbours ?? ofSource);
}
