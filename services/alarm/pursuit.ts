// One alert on its way to its subscriber: attempts at once and again until 2xx, expiry, a newer version or a clear no.
import type { Alert } from "../../shared/contracts/alert.ts";
import type { Attempt } from "../../shared/contracts/attempt.ts";
import type { Delivery } from "../../shared/contracts/delivery.ts";
import type { Stamps } from "../../shared/contracts/topic.ts";
import type { Clock } from "../../shared/runtime/clock.ts";
import type { Metrics } from "../../shared/runtime/metrics.ts";
import { alarmMessage } from "./message.ts";
import { isGone, isSuccess, outcomeLabel, pauseMs } from "./retry.ts";
import { headersOf, secretsOf } from "./signature.ts";
import type { Slots } from "./slots.ts";
import type { Subscription } from "./subscription.ts";
import type { Answer, WebhookClient } from "./webhook.ts";

export interface PursuitDeps {
  readonly client: Pick<WebhookClient, "post">;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly subscriptions: {
    of(subscriptionId: string): Subscription | undefined;
    disable(subscriptionId: string, reason: string): Promise<void>;
  };
  readonly slots: Slots;
  /** Told of every attempt; never waits. */
  readonly health?: {
    succeeded(subscriptionId: string): void;
    failed(subscriptionId: string, error: string): void;
  };
}

export interface PursuitOptions {
  readonly stamps: Stamps;
  readonly before: readonly Attempt[];
}

type Outcome = Delivery["outcome"];

/** An alert lives at least this long after its decision. One that is older when it comes gets one attempt, marked late. */
const LEAST_LIFE_MS = 20_000;
const SLOT_WAIT_MS = 50;
const MOST_ATTEMPTS_KEPT = 100;

export class Pursuit {
  readonly alert: Alert;
  /** What became of it; undefined when it was let go before it was settled. */
  readonly settled: Promise<Delivery | undefined>;
  readonly #settle: (delivery: Delivery | undefined) => void;
  readonly #deps: PursuitDeps;
  readonly #stamps: Stamps;
  readonly #deadlineMs: number;
  readonly #attempts: Attempt[];
  #message = "";
  /** The last attempt began after the deadline. */
  #isLate = false;
  #isSuperseded = false;
  #isLetGo = false;
  /** The last attempt ended at an address that may not be reached. */
  #isForbidden = false;
  /** Ends the pause it is in. */
  #wake: AbortController | undefined;

  /** @param before attempts that were made by whoever handed it on. */
  constructor(deps: PursuitDeps, alert: Alert, { stamps, before }: PursuitOptions) {
    const { clock } = deps;
    this.#deps = deps;
    this.alert = alert;
    this.#stamps = stamps;
    this.#attempts = [...before];
    const lifeMs = Math.max(LEAST_LIFE_MS, alert.expiresMs - alert.asOfMs);
    const spentMs = Math.max(0, clock.nowMs() - (stamps.decided ?? clock.nowMs()));
    this.#deadlineMs = clock.monotonicMs() + lifeMs - spentMs;
    const { promise, resolve } = Promise.withResolvers<Delivery | undefined>();
    this.settled = promise;
    this.#settle = resolve;
  }

  start(): void {
    void this.#run().then(this.#settle);
  }

  get attempts(): readonly Attempt[] {
    return this.#attempts;
  }

  /** A newer version is on its way: no attempt is begun any more. */
  supersede(): void {
    this.#isSuperseded = true;
    this.#wake?.abort();
  }

  /** Begins nothing more: somebody else goes on. The attempt in flight still counts. */
  letGo(): void {
    this.#isLetGo = true;
    this.#wake?.abort();
  }

  /** Goes on after all, if it has not ended yet. */
  keep(): void {
    this.#isLetGo = false;
  }

  async #run(): Promise<Delivery | undefined> {
    const { metrics, clock } = this.#deps;
    const outcome = await this.#attemptUntilSettled();
    if (outcome === undefined) return undefined;
    metrics.count("eew_deliveries_total", "Alerts by what became of them", { outcome });
    const delayMs = outcome === "delivered" ? this.#delivered(clock.nowMs()) : null;
    const { mode, run, alertId, subscriptionId, eventId, version, type } = this.alert;
    const of = { mode, run, alertId, subscriptionId, eventId, version, type };
    return { ...of, outcome, attempts: this.#attempts, delayMs, message: this.#message };
  }

  /** Milliseconds from the receipt of the deciding packet, null where nobody noted it. */
  #delivered(nowMs: number): number | null {
    const { metrics } = this.#deps;
    const [delayMs, issueMs] = [sinceMs(this.#stamps.received, nowMs), sinceMs(this.#stamps.decided, nowMs)];
    if (delayMs !== null) {
      metrics.observeS("eew_alarm_delay_seconds", "Receipt of the deciding packet to the 2xx", delayMs / 1000);
    }
    if (issueMs !== null) metrics.observeS("eew_alarm_issue_seconds", "Decision to the 2xx", issueMs / 1000);
    if (this.#isLate) metrics.count("eew_alarm_late_total", "Alerts taken only after they were worth anything");
    return delayMs;
  }

  async #attemptUntilSettled(): Promise<Outcome | undefined> {
    const { clock } = this.#deps;
    for (;;) {
      const answer = await this.#turn();
      if (answer === undefined || typeof answer === "string") return answer;
      const pause = pauseMs(answer, this.#attempts.length - 1, clock.nowMs());
      await this.#sleep(Math.min(pause, Math.max(0, this.#deadlineMs - clock.monotonicMs())));
    }
  }

  /** Ends early when there is nothing to wait for any more. */
  async #sleep(ms: number): Promise<void> {
    if (this.#isSuperseded || this.#isLetGo) return;
    this.#wake = new AbortController();
    await this.#deps.clock.sleep(ms, this.#wake.signal);
    this.#wake = undefined;
  }

  /** One attempt, or none where it makes no sense any more; an outcome that ends it all, or the answer that does not. */
  async #turn(): Promise<Outcome | Answer | undefined> {
    const { clock, subscriptions, slots } = this.#deps;
    const { subscriptionId } = this.alert;
    const isOver = () => this.#isSuperseded || this.#isLetGo || clock.monotonicMs() >= this.#deadlineMs;
    while (!slots.take(subscriptionId)) {
      await this.#sleep(SLOT_WAIT_MS);
      if (isOver()) return this.#ended();
    }
    try {
      // Read anew each time: its owner may have corrected or removed it meanwhile.
      const subscription = subscriptions.of(subscriptionId);
      if (subscription === undefined || subscription.disabledMs !== null) return "gone";
      if (this.#isSuperseded || this.#isLetGo || (this.#attempts.length > 0 && isOver())) return this.#ended();
      return await this.#answer(subscription);
    } finally {
      slots.release(subscriptionId);
    }
  }

  #ended(): Outcome | undefined {
    if (this.#isSuperseded) return "superseded";
    if (this.#isLetGo) return undefined;
    return this.#isForbidden ? "refused" : "expired";
  }

  async #answer(subscription: Subscription): Promise<Outcome | Answer> {
    const { subscriptions } = this.#deps;
    const answer = await this.#attempt(subscription);
    if (isSuccess(answer)) return "delivered";
    this.#isForbidden = answer.kind === "forbidden";
    if (answer.kind === "forbidden" && answer.forGood) return "refused";
    if (!isGone(answer)) return answer;
    await subscriptions.disable(this.alert.subscriptionId, "the endpoint answered 410 Gone");
    return "gone";
  }

  async #attempt(subscription: Subscription): Promise<Answer> {
    const { clock, client } = this.#deps;
    const { alert } = this;
    const { url } = subscription;
    const [atMs, startedMs] = [clock.nowMs(), clock.monotonicMs()];
    const late = startedMs >= this.#deadlineMs;
    this.#isLate = late;
    const body = alarmMessage({ alert, place: subscription, stamps: this.#stamps, late });
    this.#message = body;
    const headers = headersOf(
      { id: alert.alertId, timestampS: Math.floor(atMs / 1000), body },
      secretsOf(subscription, atMs),
    );
    const answer = await client.post({ url, headers, body });
    const tookMs = clock.monotonicMs() - startedMs;
    this.#note(answer, tookMs);
    if (this.#attempts.length >= MOST_ATTEMPTS_KEPT) this.#attempts.shift();
    this.#attempts.push(attemptOf(answer, atMs, tookMs));
    return answer;
  }

  #note(answer: Answer, tookMs: number): void {
    const { metrics, health } = this.#deps;
    const outcome = outcomeLabel(answer);
    metrics.count("eew_webhook_attempts_total", "Webhook attempts by their outcome", { outcome });
    metrics.observeS("eew_webhook_attempt_seconds", "Length of one webhook attempt", tookMs / 1000, { outcome });
    if (isSuccess(answer)) health?.succeeded(this.alert.subscriptionId);
    else health?.failed(this.alert.subscriptionId, outcome);
  }
}

function attemptOf(answer: Answer, atMs: number, tookMs: number): Attempt {
  const status = answer.kind === "answered" ? answer.status : 0;
  const error = answer.kind === "answered" ? "" : answer.error.slice(0, 300);
  return { atMs, tookMs: Math.round(Math.max(0, tookMs) * 100) / 100, status, error };
}

function sinceMs(thenMs: number | undefined, nowMs: number): number | null {
  return thenMs === undefined ? null : Math.max(0, nowMs - thenMs);
}
