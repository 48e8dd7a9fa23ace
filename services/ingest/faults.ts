// Bad input answered in the log: the first of its kind at once, then once a minute with how many and the newest example.
import type { Clock } from "../../shared/runtime/clock.ts";
import type { Log } from "../../shared/runtime/log.ts";

const INTERVAL_MS = 60_000;

interface Seen {
  toldMs: number;
  since: number;
}

export class FaultLog {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #seen = new Map<string, Seen>();

  constructor(clock: Clock, log: Log) {
    this.#clock = clock;
    this.#log = log;
  }

  /** @param outcome one of a fixed set, as in the metric */
  push(outcome: string, example: { readonly topic: string; readonly reason: string }): void {
    const nowMs = this.#clock.monotonicMs();
    const seen = this.#seen.get(outcome) ?? { toldMs: Number.NEGATIVE_INFINITY, since: 0 };
    this.#seen.set(outcome, seen);
    seen.since += 1;
    if (nowMs - seen.toldMs < INTERVAL_MS) return;
    this.#log.warn({ outcome, messages: seen.since, ...example }, "sensor messages not taken");
    seen.toldMs = nowMs;
    seen.since = 0;
  }
}
