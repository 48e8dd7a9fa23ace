// What is known of each station of one world from motion.v1: until when it was heard, and how strongly it shook lately.
import type { Motion } from "../../shared/contracts/motion.ts";

type Entry = Motion["stations"][number];

interface Peak {
  readonly timeMs: number;
  readonly value: number;
}

/** A station as it is known now. */
export interface Fresh {
  /** Newest sample. */
  readonly watermarkMs: number;
  /** Strongest acceleration of a usual second, a low quantile that follows slowly. */
  readonly quietMps2: number;
  /** Strongest since each moment: times rise, intensities fall. Empty where nothing was worth remembering. */
  readonly intensities: readonly Peak[];
}

interface Heard extends Fresh {
  watermarkMs: number;
  quietMps2: number;
  readonly intensities: Peak[];
  /** The same of PGVs, m/s. */
  readonly pgvs: Peak[];
}

const REMEMBER_MS = 400_000;
/** Steps of the quiet level: it settles where one second in twenty is quieter, and rises by half in two minutes. */
const [QUIETER, LOUDER] = [0.93, 1.004];
/** Weaker shaking is not worth remembering. */
const FELT_BY_SENSOR = 1.5;
const FELT_BY_PEOPLE = 2.5;
const LEAST_PGV_MPS = 5e-4;
/** The clock is what this many stations have passed, so that no single wrong device clock moves it. */
const WITNESSES = 5;
const FRESH_MS = 20_000;
const AHEAD_MS = 10_000;
/** A station not heard for this long is forgotten. */
const FORGET_MS = 3_600_000;
const NONE: readonly number[] = [];

export class StationBook {
  readonly #heard = new Map<string, Heard>();
  /** The newest watermarks of distinct stations, newest first. */
  #leaders: { stationId: string; watermarkMs: number }[] = [];
  #forgetAtMs = Number.NEGATIVE_INFINITY;

  hear({ stationId, timeMs, intensity, pgaMps2, pgvMps, watermarkMs }: Entry): void {
    let heard = this.#heard.get(stationId);
    if (heard === undefined) {
      heard = { watermarkMs, quietMps2: pgaMps2, intensities: [], pgvs: [] };
      this.#heard.set(stationId, heard);
    }
    heard.watermarkMs = Math.max(heard.watermarkMs, watermarkMs);
    heard.quietMps2 *= pgaMps2 < heard.quietMps2 ? QUIETER : LOUDER;
    this.#lead(stationId, heard.watermarkMs);
    if (intensity >= FELT_BY_SENSOR) remember(heard.intensities, { timeMs, value: intensity });
    if (pgvMps >= LEAST_PGV_MPS) remember(heard.pgvs, { timeMs, value: pgvMps });
  }

  /** Data time that several stations have passed; −∞ before the first was heard. */
  clockMs(): number {
    const witnesses = Math.min(WITNESSES, Math.ceil(this.#heard.size * 0.3));
    return this.#leaders[witnesses - 1]?.watermarkMs ?? Number.NEGATIVE_INFINITY;
  }

  /** Every station whose newest sample is neither stale nor ahead of its time, in the order they were first heard. */
  eachFresh(nowMs: number, visit: (stationId: string, station: Fresh) => void): void {
    const [sinceMs, untilMs] = [nowMs - FRESH_MS, nowMs + AHEAD_MS];
    for (const [stationId, heard] of this.#heard) {
      if (heard.watermarkMs >= sinceMs && heard.watermarkMs <= untilMs) visit(stationId, heard);
    }
  }

  /** Strongest acceleration of one of its quiet seconds; 0 for a station never heard. */
  quietMps2(stationId: string): number {
    return this.#heard.get(stationId)?.quietMps2 ?? 0;
  }

  count(): number {
    return this.#heard.size;
  }

  /** Strongest intensity seen from `sinceMs` on; 1 where nothing was. */
  strongest(stationId: string, sinceMs: number): number {
    return this.#heard.get(stationId)?.intensities.find((peak) => peak.timeMs >= sinceMs)?.value ?? 1;
  }

  /** Largest PGV seen from `sinceMs` on, m/s; 0 where it is not worth remembering. */
  strongestPgvMps(stationId: string, sinceMs: number): number {
    return this.#heard.get(stationId)?.pgvs.find((peak) => peak.timeMs >= sinceMs)?.value ?? 0;
  }

  forgetStale(nowMs: number): void {
    if (nowMs < this.#forgetAtMs) return;
    this.#forgetAtMs = nowMs + FORGET_MS / 4;
    for (const [stationId, heard] of this.#heard) {
      if (heard.watermarkMs < nowMs - FORGET_MS) this.#heard.delete(stationId);
    }
  }

  #lead(stationId: string, watermarkMs: number): void {
    const last = this.#leaders[WITNESSES - 1];
    if (last !== undefined && watermarkMs <= last.watermarkMs) return;
    const others = this.#leaders.filter((leader) => leader.stationId !== stationId);
    const at = others.findIndex((leader) => leader.watermarkMs < watermarkMs);
    others.splice(at < 0 ? others.length : at, 0, { stationId, watermarkMs });
    this.#leaders = others.slice(0, WITNESSES);
  }
}

/** When it shook as no noise of its own does: the strongest seconds since each moment, in order of time. */
export function shakenAtMs({ intensities }: Fresh): readonly number[] {
  if (intensities.length === 0) return NONE;
  return intensities.filter(({ value }) => value >= FELT_BY_PEOPLE).map(({ timeMs }) => timeMs);
}

function remember(peaks: Peak[], { timeMs, value }: Peak): void {
  while ((peaks.at(-1)?.value ?? Number.POSITIVE_INFINITY) <= value) peaks.pop();
  peaks.push({ timeMs, value });
  while ((peaks[0]?.timeMs ?? timeMs) < timeMs - REMEMBER_MS) peaks.shift();
}
