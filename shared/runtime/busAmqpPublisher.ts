// Publishing over AMQP: durable messages are kept until the broker confirms them, lossy ones leave now or never.
import type { Channel, ConfirmChannel, Message, Options } from "amqplib";
import type { BusDeps } from "./bus.ts";
import type { KeptChannel } from "./busAmqpChannel.ts";
import type { AmqpLink } from "./busAmqpLink.ts";
import { declareForPublishing } from "./busAmqpTopology.ts";
import { Unavailable } from "./errors.ts";

const SWEEP_MS = 100;
const DECLARE_AGAIN_MS = 300;
const MAX_UNCONFIRMED = 100_000;
/** Frames amqplib may hold for a slow socket before we drop: a few seconds of packets. */
const LOSSY_FRAMES_HELD = 4096;

export interface AmqpMessage {
  /** "" sends to the queue that is named by the routing key. */
  readonly exchange: string;
  readonly routingKey: string;
  readonly content: Buffer;
  readonly options: Options.Publish;
}

interface Unconfirmed {
  readonly message: AmqpMessage;
  readonly deadlineMs: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
  /** On the way to the broker; false while it waits for a channel or for another try. */
  sent: boolean;
  returned: boolean;
  fault: string;
}

export class ConfirmedPublisher {
  readonly #link: AmqpLink;
  readonly #deps: BusDeps;
  readonly #confirmWithinMs: number;
  readonly #unconfirmed = new Map<string, Unconfirmed>();
  readonly #kept: KeptChannel<ConfirmChannel>;
  readonly #endSweep: () => void;
  #channel: ConfirmChannel | undefined;
  #sequence = 0;
  #flushed: () => void = () => undefined;

  constructor(link: AmqpLink, deps: BusDeps, confirmWithinMs: number) {
    this.#link = link;
    this.#deps = deps;
    this.#confirmWithinMs = confirmWithinMs;
    this.#kept = link.keepChannel<ConfirmChannel>({
      create: (connection) => connection.createConfirmChannel(),
      setup: (channel) => this.#setup(channel),
      onEnd: (channel) => {
        if (this.#channel === channel) this.#channel = undefined;
      },
    });
    link.onUnblocked(() => this.#sweep());
    this.#endSweep = deps.clock.every(SWEEP_MS, () => this.#sweep());
  }

  /** Resolves when the broker has confirmed it. @throws Unavailable when it has not in time */
  publish(message: AmqpMessage): Promise<void> {
    if (this.#unconfirmed.size >= MAX_UNCONFIRMED) {
      return Promise.reject(new Unavailable(`amqp: ${MAX_UNCONFIRMED} messages wait for their confirm already`));
    }
    const id = String(++this.#sequence);
    const deadlineMs = this.#deps.clock.monotonicMs() + this.#confirmWithinMs;
    return new Promise((resolve, reject) => {
      const item = { message, deadlineMs, resolve, reject, sent: false, returned: false, fault: "no answer" };
      this.#unconfirmed.set(id, item);
      this.#send(id, item);
    });
  }

  notReady(): string | undefined {
    const fault = this.#kept.fault();
    return fault === undefined ? undefined : `amqp: cannot publish: ${fault}`;
  }

  /** Waits for what is unconfirmed, each for its own time at most. */
  async close(): Promise<void> {
    if (this.#unconfirmed.size > 0) await new Promise<void>((resolve) => (this.#flushed = resolve));
    this.#endSweep();
    await this.#kept.close();
  }

  async #setup(channel: ConfirmChannel): Promise<void> {
    channel.on("return", (message) => this.#returned(channel, message));
    await declareForPublishing(channel, "durable");
    this.#channel = channel;
    this.#sweep();
  }

  #send(id: string, item: Unconfirmed): void {
    if (this.#channel === undefined || this.#link.blocked() !== undefined) return;
    const { exchange, routingKey, content, options } = item.message;
    item.sent = true;
    const properties = { ...options, persistent: true, correlationId: id };
    try {
      this.#channel.publish(exchange, routingKey, content, properties, (error) => this.#answered(id, item, error));
    } catch (error) {
      // Cannot be encoded, now or ever.
      this.#settle(id, () => item.reject(error));
    }
  }

  #answered(id: string, item: Unconfirmed, error: unknown): void {
    if (error === null && !item.returned) {
      this.#settle(id, item.resolve);
      return;
    }
    // Refused, returned, or its channel ended: it is sent again, by the next sweep or the next channel.
    if (!item.returned) item.fault = error instanceof Error ? error.message : "refused";
    item.sent = false;
    item.returned = false;
  }

  /** Confirmed all the same, but no queue has it: somebody deleted one. It is declared again, then the message sent again. */
  #returned(channel: ConfirmChannel, message: Message): void {
    const { exchange, routingKey } = message.fields;
    this.#deps.metrics.count("eew_bus_returned_total", "Messages no queue was there for", { topic: exchange });
    this.#deps.log.error({ exchange, routingKey }, "amqp: no queue for a message, declaring it again");
    const item = this.#unconfirmed.get(String(message.properties.correlationId));
    if (item === undefined) return;
    item.returned = true;
    item.fault = "no queue for it";
    void this.#declareAgain(channel);
  }

  async #declareAgain(channel: ConfirmChannel): Promise<void> {
    // Consumers are told first: RabbitMQ 3.10 loses those of a queue that is declared again while it is being deleted.
    await this.#deps.clock.sleep(DECLARE_AGAIN_MS);
    // When it fails its channel ends, and the next one declares everything.
    if (this.#channel === channel) await declareForPublishing(channel, "durable").catch(() => undefined);
  }

  #sweep(): void {
    const nowMs = this.#deps.clock.monotonicMs();
    for (const [id, item] of this.#unconfirmed) {
      if (item.deadlineMs > nowMs) {
        if (!item.sent) this.#send(id, item);
        continue;
      }
      const { exchange, routingKey } = item.message;
      const why = this.#link.notReady() ?? this.notReady() ?? item.fault;
      const what = `amqp: ${exchange || routingKey} not confirmed within ${this.#confirmWithinMs} ms: ${why}`;
      this.#settle(id, () => item.reject(new Unavailable(what)));
    }
  }

  #settle(id: string, settle: () => void): void {
    if (this.#unconfirmed.delete(id)) settle();
    if (this.#unconfirmed.size === 0) this.#flushed();
  }
}

export class LossyPublisher {
  readonly #link: AmqpLink;
  readonly #deps: BusDeps;
  readonly #kept: KeptChannel<Channel>;
  #channel: Channel | undefined;
  #full = false;

  constructor(link: AmqpLink, deps: BusDeps) {
    this.#link = link;
    this.#deps = deps;
    this.#kept = link.keepChannel<Channel>({
      create: (connection) => connection.createChannel({ highWaterMark: LOSSY_FRAMES_HELD }),
      setup: async (channel) => {
        channel.on("drain", () => {
          this.#full = false;
        });
        await declareForPublishing(channel, "lossy");
        this.#full = false;
        this.#channel = channel;
      },
      onEnd: (channel) => {
        if (this.#channel === channel) this.#channel = undefined;
      },
    });
  }

  /** Hands the message to the socket, or drops and counts it: old waveforms are worth nothing. */
  publish({ exchange, routingKey, content, options }: AmqpMessage): void {
    if (this.#channel === undefined || this.#full || this.#link.blocked() !== undefined) {
      this.#deps.metrics.count("eew_bus_dropped_total", "Lossy messages that were dropped", {
        topic: exchange || routingKey,
      });
      return;
    }
    this.#full = !this.#channel.publish(exchange, routingKey, content, options);
  }

  notReady(): string | undefined {
    const fault = this.#kept.fault();
    return fault === undefined ? undefined : `amqp: cannot publish waveforms: ${fault}`;
  }

  close(): Promise<void> {
    return this.#kept.close();
  }
}
