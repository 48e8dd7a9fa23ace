// Magnitude from peak displacement of the first 3 s of P (Wu & Zhao, 2006, southern California): a second opinion beside
// magnitude.ts, which has Kuyuk & Allen (2013).

/** Of one station, ±0.42 (0.305 of log10 Pd). */
export function magnitudeOfPdByWuZhao(pdM: number, hypocentralKm: number): number {
  return (Math.log10(pdM * 100) + 3.463 + 1.374 * Math.log10(hypocentralKm)) / 0.729;
}
