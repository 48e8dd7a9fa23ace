// One queue of the memory bus: what waits, who consumes, and which delivery may start now.
import type { Delivery, Receive, Subscription } from "./bus.ts";
import { Unavailable } from "./errors.ts";
import { Fifo } from "./fifo.ts";

interface BlockedPublisher {
  readonly delivery: Delivery;
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

export class MemoryQueue {
  readonly subscription: Subscription;
  readonly #limit: number;
  readonly #waiting = new Fifo<Delivery>();
  readonly #blocked = new Fifo<BlockedPublisher>();
  #consumers: readonly MemoryConsumer[] = [];
  #closed = false;

  constructor(subscription: Subscription, limit: number) {
    this.subscription = subscription;
    this.#limit = limit;
  }

  takes(topic: string, key: string): boolean {
    return this.subscription.topic === topic && (this.subscription.key ?? key) === key;
  }

  /** Resolves when the message has its place. At the limit a durable queue lets the publisher wait, a lossy one calls `drop`. */
  offer(delivery: Delivery, drop: () => void): Promise<void> | undefined {
    if (this.#waiting.length >= this.#limit) {
      if (this.subscription.queue === "durable") return this.#block(delivery);
      this.#waiting.shift();
      drop();
    }
    this.#waiting.push(delivery);
    return undefined;
  }

  /** The next delivery that may start, and its consumer; undefined while all are busy or nothing waits. */
  take(): { readonly consumer: MemoryConsumer; readonly delivery: Delivery } | undefined {
    if (this.#waiting.length === 0) return undefined;
    const consumer = this.#freeConsumer();
    if (consumer === undefined) return undefined;
    const delivery = this.#waiting.shift();
    const next = this.#blocked.shift();
    if (next !== undefined) {
      this.#waiting.push(next.delivery);
      next.resolve();
    }
    return delivery === undefined ? undefined : { consumer, delivery };
  }

  putBack(delivery: Delivery): void {
    this.#waiting.putBack(delivery);
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

  /** From now on nobody waits for a place: publishers are refused. */
  close(): void {
    this.#closed = true;
    for (let waiter = this.#blocked.shift(); waiter !== undefined; waiter = this.#blocked.shift()) {
      waiter.reject(this.#full());
    }
  }

  #freeConsumer(): MemoryConsumer | undefined {
    const [first, ...others] = this.#consumers;
    if (this.subscription.order !== "none") {
      const busy = this.#consumers.some((consumer) => consumer.inFlight.size > 0);
      return busy ? undefined : this.#consumers.find((consumer) => !consumer.closing.signal.aborted);
    }
    const free = this.#consumers.find((one) => !one.closing.signal.aborted && one.inFlight.size < one.prefetch);
    // Round robin: who was served last is asked last.
    if (free !== undefined && first !== undefined && others.length > 0) {
      this.#consumers = [...this.#consumers.filter((consumer) => consumer !== free), free];
    }
    return free;
  }

  #block(delivery: Delivery): Promise<void> {
    if (this.#closed) return Promise.reject(this.#full());
    return new Promise((resolve, reject) => this.#blocked.push({ delivery, resolve, reject }));
  }

  #full(): Unavailable {
    const { topic, group } = this.subscription;
    return new Unavailable(`memory bus: queue ${topic}.${group} is full (${this.#limit} messages) and closing`);
  }
}
