// `system.heartbeat`: keeps the connection to each idle endpoint open for the next alarm, and finds out who is not there.
// Spread evenly over its period, a bounded number at once, never again when it fails.
import { crc32 } from "node:zlib";
import type { Clock } from "../../../shared/runtime/clock.ts";
import type { Metrics } from "../../../shared/runtime/metrics.ts";
import { isGone } from "../retry.ts";
import type { Subscription } from "../subscription.ts";
import { failureOf, type Sender, send } from "./send.ts";

export interface HeartbeatDeps {
  readonly client: Sender["client"] & {
    /** On the monotonic clock; undefined when nothing was sent there lately. */
    lastUsedMs(origin: string): number | undefined;
  };
  readonly subscriptions: {
    all(): Iterable<Subscription>;
    of(subscriptionId: string): Subscription | undefined;
    disable(subscriptionId: string, reason: string): Promise<void>;
  };
  readonly health: {
    succeeded(subscriptionId: string): void;
    failed(subscriptionId: string, error: string): void;
  };
  readonly clock: Clock;
  readonly metrics: Metrics;
  /** 0: none. */
  readonly periodMs: number;
}

const MOST_AT_ONCE = 64;
const MOST_SLOTS = 60;
const MOST_ORIGINS = 20_000;
/** Of a period: heard within this, an endpoint is not idle. A little less than one, since timers are not exact. */
const FRESH = 0.9;

export class Heartbeat {
  readonly #deps: HeartbeatDeps;
  readonly #slotCount: number;
  /** Ids by the part of the period they are asked in; made anew each period. */
  #slots: string[][] = [];
  #tick = 0;
  #waiting: string[] = [];
  #inFlight = 0;
  /** By origin, on the monotonic clock: one heartbeat for all who share a connection. */
  readonly #askedMs = new Map<string, number>();
  readonly #origins = new Map<string, string>();
  #end: () => void = () => undefined;

  constructor(deps: HeartbeatDeps) {
    this.#deps = deps;
    this.#slotCount = Math.min(MOST_SLOTS, Math.max(1, Math.round(deps.periodMs / 1000)));
  }

  start(): void {
    const { clock, periodMs } = this.#deps;
    if (periodMs > 0) this.#end = clock.every(periodMs / this.#slotCount, () => this.#next());
  }

  close(): void {
    this.#end();
    this.#waiting = [];
  }

  #next(): void {
    const slot = this.#tick % this.#slotCount;
    this.#tick += 1;
    if (slot === 0) this.#plan();
    this.#waiting.push(...(this.#slots[slot] ?? []));
    this.#sendWaiting();
  }

  #plan(): void {
    // Whoever found no place in a whole period is asked in the next one.
    this.#count("crowded", this.#waiting.length);
    this.#waiting = [];
    if (this.#origins.size > MOST_ORIGINS) this.#origins.clear();
    if (this.#askedMs.size > MOST_ORIGINS) this.#askedMs.clear();
    this.#slots = Array.from({ length: this.#slotCount }, () => []);
    for (const { subscriptionId, disabledMs, types } of this.#deps.subscriptions.all()) {
      if (disabledMs !== null || !types.includes("system.heartbeat")) continue;
      this.#slots[crc32(subscriptionId) % this.#slotCount]?.push(subscriptionId);
    }
  }

  #originOf(url: string): string {
    const known = this.#origins.get(url);
    if (known !== undefined) return known;
    const origin = URL.parse(url)?.origin ?? url;
    this.#origins.set(url, origin);
    return origin;
  }

  #sendWaiting(): void {
    while (this.#inFlight < MOST_AT_ONCE) {
      const id = this.#waiting.shift();
      if (id === undefined) return;
      const subscription = this.#deps.subscriptions.of(id);
      if (subscription?.disabledMs === null && this.#isIdle(subscription)) this.#send(subscription);
    }
  }

  #isIdle({ url }: Subscription): boolean {
    const { clock, client, periodMs } = this.#deps;
    const origin = this.#originOf(url);
    const nowMs = clock.monotonicMs();
    const usedMs = [client.lastUsedMs(origin), this.#askedMs.get(origin)].filter((ms) => ms !== undefined);
    if (usedMs.some((ms) => nowMs - ms < periodMs * FRESH)) {
      this.#count("skipped", 1);
      return false;
    }
    this.#askedMs.set(origin, nowMs);
    return true;
  }

  #send(subscription: Subscription): void {
    const { subscriptionId } = subscription;
    const { health, subscriptions } = this.#deps;
    this.#inFlight += 1;
    void send(this.#deps, subscription, heartbeatMessage(subscriptionId, this.#deps.clock.nowMs())).then(
      async (answer) => {
        this.#inFlight -= 1;
        this.#sendWaiting();
        const failure = failureOf(answer);
        this.#count(failure === "" ? "ok" : "failed", 1);
        if (failure === "") health.succeeded(subscriptionId);
        else if (isGone(answer)) await subscriptions.disable(subscriptionId, "the endpoint answered 410 Gone");
        else health.failed(subscriptionId, failure);
      },
    );
  }

  #count(outcome: string, by: number): void {
    if (by > 0) this.#deps.metrics.count("eew_heartbeats_total", "Heartbeats by their outcome", { outcome }, by);
  }
}

/** Marked as a drill like tests are, since receivers act on anything live. */
export function heartbeatMessage(subscriptionId: string, nowMs: number): { id: string; body: string } {
  const atMs = Math.round(nowMs);
  const headline = "TEST: This checks the connection. There is no earthquake.";
  const data = { mode: "drill", run: "heartbeat", headline, subscriptionId };
  const body = JSON.stringify({ type: "system.heartbeat", timestamp: new Date(atMs).toISOString(), data });
  return { id: `heartbeat.${atMs}.${subscriptionId}`, body };
}
