// Records picks many at a time, each in its newest update: nothing waits for it, neither the bus nor an alarm beside it.
import type { Pick } from "../../../shared/contracts/pick.ts";
import type { Clock } from "../../../shared/runtime/clock.ts";
import type { Database } from "../../../shared/runtime/database.ts";
import { reasonOf, Unavailable } from "../../../shared/runtime/errors.ts";
import type { Log } from "../../../shared/runtime/log.ts";
import type { Metrics } from "../../../shared/runtime/metrics.ts";
import { keepPicks } from "./pickRows.ts";

export interface PickRecorderDeps {
  readonly database: () => Promise<Database>;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** How long the first of a batch waits for others: most picks are updated every second while their window grows. */
const LINGER_MS = 1000;
/** So many mean that the ground shakes: the database, in this process, would take the time of those being told. */
const CROWD = 300;
const CROWD_LINGER_MS = 4000;
const RETRY_MS = 5000;
/** Twelve columns each; SQLite, which works in this thread, takes some 3 ms. */
const ROWS_AT_ONCE = 100;
/** While the database is away. */
const MOST_WAITING = 50_000;

export class PickRecorder {
  readonly #deps: PickRecorderDeps;
  readonly #closing = new AbortController();
  #waiting = new Map<string, Pick>();
  #running: Promise<void> | undefined;
  #failed = false;

  constructor(deps: PickRecorderDeps) {
    this.#deps = deps;
  }

  /** At once: of what a crash takes away, a few seconds, no alarm is made. */
  record(pick: Pick): void {
    const known = this.#waiting.get(pick.pickId);
    if (known !== undefined && known.knownMs > pick.knownMs) return;
    this.#waiting.set(pick.pickId, pick);
    if (this.#waiting.size > MOST_WAITING) this.#dropOldest();
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
  }

  /** Stores what waits, if the database answers. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#running;
  }

  #dropOldest(): void {
    this.#waiting.delete(this.#waiting.keys().next().value ?? "");
    this.#deps.metrics.count("eew_catalogue_picks_dropped_total", "Picks not recorded: the database was away too long");
  }

  async #run(): Promise<void> {
    const { clock } = this.#deps;
    const { signal } = this.#closing;
    while (this.#waiting.size > 0) {
      await clock.sleep(LINGER_MS, signal);
      if (this.#waiting.size >= CROWD) await clock.sleep(CROWD_LINGER_MS, signal);
      if (await this.#store()) continue;
      if (signal.aborted) return;
      await clock.sleep(RETRY_MS, signal);
    }
  }

  /** False when the database does not answer; what is not stored waits on. */
  async #store(): Promise<boolean> {
    const batch = [...this.#waiting.values()];
    this.#waiting = new Map();
    for (let from = 0; from < batch.length; from += ROWS_AT_ONCE) {
      try {
        const database = await this.#deps.database();
        await keepPicks(database, batch.slice(from, from + ROWS_AT_ONCE), this.#deps.clock.nowMs());
      } catch (error) {
        if (!(error instanceof Unavailable)) throw error;
        this.#putBack(batch.slice(from));
        this.#tell(error);
        return false;
      }
      // SQLite answers at once: without a turn of the loop nothing else in this process would get one.
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
    this.#failed = false;
    return true;
  }

  #putBack(batch: readonly Pick[]): void {
    const newer = this.#waiting;
    this.#waiting = new Map(batch.map((pick) => [pick.pickId, pick]));
    for (const [pickId, pick] of newer) this.#waiting.set(pickId, pick);
    while (this.#waiting.size > MOST_WAITING) this.#dropOldest();
  }

  #tell(error: Unavailable): void {
    if (!this.#failed) this.#deps.log.warn({ reason: reasonOf(error) }, "picks not recorded yet, trying again");
    this.#failed = true;
  }
}
