// How a station is: counters, clock, noise, and whether what it sends is trusted. Told every ten seconds and at any
// change.
import type { Health } from "../../shared/contracts/health.ts";
import type { ClockState, Taken } from "../../shared/sensors/segment.ts";
import type { SampleWatch } from "./watch.ts";

export type StationHealth = Health["stations"][number];

const EVERY_MS = 10_000;
/** Bad packets in a row that make a station untrusted. */
const PATIENCE = 3;

export interface Observed {
  readonly stationId: string;
  readonly receivedMs: number;
  readonly lastSampleMs: number;
  readonly noiseMps2: number;
  readonly isWarm: boolean;
  /** Empty, or what is wrong with the waveform itself. */
  readonly complaint: string;
  /** Empty, or what is wrong with a part of it; the rest is used. */
  readonly remark: string;
}

export class HealthCounters {
  #packets = 0;
  #gaps = 0;
  #duplicates = 0;
  #late = 0;
  #malformed = 0;
  #badInARow = 0;
  #badReason = "";
  #clock: ClockState = { uncertaintyS: 0, offsetS: 0, fittedRateHz: 0, rateKnown: false, distrust: "" };
  #toldMs = Number.NEGATIVE_INFINITY;
  #told = "";

  count(taken: Taken): void {
    this.#packets += 1;
    if (taken.kind === "segments") {
      this.#badInARow = 0;
      this.#clock = taken.clock;
      this.#malformed += taken.faults.length;
      if (taken.segments.some((segment) => segment.gap)) this.#gaps += 1;
    } else if (taken.kind === "duplicate") this.#duplicates += 1;
    else if (taken.kind === "late") this.#late += 1;
    else {
      if (taken.kind === "malformed") this.#malformed += 1;
      this.#badInARow += 1;
      this.#badReason = taken.reason;
    }
  }

  /** The entry for station.v1 when it is time for one. */
  due(observed: Observed): StationHealth | undefined {
    const { stationId, receivedMs, lastSampleMs, noiseMps2 } = observed;
    const fault = this.#fault(observed);
    const state = fault === "" ? (observed.isWarm ? "ok" : "warming") : "quarantined";
    const reason = fault || observed.remark;
    const told = `${state} ${reason}`;
    if (told === this.#told && receivedMs < this.#toldMs + EVERY_MS) return undefined;
    this.#told = told;
    this.#toldMs = receivedMs;
    const hasSample = Number.isFinite(lastSampleMs);
    return {
      stationId,
      lastSampleMs: hasSample ? lastSampleMs : 0,
      latencyS: hasSample ? (receivedMs - lastSampleMs) / 1000 : 0,
      clockOffsetS: this.#clock.offsetS,
      fittedRateHz: this.#clock.fittedRateHz,
      noiseMps2,
      packets: this.#packets,
      gaps: this.#gaps,
      duplicates: this.#duplicates,
      late: this.#late,
      malformed: this.#malformed,
      state,
      reason: reason.slice(0, 160),
    };
  }

  /** Why nothing of the station is trusted; empty while it is. */
  #fault(observed: Observed): string {
    if (this.#badInARow >= PATIENCE) return this.#badReason;
    return this.#clock.distrust || observed.complaint;
  }
}

/** What is wrong with single channels, or with where they stand, while the station is used as far as it goes. */
export function remarkOn(
  watches: ReadonlyMap<string, SampleWatch>,
  { nowMs, isRestless }: { readonly nowMs: number; readonly isRestless: boolean },
): string {
  const remarks: string[] = [];
  for (const [name, watch] of watches) {
    const remark = watch.isDead ? "dead channel: it stands still" : watch.remark(nowMs);
    if (remark !== "") remarks.push(`${name} ${remark}`);
  }
  if (isRestless) remarks.push("restless: louder than anything that stands on the ground");
  return remarks.join("; ");
}
