// A declared pick while its window grows: P parameters from the onset on, one update a packet until S or twelve
// seconds.
import type { Packet } from "../../shared/contracts/packet.ts";
import type { Pick } from "../../shared/contracts/pick.ts";
import { stationKey } from "../../shared/contracts/station.ts";
import type { Component } from "./component.ts";
import { type Onset, snrOf } from "./onset.ts";

const MAX_WINDOW_S = 12;
/** While the ring still holds the noise before the onset. */
const SNR_WINDOW_S = 3;
/**
 * S is looked for from here on, in windows of this length, as a jump of the horizontal energy over its mean since P.
 */
const EARLIEST_S_S = 1;
const S_WINDOW_S = 0.5;
const S_JUMP = 3;
const S_GROWTH = 3;

export interface Declared {
  readonly packet: Packet;
  readonly phase: "P" | "S";
  readonly phaseProbability: number;
  readonly onset: Onset;
  readonly noisePdM: number;
  readonly uncertaintyS: number;
}

export class PickTracker {
  readonly #fixed: Pick;
  readonly #onset: number;
  readonly onsetMs: number;
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
  readonly #horizontal = new Growth();
  readonly #vertical = new Growth();
  #ended = false;

  constructor(declared: Declared, vertical: Component) {
    const { packet, phase, phaseProbability, onset, noisePdM, uncertaintyS } = declared;
    const { mode, run, stationId } = packet;
    const timeMs = Math.round(vertical.timeOf(onset.index));
    this.#onset = onset.index;
    this.#absorbed = onset.index;
    this.#snr = onset.snr;
    this.onsetMs = timeMs;
    const pickId = `${stationKey(packet)}/${phase}/${timeMs}`;
    const unknown = { update: 0, snr: 0, windowS: 0, pdM: 0, pvMps: 0, paMps2: 0, pgaMps2: 0, pgvMps: 0, knownMs: 0 };
    const known = { pickId, stationId, phase, phaseProbability, timeMs, uncertaintyS, noisePdM, receivedMs: 0 };
    this.#fixed = { mode, run, ...unknown, ...known };
  }

  /** Largest acceleration of the vertical so far. */
  get paMps2(): number {
    return this.#pa;
  }

  /** Looks at what the components were given since the last call; to be called at least every few seconds of data. */
  absorb(vertical: Component, horizontals: readonly Component[]): void {
    if (this.#ended) return;
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
    this.#absorbed = to;
    this.#windowS = (to - this.#onset) / vertical.rateHz;
    if (this.#windowS <= SNR_WINDOW_S) this.#snr = snrOf(vertical, this.#onset) || this.#snr;
    this.#ended = this.#windowS >= MAX_WINDOW_S || this.#hasS(vertical, horizontals);
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
      snr: this.#snr,
      windowS: this.#windowS,
      pdM: this.#pd,
      pvMps: this.#pv,
      paMps2: this.#pa,
      pgaMps2: this.#pga,
      pgvMps: this.#pgv,
      knownMs: vertical.lastMs,
      receivedMs,
    };
  }

  get isOver(): boolean {
    return this.#ended;
  }

  /**
   * S is there when the horizontals of the newest half second are far stronger than since the onset, and have grown
   * much more
   * than the vertical, as a P that is still growing does not make them.
   */
  #hasS(vertical: Component, horizontals: readonly Component[]): boolean {
    if (horizontals.length === 0 || this.#fixed.phase === "S") return false;
    const horizontal = horizontals.reduce((sum, side) => sum + newestEnergy(side), 0);
    const growth = this.#horizontal.growth(horizontal);
    const isBeyondP = growth > S_GROWTH * this.#vertical.growth(newestEnergy(vertical));
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
