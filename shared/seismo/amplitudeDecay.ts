// Amplitudes as evidence of where an origin is: stations must agree on a magnitude, and small earthquakes are the common ones
// (Gutenberg & Richter, 1944; amplitude and prior in the location as in Liu & Yamada, 2014, and Williamson et al., 2023).

/** The magnitude that an arrival's amplitude speaks for, as it depends on the epicentral distance R: atOneKm + perDecade·log10 R. */
export interface AmplitudeDecay {
  readonly atOneKm: number;
  readonly perDecade: number;
  /** One station about the magnitude of the event. */
  readonly sigma: number;
  /** Larger earthquakes look alike after so short a window: no station is too small for them that speaks for this. */
  readonly saturatesAt: number;
}

/** b of Gutenberg and Richter, as nats a magnitude. */
const PRIOR = Math.LN10;
/** A station that disagrees by more than this is let go: half the square of three sigmas. */
const WORST = 4.5;
/** The source is no point: nearer than this amplitudes do not grow. */
const NEAREST_KM = 5;
const MOST_KM = 1200;
const LOG_KM = Float64Array.from({ length: 2 * MOST_KM + 1 }, (_, i) => Math.log10(Math.max(NEAREST_KM, i / 2)));

/**
 * Scores a node by the distances of the arrivals from it: how well their magnitudes agree, and how common that magnitude is.
 * @returns a function of distances (km, in the order of the decays) to a log-likelihood, 0 where no amplitude is known.
 */
export function amplitudeScorer(decays: readonly (AmplitudeDecay | undefined)[]): (kms: Float64Array) => number {
  const known = decays.flatMap((decay, at) => (decay === undefined ? [] : [{ ...decay, at }]));
  const at = Int32Array.from(known, (one) => one.at);
  const base = Float64Array.from(known, (one) => one.atOneKm);
  const slope = Float64Array.from(known, (one) => one.perDecade);
  const weight = Float64Array.from(known, (one) => 1 / one.sigma ** 2);
  const most = Float64Array.from(known, (one) => one.saturatesAt);
  const magnitudes = new Float64Array(known.length);
  const total = weight.reduce((sum, one) => sum + one, 0);
  return (kms) => {
    if (magnitudes.length === 0) return 0;
    let mean = 0;
    for (let i = 0; i < magnitudes.length; i += 1) {
      const km = Math.min(MOST_KM, kms[at[i] ?? 0] ?? 0);
      const magnitude = (base[i] ?? 0) + (slope[i] ?? 0) * (LOG_KM[(2 * km) | 0] ?? 0);
      magnitudes[i] = magnitude;
      mean += magnitude * (weight[i] ?? 0);
    }
    mean /= total;
    let score = -PRIOR * mean;
    for (let i = 0; i < magnitudes.length; i += 1) {
      const magnitude = magnitudes[i] ?? 0;
      const off = magnitude < mean ? Math.min(0, magnitude - Math.min(mean, most[i] ?? 0)) : magnitude - mean;
      score -= Math.min(WORST, 0.5 * off * off * (weight[i] ?? 0));
    }
    return score;
  };
}
