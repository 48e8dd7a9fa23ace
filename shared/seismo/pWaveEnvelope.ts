// How strong the P wave's vertical motion is at a distance (Cua & Heaton, 2007), and the magnitude that explains it.

interface Envelope {
  readonly a: number;
  readonly b: number;
  readonly c1: number;
  readonly c2: number;
  readonly d: number;
  readonly e: number;
}

/** Vertical acceleration (cm/s²) and velocity (cm/s) of P on rock and on soil. */
const ENVELOPES = {
  acceleration: [
    { a: 0.74, b: -4.01e-3, c1: 1.75, c2: 1.09, d: -1.2, e: -0.96 },
    { a: 0.74, b: -5.17e-7, c1: 2.03, c2: 0.97, d: -1.2, e: -0.77 },
  ],
  velocity: [
    { a: 0.82, b: -8.54e-4, c1: 1.14, c2: 1.1, d: -1.36, e: -2.901 },
    { a: 0.81, b: -2.65e-6, c1: 1.4, c2: 1.0, d: -1.48, e: -2.55 },
  ],
} as const satisfies Record<string, readonly [Envelope, Envelope]>;

export type EnvelopeOf = keyof typeof ENVELOPES;

function logPeak({ a, b, c1, c2, d, e }: Envelope, magnitude: number, epicentralKm: number): number {
  const saturation = c1 * (Math.atan(magnitude - 5) + 1.4) * Math.exp(c2 * (magnitude - 5));
  const km = Math.sqrt(epicentralKm * epicentralKm + 9) + saturation;
  return a * magnitude + b * km + d * Math.log10(km) + e;
}

/** log10 of the expected peak in cm/s² or cm/s, halfway between rock and soil. */
export function logPeakOfP(of: EnvelopeOf, magnitude: number, epicentralKm: number): number {
  const [rock, soil] = ENVELOPES[of];
  return (logPeak(rock, magnitude, epicentralKm) + logPeak(soil, magnitude, epicentralKm)) / 2;
}

/** Magnitude, 0 to 9, whose P wave has this peak (m/s² or m/s) at this distance. By bisection. */
export function magnitudeOfPeak(of: EnvelopeOf, peak: number, epicentralKm: number): number {
  const wanted = Math.log10(Math.max(1e-12, peak * 100));
  let [low, high] = [0, 9];
  while (high - low > 1e-3) {
    const middle = (low + high) / 2;
    if (logPeakOfP(of, middle, epicentralKm) < wanted) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
