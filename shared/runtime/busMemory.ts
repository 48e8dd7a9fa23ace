// The bus in one process: what RabbitMQ promises, but for a restart. Deliveries start in the order of publishing, and the
// ordered queues of one group take turns in that order whatever their topic: a replay is the same at any speed.
import type { Outgoing } from "../contracts/topic.ts";
import { pulseHopOf, routeOf } from "../contracts/topics.ts";
import type {
  Bus,
  Consumer,
  DeadLetter,
  Delivery,
  Envelope,
  QueueState,
  Receive,
  Retried,
  Subscription,
  Verdict,
} from "./bus.ts";
import { MemoryConsumer, MemoryQueue, type Numbered } from "./busMemoryQueue.ts";
import { deadIdOf, knownQueues, queueOfDead } from "./busQueues.ts";
import { type Clock, systemClock } from "./clock.ts";
import { Unavailable } from "./errors.ts";
import { requeueWaitMs } from "./keepOpen.ts";

export interface MemoryBusOptions {
  readonly clock?: Clock;
  /** Messages a queue may hold; a durable queue then makes its publishers wait, a lossy one drops its oldest. */
  readonly limit?: number;
  /** Told of each message a lossy queue dropped. */
  readonly onDrop?: (topic: string, group: string) => void;
}

export interface IdleBus extends Bus {
  /** Resolves when nothing is in flight and nothing waits that a consumer could take. */
  idle(): Promise<void>;
}

interface Dead {
  readonly letter: DeadLetter;
  readonly delivery: Delivery;
}

const QUEUE_LIMIT = 100_000;
const DEAD_LETTERS_KEPT = 1000;

export function memoryBus(options: MemoryBusOptions = {}): IdleBus {
  return new MemoryBus(options);
}

class MemoryBus implements IdleBus {
  readonly #clock: Clock;
  readonly #limit: number;
  readonly #onDrop: (topic: string, group: string) => void;
  readonly #queues = new Map<string, MemoryQueue>();
  readonly #busyLanes = new Set<string>();
  #dead: readonly Dead[] = [];
  #idleWaiters: (() => void)[] = [];
  #starting = false;
  #inFlight = 0;
  #published = 0;
  #eachCount = 0;
  #closed = false;

  constructor(options: MemoryBusOptions) {
    this.#clock = options.clock ?? systemClock;
    this.#limit = options.limit ?? QUEUE_LIMIT;
    this.#onDrop = options.onDrop ?? (() => undefined);
  }

  async publish(message: Outgoing, envelope: Envelope): Promise<void> {
    routeOf(message.topic);
    if (this.#closed) throw new Unavailable("memory bus: closed");
    const { topic, key, body } = message;
    const places: Promise<void>[] = [];
    this.#published += 1;
    const onlyGroup = envelope.pulse === undefined ? undefined : pulseHopOf(topic)?.by;
    const waiting = { delivery: { topic, key, body, envelope, attempt: 1 }, number: this.#published };
    for (const queue of this.#queues.values()) {
      if (!queue.takes(topic, key)) continue;
      const { group, each } = queue.subscription;
      if (envelope.pulse !== undefined && (each || group !== onlyGroup)) continue;
      const place = queue.offer(waiting, () => this.#onDrop(topic, group));
      if (place !== undefined) places.push(place);
    }
    this.#startReady();
    if (places.length > 0) await Promise.all(places);
  }

  async subscribe(subscription: Subscription, receive: Receive): Promise<Consumer> {
    routeOf(subscription.topic);
    if (this.#closed) throw new Unavailable("memory bus: closed");
    const name = this.#queueName(subscription);
    const queue = this.#queues.get(name) ?? new MemoryQueue(subscription, this.#limit);
    const consumer = new MemoryConsumer(subscription.prefetch, receive);
    this.#queues.set(name, queue);
    queue.add(consumer);
    this.#startReady();
    return { close: () => this.#closeConsumer(queue, consumer, name) };
  }

  async deadLetters(limit: number): Promise<readonly DeadLetter[]> {
    return this.#dead
      .slice(-limit)
      .reverse()
      .map(({ letter }) => letter);
  }

  async retry(deadId: string): Promise<Retried> {
    const dead = this.#dead.find(({ letter }) => letter.deadId === deadId);
    if (dead === undefined) return "unknown";
    const { topic, group } = dead.letter;
    const name = queueOfDead(dead.letter);
    if (name === undefined) return "unaddressed";
    const queue = this.#queues.get(name);
    if (queue === undefined) throw new Unavailable(`memory bus: no queue ${name}`);
    this.#published += 1;
    const again = { delivery: { ...dead.delivery, attempt: 1 }, number: this.#published };
    const place = queue.offer(again, () => this.#onDrop(topic, group));
    this.#startReady();
    await place;
    this.#dead = this.#dead.filter((one) => one !== dead);
    return "retried";
  }

  async discard(deadId: string): Promise<boolean> {
    const dead = this.#dead.find(({ letter }) => letter.deadId === deadId);
    this.#dead = this.#dead.filter((one) => one !== dead);
    return dead !== undefined;
  }

  async queues(partitions: number): Promise<readonly QueueState[]> {
    return knownQueues(partitions).map((known) => {
      if (known.kind === "dead") return { ...known, held: { waiting: this.#dead.length, consumers: 0 } };
      return { ...known, held: this.#queues.get(known.name)?.held() };
    });
  }

  notReady(): string | undefined {
    return this.#closed ? "memory bus: closed" : undefined;
  }

  async close(): Promise<void> {
    for (const queue of this.#queues.values()) queue.close();
    const consumers = [...this.#queues].flatMap(([name, queue]) =>
      queue.consumers().map((consumer) => this.#closeConsumer(queue, consumer, name)),
    );
    await Promise.all(consumers);
    this.#closed = true;
  }

  async idle(): Promise<void> {
    if (this.#inFlight > 0) await new Promise<void>((resolve) => this.#idleWaiters.push(resolve));
  }

  #queueName({ topic, group, key, each }: Subscription): string {
    if (each) this.#eachCount += 1;
    return [topic, group, ...(key === undefined ? [] : [key]), ...(each ? [`#${this.#eachCount}`] : [])].join(".");
  }

  async #closeConsumer(queue: MemoryQueue, consumer: MemoryConsumer, name: string): Promise<void> {
    consumer.closing.abort();
    await Promise.all(consumer.inFlight);
    queue.remove(consumer);
    if (queue.subscription.each) this.#queues.delete(name);
    this.#startReady();
  }

  /** A trampoline: what is published while a delivery starts is started after it, not inside it. */
  #startReady(): void {
    if (this.#starting) return;
    this.#starting = true;
    for (let queue = this.#nextQueue(); queue !== undefined; queue = this.#nextQueue()) {
      const next = queue.take();
      if (next !== undefined) this.#start(queue, next.consumer, next.taken);
    }
    this.#starting = false;
  }

  /** The queue whose next delivery was published first among those that may start now. */
  #nextQueue(): MemoryQueue | undefined {
    let first: MemoryQueue | undefined;
    let firstNumber = Number.POSITIVE_INFINITY;
    for (const queue of this.#queues.values()) {
      if (queue.lane !== undefined && this.#busyLanes.has(queue.lane)) continue;
      const number = queue.nextNumber();
      if (number === undefined || number >= firstNumber) continue;
      first = queue;
      firstNumber = number;
    }
    return first;
  }

  #start(queue: MemoryQueue, consumer: MemoryConsumer, taken: Numbered): void {
    this.#inFlight += 1;
    if (queue.lane !== undefined) this.#busyLanes.add(queue.lane);
    // An async function, so that a receiver that throws ends in a rejection nobody catches: a bug, the process dies.
    const handled = (async () => this.#settle(queue, consumer, taken, await consumer.receive(taken.delivery)))();
    consumer.inFlight.add(handled);
    const finished = () => {
      consumer.inFlight.delete(handled);
      if (queue.lane !== undefined) this.#busyLanes.delete(queue.lane);
      this.#inFlight -= 1;
      this.#startReady();
      if (this.#inFlight === 0) for (const resolve of this.#idleWaiters.splice(0)) resolve();
    };
    void handled.then(finished);
  }

  async #settle(queue: MemoryQueue, consumer: MemoryConsumer, taken: Numbered, verdict: Verdict): Promise<void> {
    const { delivery, number } = taken;
    if (verdict.kind === "requeue") {
      await this.#clock.sleep(requeueWaitMs(delivery.attempt), consumer.closing.signal);
      queue.putBack({ delivery: { ...delivery, attempt: delivery.attempt + 1 }, number });
    } else if (verdict.kind === "dead") {
      const { topic, key, body, envelope } = delivery;
      const content = { topic, group: queue.subscription.group, key, body };
      const deadId = deadIdOf(envelope.id, content);
      const letter = { deadId, givenUpMs: this.#clock.nowMs(), ...content, reason: verdict.reason };
      this.#dead = [...this.#dead.slice(1 - DEAD_LETTERS_KEPT), { letter, delivery }];
    }
  }
}
