// One queue of the memory bus: what waits, who consumes, and which delivery may start now.
import { routeOf } from "../contracts/topics.ts";
import type { Delivery, Receive, Subscription } from "./bus.ts";
import { Unavailable } from "./errors.ts";
import { Fifo } from "./fifo.ts";

/** A delivery and its place in the order of everything that was ever published here. */
export interface Numbered {
  readonly delivery: Delivery;
  readonly number: number;
}

interface BlockedPublisher {
  readonly waiting: Numbered;
  readonly resolve: () => void;
  readonly reject: (error: Unavailable) => void;
}

export class MemoryConsumer {
  readonly receive: Receive;
  readonly prefetch: number;
  readonly closing = new AbortController();
  readonly inFlight = new Set<Promise<void>>();

  constructor(prefetch: number, receive: Receive) {
    this.prefetch = prefetch;
    this.receive = receive;
  }
}

function laneOf({ order, group, topic }: Subscription): string | undefined {
  if (order === "none") return undefined;
  return routeOf(topic).apart?.some((name) => name === group) ? `${group} ${topic}` : group;
}

export class MemoryQueue {
  readonly subscription: Subscription;
  /** Queues of one lane are handled one delivery at a time, all together; undefined where order does not matter. */
  readonly lane: string | undefined;
  readonly #limit: number;
  readonly #waiting = new Fifo<Numbered>();
  readonly #blocked = new Fifo<BlockedPublisher>();
  #consumers: readonly MemoryConsumer[] = [];
  #closed = false;

  constructor(subscription: Subscription, limit: number) {
    this.subscription = subscription;
    this.lane = laneOf(subscription);
    this.#limit = limit;
  }

  takes(topic: string, key: string): boolean {
    return this.subscription.topic === topic && (this.subscription.key ?? key) === key;
  }

  /** Resolves when the message has its place. At the limit a durable queue lets the publisher wait, a lossy one calls `drop`. */
  offer(waiting: Numbered, drop: () => void): Promise<void> | undefined {
    if (this.#waiting.length >= this.#limit) {
      if (this.subscription.queue === "durable") return this.#block(waiting);
      this.#waiting.shift();
      drop();
    }
    this.#waiting.push(waiting);
    return undefined;
  }

  /** Number of the delivery that could start now; undefined while all consumers are busy or nothing waits. */
  nextNumber(): number | undefined {
    const head = this.#waiting.peek();
    return head === undefined || this.#freeConsumer() === undefined ? undefined : head.number;
  }

  /** The next delivery that may start, and its consumer; undefined while all are busy or nothing waits. */
  take(): { readonly consumer: MemoryConsumer; readonly taken: Numbered } | undefined {
    const consumer = this.#freeConsumer();
    const taken = consumer === undefined ? undefined : this.#waiting.shift();
    if (consumer === undefined || taken === undefined) return undefined;
    // Round robin: who is served now is asked last.
    if (this.lane === undefined) this.#consumers = [...this.#consumers.filter((other) => other !== consumer), consumer];
    const next = this.#blocked.shift();
    if (next !== undefined) {
      this.#waiting.push(next.waiting);
      next.resolve();
    }
    return { consumer, taken };
  }

  putBack(waiting: Numbered): void {
    this.#waiting.putBack(waiting);
  }

  add(consumer: MemoryConsumer): void {
    this.#consumers = [...this.#consumers, consumer];
  }

  remove(consumer: MemoryConsumer): void {
    this.#consumers = this.#consumers.filter((other) => other !== consumer);
  }

  consumers(): readonly MemoryConsumer[] {
    return this.#consumers;
  }

  held(): { readonly waiting: number; readonly consumers: number } {
    return { waiting: this.#waiting.length, consumers: this.#consumers.length };
  }

  /** From now on nobody waits for a place: publishers are refused. */
  close(): void {
    this.#closed = true;
    for (let waiter = this.#blocked.shift(); waiter !== undefined; waiter = this.#blocked.shift()) {
      waiter.reject(this.#full());
    }
  }

  #freeConsumer(): MemoryConsumer | undefined {
    if (this.lane !== undefined) {
      const busy = this.#consumers.some((consumer) => consumer.inFlight.size > 0);
      return busy ? undefined : this.#consumers.find((consumer) => !consumer.closing.signal.aborted);
    }
    return this.#consumers.find((one) => !one.closing.signal.aborted && one.inFlight.size < one.prefetch);
  }

  #block(waiting: Numbered): Promise<void> {
    if (this.#closed) return Promise.reject(this.#full());
    return new Promise((resolve, reject) => this.#blocked.push({ waiting, resolve, reject }));
  }

  #full(): Unavailable {
    const { topic, group } = this.subscription;
    return new Unavailable(`memory bus: queue ${topic}.${group} is full (${this.#limit} messages) and closing`);
  }
}
