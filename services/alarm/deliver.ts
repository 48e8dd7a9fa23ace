// Delivers one alert: attempts at once and again until 2xx, expiry, a newer version or a clear no. A hanging endpoint
// costs nobody else anything: attempts share no lock.
import type { Alert } from "../../shared/contracts/alert.ts";
import type { Delivery } from "../../shared/contracts/delivery.ts";
import type { Stamps } from "../../shared/contracts/topic.ts";
import type { Clock } from "../../shared/runtime/clock.ts";
import { Unavailable } from "../../shared/runtime/errors.ts";
import type { Metrics } from "../../shared/runtime/metrics.ts";
import { alarmMessage } from "./message.ts";
import { Newest } from "./newest.ts";
import { isGone, isSuccess, outcomeLabel, pauseMs } from "./retry.ts";
import { headersOf } from "./signature.ts";
import type { Subscription } from "./subscription.ts";
import type { Answer, WebhookClient } from "./webhook.ts";

export interface DeliverDeps {
  readonly client: WebhookClient;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly subscriptions: {
    of(subscriptionId: string): Subscription | undefined;
    loaded(): Promise<void>;
    refresh(): Promise<void>;
    disable(subscriptionId: string, reason: string): Promise<void>;
  };
  /** Aborts when the process stops: nothing new is begun. */
  readonly stopping?: AbortSignal | undefined;
}

type Outcome = Delivery["outcome"];

interface Job {
  readonly alert: Alert;
  readonly stamps: Stamps;
  readonly superseded: AbortSignal;
  readonly deadlineMs: number;
  readonly attempts: Delivery["attempts"];
  /** The last attempt ended at an address that may not be reached. */
  forbidden: boolean;
  /** The body as it was sent last. */
  message: string;
}

/** An alert lives at least this long after its decision. One that is older when it comes gets one attempt, marked late. */
const LEAST_LIFE_MS = 20_000;
const MOST_AT_ONCE_PER_SUBSCRIBER = 4;
const SLOT_WAIT_MS = 50;
const MOST_REMEMBERED = 10_000;
const MOST_ATTEMPTS_KEPT = 100;
const CLOSE_MS = 5000;

export class Deliverer {
  readonly #deps: DeliverDeps;
  readonly #newest = new Newest();
  /** By alert: a repeat shares the delivery that runs or has ended, it does not knock twice. */
  readonly #deliveries = new Map<string, Promise<Delivery>>();
  readonly #running = new Set<Promise<Delivery>>();
  readonly #inFlight = new Map<string, number>();
  readonly #closing = new AbortController();
  readonly #stopping: AbortSignal;

  constructor(deps: DeliverDeps) {
    this.#deps = deps;
    this.#stopping =
      deps.stopping === undefined ? this.#closing.signal : AbortSignal.any([this.#closing.signal, deps.stopping]);
  }

  /** @throws Unavailable when the process stops before it is settled, or the subscriber cannot be looked up. */
  deliver(alert: Alert, stamps: Stamps): Promise<Delivery> {
    const known = this.#deliveries.get(alert.alertId);
    if (known !== undefined) return known;
    const delivery = this.#deliver(alert, stamps);
    this.#deliveries.set(alert.alertId, delivery);
    this.#running.add(delivery);
    delivery.catch(() => this.#deliveries.delete(alert.alertId)).finally(() => this.#running.delete(delivery));
    if (this.#deliveries.size > MOST_REMEMBERED) {
      this.#deliveries.delete(this.#deliveries.keys().next().value ?? "");
    }
    return delivery;
  }

  /** Lets attempts in flight finish, at most 5 s; whatever waits for another attempt is given back. */
  async close(): Promise<void> {
    this.#closing.abort();
    const settled = new AbortController();
    void Promise.allSettled(this.#running).then(() => settled.abort());
    await this.#deps.clock.sleep(CLOSE_MS, settled.signal);
    this.#deps.client.close();
  }

  async #deliver(alert: Alert, stamps: Stamps): Promise<Delivery> {
    const { clock, metrics } = this.#deps;
    const superseded = this.#newest.push(alert);
    const lifeMs = Math.max(LEAST_LIFE_MS, alert.expiresMs - alert.asOfMs);
    const spentMs = Math.max(0, clock.nowMs() - (stamps.decided ?? clock.nowMs()));
    const deadlineMs = clock.monotonicMs() + lifeMs - spentMs;
    const job: Job = { alert, stamps, superseded, deadlineMs, attempts: [], forbidden: false, message: "" };
    await this.#lookUp(alert.subscriptionId);
    const outcome = await this.#attemptUntilSettled(job);
    const delayMs = outcome === "delivered" ? delayOf(stamps, clock.nowMs()) : null;
    metrics.count("eew_deliveries_total", "Alerts by what became of them", { outcome });
    if (delayMs !== null) {
      metrics.observeS("eew_alarm_delay_seconds", "Receipt of the deciding packet to the 2xx", delayMs / 1000);
    }
    const { mode, run, alertId, subscriptionId, eventId, version, type } = alert;
    const { message } = job;
    return {
      mode,
      run,
      alertId,
      subscriptionId,
      eventId,
      version,
      type,
      outcome,
      attempts: job.attempts,
      delayMs,
      message,
    };
  }

  /** Another replica may have made it a moment ago. */
  async #lookUp(subscriptionId: string): Promise<void> {
    const { subscriptions } = this.#deps;
    await subscriptions.loaded();
    if (subscriptions.of(subscriptionId) === undefined) await subscriptions.refresh();
  }

  async #attemptUntilSettled(job: Job): Promise<Outcome> {
    const { clock } = this.#deps;
    for (let tries = 0; ; tries += 1) {
      const answer = await this.#turn(job, tries);
      if (typeof answer === "string") return answer;
      const pause = pauseMs(answer, tries, clock.nowMs());
      await this.#sleep(job, Math.min(pause, Math.max(0, job.deadlineMs - clock.monotonicMs())));
    }
  }

  /** Ends early when there is nothing to wait for any more. */
  #sleep({ superseded }: Job, ms: number): Promise<void> {
    return this.#deps.clock.sleep(ms, AbortSignal.any([superseded, this.#stopping]));
  }

  /** One attempt, or none where it makes no sense any more; an outcome that ends it all, or the answer that does not. */
  async #turn(job: Job, tries: number): Promise<Outcome | Answer> {
    const { clock, subscriptions } = this.#deps;
    const { alert, superseded, deadlineMs } = job;
    const release = await this.#slot(job);
    try {
      // Read anew each time: its owner may have corrected or removed it meanwhile.
      const subscription = subscriptions.of(alert.subscriptionId);
      if (subscription === undefined || subscription.disabledMs !== null) return "gone";
      if (superseded.aborted) return "superseded";
      if (this.#stopping.aborted) throw new Unavailable(`alert ${alert.alertId}: the process stops`);
      if (tries > 0 && clock.monotonicMs() >= deadlineMs) return job.forbidden ? "refused" : "expired";
      const answer = await this.#attempt(job, subscription);
      if (isSuccess(answer)) return "delivered";
      job.forbidden = answer.kind === "forbidden";
      if (answer.kind === "forbidden" && answer.forGood) return "refused";
      if (!isGone(answer)) return answer;
      await subscriptions.disable(alert.subscriptionId, "the endpoint answered 410 Gone");
      return "gone";
    } finally {
      release();
    }
  }

  /** Bulkhead: what hangs at one subscriber cannot pile up; it holds nothing that others need. */
  async #slot(job: Job): Promise<() => void> {
    const { clock } = this.#deps;
    const id = job.alert.subscriptionId;
    const taken = () => this.#inFlight.get(id) ?? 0;
    const isOver = () => job.superseded.aborted || this.#stopping.aborted || clock.monotonicMs() >= job.deadlineMs;
    while (taken() >= MOST_AT_ONCE_PER_SUBSCRIBER && !isOver()) await this.#sleep(job, SLOT_WAIT_MS);
    this.#inFlight.set(id, taken() + 1);
    return () => {
      if (taken() > 1) this.#inFlight.set(id, taken() - 1);
      else this.#inFlight.delete(id);
    };
  }

  async #attempt(job: Job, subscription: Subscription): Promise<Answer> {
    const { alert, stamps, attempts, deadlineMs } = job;
    const { clock, client } = this.#deps;
    const { url, secret } = subscription;
    const [atMs, startedMs] = [clock.nowMs(), clock.monotonicMs()];
    const body = alarmMessage({ alert, place: subscription, stamps, late: startedMs >= deadlineMs });
    job.message = body;
    const headers = headersOf({ id: alert.alertId, timestampS: Math.floor(atMs / 1000), body }, secret);
    const answer = await client.post({ url, headers, body });
    const tookMs = clock.monotonicMs() - startedMs;
    this.#measure(answer, tookMs);
    if (attempts.length >= MOST_ATTEMPTS_KEPT) attempts.shift();
    attempts.push(attemptOf(answer, atMs, tookMs));
    return answer;
  }

  #measure(answer: Answer, tookMs: number): void {
    const { metrics } = this.#deps;
    const outcome = outcomeLabel(answer);
    metrics.count("eew_webhook_attempts_total", "Webhook attempts by their outcome", { outcome });
    metrics.observeS("eew_webhook_attempt_seconds", "Length of one webhook attempt", tookMs / 1000, { outcome });
  }
}

function attemptOf(answer: Answer, atMs: number, tookMs: number): Delivery["attempts"][number] {
  const status = answer.kind === "answered" ? answer.status : 0;
  const error = answer.kind === "answered" ? "" : answer.error.slice(0, 300);
  return { atMs, tookMs: Math.round(Math.max(0, tookMs) * 100) / 100, status, error };
}

function delayOf({ received }: Stamps, nowMs: number): number | null {
  return received === undefined ? null : Math.max(0, nowMs - received);
}
