// A waveform as a picture needs it: the lowest and the highest sample of each step, as whole parts of the largest.

export interface Waveform {
  /** Of the first sample. */
  readonly startMs: number;
  readonly sampleRateHz: number;
  readonly samples: Float64Array;
}

/** Steps follow each other without a gap; sample times are those of the steps' beginnings. */
export interface LowHigh {
  readonly startMs: number;
  readonly stepMs: number;
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/** Whole numbers up to this stand for the largest amplitude: finer than any screen, and short in JSON. */
export const FULL_SCALE = 1000;

/**
 * A step is a whole number of samples, so `stepMs` may come out longer than asked for; no peak is lost, whatever the step.
 * @param peak of all that is drawn at one scale, > 0
 */
export function lowHighOf({ startMs, sampleRateHz, samples }: Waveform, stepMs: number, peak: number): LowHigh {
  const perStep = Math.max(1, Math.ceil((stepMs * sampleRateHz) / 1000 - 1e-9));
  const steps = Math.ceil(samples.length / perStep);
  const low = new Array<number>(steps);
  const high = new Array<number>(steps);
  const scale = FULL_SCALE / peak;
  for (let step = 0; step < steps; step += 1) {
    const end = Math.min(samples.length, (step + 1) * perStep);
    let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let i = step * perStep; i < end; i += 1) {
      const value = samples[i] ?? 0;
      if (value < least) least = value;
      if (value > most) most = value;
    }
    low[step] = Math.round(least * scale);
    high[step] = Math.round(most * scale);
  }
  return { startMs, stepMs: (perStep * 1000) / sampleRateHz, low, high };
}

/** Largest absolute sample. */
export function peakOf(samples: Float64Array): number {
  let peak = 0;
  for (let i = 0; i < samples.length; i += 1) peak = Math.max(peak, Math.abs(samples[i] ?? 0));
  return peak;
}
