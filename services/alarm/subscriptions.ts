// The subscriptions in memory: what decisions read, so that no alarm waits for the database; kept equal to it every 2 s.
import type { Clock } from "../../shared/runtime/clock.ts";
import { reasonOf, Unavailable } from "../../shared/runtime/errors.ts";
import type { Log } from "../../shared/runtime/log.ts";
import type { Metrics } from "../../shared/runtime/metrics.ts";
import { Places } from "./places.ts";
import type { Repository } from "./repository.ts";
import type { Subscription } from "./subscription.ts";

export interface SubscriptionsDeps {
  readonly repository: Repository;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly refreshMs: number;
}

/** How long an event waits for the very first load; later ones find a copy in memory, however old. */
const FIRST_LOAD_MS = 30_000;

export class Subscriptions {
  /** All of them, by where they are. */
  readonly places = new Places();
  readonly #deps: SubscriptionsDeps;
  #fingerprint = "";
  /** Counts changes made here, so that a read that began before one cannot undo it. */
  #changes = 0;
  #refreshing: Promise<void> | undefined;
  #lastGoodMs: number | undefined;
  #failure = "not asked yet";
  /** Switched off here while the database did not answer; written as soon as it does. */
  readonly #owed = new Map<string, { atMs: number; reason: string }>();
  readonly #firstLoad = new AbortController();
  #onDisabled: (subscription: Subscription, reason: string) => void = () => undefined;
  #end: () => void = () => undefined;

  constructor(deps: SubscriptionsDeps) {
    this.#deps = deps;
  }

  start(): void {
    const tick = () => void this.refresh().catch(() => undefined);
    tick();
    this.#end = this.#deps.clock.every(this.#deps.refreshMs, tick);
  }

  close(): void {
    this.#end();
  }

  /** Calls `listener` once for each that was switched off here, on one replica alone, when that is in the database. */
  onDisabled(listener: (subscription: Subscription, reason: string) => void): void {
    this.#onDisabled = listener;
  }

  *all(): Iterable<Subscription> {
    for (const { subscription } of this.places.all()) yield subscription;
  }

  get count(): number {
    return this.places.size;
  }

  of(subscriptionId: string): Subscription | undefined {
    return this.places.of(subscriptionId)?.subscription;
  }

  get isLoaded(): boolean {
    return this.#lastGoodMs !== undefined;
  }

  notReady(): string | undefined {
    return this.isLoaded ? undefined : `subscriptions: not loaded yet: ${this.#failure}`;
  }

  /** @throws Unavailable when there is still no copy after half a minute. */
  async loaded(): Promise<void> {
    if (this.isLoaded) return;
    await this.#deps.clock.sleep(FIRST_LOAD_MS, this.#firstLoad.signal);
    if (!this.isLoaded) throw new Unavailable(`subscriptions: not loaded yet: ${this.#failure}`);
  }

  put(subscription: Subscription): void {
    this.#change(() => this.places.put(subscription));
  }

  remove(subscriptionId: string): void {
    this.#change(() => this.places.remove(subscriptionId));
  }

  /** At once in memory; in the database now or, when it does not answer, as soon as it does. */
  async disable(subscriptionId: string, reason: string): Promise<void> {
    this.#owed.set(subscriptionId, { atMs: Math.round(this.#deps.clock.nowMs()), reason });
    this.#change(() => this.#applyOwed());
    await this.refresh().catch(() => undefined);
  }

  /**
   * Makes the copy equal to the database; calls that come while one runs share it.
   * @throws Unavailable; the copy stays as it is.
   */
  refresh(): Promise<void> {
    this.#measure();
    this.#refreshing ??= this.#refresh().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  async #refresh(): Promise<void> {
    try {
      await this.#payOwed();
      await this.#load();
    } catch (error) {
      this.#failed(reasonOf(error));
      throw error;
    }
    if (this.#failure !== "" && this.isLoaded) this.#deps.log.info("subscriptions are equal to the database again");
    this.#failure = "";
    this.#lastGoodMs = this.#deps.clock.monotonicMs();
    this.#firstLoad.abort();
    this.#measure();
  }

  async #load(): Promise<void> {
    const { repository } = this.#deps;
    for (;;) {
      const changes = this.#changes;
      const fingerprint = await repository.fingerprint();
      if (fingerprint === this.#fingerprint) return;
      const rows = await repository.all();
      if (changes !== this.#changes) continue;
      this.places.replace(rows);
      this.#applyOwed();
      this.#fingerprint = fingerprint;
      return;
    }
  }

  async #payOwed(): Promise<void> {
    for (const [subscriptionId, owed] of this.#owed) {
      const wasOn = await this.#deps.repository.disable(subscriptionId, owed.atMs, owed.reason);
      const subscription = this.of(subscriptionId);
      if (wasOn && subscription !== undefined) this.#onDisabled(subscription, owed.reason);
      if (this.#owed.get(subscriptionId) === owed) this.#owed.delete(subscriptionId);
    }
  }

  #applyOwed(): void {
    for (const [subscriptionId, { atMs, reason }] of this.#owed) {
      const known = this.of(subscriptionId);
      if (known !== undefined) this.places.put({ ...known, disabledMs: atMs, disabledReason: reason });
    }
  }

  /** In place: a copy of all at each of ten thousand new ones would take seconds. */
  #change(edit: () => void): void {
    edit();
    this.#changes += 1;
    this.#measure();
  }

  #failed(reason: string): void {
    const { metrics, log } = this.#deps;
    metrics.count("eew_subscription_refresh_failures_total", "Times the subscriptions could not be read");
    if (this.#failure === "") log.warn({ reason }, "subscriptions cannot be read; the copy in memory goes on serving");
    this.#failure = reason;
  }

  #measure(): void {
    const { metrics, clock } = this.#deps;
    metrics.gauge("eew_subscriptions", "Subscriptions in memory", this.places.size);
    const ageS = this.#lastGoodMs === undefined ? Number.NaN : (clock.monotonicMs() - this.#lastGoodMs) / 1000;
    metrics.gauge("eew_subscriptions_age_seconds", "Since they were last equal to the database", ageS);
  }
}
