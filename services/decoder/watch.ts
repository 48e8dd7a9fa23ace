// What no ground does, seen in the samples of one component before any filter: single wrong samples (repaired), levels
// that jump, values that alternate, blocks of something else, a sensor at its end, a dead channel.

import type { Block } from "../../shared/sensors/segment.ts";
import { ChannelFaults } from "./channelFaults.ts";
import { joined, repair, WIDEST, wrongSamples } from "./wrongSamples.ts";

export type Quantity = "m/s2" | "m/s";

export interface Watched {
  /** Repaired, from what was held back of the last block on; may be none. */
  readonly samples: Float64Array;
  readonly startMs: number;
  /** Since when what was let through was electronics: the waveform begins anew with these samples. */
  readonly wrongSinceMs: number | undefined;
  /** From here on it may yet turn out to be electronics: no peak should be told yet. */
  readonly doubtedFromMs: number | undefined;
}

/**
 * A leap from sample to sample this many times the usual one is wrong if all is usual again right after it. On a real
 * onset neither the next sample is back nor the next leaps small, and nothing is held back longer than that takes.
 */
const LEAP_RATIO = 32;
/** And this many times the largest leap of its block so far: an onset grows. */
const SHARPER = 4;
/** The usual: leaps up to this many times the mean one. */
const USUAL_RATIO = 8;
/** Nothing below this many of the sensor's smallest steps is looked at: a coarse sensor leaps all day. */
const STEPS = 8;
/** A level that has stood so long after its leap has jumped. */
const SETTLED_S = 0.5;
/**
 * Leaps of changing sign whose sizes differ by no more than usual: this many in a row are two streams mixed up. A P of 15
 * Hz seen at 31 Hz alternates as well, but it swells and fades.
 */
const ALTERNATING = 16;
/** A block this many times louder than those before and after it, with hard edges, is not of this ground. */
const FOREIGN = 20;
/** Its first sample stands at least at this part of its height. */
const EDGE = 0.25;
/** Jumps smaller than this are left to the filters: to begin anew costs five seconds. */
const SMALLEST_JUMP = { "m/s2": 0.02, "m/s": 2e-4 } as const;
/** No sensor's end is nearer than this. */
const SMALLEST_END = { "m/s2": 2, "m/s": 2e-3 } as const;
/** Samples that are the same to the last digit, entered by a leap of at least this part of their height. */
const PLATEAU = 4;
const PLATEAU_EDGE = 0.02;
const USUAL_S = 2;
const LEVEL_S = 10;
/** A channel that does not change by a single count for so long is dead, or very coarse. */
const DEAD_S = 5;

interface Jump {
  readonly atMs: number;
  readonly from: number;
  level: number;
  age: number;
  /** As far from its level as it may be. */
  readonly usual: number;
}

/** Where a block lies, and the leap from which on a sample is looked at. */
interface Place {
  readonly startMs: number;
  readonly periodMs: number;
  readonly limit: number;
}

interface Walked {
  /** Samples that can be let through now. */
  readonly count: number;
  readonly jumpedMs: number | undefined;
  readonly isAlternating: boolean;
  /** Of those samples: their sum, the sum of their leaps, the largest distance from the level. */
  readonly sum: number;
  readonly leaps: number;
  readonly peak: number;
}

const NOTHING = new Float64Array(0);

export class SampleWatch {
  readonly #quantity: Quantity;
  readonly #faults = new ChannelFaults();
  #held = NOTHING;
  #seen = 0;
  #last = 0;
  #lastLeap = 0;
  #edge = 0;
  #same = 0;
  #alternating = 0;
  #usualLeap = 0;
  #smallestStep = Number.POSITIVE_INFINITY;
  #level = 0;
  #jump: Jump | undefined;
  /** Loudness of the block before, and of the last one if it began with a leap and may be foreign. */
  #quietPeak = 0;
  #foreign: { readonly startMs: number; readonly peak: number } | undefined;
  #droppedMs: number | undefined;
  #flatS = 0;

  constructor(quantity: Quantity) {
    this.#quantity = quantity;
  }

  push(block: Block): Watched {
    const { periodMs } = block;
    const held = this.#held.length;
    const samples = held === 0 ? block.samples : joined(this.#held, block.samples);
    const startMs = block.startMs - held * periodMs;
    this.#held = NOTHING;
    const at = { startMs, periodMs, limit: this.#limit(periodMs) };
    const walked = this.#walk(samples, at);
    const { count, jumpedMs, isAlternating } = walked;
    if (isAlternating && !this.#faults.isRecent("clipped", startMs)) return this.#dropped(walked, at);
    const wrongSinceMs = this.#droppedMs ?? this.#foreignEnded(samples[0] ?? 0, walked, at) ?? jumpedMs;
    if (count > 0) this.#droppedMs = undefined;
    const from = jumpedMs === undefined ? 0 : Math.min(count, Math.max(0, Math.round((jumpedMs - startMs) / periodMs)));
    const kept = from === 0 && count === samples.length ? samples : samples.subarray(from, count);
    if (wrongSinceMs !== undefined && count > 0) this.#begin(kept);
    else this.#learn(walked, periodMs);
    const doubtedFromMs = this.#jump?.atMs ?? this.#foreign?.startMs;
    return { samples: kept, startMs: startMs + from * periodMs, wrongSinceMs, doubtedFromMs };
  }

  /** The waveform begins anew, as after a gap; what was wrong is still told for a while. */
  clear(): void {
    this.#held = NOTHING;
    this.#droppedMs = undefined;
    this.#begin(NOTHING);
  }

  /** As if `samples` were the first ever. */
  #begin(samples: Float64Array): void {
    this.#seen = samples.length;
    this.#level = samples.reduce((sum, value) => sum + value, 0) / Math.max(1, samples.length);
    this.#jump = undefined;
    this.#foreign = undefined;
    this.#quietPeak = 0;
    this.#usualLeap = 0;
    this.#alternating = 0;
    this.#same = 0;
  }

  get isDead(): boolean {
    return this.#flatS >= DEAD_S;
  }

  /** The last time a sample stood at the sensor's end. */
  get clippedMs(): number {
    return this.#faults.lastMs("clipped");
  }

  /** Counts at the end of a converter, which only the reader of the packet can know. */
  noteClipped(timeMs: number): void {
    this.#faults.note("clipped", timeMs);
  }

  /** What was wrong within the last minute, in words; empty when nothing was. */
  remark(nowMs: number): string {
    return this.#faults.remark(nowMs);
  }

  #limit(periodMs: number): number {
    if (this.#seen * periodMs < 1000 * SETTLED_S) return Number.POSITIVE_INFINITY;
    return Math.max(LEAP_RATIO * this.#usualLeap, STEPS * this.#smallestStep);
  }

  /** Sample by sample; repairs in place. */
  #walk(samples: Float64Array, at: Place): Walked {
    const { limit } = at;
    const level = this.#seen === 0 ? (samples[0] ?? 0) : this.#level;
    let sum = 0;
    let leaps = 0;
    let peak = 0;
    let last = this.#seen === 0 ? (samples[0] ?? 0) : this.#last;
    let lastLeap = this.#lastLeap;
    let smallest = this.#smallestStep;
    let alternating = this.#alternating;
    let isAlternating = false;
    let jumpedMs: number | undefined;
    let largest = 0;
    const usual = (limit * USUAL_RATIO) / LEAP_RATIO;
    let count = samples.length;
    for (let i = 0; i < count; i += 1) {
      let leap = (samples[i] as number) - last;
      let size = Math.abs(leap);
      if (size > limit && size > SHARPER * largest) {
        const width = wrongSamples(samples, i, { last, usual });
        if (width === undefined) {
          this.#held = samples.slice(i);
          count = i;
          break;
        }
        const timeMs = at.startMs + i * at.periodMs;
        if (width > 0) {
          repair(samples, { from: i, width, last });
          this.#faults.note("spike", timeMs);
          leap = (samples[i] as number) - last;
          size = Math.abs(leap);
        } else this.#jump ??= { atMs: timeMs, from: last, level: 0, age: 0, usual };
      }
      if (size === 0) this.#stand(samples[i] as number, at.startMs + i * at.periodMs);
      else {
        this.#edge = size;
        this.#same = 0;
        if (size < smallest) smallest = size;
        const isOpposite = leap * lastLeap < 0 && Math.abs(size - Math.abs(lastLeap)) < usual;
        alternating = isOpposite ? alternating + 1 : 0;
        if (alternating >= ALTERNATING && size > limit) isAlternating = true;
        lastLeap = leap;
        if (size > largest) largest = size;
      }
      last = samples[i] as number;
      if (this.#jump !== undefined) jumpedMs = this.#follow(this.#jump, last, at.periodMs) ?? jumpedMs;
      sum += last;
      leaps += size;
      const height = Math.abs(last - level);
      if (height > peak) peak = height;
    }
    this.#last = last;
    this.#lastLeap = lastLeap;
    this.#smallestStep = smallest;
    this.#alternating = alternating;
    this.#seen += count;
    return { count, jumpedMs, isAlternating, sum, leaps, peak };
  }

  /** One more sample the same as the one before. */
  #stand(value: number, timeMs: number): void {
    this.#same += 1;
    if (this.#same !== PLATEAU - 1) return;
    const height = Math.abs(value - this.#level);
    if (height > SMALLEST_END[this.#quantity] && this.#edge > PLATEAU_EDGE * height) this.noteClipped(timeMs);
  }

  /** A level that leapt and then stands; the time of the leap once it has stood long enough. */
  #follow(jump: Jump, value: number, periodMs: number): number | undefined {
    jump.age += 1;
    if (jump.age <= WIDEST + 1) {
      jump.level = value;
      return undefined;
    }
    const size = Math.abs(jump.level - jump.from);
    const isLarge = size > Math.max(2 * jump.usual, SMALLEST_JUMP[this.#quantity]);
    if (!isLarge || Math.abs(value - jump.level) > jump.usual) {
      this.#jump = undefined;
      return undefined;
    }
    if (jump.age * periodMs < 1000 * SETTLED_S) return undefined;
    this.#jump = undefined;
    this.#faults.note("step", jump.atMs);
    return jump.atMs;
  }

  /** A block far louder than its neighbours, which began and ended with a leap at the edges of its packet. */
  #foreignEnded(first: number, { count, peak }: Walked, { startMs, periodMs, limit }: Place): number | undefined {
    if (count * periodMs < 1000 * SETTLED_S) return undefined;
    const before = this.#foreign;
    this.#foreign = undefined;
    if (before !== undefined && peak * FOREIGN < before.peak) {
      this.#faults.note("glitch", before.startMs);
      return before.startMs;
    }
    const isEdged = Math.abs(first - this.#level) > Math.max(limit, peak * EDGE);
    const isLoud = peak > Math.max(FOREIGN * this.#quietPeak, SMALLEST_JUMP[this.#quantity]);
    if (before === undefined && isLoud && isEdged && this.#quietPeak > 0) this.#foreign = { startMs, peak };
    else this.#quietPeak = peak;
    return undefined;
  }

  /** Nothing of this block is let through. What lasts becomes the usual after some seconds: a machine near by. */
  #dropped(walked: Walked, { startMs, periodMs }: Place): Watched {
    this.#held = NOTHING;
    this.#jump = undefined;
    this.#droppedMs ??= startMs;
    this.#faults.note("glitch", startMs);
    this.#learn(walked, periodMs);
    return { samples: NOTHING, startMs, wrongSinceMs: undefined, doubtedFromMs: undefined };
  }

  #learn({ count, sum, leaps }: Walked, periodMs: number): void {
    if (count === 0) return;
    const lengthS = (count * periodMs) / 1000;
    const usual = leaps / count;
    this.#usualLeap += (this.#usualLeap === 0 ? 1 : Math.min(1, lengthS / USUAL_S)) * (usual - this.#usualLeap);
    this.#level += (this.#seen <= count ? 1 : Math.min(1, lengthS / LEVEL_S)) * (sum / count - this.#level);
    this.#flatS = leaps === 0 ? this.#flatS + lengthS : 0;
  }
}
