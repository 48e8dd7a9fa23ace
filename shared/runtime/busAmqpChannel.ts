// A channel that is opened again whenever it ends: by the broker's complaint, with its connection, or because we gave it up.
import type { Channel, ChannelModel } from "amqplib";
import type { BusDeps } from "./bus.ts";
import { reasonOf, Unavailable } from "./errors.ts";
import { keepOpen } from "./keepOpen.ts";

export const CLOSE_WITHIN_MS = 1000;

export interface ChannelPlan<C extends Channel> {
  /** Of its connection, for logs. */
  readonly name: string;
  /** The connection as soon as there is one; undefined when there will be none. */
  readonly connection: () => Promise<ChannelModel | undefined>;
  readonly create: (connection: ChannelModel) => Promise<C>;
  /** Declares what the channel needs and starts using it. */
  readonly setup: (channel: C) => Promise<void>;
  /** Called when a channel has ended, whether or not its setup succeeded. */
  readonly onEnd: (channel: C) => void;
}

export class KeptChannel<C extends Channel> {
  readonly #plan: ChannelPlan<C>;
  readonly #deps: BusDeps;
  readonly #closing = new AbortController();
  readonly #opened = Promise.withResolvers<void>();
  readonly #kept: Promise<void>;
  #channel: C | undefined;
  #fault: string | undefined = "not open yet";

  constructor(plan: ChannelPlan<C>, deps: BusDeps) {
    this.#plan = plan;
    this.#deps = deps;
    // Often nobody waits for it.
    this.#opened.promise.catch(() => undefined);
    this.#kept = keepOpen({
      clock: deps.clock,
      signal: this.#closing.signal,
      open: () => this.#open(),
      onFailure: (error) => this.#failed(error),
    });
  }

  /** Resolves when it is open and set up for the first time. @throws Unavailable when it is closed before */
  opened(): Promise<void> {
    return this.#opened.promise;
  }

  /** Undefined while the channel is open and set up; otherwise why it is not. */
  fault(): string | undefined {
    return this.#fault;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#opened.reject(new Unavailable("amqp: closed before it was connected"));
    // Without a channel the loop may wait for a connection; it ends when the link closes.
    if (this.#channel === undefined) return;
    await within(CLOSE_WITHIN_MS, Promise.allSettled([this.#channel.close(), this.#kept]), this.#deps);
  }

  async #open(): Promise<{ ended: Promise<void> }> {
    const connection = await this.#plan.connection();
    if (connection === undefined || this.#closing.signal.aborted) return { ended: Promise.resolve() };
    const channel = await this.#plan.create(connection);
    this.#channel = channel;
    const ended = endOf(channel, (error) => this.#ended(channel, error));
    try {
      await this.#plan.setup(channel);
    } catch (error) {
      await closeChannel(channel, this.#deps);
      throw error;
    }
    this.#fault = undefined;
    this.#opened.resolve();
    if (this.#closing.signal.aborted) await closeChannel(channel, this.#deps);
    return { ended };
  }

  #ended(channel: C, error: unknown): void {
    if (this.#channel === channel) {
      this.#channel = undefined;
      this.#fault = reasonOf(error ?? "channel closed");
    }
    this.#plan.onEnd(channel);
  }

  #failed(error: unknown): void {
    this.#fault = reasonOf(error);
    if (this.#closing.signal.aborted) return;
    this.#deps.log.warn({ link: this.#plan.name, reason: this.#fault }, "amqp: channel not set up, trying again");
  }
}

/** It may have ended already, or the broker may not answer: nobody waits for that. */
export function closeChannel(channel: Channel, deps: BusDeps): Promise<void> {
  return within(CLOSE_WITHIN_MS, channel.close(), deps);
}

/** Resolves when `work` is settled, however, or the time is over. */
export async function within(ms: number, work: Promise<unknown>, { clock }: Pick<BusDeps, "clock">): Promise<void> {
  const settled = new AbortController();
  const done = () => settled.abort();
  work.then(done, done);
  await clock.sleep(ms, settled.signal);
}

/** Resolves at the end of a connection or channel. Its errors are listened to: unheard ones would end the process. */
export function endOf(emitter: ChannelModel | Channel, onEnd: (error: unknown) => void): Promise<void> {
  let fault: unknown;
  const remember = (error: unknown) => {
    fault ??= error;
  };
  emitter.on("error", remember);
  emitter.on("handler-error", remember);
  return new Promise((resolve) => {
    emitter.once("close", (error?: unknown) => {
      onEnd(fault ?? error);
      resolve();
    });
  });
}
