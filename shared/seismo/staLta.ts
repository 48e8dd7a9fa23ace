// Recursive STA/LTA (Withers et al., 1998): the ratio of a short and a long running mean of the energy.

export interface StaLtaWindows {
  readonly staSamples: number;
  readonly ltaSamples: number;
}

export class StaLta {
  readonly #cSta: number;
  readonly #cLta: number;
  #sta = 0;
  #lta = 0;
  /** How much of the long mean is still its empty beginning: 1 at the start, near 0 after a few windows. */
  #unseen = 1;
  #unseenShort = 1;

  constructor(windows: StaLtaWindows) {
    this.#cSta = 1 / windows.staSamples;
    this.#cLta = 1 / windows.ltaSamples;
  }

  /**
   * Writes the ratio for each of the first `count` samples into `ratios`. Both means are freed of the bias of their
   * empty start, so that a ratio means something after a second or two; whether to believe it is the caller's business.
   * @param floor2 energy below which the long mean is never taken: a dead channel that wakes is no earthquake.
   */
  push(
    samples: Float64Array,
    ratios: Float64Array,
    options: { readonly count?: number; readonly floor2?: number } = {},
  ) {
    const { count = samples.length, floor2 = 0 } = options;
    const cSta = this.#cSta;
    const cLta = this.#cLta;
    let sta = this.#sta;
    let lta = this.#lta;
    let unseen = this.#unseen;
    let unseenShort = this.#unseenShort;
    for (let i = 0; i < count; i += 1) {
      const x = samples[i] as number;
      const energy = x * x;
      sta += cSta * (energy - sta);
      lta += cLta * (energy - lta);
      unseen *= 1 - cLta;
      unseenShort *= 1 - cSta;
      const long = Math.max(lta / (1 - unseen), floor2);
      ratios[i] = long > 0 ? sta / (1 - unseenShort) / long : 0;
    }
    this.#sta = sta;
    this.#lta = lta;
    this.#unseen = unseen;
    this.#unseenShort = unseenShort;
  }

  clear(): void {
    this.#sta = 0;
    this.#lta = 0;
    this.#unseen = 1;
    this.#unseenShort = 1;
  }
}

/**
 * The ratio as published and as ObsPy has it, of a whole waveform: both means start empty, the first sample is left out,
 * and the first `ltaSamples` ratios are 0. `StaLta` is this one freed of the bias of the empty start.
 */
export function recursiveStaLta(samples: Float64Array, { staSamples, ltaSamples }: StaLtaWindows): Float64Array {
  const ratios = new Float64Array(samples.length);
  let [sta, lta] = [0, Number.MIN_VALUE];
  for (let i = 1; i < samples.length; i += 1) {
    const energy = (samples[i] as number) ** 2;
    sta += (energy - sta) / staSamples;
    lta += (energy - lta) / ltaSamples;
    if (i >= ltaSamples) ratios[i] = sta / lta;
  }
  return ratios;
}
