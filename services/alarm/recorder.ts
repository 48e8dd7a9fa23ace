// Records deliveries many at a time: ten thousand receipts must not take the time that the alarms still under way need.
import type { Delivery } from "../../shared/contracts/delivery.ts";
import type { Clock } from "../../shared/runtime/clock.ts";
import type { Repository } from "./repository.ts";

interface Waiting {
  readonly delivery: Delivery;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** How long the first of a batch waits for others; a receipt is in no hurry, and least while alarms are under way. */
const LINGER_MS = 50;
/** So many mean that very many are being told just now: the database, in this process, would take the time of those left. */
const CROWD = 100;
const CROWD_LINGER_MS = 1000;
/** Fourteen columns each: below SQLite's and PostgreSQL's limits of bound values. */
export const MOST_AT_ONCE = 500;

export class Recorder {
  readonly #repository: Repository;
  readonly #clock: Clock;
  #waiting: Waiting[] = [];
  #running = false;

  constructor(deps: { readonly repository: Repository; readonly clock: Clock }) {
    this.#repository = deps.repository;
    this.#clock = deps.clock;
  }

  /**
   * Resolves when it is stored; a repeat changes nothing.
   * @throws Unavailable when the database does not answer.
   */
  record(delivery: Delivery): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ delivery, resolve, reject });
      if (!this.#running) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#waiting.length > 0) {
      await this.#linger();
      const batch = this.#waiting.splice(0, MOST_AT_ONCE);
      const deliveries = batch.map(({ delivery }) => delivery);
      await this.#repository.record(deliveries, Math.round(this.#clock.nowMs())).then(
        () => batch.forEach(({ resolve }) => void resolve()),
        (error: unknown) => batch.forEach(({ reject }) => void reject(error)),
      );
    }
    this.#running = false;
  }

  async #linger(): Promise<void> {
    const before = this.#waiting.length;
    await this.#clock.sleep(LINGER_MS);
    if (this.#waiting.length - before >= CROWD) await this.#clock.sleep(CROWD_LINGER_MS);
  }
}
