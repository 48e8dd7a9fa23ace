// Forgets what is too old, a few rows at a time, on one replica; and gives versions of before their origins and arrivals.
import { MODES } from "../../../shared/contracts/mode.ts";
import type { Clock } from "../../../shared/runtime/clock.ts";
import type { Database } from "../../../shared/runtime/database.ts";
import { reasonOf } from "../../../shared/runtime/errors.ts";
import type { Log } from "../../../shared/runtime/log.ts";
import type { Store } from "../../../shared/runtime/store.ts";
import {
  FIRST_PICK,
  FIRST_VERSION,
  fillParts,
  forgetEvent,
  forgetPicks,
  type OlderThan,
  oldEvents,
} from "./retentionRows.ts";

export interface RetentionDeps {
  readonly database: () => Promise<Database>;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  /** Name of this replica. */
  readonly instance: string;
  /** Days; 0: for ever. */
  readonly keep: { readonly pickDays: number; readonly unrealDays: number; readonly eventDays: number };
}

const LEASE = "catalogue:retention";
const EVERY_MS = 3_600_000;
/** Longer than the pause between two runs: the replica that did it once goes on with it. */
const LEASE_MS = 2 * EVERY_MS;
const PICKS_AT_ONCE = 200;
const EVENTS_AT_ONCE = 20;
const VERSIONS_AT_ONCE = 20;
const PAUSE_MS = 200;
const DAY_MS = 86_400_000;

export class Retention {
  readonly #deps: RetentionDeps;
  readonly #closing = new AbortController();
  #running: Promise<void> | undefined;
  #isFilled = false;
  #end: () => void = () => undefined;

  constructor(deps: RetentionDeps) {
    this.#deps = deps;
  }

  start(): void {
    void this.run();
    this.#end = this.#deps.clock.every(EVERY_MS, () => void this.run());
  }

  async close(): Promise<void> {
    this.#end();
    this.#closing.abort();
    await this.#running;
  }

  /** Never rejects: what cannot be done now is done the next time. */
  run(): Promise<void> {
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #run(): Promise<void> {
    const { store, instance, log, database } = this.#deps;
    try {
      if (!(await store.lease(LEASE, instance, LEASE_MS))) return;
      const opened = await database();
      await this.#forget(opened);
      if (!this.#isFilled) await this.#fill(opened);
    } catch (error) {
      log.warn({ reason: reasonOf(error) }, "old events and picks not removed");
    }
  }

  async #forget(database: Database): Promise<void> {
    const { pickDays, unrealDays, eventDays } = this.#deps.keep;
    for (const mode of MODES) {
      const eventsMs = this.#daysAgoMs(mode === "live" ? eventDays : unrealDays);
      await this.#forgetEvents(database, { mode, beforeMs: eventsMs });
      // What belongs to a drill goes with the drills.
      const picksMs = mode === "live" ? 0 : eventsMs;
      await this.#forgetPicks(database, { mode, beforeMs: Math.max(picksMs, this.#daysAgoMs(pickDays)) });
    }
  }

  /** Once: it reads through all there is. */
  async #fill(database: Database): Promise<void> {
    let after = FIRST_VERSION;
    await this.#often(async () => {
      const next = await fillParts(database, { after, most: VERSIONS_AT_ONCE });
      after = next ?? after;
      this.#isFilled = next === undefined;
      return next !== undefined;
    });
  }

  #daysAgoMs(days: number): number {
    return days === 0 ? 0 : Math.round(this.#deps.clock.nowMs() - days * DAY_MS);
  }

  async #forgetEvents(database: Database, old: OlderThan): Promise<void> {
    if (old.beforeMs === 0) return;
    await this.#often(async () => {
      const eventIds = await oldEvents(database, old, EVENTS_AT_ONCE);
      for (const eventId of eventIds) await forgetEvent(database, eventId);
      if (eventIds.length > 0) this.#deps.log.info({ eventIds }, "old events removed");
      return eventIds.length === EVENTS_AT_ONCE;
    });
  }

  async #forgetPicks(database: Database, old: OlderThan): Promise<void> {
    if (old.beforeMs === 0) return;
    let after = FIRST_PICK;
    await this.#often(async () => {
      const next = await forgetPicks(database, old, { after, most: PICKS_AT_ONCE });
      after = next ?? after;
      return next !== undefined;
    });
  }

  /** @param work true when there is more */
  async #often(work: () => Promise<boolean>): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted && (await work())) await this.#deps.clock.sleep(PAUSE_MS, signal);
  }
}
