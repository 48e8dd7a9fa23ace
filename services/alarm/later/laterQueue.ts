// Offers what alarms could not deliver, as information: for three days, by any replica, a few at once. At least once: who
// dies between a claim and its end loses it to another replica when the claim runs out. Without the database all waits.
import type { Clock } from "../../../shared/runtime/clock.ts";
import { reasonOf } from "../../../shared/runtime/errors.ts";
import type { Log } from "../../../shared/runtime/log.ts";
import type { Metrics } from "../../../shared/runtime/metrics.ts";
import { isGone, isSuccess } from "../retry.ts";
import type { Subscription } from "../subscription.ts";
import type { Answer } from "../webhook.ts";
import { informationOf } from "./information.ts";
import type { LaterRow, LaterRows, Settled } from "./laterRows.ts";
import { nextAttemptMs } from "./schedule.ts";
import { failureOf, type Sender, send } from "./send.ts";
import { VERDICT_TYPE } from "./verdictMessage.ts";

export interface LaterQueueDeps extends Sender {
  readonly rows: LaterRows;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly subscriptions: {
    of(subscriptionId: string): Subscription | undefined;
    loaded(): Promise<void>;
    refresh(): Promise<void>;
    disable(subscriptionId: string, reason: string): Promise<void>;
  };
  readonly health: { succeeded(subscriptionId: string): void; failed(subscriptionId: string, error: string): void };
  readonly clock: Clock;
  /** Name of this replica. */
  readonly instance: string;
  readonly pollMs: number;
  readonly mostAtOnce: number;
}

/** Longer than any attempt takes; so late another replica goes on with what a dead one held. */
const CLAIM_MS = 60_000;
/** Ends of attempts come in bunches: one question to the database for all of them. */
const LINGER_MS = 50;
const CLOSE_MS = 5000;

export class LaterQueue {
  readonly #deps: LaterQueueDeps;
  /** By subscriber: one message at a time to each, so that one that hangs holds one place. */
  readonly #running = new Map<string, Promise<void>>();
  readonly #closing = new AbortController();
  #claims = 0;
  #isClaiming = false;
  #askedMeanwhile = false;
  #failure = "";
  #end: () => void = () => undefined;

  constructor(deps: LaterQueueDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#end = this.#deps.clock.every(this.#deps.pollMs, () => {
      this.wake();
      void this.#measure().catch((error: unknown) => this.#failed(error));
    });
  }

  /** Looks now for what is due. */
  wake(): void {
    this.#askedMeanwhile = true;
    if (!this.#isClaiming) void this.#claimAll();
  }

  /** Lets attempts in flight finish, at most 5 s. */
  async close(): Promise<void> {
    this.#end();
    this.#closing.abort();
    const settled = new AbortController();
    void Promise.allSettled(this.#running.values()).then(() => settled.abort());
    await this.#deps.clock.sleep(CLOSE_MS, settled.signal);
  }

  async #measure(): Promise<void> {
    const waiting = await this.#deps.rows.waiting();
    this.#deps.metrics.gauge("eew_later_waiting", "Deliveries that wait to be offered as information", waiting);
  }

  async #claimAll(): Promise<void> {
    this.#isClaiming = true;
    try {
      while (this.#askedMeanwhile && !this.#closing.signal.aborted) {
        this.#askedMeanwhile = false;
        await this.#deps.subscriptions.loaded();
        await this.#claim();
        await this.#deps.clock.sleep(LINGER_MS, this.#closing.signal);
      }
      this.#worked();
    } catch (error) {
      this.#failed(error);
    }
    this.#isClaiming = false;
  }

  async #claim(): Promise<void> {
    const { rows, clock, instance, mostAtOnce } = this.#deps;
    const most = mostAtOnce - this.#running.size;
    if (most <= 0) return;
    const nowMs = Math.round(clock.nowMs());
    this.#claims += 1;
    const by = `${instance} ${nowMs} ${this.#claims}`;
    const except = [...this.#running.keys()];
    const claimed = await rows.claim({ by, nowMs, untilMs: nowMs + CLAIM_MS, most, except });
    for (const row of claimed) this.#begin(row, by);
  }

  #begin(row: LaterRow, by: string): void {
    const run = this.#offer(row)
      .then((settled) => this.#settle(row, by, settled))
      .catch((error: unknown) => this.#failed(error))
      .finally(() => {
        this.#running.delete(row.subscriptionId);
        this.wake();
      });
    this.#running.set(row.subscriptionId, run);
  }

  async #settle(row: LaterRow, by: string, settled: Settled): Promise<void> {
    const outcome = outcomeOf(settled);
    const help = "Attempts to tell as information what could not be delivered as an alarm";
    this.#deps.metrics.count("eew_later_deliveries_total", help, { outcome });
    await this.#deps.rows.settle(row.alertId, by, settled);
  }

  async #offer(row: LaterRow): Promise<Settled> {
    const { tries } = row;
    const subscription = await this.#subscriberOf(row);
    const information = informationOf(row);
    const pointless = pointlessBecause(row, subscription, information?.type);
    if (subscription === undefined || information === undefined || pointless !== undefined) {
      return givenUp(tries, pointless ?? "nothing was ever sent");
    }
    const newer = await this.#deps.rows.newerThan(row);
    if (newer !== undefined) return givenUp(tries, `version ${newer} is newer`);
    return this.#judge(row, await send(this.#deps, subscription, information));
  }

  /** Another replica may have made it a moment ago. */
  async #subscriberOf({ subscriptionId }: LaterRow): Promise<Subscription | undefined> {
    const { subscriptions } = this.#deps;
    if (subscriptions.of(subscriptionId) === undefined) await subscriptions.refresh();
    return subscriptions.of(subscriptionId);
  }

  async #judge({ alertId, subscriptionId, tries: before }: LaterRow, answer: Answer): Promise<Settled> {
    const { clock, health, subscriptions } = this.#deps;
    const [nowMs, tries] = [Math.round(clock.nowMs()), before + 1];
    if (isSuccess(answer)) {
      health.succeeded(subscriptionId);
      return { tries, nextAttemptMs: null, deliveredMs: nowMs, givenUp: "" };
    }
    if (isGone(answer)) {
      await subscriptions.disable(subscriptionId, "the endpoint answered 410 Gone");
      return givenUp(tries, "the endpoint answered 410 Gone");
    }
    const failure = failureOf(answer);
    health.failed(subscriptionId, failure);
    if (answer.kind === "forbidden" && answer.forGood) return givenUp(tries, failure);
    const nextMs = nextAttemptMs(alertId, tries, { answer, nowMs });
    return nextMs === null
      ? givenUp(tries, `${tries} attempts failed; the last one: ${failure}`)
      : { tries, nextAttemptMs: nextMs, deliveredMs: null, givenUp: "" };
  }

  #worked(): void {
    if (this.#failure !== "") this.#deps.log.info("late deliveries go on");
    this.#failure = "";
  }

  /** Nothing is lost by it: what was claimed is due again when its claim runs out. */
  #failed(error: unknown): void {
    const reason = reasonOf(error);
    if (this.#failure === "") this.#deps.log.warn({ reason }, "late deliveries have to wait");
    this.#failure = reason;
  }
}

function pointlessBecause(row: LaterRow, to: Subscription | undefined, type = ""): string | undefined {
  if (to === undefined) return "the subscription was removed";
  if (to.disabledMs !== null) return `the subscription is switched off: ${to.disabledReason}`;
  const isWanted = to.types.some((wanted) => wanted === type);
  if (type !== "" && !isWanted) return `${type} is not wanted`;
  const isOfAnEvent = type.startsWith("alarm.") || type === VERDICT_TYPE;
  if (isOfAnEvent && !to.modes.some((mode) => mode === row.mode)) return `mode ${row.mode} is not wanted`;
  return undefined;
}

function givenUp(tries: number, why: string): Settled {
  return { tries, nextAttemptMs: null, deliveredMs: null, givenUp: why.slice(0, 300) };
}

function outcomeOf({ deliveredMs, nextAttemptMs }: Settled): string {
  if (deliveredMs !== null) return "delivered";
  return nextAttemptMs === null ? "given_up" : "failed";
}
