// STA/LTA of a watched station's vertical, as the decoder has it, for people to see: the curve, and where it goes on and off.
import { SosFilter } from "../../../shared/seismo/butterworth.ts";
import { StaLta } from "../../../shared/seismo/staLta.ts";
import { QUIETEST, TRIGGER, triggerBand } from "../../../shared/seismo/trigger.ts";
import type { Segment } from "../../../shared/sensors/segment.ts";

export interface Curve {
  readonly startMs: number;
  readonly periodMs: number;
  /** The largest ratio of each period. */
  readonly ratios: readonly number[];
  readonly triggers: readonly Trigger[];
}

export interface Trigger {
  readonly timeMs: number;
  readonly isOn: boolean;
}

export interface TriggerRatios {
  readonly onRatio: number;
  readonly warmupRatio: number;
}

/** Enough for a strip that people look at. */
const CURVE_HZ = 12.5;
/** As the decoder: nothing is believed this soon after the beginning or a gap. */
const BLIND_S = 2;
const ANOTHER_RATE = 0.02;

export class TriggerCurve {
  readonly #ratios: TriggerRatios;
  #rateHz = 0;
  #filter = new SosFilter([]);
  #staLta = new StaLta({ staSamples: 1, ltaSamples: 1 });
  #seen = 0;
  #isOn = false;

  constructor(ratios: TriggerRatios) {
    this.#ratios = ratios;
  }

  push({ samples, startMs, periodMs, quantity, gap }: Segment): Curve {
    const rateHz = 1000 / periodMs;
    const [first = 0] = samples;
    if (gap || Math.abs(rateHz / (this.#rateHz || 1) - 1) > ANOTHER_RATE) this.#begin(rateHz, first);
    const band = Float64Array.from(samples);
    this.#filter.push(band);
    const ratios = new Float64Array(band.length);
    this.#staLta.push(band, ratios, { floor2: QUIETEST[quantity] ** 2 });
    const group = Math.max(1, Math.round(rateHz / CURVE_HZ));
    return {
      startMs,
      periodMs: periodMs * group,
      ratios: largestOf(ratios, group),
      triggers: this.#triggers(ratios, startMs, periodMs),
    };
  }

  #begin(rateHz: number, level: number): void {
    this.#rateHz = rateHz;
    this.#filter = new SosFilter(triggerBand(rateHz));
    this.#filter.clear(level);
    this.#staLta = new StaLta({ staSamples: TRIGGER.staS * rateHz, ltaSamples: TRIGGER.ltaS * rateHz });
    this.#seen = 0;
    this.#isOn = false;
  }

  #triggers(ratios: Float64Array, startMs: number, periodMs: number): Trigger[] {
    const triggers: Trigger[] = [];
    const { onRatio, warmupRatio } = this.#ratios;
    ratios.forEach((ratio, i) => {
      this.#seen += 1;
      if (this.#seen < BLIND_S * this.#rateHz) return;
      const limit = this.#seen < TRIGGER.ltaS * this.#rateHz ? warmupRatio : onRatio;
      const isOn = this.#isOn ? ratio >= TRIGGER.offRatio : ratio >= limit;
      if (isOn !== this.#isOn) triggers.push({ timeMs: startMs + i * periodMs, isOn });
      this.#isOn = isOn;
    });
    return triggers;
  }
}

function largestOf(ratios: Float64Array, group: number): number[] {
  const groups = Math.ceil(ratios.length / group);
  return Array.from({ length: groups }, (_, i) => {
    const largest = Math.max(...ratios.subarray(i * group, (i + 1) * group));
    return Math.round(largest * 100) / 100;
  });
}
