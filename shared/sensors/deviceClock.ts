// Times for packets of devices whose clocks and rates lie: counts samples, fits rate and offset, tells gaps from late
// news.
import { ClockFit } from "../seismo/clockFit.ts";

export interface Told {
  readonly count: number;
  /** The device's clock at the last sample, if it told. */
  readonly deviceMs: number | undefined;
  readonly receivedMs: number;
  readonly nominalRateHz: number;
}

export type Timing =
  | {
      readonly kind: "timed";
      /** Of the packet's last sample, corrected. */
      readonly lastMs: number;
      readonly periodMs: number;
      /** Samples are missing before this packet. */
      readonly gap: boolean;
      readonly uncertaintyS: number;
      /** Device clock minus data clock. */
      readonly offsetS: number;
      /** False while nobody can say what time it is: no pick may come of this. */
      readonly settled: boolean;
      /** True once enough packets were seen to believe the fitted period. */
      readonly rateKnown: boolean;
    }
  | { readonly kind: "duplicate" }
  | { readonly kind: "late" }
  | { readonly kind: "badtime" };

/** A device clock this close to receipt is believed; the lag is the network's. */
const BELIEVED_LAG_MS = 1000;
/** What the fastest packet takes from a sensor to the edge: stays when a wrong clock is set by receipt. */
const FASTEST_MS = 150;
/** Wrong clocks: how many packets in a row must agree with each other before they are followed. */
const SUSPECTS = 3;
/** A drop of the envelope by more than this unsettles it: a backlog is being sent. */
const DROP_MS = 300;
const SETTLED_AFTER = 4;
/** How fast a device clock may drift away from ours: 50 ppm. */
const DRIFT = 5e-5;
const RATE_KNOWN_AFTER = 8;
/** A jump by this share of a packet's length is a packet that was lost. */
const LOST_SHARE = 0.75;

interface Suspect {
  readonly deviceMs: number;
  readonly receivedMs: number;
  readonly samples: number;
}

export class DeviceClock {
  #fit: ClockFit | undefined;
  #usesDevice = false;
  #nominalRateHz = 0;
  #points = 0;
  #lastToldMs = 0;
  #lastReceivedMs = 0;
  #lastMs = Number.NEGATIVE_INFINITY;
  #periodMs = 0;
  /** Least receipt minus told time so far. */
  #leastLagMs = Number.POSITIVE_INFINITY;
  #sinceDrop = 0;
  #suspects: Suspect[] = [];
  #gapsInARow: Suspect[] = [];

  push(told: Told): Timing {
    const { deviceMs } = told;
    if (this.#fit === undefined) return this.#begin(told, deviceMs, told.nominalRateHz);
    if (!this.#usesDevice) return this.#byReceipt(told, deviceMs);
    if (deviceMs === undefined) return this.#advance(told, this.#lastToldMs + told.count * this.#periodMs, 0);
    return this.#byDevice(told, deviceMs);
  }

  #begin(told: Told, deviceMs: number | undefined, nominalRateHz: number): Timing {
    const gap = this.#fit !== undefined;
    this.#usesDevice = deviceMs !== undefined;
    this.#nominalRateHz = nominalRateHz;
    this.#fit = new ClockFit({ nominalRateHz, jitterS: this.#usesDevice ? 0.02 : 0.2 });
    this.#points = 0;
    this.#leastLagMs = Number.POSITIVE_INFINITY;
    this.#sinceDrop = 0;
    this.#lastMs = Number.NEGATIVE_INFINITY;
    return this.#advance(told, deviceMs ?? told.receivedMs, 0, gap);
  }

  #byDevice(told: Told, deviceMs: number): Timing {
    if (deviceMs === this.#lastToldMs) return { kind: "duplicate" };
    const lengthMs = told.count * this.#periodMs;
    const jumpMs = deviceMs - this.#lastToldMs - lengthMs;
    const toleranceMs = Math.min(Math.max(500, lengthMs / 2), LOST_SHARE * lengthMs);
    const isInTime = deviceMs + this.#correctionMs() <= told.receivedMs + 1000;
    if (Math.abs(jumpMs) <= toleranceMs) {
      this.#gapsInARow = [];
      return this.#advance(told, deviceMs, 0);
    }
    const agreesNow = Math.abs(told.receivedMs - deviceMs) < 5000 && Math.abs(this.#leastLagMs) > 60_000;
    if (agreesNow) return this.#begin(told, deviceMs, this.#nominalRateHz);
    if (jumpMs > 0 && isInTime) return this.#afterGap(told, deviceMs, jumpMs);
    return this.#suspect(told, deviceMs, jumpMs);
  }

  /** One gap is a gap; a gap at every packet is a wrong rate. */
  #afterGap(told: Told, deviceMs: number, jumpMs: number): Timing {
    this.#gapsInARow.push({ deviceMs, receivedMs: told.receivedMs, samples: told.count });
    const rateHz = this.#gapsInARow.length > SUSPECTS ? rateOf(this.#gapsInARow) : undefined;
    if (rateHz !== undefined) return this.#begin(told, deviceMs, rateHz);
    if (this.#gapsInARow.length > SUSPECTS) this.#gapsInARow = [];
    return this.#advance(told, deviceMs, Math.round(jumpMs / this.#periodMs), true);
  }

  /** Out of line: an old packet, a leap of the clock, or nonsense. Followed when the next ones agree with it. */
  #suspect(told: Told, deviceMs: number, jumpMs: number): Timing {
    this.#suspects.push({ deviceMs, receivedMs: told.receivedMs, samples: told.count });
    if (this.#suspects.length >= SUSPECTS) {
      const rateHz = rateOf(this.#suspects);
      this.#suspects = this.#suspects.slice(1 - SUSPECTS);
      if (rateHz !== undefined) {
        const isSame = Math.abs(rateHz / this.#nominalRateHz - 1) < 0.08;
        return this.#begin(told, deviceMs, isSame ? this.#nominalRateHz : rateHz);
      }
    }
    return jumpMs < 0 && jumpMs > -600_000 ? { kind: "late" } : { kind: "badtime" };
  }

  #byReceipt(told: Told, deviceMs: number | undefined): Timing {
    if (deviceMs === undefined) this.#suspects = [];
    else {
      this.#suspects.push({ deviceMs, receivedMs: told.receivedMs, samples: told.count });
      if (this.#suspects.length >= SUSPECTS) {
        const rateHz = rateOf(this.#suspects);
        this.#suspects = this.#suspects.slice(1 - SUSPECTS);
        if (rateHz !== undefined) return this.#begin(told, deviceMs, this.#nominalRateHz);
      }
    }
    // Receipt alone cannot tell a late packet from a lost one until it stays late: nothing after it was early.
    const lateMs = told.receivedMs - this.#lastReceivedMs - told.count * this.#periodMs;
    const isLost = lateMs > 10_000;
    return this.#advance(told, told.receivedMs, isLost ? Math.round(lateMs / this.#periodMs) : 0, isLost);
  }

  #advance(told: Told, toldMs: number, missing: number, gap = false): Timing {
    const fit = this.#fit;
    if (fit === undefined) return { kind: "badtime" };
    const fitted = fit.push(told.count + missing, toldMs);
    const lagMs = told.receivedMs - fitted.timeMs;
    const driftMs = this.#points === 0 ? 0 : (told.count + missing) * this.#periodMs * DRIFT;
    this.#sinceDrop = lagMs < this.#leastLagMs - DROP_MS ? 0 : this.#sinceDrop + 1;
    this.#leastLagMs = Math.min(lagMs, this.#leastLagMs + driftMs);
    this.#points += 1;
    this.#suspects = [];
    this.#lastToldMs = toldMs;
    this.#lastReceivedMs = told.receivedMs;
    this.#periodMs = fitted.periodMs;
    this.#lastMs = Math.max(this.#lastMs, Math.min(told.receivedMs, fitted.timeMs + this.#correctionMs()));
    return {
      kind: "timed",
      lastMs: this.#lastMs,
      periodMs: fitted.periodMs,
      gap,
      uncertaintyS: this.#uncertaintyS(fitted.spreadS),
      offsetS: this.#usesDevice ? -this.#leastLagMs / 1000 : 0,
      settled: this.#isBelieved() || this.#sinceDrop >= SETTLED_AFTER,
      rateKnown: this.#points >= RATE_KNOWN_AFTER,
    };
  }

  #isBelieved(): boolean {
    return this.#usesDevice && Math.abs(this.#leastLagMs) <= BELIEVED_LAG_MS;
  }

  /** From the told time to ours: receipt can only be late, so a told time after it is wrong by at least that. */
  #correctionMs(): number {
    if (!this.#usesDevice) return 0;
    if (this.#leastLagMs <= 0) return this.#leastLagMs;
    return this.#isBelieved() ? 0 : this.#leastLagMs - FASTEST_MS;
  }

  #uncertaintyS(spreadS: number): number {
    if (!this.#usesDevice) return 0.25 + spreadS;
    return this.#isBelieved() ? 0.05 + 0.3 * (Math.abs(this.#leastLagMs) / 1000) : 0.4 + spreadS;
  }
}

/** The rate of packets that follow one another evenly, in their own time and in ours; undefined if they do not. */
function rateOf(suspects: readonly Suspect[]): number | undefined {
  const used = suspects.slice(-SUSPECTS);
  const [first] = used;
  const last = used.at(-1);
  if (first === undefined || last === undefined || used.length < SUSPECTS) return undefined;
  const samples = used.slice(1).reduce((sum, one) => sum + one.samples, 0);
  const spanMs = last.deviceMs - first.deviceMs;
  const receivedSpanMs = last.receivedMs - first.receivedMs;
  if (spanMs <= 0 || Math.abs(receivedSpanMs - spanMs) > 1000 + spanMs / 2 || receivedSpanMs < spanMs / 4)
    return undefined;
  const periodMs = spanMs / samples;
  const isEven = used.slice(1).every((one, i) => {
    const stepMs = one.deviceMs - (used[i]?.deviceMs ?? 0);
    return Math.abs(stepMs - one.samples * periodMs) < 300;
  });
  return isEven ? 1000 / periodMs : undefined;
}
