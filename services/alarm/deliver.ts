// Delivers alerts: every one of a batch is tried at once, and whoever has not taken it soon is handed on to the lane of
// retries, so that endpoints that hang never stand in the way of those who hear for the first time.
import {
  type Alert,
  type AlertBatch,
  alertsOf,
  newsOf,
  type RetryBatch,
  retries,
} from "../../shared/contracts/alert.ts";
import { type Delivery, deliveries } from "../../shared/contracts/delivery.ts";
import type { Stamps } from "../../shared/contracts/topic.ts";
import { Unavailable } from "../../shared/runtime/errors.ts";
import { type Effect, out } from "../../shared/runtime/service.ts";
import { Newest } from "./newest.ts";
import { Pursuit, type PursuitDeps, type PursuitOptions } from "./pursuit.ts";
import { Slots } from "./slots.ts";

export interface DeliverDeps extends Omit<PursuitDeps, "slots"> {
  readonly client: PursuitDeps["client"] & { close(): void };
  readonly subscriptions: PursuitDeps["subscriptions"] & {
    loaded(): Promise<void>;
    refresh(): Promise<void>;
  };
  /** Aborts when the process stops: nothing new is begun. */
  readonly stopping?: AbortSignal | undefined;
}

/** How long the first lane works on a batch: the first attempt, however slow, and the quick ones after it. */
const FIRST_LANE_MS = 3000;
const MOST_REMEMBERED = 20_000;
const CLOSE_MS = 5000;

export class Deliverer {
  readonly #deps: DeliverDeps;
  readonly #slots = new Slots();
  readonly #newest = new Newest();
  /** By alert: a repeat shares the pursuit that runs or has ended, it does not knock twice. */
  readonly #pursuits = new Map<string, Pursuit>();
  readonly #running = new Set<Pursuit>();
  readonly #stop = new AbortController();

  constructor(deps: DeliverDeps) {
    this.#deps = deps;
    const { stopping } = deps;
    if (stopping?.aborted) this.#letAllGo();
    else stopping?.addEventListener("abort", () => this.#letAllGo(), { once: true });
  }

  /** The first lane. What is not settled after three seconds, or when the process stops, goes into the lane of retries. */
  async deliverBatch(batch: AlertBatch, stamps: Stamps): Promise<readonly Effect[]> {
    const about = alertsOf(batch);
    await this.#lookUp(about);
    const pursuits = about.map((alert) => this.#pursue(alert, { stamps, before: [] }));
    const settled = await this.#within(FIRST_LANE_MS, pursuits);
    const rest = pursuits.filter((_, i) => settled[i] === undefined);
    for (const pursuit of rest) pursuit.letGo();
    const effects = receiptsOf(batch, settled);
    if (rest.length > 0) effects.push(out(retries, handedOn(batch, rest)));
    return effects;
  }

  /**
   * The lane of retries: until each is settled.
   * @throws Unavailable when the process stops before.
   */
  async resume(batch: RetryBatch, stamps: Stamps): Promise<readonly Effect[]> {
    const about = batch.alerts.map(({ attempts, ...alert }) => ({
      before: attempts,
      alert: { ...newsOf(batch), ...alert },
    }));
    await this.#lookUp(about.map(({ alert }) => alert));
    const settled = await Promise.all(
      about.map(({ alert, before }) => this.#settle(this.#pursue(alert, { stamps, before }))),
    );
    return receiptsOf(batch, settled);
  }

  /** Lets attempts in flight finish, at most 5 s; whatever waits for another attempt is given back. */
  async close(): Promise<void> {
    this.#letAllGo();
    const ended = new AbortController();
    void Promise.all([...this.#running].map(({ settled }) => settled)).then(() => ended.abort());
    await this.#deps.clock.sleep(CLOSE_MS, ended.signal);
    this.#deps.client.close();
  }

  #letAllGo(): void {
    this.#stop.abort();
    for (const pursuit of this.#running) pursuit.letGo();
  }

  async #settle(pursuit: Pursuit): Promise<Delivery> {
    const delivery = await pursuit.settled;
    if (delivery === undefined) throw new Unavailable(`alert ${pursuit.alert.alertId}: the process stops`);
    return delivery;
  }

  #pursue(alert: Alert, options: PursuitOptions): Pursuit {
    const known = this.#pursuits.get(alert.alertId);
    if (known !== undefined) {
      if (!this.#stop.signal.aborted) known.keep();
      return known;
    }
    const pursuit = new Pursuit({ ...this.#deps, slots: this.#slots }, alert, options);
    this.#newest.push(alert, () => pursuit.supersede());
    if (this.#stop.signal.aborted) pursuit.letGo();
    this.#pursuits.set(alert.alertId, pursuit);
    this.#running.add(pursuit);
    void pursuit.settled.then((delivery) => {
      this.#running.delete(pursuit);
      if (delivery === undefined) this.#pursuits.delete(alert.alertId);
    });
    pursuit.start();
    if (this.#pursuits.size > MOST_REMEMBERED) this.#pursuits.delete(this.#pursuits.keys().next().value ?? "");
    return pursuit;
  }

  /** Another replica may have made a subscription a moment ago. */
  async #lookUp(about: readonly Alert[]): Promise<void> {
    const { subscriptions } = this.#deps;
    await subscriptions.loaded();
    if (about.some(({ subscriptionId }) => subscriptions.of(subscriptionId) === undefined))
      await subscriptions.refresh();
  }

  /** What has been settled by then, undefined for the others. */
  async #within(ms: number, pursuits: readonly Pursuit[]): Promise<(Delivery | undefined)[]> {
    const settled: (Delivery | undefined)[] = pursuits.map(() => undefined);
    const ended = new AbortController();
    const all = pursuits.map(async (pursuit, i) => {
      settled[i] = await pursuit.settled;
    });
    void Promise.all(all).then(() => ended.abort());
    await this.#deps.clock.sleep(ms, ended.signal);
    return [...settled];
  }
}

function handedOn(batch: AlertBatch, rest: readonly Pursuit[]): RetryBatch {
  const attempts = new Map(rest.map((pursuit) => [pursuit.alert.alertId, [...pursuit.attempts]]));
  const own = batch.alerts.filter(({ alertId }) => attempts.has(alertId));
  return { ...newsOf(batch), alerts: own.map((alert) => ({ ...alert, attempts: attempts.get(alert.alertId) ?? [] })) };
}

function receiptsOf(batch: AlertBatch | RetryBatch, settled: readonly (Delivery | undefined)[]): Effect[] {
  const { mode, run, eventId, version } = batch;
  const known = settled.flatMap((delivery) => (delivery === undefined ? [] : [delivery]));
  return known.length === 0 ? [] : [out(deliveries, { mode, run, eventId, version, deliveries: known })];
}
