// A clock that stands still until a test moves it.
import type { Clock } from "../../../shared/runtime/clock.ts";

export class HandClock implements Clock {
  #atMs = 0;
  #sleepers: { readonly atMs: number; readonly wake: () => void }[] = [];

  nowMs(): number {
    return this.#atMs;
  }

  monotonicMs(): number {
    return this.#atMs;
  }

  sleep(ms: number): Promise<void> {
    return new Promise((wake) => this.#sleepers.push({ atMs: this.#atMs + ms, wake }));
  }

  every(): () => void {
    return () => undefined;
  }

  /** Time passes while somebody works: nobody wakes. */
  pass(ms: number): void {
    this.#atMs += ms;
  }

  /** Wakes whoever is due until then, one after another, and lets each do its work. */
  async moveTo(atMs: number): Promise<void> {
    for (;;) {
      const next = this.#sleepers.toSorted((a, b) => a.atMs - b.atMs)[0];
      if (next === undefined || next.atMs > atMs) break;
      this.#sleepers = this.#sleepers.filter((one) => one !== next);
      this.#atMs = Math.max(this.#atMs, next.atMs);
      next.wake();
      await new Promise(setImmediate);
    }
    this.#atMs = Math.max(this.#atMs, atMs);
  }
}
