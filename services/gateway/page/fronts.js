// How far P and S have come and when they reach a place, from the travel times the gateway sent (iasp91).

const EARTH_RADIUS_KM = 6371;

/** Radius on the ground that waves have reached after `elapsedS`; undefined before they surface and beyond the table. */
export function frontRadiusKm(timesS, stepKm, elapsedS) {
  if (elapsedS < timesS[0] || elapsedS > timesS.at(-1)) return undefined;
  const at = timesS.findIndex((time) => time >= elapsedS);
  if (at === 0) return 0;
  const share = (elapsedS - timesS[at - 1]) / (timesS[at] - timesS[at - 1]);
  return (at - 1 + share) * stepKm;
}

export function travelTimeS(timesS, stepKm, distanceKm) {
  const at = Math.min(timesS.length - 2, Math.floor(distanceKm / stepKm));
  return timesS[at] + (timesS[at + 1] - timesS[at]) * (distanceKm / stepKm - at);
}

/** The highest whole intensity expected at a distance, from the event's contours; 0 outside all of them. */
export function expectedIntensity(contours, distanceKm) {
  return contours.reduce(
    (most, { intensity, radiusKm }) => (radiusKm >= distanceKm ? Math.max(most, intensity) : most),
    0,
  );
}

export function distanceKm(a, b) {
  const radians = Math.PI / 180;
  const halfLat = ((b.latitudeDeg - a.latitudeDeg) * radians) / 2;
  const halfLon = ((b.longitudeDeg - a.longitudeDeg) * radians) / 2;
  const cosines = Math.cos(a.latitudeDeg * radians) * Math.cos(b.latitudeDeg * radians);
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.sqrt(Math.sin(halfLat) ** 2 + cosines * Math.sin(halfLon) ** 2));
}

/** What is left for one place: seconds to S (negative once it has passed), and how strong. */
export function atPlace(event, place, dataNowMs) {
  const { origin, contours } = event.versions.at(-1);
  const distance = distanceKm(origin, place);
  const { sS, stepKm } = event.fronts;
  const arrivesMs = origin.timeMs + travelTimeS(sS, stepKm, distance) * 1000;
  return { distance, secondsLeft: (arrivesMs - dataNowMs) / 1000, intensity: expectedIntensity(contours, distance) };
}
