// Distances and directions on a sphere of 6371 km: within 0.6 % of the ellipsoid, far below the error of early locations.

export interface Place {
  readonly latitudeDeg: number;
  readonly longitudeDeg: number;
}

export const EARTH_RADIUS_KM = 6371;
const RADIANS = Math.PI / 180;

/** Great-circle distance by the haversine formula, exact also for neighbours and across the date line. */
export function distanceKm(a: Place, b: Place): number {
  const halfLat = ((b.latitudeDeg - a.latitudeDeg) * RADIANS) / 2;
  const halfLon = ((b.longitudeDeg - a.longitudeDeg) * RADIANS) / 2;
  const cosines = Math.cos(a.latitudeDeg * RADIANS) * Math.cos(b.latitudeDeg * RADIANS);
  const h = Math.sin(halfLat) ** 2 + cosines * Math.sin(halfLon) ** 2;
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.sqrt(Math.min(1, h)));
}

/** A little more than rounding could be wrong by. */
const SURELY = 1 + 1e-9;

/** Whether `distanceKm(a, b) <= km`: most pairs are too far apart by their latitudes alone. */
export function isWithinKm(a: Place, b: Place, km: number): boolean {
  const northKm = Math.abs(b.latitudeDeg - a.latitudeDeg) * RADIANS * EARTH_RADIUS_KM;
  return northKm <= km * SURELY && distanceKm(a, b) <= km;
}

/** A place as the unit vector from the middle of the sphere: for distances among very many places. */
export interface Direction {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

export function directionOf({ latitudeDeg, longitudeDeg }: Place): Direction {
  const [latitude, longitude] = [latitudeDeg * RADIANS, longitudeDeg * RADIANS];
  const cosine = Math.cos(latitude);
  return { x: cosine * Math.cos(longitude), y: cosine * Math.sin(longitude), z: Math.sin(latitude) };
}

/** Square of the straight line through the sphere between two directions, in radii: what is compared where many are. */
export function chordSquared(a: Direction, b: Direction): number {
  const [x, y, z] = [a.x - b.x, a.y - b.y, a.z - b.z];
  return x * x + y * y + z * z;
}

/** The same of a great-circle distance. */
export function chordSquaredOf(distanceKm: number): number {
  return (2 * Math.sin(Math.min(Math.PI, distanceKm / EARTH_RADIUS_KM) / 2)) ** 2;
}

/** Great-circle distance, equal to `distanceKm` of the places, without its five trigonometric functions. */
export function apartKm(a: Direction, b: Direction): number {
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(chordSquared(a, b)) / 2));
}

/** Direction in which one leaves `from` towards `to`: degrees clockwise from north, 0 ≤ azimuth < 360. */
export function azimuthDeg(from: Place, to: Place): number {
  const fromLat = from.latitudeDeg * RADIANS;
  const toLat = to.latitudeDeg * RADIANS;
  const dLon = (to.longitudeDeg - from.longitudeDeg) * RADIANS;
  const east = Math.sin(dLon) * Math.cos(toLat);
  const north = Math.cos(fromLat) * Math.sin(toLat) - Math.sin(fromLat) * Math.cos(toLat) * Math.cos(dLon);
  const degrees = Math.atan2(east, north) / RADIANS;
  return degrees < 0 ? (degrees + 360) % 360 : degrees;
}

/** Where one comes to on a great circle; longitude in −180…180. */
export function destination(from: Place, azimuthDeg: number, distanceKm: number): Place {
  const lat = from.latitudeDeg * RADIANS;
  const azimuth = azimuthDeg * RADIANS;
  const arc = distanceKm / EARTH_RADIUS_KM;
  const sinLat = Math.sin(lat) * Math.cos(arc) + Math.cos(lat) * Math.sin(arc) * Math.cos(azimuth);
  const dLon = Math.atan2(Math.sin(azimuth) * Math.sin(arc) * Math.cos(lat), Math.cos(arc) - Math.sin(lat) * sinLat);
  const longitudeDeg = from.longitudeDeg + dLon / RADIANS;
  return {
    latitudeDeg: Math.asin(Math.max(-1, Math.min(1, sinLat))) / RADIANS,
    longitudeDeg: ((((longitudeDeg + 180) % 360) + 360) % 360) - 180,
  };
}
