// Runs one stage: decode, handle, make the effects safe, acknowledge; retry what may pass, dead-letter what cannot.
import { randomUUID } from "node:crypto";
import type { Pulse } from "../contracts/pulse.ts";
import { Malformed, type Outgoing, type Stamps } from "../contracts/topic.ts";
import { routeOf } from "../contracts/topics.ts";
import type { Bus, Consumer, Delivery, Envelope, Verdict } from "./bus.ts";
import type { Clock } from "./clock.ts";
import { reasonOf, Unavailable } from "./errors.ts";
import type { Log } from "./log.ts";
import type { Metrics } from "./metrics.ts";
import { nextOfPulse } from "./pulse.ts";
import type { Effect, Stage } from "./service.ts";
import type { Store } from "./store.ts";
import { childTraceparent } from "./trace.ts";

/** Waits before the second, third, … attempt at a message whose handler met a broken world. */
const BACKOFF_MS = [100, 250, 500, 1000, 2000];
/** A durable message outlives the restart of a database: two minutes more. */
const PATIENT_BACKOFF_MS = [...BACKOFF_MS, ...new Array<number>(24).fill(5000)];

export interface StageDeps {
  readonly service: string;
  readonly instance: string;
  readonly bus: Bus;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Told of an error that is neither bad input nor a broken world. True: the process will end, keep the message. */
  readonly onBug: (error: unknown) => boolean;
  readonly stopping: AbortSignal;
}

/** Publishes with an envelope whose stamps and trace continue those of the cause. */
export function publish(deps: StageDeps, message: Outgoing, cause?: Envelope): Promise<void> {
  const route = routeOf(message.topic);
  const nowMs = deps.clock.nowMs();
  const { pulse } = message;
  const inherited: Stamps = message.stamps ?? cause?.stamps ?? {};
  const envelope: Envelope = {
    id: randomUUID(),
    source: deps.instance,
    timeMs: nowMs,
    stamps: route.stamp === undefined ? inherited : { ...inherited, [route.stamp]: nowMs },
    ...(route.queue === "durable" ? { traceparent: childTraceparent(cause?.traceparent) } : {}),
    ...(pulse === undefined ? {} : { pulse }),
  };
  if (pulse === undefined) {
    deps.metrics.count("eew_messages_published_total", "Messages handed to the bus", { topic: message.topic });
  }
  return deps.bus.publish(message, envelope);
}

/** Publishes first and saves afterwards: a crash in between repeats messages (harmless), never forgets one. */
async function perform(deps: StageDeps, effects: readonly Effect[], cause: Envelope): Promise<void> {
  await Promise.all(effects.map((effect) => ("topic" in effect ? publish(deps, effect, cause) : undefined)));
  for (const effect of effects) {
    if ("save" in effect) await deps.store.set(effect.save, effect.value, effect.ttlMs);
  }
}

/** Makes the function a bus calls for each delivery of a stage. */
export function receiver(deps: StageDeps, stage: Stage): (delivery: Delivery) => Promise<Verdict> {
  const labels = { service: deps.service, topic: stage.topic };
  const waitsMs = routeOf(stage.topic).queue === "durable" ? PATIENT_BACKOFF_MS : BACKOFF_MS;

  async function settle(delivery: Delivery): Promise<Verdict> {
    for (const waitMs of [...waitsMs, undefined]) {
      try {
        const { key, envelope, attempt } = delivery;
        const result = stage.handle(delivery.body, { key, stamps: envelope.stamps, attempt });
        // A handler that answers at once is not awaited, so that its effects leave in the order the messages came.
        return await makeSafe(delivery, result instanceof Promise ? await result : result);
      } catch (error) {
        const reason = reasonOf(error);
        if (error instanceof Malformed) return dead(delivery, reason);
        if (!(error instanceof Unavailable)) return bug(delivery, error);
        if (deps.stopping.aborted) return { kind: "requeue" };
        if (waitMs === undefined) return dead(delivery, reason);
        await pause(delivery, reason, waitMs);
      }
    }
    return { kind: "requeue" };
  }

  /** The handler's state has moved on, so its effects must not be lost: they are tried until they succeed or we stop. */
  async function makeSafe(delivery: Delivery, effects: readonly Effect[]): Promise<Verdict> {
    for (let failures = 0; ; failures += 1) {
      try {
        await perform(deps, effects, delivery.envelope);
        return { kind: "done" };
      } catch (error) {
        if (!(error instanceof Unavailable)) throw error;
        if (deps.stopping.aborted) return { kind: "requeue" };
        await pause(delivery, reasonOf(error), BACKOFF_MS[Math.min(failures, BACKOFF_MS.length - 1)] ?? 0);
      }
    }
  }

  async function pause(delivery: Delivery, reason: string, waitMs: number): Promise<void> {
    deps.metrics.count("eew_message_retries_total", "Attempts repeated because the world was broken", labels);
    deps.log.warn({ topic: delivery.topic, key: delivery.key, waitMs, reason }, "message not handled, trying again");
    await deps.clock.sleep(waitMs, deps.stopping);
  }

  function dead(delivery: Delivery, reason: string): Verdict {
    deps.metrics.count("eew_dead_letters_total", "Messages given up, kept with their reason", labels);
    deps.log.error({ topic: delivery.topic, key: delivery.key, reason }, "message dead-lettered");
    return { kind: "dead", reason };
  }

  function bug(delivery: Delivery, error: unknown): Verdict {
    const stack = error instanceof Error ? error.stack : undefined;
    deps.log.fatal(
      { topic: delivery.topic, key: delivery.key, reason: reasonOf(error), stack },
      "handler failed: a bug",
    );
    return deps.onBug(error) ? { kind: "requeue" } : dead(delivery, reasonOf(error));
  }

  /** Not waited for: a heartbeat takes its turn in the queue, and nothing after it waits for its confirm. */
  function passOn(delivery: Delivery, pulse: Pulse): Verdict {
    const next = nextOfPulse(delivery, pulse, { ...deps, group: stage.group });
    const sent = next === undefined ? Promise.resolve() : publish(deps, next);
    // A heartbeat that is lost is what it is there to tell.
    void sent.catch((error: unknown) => {
      if (!(error instanceof Unavailable)) throw error;
    });
    return { kind: "done" };
  }

  return async (delivery) => {
    const { pulse } = delivery.envelope;
    if (pulse !== undefined) return passOn(delivery, pulse);
    const startedMs = deps.clock.monotonicMs();
    const verdict = settle(delivery);
    const { kind } = await verdict;
    const seconds = (deps.clock.monotonicMs() - startedMs) / 1000;
    deps.metrics.observeS("eew_handle_seconds", "From delivery to acknowledgement", seconds, labels);
    deps.metrics.count("eew_messages_handled_total", "Messages handled", { ...labels, verdict: kind });
    return verdict;
  };
}

/** Keeps a stage's consumers as its `keys` say: one for a plain topic, one a key for a partitioned one. */
export class StageConsumers {
  readonly #deps: StageDeps;
  readonly #stage: Stage;
  readonly #byKey = new Map<string, Consumer>();
  #changing: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(deps: StageDeps, stage: Stage) {
    this.#deps = deps;
    this.#stage = stage;
  }

  /** Opens consumers for keys that came and closes those that went. Calls are done one after another. */
  update(): Promise<void> {
    this.#changing = this.#changing.then(() => this.#change(this.#closed ? [] : this.#wantedKeys()));
    return this.#changing;
  }

  close(): Promise<void> {
    this.#closed = true;
    return this.update();
  }

  #wantedKeys(): readonly string[] {
    return this.#stage.keys?.() ?? [""];
  }

  async #change(wanted: readonly string[]): Promise<void> {
    const gone = [...this.#byKey].filter(([key]) => !wanted.includes(key));
    for (const [key] of gone) this.#byKey.delete(key);
    await Promise.all(gone.map(([, consumer]) => consumer.close()));
    for (const key of wanted) {
      if (!this.#byKey.has(key)) this.#byKey.set(key, await this.#open(key));
    }
  }

  #open(key: string): Promise<Consumer> {
    const { topic, group, each, prefetch } = this.#stage;
    const { order, queue } = routeOf(topic);
    const subscription = {
      topic,
      group,
      each,
      prefetch,
      order: each ? "single" : order,
      queue,
      ...(key === "" ? {} : { key }),
    } as const;
    return this.#deps.bus.subscribe(subscription, receiver(this.#deps, this.#stage));
  }
}
