// Triggers on the vertical: recursive STA/LTA of the 1–10 Hz band and FilterPicker of the whole band side by side, with
// a warm-up, a wait for proof and a rule to re-arm.
import { FILTER_PICKER, type FilterPick, FilterPicker } from "../../shared/seismo/filterPicker.ts";
import { StaLta } from "../../shared/seismo/staLta.ts";
import { QUIETEST, TRIGGER } from "../../shared/seismo/trigger.ts";
import { type Component, MAX_BLOCK } from "./component.ts";

export interface DetectorSettings {
  readonly staS: number;
  readonly ltaS: number;
  readonly threshold: number;
  /** Asked for while the long window is not yet full, as when a triggered recorder begins just before P. */
  readonly warmupThreshold: number;
}

/**
 * Nothing is believed this soon after the beginning or a gap: recorders that were triggered begin a few seconds before P.
 * In 1661 starts at random times on low-cost sensors none gave a pick, and after 5565 gaps in their noise no more than
 * without them. After a step, or a block of something else, the sensor itself is in doubt, and it is longer.
 */
const BLIND_S = 2;
const BLIND_AFTER_WRONG_S = 5;
/** Data after the trigger that show whether it was a spike. */
const PROOF_S = 0.25;
/** Part of the highest possible ratio that a sharp onset does reach. */
const REACHABLE = 0.7;

/** FilterPicker looks no lower than the band that an onset is judged in, 1 Hz. */
const FILTER_S = 1;
/** And no higher than twice that band: faster samples are averaged in groups down to about this rate. */
const FILTER_HZ = 50;
const averages = new Float64Array(MAX_BLOCK);

const ratios = new Float64Array(MAX_BLOCK);

/** Both have found the same onset when they did within this of it. */
const TOGETHER_S = 1;

type Offsets = Pick<FilterPick, "trigger" | "declared">;

export type DetectorName = "staLta" | "filterPicker";

export class Detector {
  readonly #settings: DetectorSettings;
  readonly #staLta: StaLta;
  readonly #filterPicker: FilterPicker;
  /** Samples averaged to one for FilterPicker, and the group that is not full yet. */
  readonly #group: number;
  #grouped = 0;
  #groupSum = 0;
  readonly #rateHz: number;
  readonly #floor2: number;
  #seen = 0;
  #blindS = BLIND_S;
  #armed = true;
  #deadUntil = 0;
  #pending: number | undefined;
  /** Where each last rose above its threshold, armed or not. */
  #isLoud = false;
  #lastStaLta = Number.NEGATIVE_INFINITY;
  #lastFilterPick = Number.NEGATIVE_INFINITY;

  constructor(settings: DetectorSettings, quantity: "m/s2" | "m/s", rateHz: number) {
    this.#settings = settings;
    this.#rateHz = rateHz;
    this.#floor2 = QUIETEST[quantity] ** 2;
    this.#staLta = new StaLta({ staSamples: settings.staS * rateHz, ltaSamples: settings.ltaS * rateHz });
    this.#group = Math.max(1, Math.floor(rateHz / FILTER_HZ));
    this.#filterPicker = new FilterPicker(rateHz / this.#group, { ...FILTER_PICKER, filterS: FILTER_S });
  }

  /** Warm: the long window has been filled once. */
  get isWarm(): boolean {
    return this.#seen >= this.#settings.ltaS * this.#rateHz;
  }

  /** @param afterWrong what came before was no motion */
  clear(afterWrong: boolean): void {
    this.#staLta.clear();
    this.#filterPicker.clear();
    this.#grouped = 0;
    this.#groupSum = 0;
    this.#isLoud = false;
    this.#lastStaLta = Number.NEGATIVE_INFINITY;
    this.#lastFilterPick = Number.NEGATIVE_INFINITY;
    this.#seen = 0;
    this.#blindS = afterWrong ? BLIND_AFTER_WRONG_S : BLIND_S;
    this.#armed = true;
    this.#deadUntil = 0;
    this.#pending = undefined;
  }

  /**
   * Takes what `vertical` has just been given: its last `count` samples, as they came and in the band.
   * @returns the index in `vertical` of a trigger with enough data after it to be judged, at most one a call.
   */
  push(raw: Float64Array, band: Float64Array, vertical: Component): number | undefined {
    const count = raw.length;
    this.#staLta.push(band, ratios, { count, floor2: this.#floor2 });
    const picks = this.#filterPicks(raw);
    const first = vertical.count - count;
    let next = 0;
    for (let i = 0; i < count; i += 1) {
      const isPick = picks[next]?.declared === i;
      this.#step(ratios[i] as number, first + i, isPick ? first + (picks[next]?.trigger ?? i) : undefined);
      if (isPick) next += 1;
    }
    if (this.#pending === undefined || vertical.count - this.#pending < PROOF_S * this.#rateHz) return undefined;
    const trigger = this.#pending;
    this.#pending = undefined;
    return trigger;
  }

  /** FilterPicker's picks, as offsets in `raw`. */
  #filterPicks(raw: Float64Array): readonly Offsets[] {
    const group = this.#group;
    if (group === 1) return this.#filterPicker.push(raw);
    const before = this.#grouped;
    let sum = this.#groupSum;
    let grouped = before;
    let count = 0;
    for (let i = 0; i < raw.length; i += 1) {
      sum += raw[i] as number;
      grouped += 1;
      if (grouped < group) continue;
      averages[count] = sum / group;
      count += 1;
      sum = 0;
      grouped = 0;
    }
    this.#grouped = grouped;
    this.#groupSum = sum;
    const picks = this.#filterPicker.push(averages, count);
    if (picks.length === 0) return picks;
    return picks.map(({ trigger, declared }) => ({
      trigger: trigger * group - before,
      declared: declared * group + group - 1 - before,
    }));
  }

  /** Which detectors found what is at `index`. */
  foundBy(index: number): DetectorName[] {
    const isNear = (at: number) => Math.abs(at - index) <= TOGETHER_S * this.#rateHz;
    const names: DetectorName[] = [];
    if (isNear(this.#lastStaLta)) names.push("staLta");
    if (isNear(this.#lastFilterPick)) names.push("filterPicker");
    return names;
  }

  #step(ratio: number, index: number, filterPick: number | undefined): void {
    this.#seen += 1;
    if (filterPick !== undefined) this.#lastFilterPick = filterPick;
    const isLoud = ratio >= (this.isWarm ? this.#settings.threshold : this.#warmupLimit());
    if (isLoud && !this.#isLoud) this.#lastStaLta = index;
    this.#isLoud = isLoud;
    if (!this.#armed) {
      this.#armed = index >= this.#deadUntil && ratio < TRIGGER.offRatio;
      return;
    }
    if (this.#seen < this.#blindS * this.#rateHz || this.#pending !== undefined) return;
    if (!isLoud && filterPick === undefined) return;
    this.#pending = isLoud ? index : filterPick;
    this.#armed = false;
    this.#deadUntil = index;
  }

  /** A long mean over less than its window takes in the onset sooner, so that no onset reaches more than `highest`. */
  #warmupLimit(): number {
    const { staS, ltaS, warmupThreshold } = this.#settings;
    const highest = (ltaS / staS) * (1 - Math.exp(-this.#seen / (ltaS * this.#rateHz)));
    return Math.min(warmupThreshold, REACHABLE * highest);
  }

  /** No trigger for this long after the last one, and then only when it has become quiet. */
  rest(seconds: number): void {
    this.#deadUntil += Math.round(seconds * this.#rateHz);
  }

  /** The last trigger was nothing yet: the next sample above the threshold, a moment later, is another one. */
  retry(): void {
    this.#armed = true;
  }
}
