// A clock that stands still until it is told to go on: days pass in a moment, and everything due on the way happens in order.
import { setImmediate as turn } from "node:timers/promises";
import type { Clock } from "../../../../shared/runtime/clock.ts";

interface Timer {
  atMs: number;
  readonly run: () => void;
}

/** Turns of the event loop in which whatever a timer began comes to rest: questions to SQLite, answers of stand-ins. */
const TURNS = 6;

export class VirtualClock implements Clock {
  #nowMs: number;
  readonly #timers = new Set<Timer>();

  constructor(startMs = 1_767_225_600_000) {
    this.#nowMs = startMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  monotonicMs(): number {
    return this.#nowMs;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        this.#timers.delete(timer);
        signal?.removeEventListener("abort", done);
        resolve();
      };
      const timer = { atMs: this.#nowMs + ms, run: done };
      this.#timers.add(timer);
      signal?.addEventListener("abort", done, { once: true });
    });
  }

  every(ms: number, task: () => void): () => void {
    const run = () => {
      timer.atMs += ms;
      task();
    };
    const timer: Timer = { atMs: this.#nowMs + ms, run };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  async rest(): Promise<void> {
    for (let i = 0; i < TURNS; i += 1) await turn();
  }

  async pass(ms: number): Promise<void> {
    const endMs = this.#nowMs + ms;
    await this.rest();
    for (;;) {
      const next = [...this.#timers].reduce<Timer | undefined>(
        (first, timer) => (first === undefined || timer.atMs < first.atMs ? timer : first),
        undefined,
      );
      if (next === undefined || next.atMs > endMs) break;
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.run();
      await this.rest();
    }
    this.#nowMs = endMs;
  }
}
