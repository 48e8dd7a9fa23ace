// How far P and S have come and when they reach a place, from the travel times the gateway sent .

/** Radius on the ground that waves have reached after `elapsedS`; undefined before they surface and beyond the table. */
export function frontRadiusKm(timesS: readonly number[], stepKm: number, elapsedS: number): number | undefined {
  const at = timesS.findIndex((time) => time >= elapsedS);
  const [before, after] = [timesS[at - 1], timesS[at]];
  if (after === undefined || elapsedS < (timesS[0] ?? 0)) return undefined;
  if (before === undefined) return 0;
  return (at - 1 + (elapsedS - before) / (after - before)) * stepKm;
}

export function travelTimeS(timesS: readonly number[], stepKm: number, distanceKm: number): number {
  const at = Math.min(timesS.length - 2, Math.floor(distanceKm / stepKm));
  const [before = 0, after = 0] = [timesS[at], timesS[at + 1]];
  return before + (after - before) * (distanceKm / stepKm - at);
}
