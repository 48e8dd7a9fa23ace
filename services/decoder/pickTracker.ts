// A declared pick while its window grows: P parameters from the onset on, one update a packet until S or twelve
// seconds.
import type { Packet } from "../../shared/contracts/packet.ts";
import type { Pick } from "../../shared/contracts/pick.ts";
import { stationKey } from "../../shared/contracts/station.ts";
import { AveragePeriod, PredominantPeriod } from "../../shared/seismo/predominantPeriod.ts";
import type { Component } from "./component.ts";
import type { DetectorName } from "./detector.ts";
import { type Onset, snrOf } from "./onset.ts";
import { horizontalToVertical } from "./phase.ts";

const MAX_WINDOW_S = 12;
/** While the ring still holds the noise before the onset. */
const SNR_WINDOW_S = 3;
/** τp forgets the noise before the onset first, as EPIC does. */
const TAU_P_AFTER_S = 0.5;
const TAU_P_RUN_IN_S = 3;
/** EPIC's plausible range of τp; a longer one is drift, a shorter one electronics. */
const TAU_P_S = { least: 10 ** -0.9, most: 10 };
/** Below this many times its noise the displacement of a low-cost sensor is drift, and periods are those of drift. */
const PERIODS_ABOVE_NOISE = 3;
/**
 * S is looked for from here on, in windows of this length, as a jump of the horizontal energy over its mean since P.
 */
const EARLIEST_S_S = 1;
const S_WINDOW_S = 0.5;
const S_JUMP = 3;
const S_GROWTH = 3;
const WITHDRAWN = 0.01;

/**
 * Once the displacement stands this far above its noise, periods show a sensor that is carried about: τp outside EPIC's
 * range is rejected as EPIC does; τc beyond 4 s would be M 7.8 (log τc = .221 M − 1.113), so it is possible, not sure.
 * Judged in the window that the relation was made for.
 */
const CLEARLY_ABOVE_NOISE = 30;
const JUDGED_S = { from: 2.5, to: 4.5 };
const LONGEST_TAU_C_S = 4;
const IMPLAUSIBLE = 0.3;
const DOUBTFUL = 0.5;

export interface Declared {
  readonly packet: Packet;
  readonly phase: "P" | "S";
  readonly phaseProbability: number;
  /** Index of the sample at which a detector triggered. */
  readonly trigger: number;
  readonly onset: Onset;
  readonly noisePdM: number;
  readonly uncertaintyS: number;
}

/** What the station knows about the onset beside the waveforms of its components. */
export interface Known {
  readonly detectors: readonly DetectorName[];
  /** The last time any component stood at its end. */
  readonly clippedMs: number;
}

export class PickTracker {
  readonly #fixed: Pick;
  readonly #onset: number;
  readonly onsetMs: number;
  readonly trigger: number;
  #update = -1;
  #snr: number;
  #absorbed: number;
  #windowS = 0;
  #toldWindowS = -1;
  #pd = 0;
  #pv = 0;
  #pa = 0;
  #pga = 0;
  #pgv = 0;
  readonly #predominant: PredominantPeriod;
  readonly #average = new AveragePeriod();
  #tauP = 0;
  #tauC = 0;
  #horizontalToVertical: number | undefined;
  /** The most that the periods allow. */
  #atMost = 1;
  #detectors: DetectorName[] = [];
  #isClipped = false;
  readonly #horizontal = new Growth();
  readonly #vertical = new Growth();
  #ended = false;

  constructor(declared: Declared, vertical: Component) {
    const { packet, phase, phaseProbability, trigger, onset, noisePdM, uncertaintyS } = declared;
    const { mode, run, stationId } = packet;
    const timeMs = Math.round(vertical.timeOf(onset.index));
    this.#onset = onset.index;
    this.trigger = trigger;
    this.#absorbed = onset.index;
    this.#snr = onset.snr;
    this.onsetMs = timeMs;
    const pickId = `${stationKey(packet)}/${phase}/${timeMs}`;
    const unknown = { update: 0, snr: 0, windowS: 0, pdM: 0, pvMps: 0, paMps2: 0, pgaMps2: 0, pgvMps: 0, knownMs: 0 };
    const known = { pickId, stationId, phase, phaseProbability, timeMs, uncertaintyS, noisePdM, receivedMs: 0 };
    this.#fixed = { mode, run, ...unknown, ...known };
    const rateHz = 1000 / vertical.periodMs;
    this.#predominant = new PredominantPeriod(rateHz);
    this.#predominant.push(vertical.velocity.slice(onset.index - Math.round(TAU_P_RUN_IN_S * rateHz), onset.index));
  }

  /** Largest acceleration of the vertical so far. */
  get paMps2(): number {
    return this.#pa;
  }

  /** Looks at what the components were given since the last call; to be called at least every few seconds of data. */
  absorb(vertical: Component, horizontals: readonly Component[], known: Known): void {
    if (this.#ended) return;
    this.#isClipped ||= known.clippedMs >= this.onsetMs;
    const news = known.detectors.filter((name) => !this.#detectors.includes(name));
    if (news.length > 0) this.#detectors = [...this.#detectors, ...news].sort().reverse();
    const from = this.#absorbed;
    const to = Math.min(vertical.count, this.#onset + Math.round(MAX_WINDOW_S * vertical.rateHz));
    this.#pd = Math.max(this.#pd, vertical.displacement.peak(from, to));
    this.#pv = Math.max(this.#pv, vertical.velocity.peak(from, to));
    this.#pa = Math.max(this.#pa, vertical.acceleration.peak(from, to));
    const sides = horizontals.length > 0 ? horizontals : [vertical];
    const fromMs = vertical.timeOf(from);
    for (const side of sides) {
      const first = side.indexOf(fromMs);
      this.#pga = Math.max(this.#pga, side.acceleration.peak(first, side.count));
      this.#pgv = Math.max(this.#pgv, side.velocity.peak(first, side.count));
    }
    this.#measurePeriods(vertical, from, to);
    this.#absorbed = to;
    this.#windowS = (to - this.#onset) / vertical.rateHz;
    if (this.#windowS <= SNR_WINDOW_S) {
      this.#snr = snrOf(vertical, this.#onset) || this.#snr;
      if (horizontals.length > 0) {
        this.#horizontalToVertical = horizontalToVertical(vertical, horizontals, this.onsetMs);
      }
    }
    if (this.#windowS >= JUDGED_S.from && this.#windowS <= JUDGED_S.to) this.#atMost = this.#plausibility();
    this.#ended = this.#windowS >= MAX_WINDOW_S || this.#hasS(vertical, horizontals);
  }

  #measurePeriods(vertical: Component, from: number, to: number): void {
    const velocity = vertical.velocity.slice(from, to);
    this.#tauC = this.#average.push(velocity, vertical.displacement.slice(from, to));
    this.#predominant.push(velocity);
    const first = Math.max(0, this.#onset + Math.round(TAU_P_AFTER_S * vertical.rateHz) - from);
    for (let i = first; i < velocity.length; i += 1) this.#tauP = Math.max(this.#tauP, velocity[i] as number);
  }

  /** The pick as it is known now, or undefined when nothing was added since the last time. */
  next(packet: Packet, vertical: Component): Pick | undefined {
    if (this.#windowS === this.#toldWindowS) return undefined;
    this.#toldWindowS = this.#windowS;
    this.#update += 1;
    const { receivedMs } = packet;
    return {
      ...this.#fixed,
      update: this.#update,
      phaseProbability: Math.min(this.#fixed.phaseProbability, this.#atMost),
      snr: this.#snr,
      windowS: this.#windowS,
      pdM: this.#pd,
      pvMps: this.#pv,
      paMps2: this.#pa,
      pgaMps2: this.#pga,
      pgvMps: this.#pgv,
      ...this.#periods(),
      ...(this.#horizontalToVertical === undefined ? {} : { horizontalToVertical: this.#horizontalToVertical }),
      clipped: this.#isClipped,
      detectors: this.#detectors,
      knownMs: vertical.lastMs,
      receivedMs,
    };
  }

  /** Only where they are periods of the ground. */
  #periods(): { readonly tauCS?: number; readonly tauPS?: number } {
    if (this.#pd < PERIODS_ABOVE_NOISE * this.#fixed.noisePdM) return {};
    return { tauCS: this.#tauC, ...(this.#isTauPPlausible() ? { tauPS: this.#tauP } : {}) };
  }

  #isTauPPlausible(): boolean {
    return this.#tauP >= TAU_P_S.least && this.#tauP <= TAU_P_S.most;
  }

  #plausibility(): number {
    const { phase, noisePdM } = this.#fixed;
    const isClear = noisePdM > 0 && this.#pd > CLEARLY_ABOVE_NOISE * noisePdM;
    if (phase !== "P" || !isClear) return 1;
    if (!this.#isTauPPlausible()) return IMPLAUSIBLE;
    return this.#tauC > LONGEST_TAU_C_S ? DOUBTFUL : 1;
  }

  /** The last word on a pick that was electronics: it is hardly its phase. */
  withdrawn(packet: Packet, vertical: Component): Pick {
    this.#toldWindowS = -1;
    return { ...(this.next(packet, vertical) ?? this.#fixed), phaseProbability: WITHDRAWN };
  }

  get isOver(): boolean {
    return this.#ended;
  }

  /**
   * S is there when the horizontals of the newest half second are stronger than the vertical, far stronger than they
   * were since the onset, and have grown much more than the vertical, as a P that is still growing does not make them.
   */
  #hasS(vertical: Component, horizontals: readonly Component[]): boolean {
    // Before, the newest half second is partly the noise before P, over which anything has grown.
    if (horizontals.length === 0 || this.#fixed.phase === "S" || this.#windowS < S_WINDOW_S) return false;
    const sides = horizontals.reduce((sum, side) => sum + newestEnergy(side), 0) / horizontals.length;
    const up = newestEnergy(vertical);
    const growth = this.#horizontal.growth(sides);
    const isBeyondP = growth > S_GROWTH * this.#vertical.growth(up) && sides > up;
    return this.#windowS > EARLIEST_S_S + S_WINDOW_S && growth > S_JUMP ** 2 && isBeyondP;
  }
}

function newestEnergy(component: Component): number {
  return component.band.rms(component.count - Math.round(S_WINDOW_S * component.rateHz), component.count) ** 2;
}

/** How much a value has grown over its mean so far. */
class Growth {
  #sum = 0;
  #count = 0;

  growth(value: number): number {
    const mean = this.#count > 0 ? this.#sum / this.#count : 0;
    this.#sum += value;
    this.#count += 1;
    return mean > 0 ? value / mean : 1;
  }
}
