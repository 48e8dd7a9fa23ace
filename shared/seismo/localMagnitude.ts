// Local magnitude from a Wood–Anderson amplitude (Hutton & Boore, 1987, southern California, 10 to 700 km).

/** @param traceM largest amplitude of the trace (see woodAnderson.ts), zero to peak, horizontal component. */
export function localMagnitude(traceM: number, hypocentralKm: number): number {
  const attenuation = 1.11 * Math.log10(hypocentralKm / 100) + 0.00189 * (hypocentralKm - 100) + 3;
  return Math.log10(traceM * 1000) + attenuation;
}
