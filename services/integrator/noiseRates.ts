// How often each station triggers for nothing: its own strays of the last hour, leaning on what the whole network does now.
import { NOISE_RATE } from "./odds.ts";

const WINDOW_MS = 3_600_000;
/** The network's mean counts like this many seconds of a station's own record. */
const LEAN_S = 1200;
const MOST_STRAYS = 120;
/** The first picks of an earthquake, and of its foreshocks, are no strays: the hour's count ends this long before it. */
const BEFORE_MS = 30_000;
/** A storm shows within a minute, long before it shows in the hour. */
const BURST = { windowMs: 60_000, leanS: 300 } as const;

export class NoiseRates {
  readonly #strays = new Map<string, number[]>();
  /** Times of all of them, in order. */
  readonly #times: number[] = [];
  #sinceMs = Number.POSITIVE_INFINITY;

  /** A P pick that belongs to no event. Known stations without one are told by `stations` to `rateOf`. */
  note(stationId: string, timeMs: number): void {
    this.#sinceMs = Math.min(this.#sinceMs, timeMs);
    const own = this.#strays.get(stationId) ?? [];
    own.push(timeMs);
    this.#times.splice(this.#countBefore(timeMs), 0, timeMs);
    while ((own[0] ?? timeMs) < timeMs - WINDOW_MS || own.length > MOST_STRAYS) {
      const gone = own.shift() ?? timeMs;
      this.#times.splice(this.#countBefore(gone), 1);
    }
    this.#strays.set(stationId, own);
  }

  /**
   * Triggers a second before the origin of an earthquake, whose own picks come later; never fewer than an ordinary sensor's.
   * @param stations how many there are.
   */
  rateOf(stationId: string, originMs: number, stations: number): number {
    const untilMs = originMs - BEFORE_MS;
    const seconds = this.#secondsWithin(untilMs, WINDOW_MS);
    const count = Math.max(stations, this.#strays.size);
    const ofHour = pooled(this.#straysWithin(untilMs, WINDOW_MS), count * seconds, LEAN_S);
    const burst = surely(this.#straysWithin(originMs, BURST.windowMs));
    const ofBurst = pooled(burst, count * this.#secondsWithin(originMs, BURST.windowMs), BURST.leanS);
    const own = countWithin(this.#strays.get(stationId) ?? [], untilMs, WINDOW_MS);
    return Math.max(NOISE_RATE, (Math.max(ofHour, ofBurst) * LEAN_S + own) / (LEAN_S + seconds));
  }

  #secondsWithin(untilMs: number, windowMs: number): number {
    return Math.max(0, Math.min(windowMs, untilMs - this.#sinceMs)) / 1000;
  }

  #straysWithin(untilMs: number, windowMs: number): number {
    return this.#countBefore(untilMs) - this.#countBefore(untilMs - windowMs);
  }

  /** How many of all strays are earlier: found by halving. */
  #countBefore(timeMs: number): number {
    let [low, high] = [0, this.#times.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#times[middle] ?? timeMs) < timeMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** With little seen, an ordinary network's rate. */
function pooled(strays: number, stationS: number, leanS: number): number {
  return (strays + NOISE_RATE * leanS) / (stationS + leanS);
}

/** Of a count in a short time, what is no chance of that minute: two standard deviations fewer. */
function surely(count: number): number {
  return Math.max(0, count - 2 * Math.sqrt(count));
}

function countWithin(timesMs: readonly number[], untilMs: number, windowMs: number): number {
  return timesMs.filter((ms) => ms >= untilMs - windowMs && ms < untilMs).length;
}
