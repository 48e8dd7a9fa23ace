// FilterPicker (Lomax, Satriano & Vassallo, 2012): onsets in any of several octaves, each against its own past.
// SCIENCE §4.3.

export interface FilterPickerSettings {
  /** Longest period of the bands. */
  readonly filterS: number;
  /** Memory of each band's mean and spread. */
  readonly longS: number;
  /** Spreads above the mean at which it triggers. */
  readonly s1: number;
  /** Mean over `upS` after the trigger at which the trigger is a pick. */
  readonly s2: number;
  readonly upS: number;
}

/** The authors' defaults, in seconds of their 100 Hz. */
export const FILTER_PICKER: FilterPickerSettings = { filterS: 3, longS: 5, s1: 10, s2: 10, upS: 0.2 };

/** Samples are counted from the first of the block that was pushed; what lies before it is negative. */
export interface FilterPick {
  /** Where the band that triggered began to rise. */
  readonly onset: number;
  readonly trigger: number;
  /** Where enough had been seen to declare it. */
  readonly declared: number;
  readonly uncertaintySamples: number;
}

/** A characteristic function above this many S1 is held there, so that a strong event does not blind for long. */
const CEILING = 5;
/** Re-armed below this. */
const QUIET = 2;
/** Numbers kept of each band: two high-passes with their last inputs, a low-pass, mean, variance, level, last quiet. */
const KEPT = 8;
const NONE: readonly FilterPick[] = [];

/** Of the block at hand, for the whole process: pushes are synchronous. */
let differences = new Float64Array(0);
let highest = new Float64Array(0);
let quietAt = new Float64Array(0);
let bandOf = new Uint8Array(0);

export class FilterPicker {
  readonly #settings: FilterPickerSettings;
  readonly #rateHz: number;
  readonly #state: Float64Array;
  readonly #bands: number;
  /** The last `upS`: characteristic function, last quiet sample, band. */
  readonly #ring: Float64Array;
  #sum = 0;
  #seen = 0;
  #last = 0;
  #armed = true;

  constructor(sampleRateHz: number, settings: FilterPickerSettings = FILTER_PICKER) {
    this.#settings = settings;
    this.#rateHz = sampleRateHz;
    this.#bands = Math.max(1, Math.ceil(Math.log2(settings.filterS * sampleRateHz)));
    this.#state = new Float64Array(KEPT * this.#bands);
    this.#ring = new Float64Array(3 * Math.max(1, Math.round(settings.upS * sampleRateHz)));
  }

  /** Forgets the past, as after a gap. */
  clear(): void {
    this.#state.fill(0);
    this.#ring.fill(0);
    this.#sum = 0;
    this.#seen = 0;
    this.#armed = true;
  }

  /** Takes the first `count` samples, of any unit and offset. Whether to believe it so early is the caller's business. */
  push(samples: Float64Array, count: number = samples.length): readonly FilterPick[] {
    if (count === 0) return NONE;
    this.#prepare(samples, count);
    for (let band = 0; band < this.#bands; band += 1) this.#run(band, count);
    const picks = this.#search(count);
    this.#seen += count;
    return picks;
  }

  #prepare(samples: Float64Array, count: number): void {
    if (differences.length < count) {
      differences = new Float64Array(count);
      highest = new Float64Array(count);
      quietAt = new Float64Array(count);
      bandOf = new Uint8Array(count);
    }
    let last = this.#seen === 0 ? (samples[0] as number) : this.#last;
    for (let i = 0; i < count; i += 1) {
      const x = samples[i] as number;
      differences[i] = x - last;
      last = x;
    }
    this.#last = last;
    highest.fill(0, 0, count);
    quietAt.fill(this.#seen, 0, count);
  }

  /** One octave: two one-pole high-passes, one low-pass, and how far the energy stands above its past. */
  #run(band: number, count: number): void {
    const state = this.#state;
    const at = KEPT * band;
    const widthSamples = 2 ** band / (2 * Math.PI);
    const cHigh = widthSamples / (widthSamples + 1);
    const cLow = 1 / (widthSamples + 1);
    const ceiling = CEILING * this.#settings.s1;
    const highestLevel = this.#settings.s1 / 2;
    const cLevel = 1 / (2 ** band + 1);
    const cLong = 1 / (this.#settings.longS * this.#rateHz);
    const seen = this.#seen;
    // Until the memory is full, plain means over what there is: a start from zero would be a start from silence.
    const full = this.#settings.longS * this.#rateHz;
    let c = cLong;
    let lastInput = state[at] as number;
    let first = state[at + 1] as number;
    let second = state[at + 2] as number;
    let low = state[at + 3] as number;
    let mean = state[at + 4] as number;
    let variance = state[at + 5] as number;
    let level = state[at + 6] as number;
    let quiet = state[at + 7] as number;
    for (let i = 0; i < count; i += 1) {
      const x = differences[i] as number;
      const firstNow = cHigh * (first + x - lastInput);
      second = cHigh * (second + firstNow - first);
      first = firstNow;
      lastInput = x;
      low += cLow * (second - low);
      let off = low * low - mean;
      let f = 0;
      // Below one spread the function is nothing, and most samples are: no root, no division for them.
      if (off > 0 && off * off >= variance && variance > 0) {
        const spread = Math.sqrt(variance);
        f = off / spread;
        if (f > ceiling) {
          f = ceiling;
          off = ceiling * spread;
        }
      }
      if (seen + i < full) c = Math.max(cLong, 1 / (seen + i + 1));
      mean += c * off;
      variance += c * ((1 - c) * off * off - variance);
      level += cLevel * (f - level);
      if (f < Math.max(0.5, Math.min(highestLevel, level))) quiet = seen + i;
      if (f > (highest[i] as number)) {
        highest[i] = f;
        quietAt[i] = quiet;
        bandOf[i] = band;
      }
    }
    state[at] = lastInput;
    state[at + 1] = first;
    state[at + 2] = second;
    state[at + 3] = low;
    state[at + 4] = mean;
    state[at + 5] = variance;
    state[at + 6] = level;
    state[at + 7] = quiet;
  }

  /** A sample above S1 that the mean over the next `upS` confirms. */
  #search(count: number): readonly FilterPick[] {
    const { s1, s2 } = this.#settings;
    const ring = this.#ring;
    const up = ring.length / 3;
    let found: FilterPick[] | undefined;
    for (let i = 0; i < count; i += 1) {
      const at = 3 * ((this.#seen + i) % up);
      const f = highest[i] as number;
      this.#sum += f - (ring[at] as number);
      ring[at] = f;
      ring[at + 1] = quietAt[i] as number;
      ring[at + 2] = bandOf[i] as number;
      if (!this.#armed) {
        this.#armed = f < QUIET;
        continue;
      }
      if (this.#sum < s2 * up) continue;
      const oldest = 3 * ((this.#seen + i + 1) % up);
      if ((ring[oldest] as number) < s1) continue;
      this.#armed = false;
      const trigger = i - up + 1;
      const onset = Math.min(trigger, (ring[oldest + 1] as number) - this.#seen);
      const uncertaintySamples = Math.max(2 ** (ring[oldest + 2] as number) / 20, trigger - onset);
      found ??= [];
      found.push({ onset, trigger, declared: i, uncertaintySamples });
    }
    return found ?? NONE;
  }
}
