// Consuming over AMQP: one channel a consumer; where order matters one delivery at a time, and its failure is repeated here.
import type { Channel, ConsumeMessage } from "amqplib";
import type { BusDeps, Consumer, Delivery, Receive, Subscription, Verdict } from "./bus.ts";
import { closeChannel, type KeptChannel, within } from "./busAmqpChannel.ts";
import type { AmqpLink } from "./busAmqpLink.ts";
import { attemptOf, contentOf, deadPropertiesOf, deliveryOf } from "./busAmqpMessage.ts";
import type { AmqpMessage } from "./busAmqpPublisher.ts";
import { declareForConsuming } from "./busAmqpTopology.ts";
import { DEAD_QUEUE, queueName } from "./busQueues.ts";
import { Unavailable } from "./errors.ts";
import { Fifo } from "./fifo.ts";
import { requeueWaitMs } from "./keepOpen.ts";

const CANCEL_WITHIN_MS = 1000;
const WATCH_MS = 2000;
/** Looks in a row that found messages in the queue and none that came to us. */
const STALLED_AFTER = 3;
const IN_FLIGHT_WITHIN_MS = 8000;
/** Lossy deliveries are acknowledged together, so many or after so long: each alone would cost the broker as much as its message. */
const OWED_AT_MOST = 25;
const OWED_FOR_MS = 20;
const NOTHING_OWED = { handled: undefined, owed: 0 };

export interface ConsumerPlan {
  readonly subscription: Subscription;
  readonly receive: Receive;
  /** Makes a dead letter safe. */
  readonly bury: (message: AmqpMessage) => Promise<void>;
}

/** A channel's deliveries can be acknowledged on it alone, and not once it has ended. */
interface Session {
  readonly channel: Channel;
  open: boolean;
  queue: string;
  consumerTag: string;
  arrivals: number;
  stalled: number;
  /** The last delivery that was handled and not yet acknowledged, and how many there are. */
  handled: ConsumeMessage | undefined;
  owed: number;
}

interface Arrived {
  readonly session: Session;
  readonly message: ConsumeMessage;
}

export class AmqpConsumer implements Consumer {
  readonly #plan: ConsumerPlan;
  readonly #deps: BusDeps;
  readonly #kept: KeptChannel<Channel>;
  readonly #closing = new AbortController();
  readonly #waiting = new Fifo<Arrived>();
  readonly #inFlight = new Set<Promise<void>>();
  readonly #endWatch: () => void;
  #session: Session | undefined;

  constructor(link: AmqpLink, plan: ConsumerPlan, deps: BusDeps) {
    this.#plan = plan;
    this.#deps = deps;
    this.#kept = link.keepChannel<Channel>({
      create: (connection) => connection.createChannel(),
      setup: (channel) => this.#setup(channel),
      onEnd: (channel) => {
        if (this.#session?.channel === channel) this.#session.open = false;
      },
    });
    this.#endWatch = deps.clock.every(WATCH_MS, () => void this.#watch());
  }

  /** Resolves when the queue is bound and consumed for the first time. */
  active(): Promise<void> {
    return this.#kept.opened();
  }

  notReady(): string | undefined {
    const fault = this.#kept.fault();
    return fault === undefined ? undefined : `amqp: queue ${queueName(this.#plan.subscription)} not consumed: ${fault}`;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#endWatch();
    // In order of arrival the next consumer may begin only after our last delivery: it waits for the channel's end.
    if (this.#plan.subscription.order === "none" && this.#session?.open) {
      await within(CANCEL_WITHIN_MS, this.#session.channel.cancel(this.#session.consumerTag), this.#deps);
    }
    await within(IN_FLIGHT_WITHIN_MS, Promise.all(this.#inFlight), this.#deps);
    if (this.#session !== undefined) this.#settle(this.#session);
    // What was not acknowledged goes back to its place in the queue.
    await this.#kept.close();
  }

  async #setup(channel: Channel): Promise<void> {
    const { subscription } = this.#plan;
    const session: Session = {
      channel,
      open: true,
      queue: "",
      consumerTag: "",
      arrivals: 0,
      stalled: 0,
      ...NOTHING_OWED,
    };
    this.#session = session;
    session.queue = await declareForConsuming(channel, subscription);
    await channel.prefetch(subscription.prefetch);
    const { consumerTag } = await channel.consume(session.queue, (message) => {
      if (message === null) this.#giveUp(session, "cancelled by the broker");
      else this.#arrived({ session, message });
    });
    session.consumerTag = consumerTag;
  }

  /** Its channel is closed, so that the next one declares and consumes the queue again. */
  #giveUp(session: Session, reason: string): void {
    this.#deps.log.warn({ queue: session.queue, reason }, "amqp: subscribing again");
    session.open = false;
    void closeChannel(session.channel, this.#deps);
  }

  /**
   * Finds out when we get nothing and are not told: RabbitMQ 3.10 forgets the consumers of a queue that was deleted and
   * declared again at once. A standby of one who cannot keep up looks the same; subscribing again does it no harm.
   */
  async #watch(): Promise<void> {
    const session = this.#session;
    if (session === undefined || !session.open || session.consumerTag === "") return;
    const { arrivals } = session;
    if (this.#inFlight.size > 0) {
      session.stalled = 0;
      return;
    }
    // Of a queue that is gone the broker closes the channel, and the next one declares it.
    const waiting = await session.channel.checkQueue(session.queue).catch(() => ({ messageCount: 0 }));
    session.stalled = waiting.messageCount > 0 && arrivals === session.arrivals ? session.stalled + 1 : 0;
    if (session.stalled >= STALLED_AFTER && session.open) this.#giveUp(session, "messages wait and none come");
  }

  #arrived(arrived: Arrived): void {
    arrived.session.arrivals += 1;
    this.#waiting.push(arrived);
    if (this.#plan.subscription.order === "none" || this.#inFlight.size === 0) this.#startNext();
  }

  #startNext(): void {
    let next = this.#waiting.shift();
    // Those of an ended channel come again.
    while (next !== undefined && !next.session.open) next = this.#waiting.shift();
    if (next !== undefined) this.#start(next);
  }

  #start(arrived: Arrived): void {
    if (this.#closing.signal.aborted) return;
    const handled = this.#handle(arrived);
    this.#inFlight.add(handled);
    void handled.then(() => {
      this.#inFlight.delete(handled);
      if (this.#waiting.length === 0) return;
      // A heap of waveforms or shaking takes turns with what else the process hears: a pick must not wait behind it.
      if (this.#plan.subscription.queue === "lossy") setImmediate(() => this.#goOn());
      else this.#goOn();
    });
  }

  #goOn(): void {
    if (this.#inFlight.size === 0) this.#startNext();
  }

  /** A failure in an ordered queue is repeated here, since what the broker gave us meanwhile must come after it. */
  async #handle({ session, message }: Arrived): Promise<void> {
    const { subscription, receive } = this.#plan;
    for (let attempt = attemptOf(message); ; attempt += 1) {
      const delivery = deliveryOf(subscription.topic, message, attempt);
      const safe = await this.#makeSafe(delivery, await receive(delivery));
      if (safe && session.open) this.#acknowledge(session, message);
      if (safe) return;
      await this.#deps.clock.sleep(requeueWaitMs(attempt), this.#closing.signal);
      if (this.#closing.signal.aborted || !session.open) return;
      // `reject` counts towards the delivery limit on every version, `nack` does not on 4.3.
      if (subscription.order === "none") return session.channel.reject(message, true);
    }
  }

  #acknowledge(session: Session, message: ConsumeMessage): void {
    const { order, queue, prefetch } = this.#plan.subscription;
    if (queue !== "lossy" || order === "none") {
      session.channel.ack(message);
      return;
    }
    session.handled = message;
    session.owed += 1;
    if (session.owed >= Math.min(OWED_AT_MOST, prefetch / 2)) this.#settle(session);
    else if (session.owed === 1) void this.#deps.clock.sleep(OWED_FOR_MS).then(() => this.#settle(session));
  }

  /** Deliveries of an ordered queue are handled in the order they came: the last one stands for all before it. */
  #settle(session: Session): void {
    if (session.open && session.handled !== undefined) session.channel.ack(session.handled, true);
    Object.assign(session, NOTHING_OWED);
  }

  /** True when the delivery may be acknowledged. */
  async #makeSafe(delivery: Delivery, verdict: Verdict): Promise<boolean> {
    if (verdict.kind !== "dead") return verdict.kind === "done";
    const { bury, subscription } = this.#plan;
    const { group } = subscription;
    const givenUp = { group, reason: verdict.reason, givenUpMs: this.#deps.clock.nowMs() };
    const options = { ...deadPropertiesOf(delivery, givenUp), mandatory: true };
    try {
      await bury({ exchange: "", routingKey: DEAD_QUEUE, content: contentOf(delivery.body), options });
      return true;
    } catch (error) {
      if (error instanceof Unavailable) return false;
      throw error;
    }
  }
}
