// A clock that stands still until a test moves it, and then lets everything that is due happen, one after another.
import type { Clock } from "../shared/runtime/clock.ts";

export class MovedClock implements Clock {
  #atMs = Date.UTC(2026, 0, 1);
  #timers: { dueMs: number; readonly everyMs: number; readonly run: () => void }[] = [];

  nowMs = () => this.#atMs;
  monotonicMs = () => this.#atMs;

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      signal?.addEventListener("abort", () => resolve(), { once: true });
      this.#timers.push({ dueMs: this.#atMs + ms, everyMs: Number.POSITIVE_INFINITY, run: resolve });
    });
  }

  every(ms: number, run: () => void): () => void {
    const timer = { dueMs: this.#atMs + ms, everyMs: ms, run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((one) => one !== timer);
    };
  }

  /** Lets everything that is due happen, and what follows from it. */
  async move(ms: number): Promise<void> {
    const endMs = this.#atMs + ms;
    for (let next = this.#next(endMs); next !== undefined; next = this.#next(endMs)) {
      this.#atMs = Math.max(this.#atMs, next.dueMs);
      next.dueMs += next.everyMs;
      next.run();
      await settled();
    }
    this.#atMs = endMs;
    await settled();
  }

  #next(endMs: number) {
    this.#timers = this.#timers.filter(({ dueMs }) => dueMs < Number.POSITIVE_INFINITY);
    const [first] = this.#timers.toSorted((a, b) => a.dueMs - b.dueMs);
    return first !== undefined && first.dueMs <= endMs ? first : undefined;
  }
}

/** Several turns of the event loop: the embedded broker takes some of them. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate);
}
