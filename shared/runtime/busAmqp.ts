// The bus over RabbitMQ: durable messages are confirmed and survive, waveforms are bounded and never in their way.
import type { Outgoing } from "../contracts/topic.ts";
import { routeOf } from "../contracts/topics.ts";
import type {
  Bus,
  BusDeps,
  Consumer,
  DeadLetter,
  Envelope,
  QueueState,
  Receive,
  Retried,
  Subscription,
} from "./bus.ts";
import { AmqpConsumer } from "./busAmqpConsumer.ts";
import { AmqpGraveyard } from "./busAmqpGraveyard.ts";
import { AmqpLink } from "./busAmqpLink.ts";
import { contentOf, propertiesOf } from "./busAmqpMessage.ts";
import { type AmqpMessage, ConfirmedPublisher, LossyPublisher } from "./busAmqpPublisher.ts";
import { queueStates } from "./busAmqpQueues.ts";
import { addressOf, mustArrive } from "./busAmqpTopology.ts";
import { knownQueues } from "./busQueues.ts";
import { Unavailable } from "./errors.ts";

const CONFIRM_WITHIN_MS = 10_000;
const ASK_READY_MS = 10;

export interface AmqpBusOptions extends BusDeps {
  /** How long a durable message may wait for the broker's confirm. */
  readonly confirmWithinMs?: number;
}

/** Connects in the background and for ever. @param url amqp[s]://[user:password@]host[:port][/vhost][?heartbeat=seconds] */
export function amqpBus(url: string, options: AmqpBusOptions): AmqpBus {
  return new AmqpBus(url, options);
}

export class AmqpBus implements Bus {
  readonly #deps: BusDeps;
  // Three connections: a blocked or full one must not hold up what the others carry. A broker short of memory stops
  // reading from those that publish, so acknowledgements of durable messages travel on one that does not.
  readonly #out: AmqpLink;
  readonly #in: AmqpLink;
  readonly #waveforms: AmqpLink;
  readonly #confirmed: ConfirmedPublisher;
  readonly #lossy: LossyPublisher;
  readonly #graveyard: AmqpGraveyard;
  readonly #consumers = new Set<AmqpConsumer>();
  #closing: Promise<void> | undefined;
  #closed = false;

  constructor(url: string, options: AmqpBusOptions) {
    this.#deps = options;
    this.#out = new AmqpLink("durable out", url, options);
    this.#in = new AmqpLink("durable in", url, options);
    this.#waveforms = new AmqpLink("lossy", url, options);
    this.#confirmed = new ConfirmedPublisher(this.#out, options, options.confirmWithinMs ?? CONFIRM_WITHIN_MS);
    this.#lossy = new LossyPublisher(this.#waveforms, options);
    this.#graveyard = new AmqpGraveyard(this.#in, (message) => this.#confirmed.publish(message));
  }

  async publish(message: Outgoing, envelope: Envelope): Promise<void> {
    const { queue } = routeOf(message.topic);
    if (this.#closed) throw new Unavailable("amqp: closed");
    const options = propertiesOf(message, envelope);
    const outgoing = { ...addressOf(message, envelope), content: contentOf(message.body), options };
    if (queue === "lossy") return this.#lossy.publish(outgoing);
    const mandatory = mustArrive(message.topic);
    return this.#confirmed.publish({ ...outgoing, options: { ...options, mandatory } });
  }

  async subscribe(subscription: Subscription, receive: Receive): Promise<Consumer> {
    routeOf(subscription.topic);
    if (this.#closed) throw new Unavailable("amqp: closed");
    const link = subscription.queue === "lossy" ? this.#waveforms : this.#in;
    const bury = (message: AmqpMessage) => this.#confirmed.publish(message);
    const consumer = new AmqpConsumer(link, { subscription, receive, bury }, this.#deps);
    this.#consumers.add(consumer);
    await consumer.active();
    return { close: () => this.#closeConsumer(consumer) };
  }

  deadLetters(limit: number): Promise<readonly DeadLetter[]> {
    return this.#graveyard.newest(limit);
  }

  retry(deadId: string): Promise<Retried> {
    return this.#graveyard.retry(deadId);
  }

  discard(deadId: string): Promise<boolean> {
    return this.#graveyard.discard(deadId);
  }

  queues(partitions: number): Promise<readonly QueueState[]> {
    return queueStates(this.#in, knownQueues(partitions));
  }

  notReady(): string | undefined {
    if (this.#closed) return "amqp: closed";
    const parts = [this.#out, this.#in, this.#waveforms, this.#confirmed, this.#lossy, ...this.#consumers];
    return parts.map((part) => part.notReady()).find((reason) => reason !== undefined);
  }

  /** Resolves when it is connected or the time is over; then `notReady` tells why it is not. */
  async connected(withinMs: number): Promise<void> {
    const { clock } = this.#deps;
    const endMs = clock.monotonicMs() + withinMs;
    while (this.notReady() !== undefined && clock.monotonicMs() < endMs) await clock.sleep(ASK_READY_MS);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await Promise.all([...this.#consumers].map((consumer) => this.#closeConsumer(consumer)));
    this.#closed = true;
    await Promise.all([this.#confirmed.close(), this.#lossy.close()]);
    await Promise.all([this.#out.close(), this.#in.close(), this.#waveforms.close()]);
  }

  async #closeConsumer(consumer: AmqpConsumer): Promise<void> {
    await consumer.close();
    this.#consumers.delete(consumer);
  }
}
