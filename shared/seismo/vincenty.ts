// Distance and azimuths on the WGS84 ellipsoid (Vincenty, 1975, inverse): to a millimetre, for reports and tests; the hot
// path has geodesy.ts.
import type { Place } from "./geodesy.ts";

export interface Geodesic {
  readonly distanceKm: number;
  readonly azimuthDeg: number;
  /** From the second place towards the first. */
  readonly backAzimuthDeg: number;
}

const RADIANS = Math.PI / 180;
const EQUATOR_KM = 6378.137;
const FLATTENING = 1 / 298.257223563;
const POLE_KM = EQUATOR_KM * (1 - FLATTENING);
const ROUNDS = 200;

/** The place as seen from the auxiliary sphere. */
interface Reduced {
  readonly sin: number;
  readonly cos: number;
}

/** The great circle on the auxiliary sphere for one trial of the difference in longitude. */
interface Arc {
  readonly sinSigma: number;
  readonly cosSigma: number;
  readonly sigma: number;
  readonly sinAlpha: number;
  readonly cos2Alpha: number;
  readonly cosMiddle: number;
}

/** Undefined for two places (nearly) opposite each other on the Earth, where the series does not settle. */
export function vincenty(from: Place, to: Place): Geodesic | undefined {
  const [a, b] = [reducedOf(from), reducedOf(to)];
  const longitude = (to.longitudeDeg - from.longitudeDeg) * RADIANS;
  let lambda = longitude;
  for (let round = 0; round < ROUNDS; round += 1) {
    const arc = arcOf(a, b, lambda);
    if (arc.sinSigma === 0) return { distanceKm: 0, azimuthDeg: 0, backAzimuthDeg: 0 };
    const next = longitude + correction(arc);
    const settled = Math.abs(next - lambda) < 1e-12;
    lambda = next;
    if (settled) return geodesicOf(a, b, lambda);
  }
  return undefined;
}

function reducedOf({ latitudeDeg }: Place): Reduced {
  const reduced = Math.atan((1 - FLATTENING) * Math.tan(latitudeDeg * RADIANS));
  return { sin: Math.sin(reduced), cos: Math.cos(reduced) };
}

function arcOf(a: Reduced, b: Reduced, lambda: number): Arc {
  const east = b.cos * Math.sin(lambda);
  const north = a.cos * b.sin - a.sin * b.cos * Math.cos(lambda);
  const sinSigma = Math.hypot(east, north);
  const cosSigma = a.sin * b.sin + a.cos * b.cos * Math.cos(lambda);
  const sinAlpha = sinSigma === 0 ? 0 : (a.cos * east) / sinSigma;
  const cos2Alpha = 1 - sinAlpha * sinAlpha;
  // Along the equator there is no middle.
  const cosMiddle = cos2Alpha === 0 ? 0 : cosSigma - (2 * a.sin * b.sin) / cos2Alpha;
  return { sinSigma, cosSigma, sigma: Math.atan2(sinSigma, cosSigma), sinAlpha, cos2Alpha, cosMiddle };
}

/** By how much the difference in longitude is larger on the sphere than on the ellipsoid. */
function correction({ sinSigma, cosSigma, sigma, sinAlpha, cos2Alpha, cosMiddle }: Arc): number {
  const c = (FLATTENING / 16) * cos2Alpha * (4 + FLATTENING * (4 - 3 * cos2Alpha));
  const series = cosMiddle + c * cosSigma * (2 * cosMiddle * cosMiddle - 1);
  return (1 - c) * FLATTENING * sinAlpha * (sigma + c * sinSigma * series);
}

function geodesicOf(a: Reduced, b: Reduced, lambda: number): Geodesic {
  const [sin, cos] = [Math.sin(lambda), Math.cos(lambda)];
  const azimuth = Math.atan2(b.cos * sin, a.cos * b.sin - a.sin * b.cos * cos);
  const onward = Math.atan2(a.cos * sin, b.sin * a.cos * cos - a.sin * b.cos);
  return {
    distanceKm: lengthOf(arcOf(a, b, lambda)),
    azimuthDeg: (azimuth / RADIANS + 360) % 360,
    backAzimuthDeg: (onward / RADIANS + 540) % 360,
  };
}

function lengthOf({ sinSigma, cosSigma, sigma, cos2Alpha, cosMiddle }: Arc): number {
  const u2 = cos2Alpha * ((EQUATOR_KM / POLE_KM) ** 2 - 1);
  const scale = 1 + (u2 / 16384) * (4096 + u2 * (-768 + u2 * (320 - 175 * u2)));
  const b = (u2 / 1024) * (256 + u2 * (-128 + u2 * (74 - 47 * u2)));
  const middle2 = cosMiddle * cosMiddle;
  const second = (b / 6) * cosMiddle * (4 * sinSigma * sinSigma - 3) * (4 * middle2 - 3);
  const series = cosMiddle + (b / 4) * (cosSigma * (2 * middle2 - 1) - second);
  return POLE_KM * scale * (sigma - b * sinSigma * series);
}
