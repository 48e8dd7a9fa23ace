// How often each station triggers for nothing: its own strays of the last hour, leaning on what the whole network does.
import { NOISE_RATE } from "./odds.ts";

const WINDOW_MS = 3_600_000;
/** The network's mean counts like this many seconds of a station's own record. */
const LEAN_S = 1200;
const MOST_STRAYS = 120;
/** The first picks of an earthquake are no strays: the count ends this long before. */
const BEFORE_MS = 30_000;
const POOL_EVERY_MS = 10_000;

export class NoiseRates {
  readonly #strays = new Map<string, number[]>();
  #sinceMs = Number.POSITIVE_INFINITY;
  #pooled = NOISE_RATE;
  #pooledMs = Number.NEGATIVE_INFINITY;

  /** A P pick that belongs to no event. Known stations without one are told by `stations` to `rateOf`. */
  note(stationId: string, timeMs: number): void {
    this.#sinceMs = Math.min(this.#sinceMs, timeMs);
    const own = this.#strays.get(stationId) ?? [];
    own.push(timeMs);
    while ((own[0] ?? timeMs) < timeMs - WINDOW_MS || own.length > MOST_STRAYS) own.shift();
    this.#strays.set(stationId, own);
  }

  /** Triggers a second before `beforeMs`, never fewer than an ordinary sensor's. @param stations how many there are. */
  rateOf(stationId: string, beforeMs: number, stations: number): number {
    const untilMs = beforeMs - BEFORE_MS;
    const seconds = Math.max(0, Math.min(WINDOW_MS, untilMs - this.#sinceMs)) / 1000;
    if (beforeMs >= this.#pooledMs + POOL_EVERY_MS) {
      this.#pooledMs = beforeMs;
      this.#pooled = this.#pool(untilMs, seconds, stations);
    }
    const own = countBetween(this.#strays.get(stationId) ?? [], untilMs);
    return Math.max(NOISE_RATE, (this.#pooled * LEAN_S + own) / (LEAN_S + seconds));
  }

  #pool(untilMs: number, seconds: number, stations: number): number {
    let strays = 0;
    for (const own of this.#strays.values()) strays += countBetween(own, untilMs);
    const stationS = Math.max(stations, this.#strays.size) * seconds;
    // With little seen, an ordinary network's rate.
    return (strays + NOISE_RATE * LEAN_S) / (stationS + LEAN_S);
  }
}

function countBetween(timesMs: readonly number[], untilMs: number): number {
  return timesMs.filter((ms) => ms >= untilMs - WINDOW_MS && ms < untilMs).length;
}
