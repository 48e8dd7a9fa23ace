// Forgets deliveries of long ago, a few at a time, so that nobody waits for the database meanwhile.
import type { Clock } from "../../../shared/runtime/clock.ts";
import { reasonOf } from "../../../shared/runtime/errors.ts";
import type { Log } from "../../../shared/runtime/log.ts";
import type { LaterRows } from "./laterRows.ts";

export interface RetentionDeps {
  readonly rows: LaterRows;
  readonly clock: Clock;
  readonly log: Log;
  readonly keepMs: number;
}

const EVERY_MS = 600_000;
const MOST_AT_ONCE = 200;
const PAUSE_MS = 200;

export class Retention {
  readonly #deps: RetentionDeps;
  readonly #closing = new AbortController();
  #isRunning = false;
  #end: () => void = () => undefined;

  constructor(deps: RetentionDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#end = this.#deps.clock.every(EVERY_MS, () => void this.run());
  }

  close(): void {
    this.#end();
    this.#closing.abort();
  }

  /** Never rejects: without the database it is done the next time. */
  async run(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    const { rows, clock, log, keepMs } = this.#deps;
    try {
      const beforeMs = Math.round(clock.nowMs() - keepMs);
      while (!this.#closing.signal.aborted && (await rows.forget(beforeMs, MOST_AT_ONCE)) === MOST_AT_ONCE) {
        await clock.sleep(PAUSE_MS, this.#closing.signal);
      }
    } catch (error) {
      log.warn({ reason: reasonOf(error) }, "old deliveries not removed");
    }
    this.#isRunning = false;
  }
}
