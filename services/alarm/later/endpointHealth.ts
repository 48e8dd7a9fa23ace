// Since when each endpoint fails with no success in between; who fails for days is switched off. Told by whoever posts, in
// memory alone; what changed is written now and then, many at once, and read back, so that all replicas know the same.
import type { Clock } from "../../../shared/runtime/clock.ts";
import { reasonOf } from "../../../shared/runtime/errors.ts";
import type { Log } from "../../../shared/runtime/log.ts";
import type { Subscription } from "../subscription.ts";
import type { FailingRows } from "./failingRows.ts";

export interface EndpointHealthDeps {
  readonly rows: FailingRows;
  readonly clock: Clock;
  readonly log: Log;
  readonly subscriptions: {
    all(): Iterable<Subscription>;
    of(subscriptionId: string): Subscription | undefined;
    put(subscription: Subscription): void;
    disable(subscriptionId: string, reason: string): Promise<void>;
  };
  /** How long an endpoint may fail. */
  readonly disableAfterMs: number;
}

interface Failure {
  /** Wall clock of the first one since the last sweep or success. */
  readonly sinceMs: number;
  error: string;
}

const SWEEP_MS = 10_000;
const HOUR_MS = 3_600_000;

export class EndpointHealth {
  readonly #deps: EndpointHealthDeps;
  /** Wall clock of the last success of each. */
  readonly #successes = new Map<string, number>();
  /** Not written yet. */
  readonly #failures = new Map<string, Failure>();
  #lastSuccessOfAnyMs = Number.NEGATIVE_INFINITY;
  #sweeping: Promise<void> | undefined;
  #end: () => void = () => undefined;

  constructor(deps: EndpointHealthDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#end = this.#deps.clock.every(SWEEP_MS, () => void this.sweep());
  }

  /** Writes what is not written yet. */
  async close(): Promise<void> {
    this.#end();
    await this.sweep();
  }

  succeeded(subscriptionId: string): void {
    const nowMs = this.#deps.clock.nowMs();
    this.#lastSuccessOfAnyMs = nowMs;
    this.#successes.set(subscriptionId, nowMs);
    this.#failures.delete(subscriptionId);
  }

  failed(subscriptionId: string, error: string): void {
    const known = this.#failures.get(subscriptionId);
    if (known === undefined) this.#failures.set(subscriptionId, { sinceMs: this.#deps.clock.nowMs(), error });
    else known.error = error;
  }

  /** Never rejects: without the database it is done the next time. */
  sweep(): Promise<void> {
    this.#sweeping ??= this.#sweep()
      .catch((error: unknown) => this.#deps.log.warn({ reason: reasonOf(error) }, "health of endpoints not written"))
      .finally(() => {
        this.#sweeping = undefined;
      });
    return this.#sweeping;
  }

  async #sweep(): Promise<void> {
    const failing = await this.#deps.rows.all();
    await this.#endThoseThatWork(failing);
    const failures = new Map(this.#failures);
    await this.#beginThoseThatFail(failing, failures);
    for (const [id, failure] of failures) if (this.#failures.get(id) === failure) this.#failures.delete(id);
    this.#show(failing);
    await this.#disable(failing, failures);
    for (const id of this.#successes.keys()) {
      if (this.#deps.subscriptions.of(id) === undefined) this.#successes.delete(id);
    }
  }

  async #endThoseThatWork(failing: Map<string, number>): Promise<void> {
    const works = [...failing].filter(
      ([id, sinceMs]) => (this.#successes.get(id) ?? Number.NEGATIVE_INFINITY) > sinceMs,
    );
    if (works.length === 0) return;
    await this.#deps.rows.end(works.map(([id]) => id));
    for (const [id] of works) failing.delete(id);
  }

  /** One time for all of a sweep: the last of their first failures, since an earlier one might precede a success. */
  async #beginThoseThatFail(failing: Map<string, number>, failures: ReadonlyMap<string, Failure>): Promise<void> {
    const fresh = [...failures].filter(([id]) => !failing.has(id));
    if (fresh.length === 0) return;
    const sinceMs = Math.round(fresh.reduce((latest, [, failure]) => Math.max(latest, failure.sinceMs), 0));
    await this.#deps.rows.begin(
      fresh.map(([id]) => id),
      sinceMs,
    );
    for (const [id] of fresh) failing.set(id, sinceMs);
  }

  /** In memory, for whoever asks: reading all subscriptions for it would be too dear. */
  #show(failing: ReadonlyMap<string, number>): void {
    const { subscriptions } = this.#deps;
    for (const subscription of subscriptions.all()) {
      const failingSinceMs = failing.get(subscription.subscriptionId) ?? null;
      if (subscription.failingSinceMs !== failingSinceMs) subscriptions.put({ ...subscription, failingSinceMs });
    }
  }

  /**
   * Only upon a failure: who was asked nothing for days has not failed for days. And only while others can be reached:
   * when nobody can, it is our own network, and it must not silence everybody.
   */
  async #disable(failing: ReadonlyMap<string, number>, failures: ReadonlyMap<string, Failure>): Promise<void> {
    const { subscriptions, disableAfterMs, clock } = this.#deps;
    const nowMs = clock.nowMs();
    if (nowMs - this.#lastSuccessOfAnyMs > HOUR_MS) return;
    for (const [id, { error }] of failures) {
      const sinceMs = failing.get(id);
      if (sinceMs === undefined || nowMs - sinceMs < disableAfterMs) continue;
      if (subscriptions.of(id)?.disabledMs !== null) continue;
      const since = new Date(sinceMs).toISOString();
      const hours = Math.floor((nowMs - sinceMs) / HOUR_MS);
      await subscriptions.disable(id, `nothing was delivered since ${since} (${hours} h): ${error}`.slice(0, 300));
    }
  }
}
