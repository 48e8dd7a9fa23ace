// One connection to RabbitMQ that is kept open for ever, and channels on it that are opened again whenever they end.
import { type Channel, type ChannelModel, connect } from "amqplib";
import type { BusDeps } from "./connectBus.ts";
import { reasonOf, Unavailable } from "./errors.ts";
import { keepOpen } from "./keepOpen.ts";

// amqplib's own `recovery` is not used: while its `setup` runs nobody listens to the connection's errors, so that a
// connection lost just then ends the process (2.3.1).

const CONNECT_WITHIN_MS = 5000;
const CLOSE_WITHIN_MS = 1000;
const DEFAULT_HEARTBEAT_S = 5;

export interface ChannelPlan<C extends Channel> {
  readonly create: (connection: ChannelModel) => Promise<C>;
  /** Declares what the channel needs and starts using it. */
  readonly setup: (channel: C) => Promise<void>;
  /** Called when a channel has ended, whether or not its setup succeeded. */
  readonly onEnd: (channel: C) => void;
}

export interface KeptChannel {
  /** Resolves when it is open and set up for the first time. @throws Unavailable when it is closed before */
  readonly opened: Promise<void>;
  /** Undefined while the channel is open and set up; otherwise why it is not. */
  fault(): string | undefined;
  close(): Promise<void>;
}

export class AmqpLink {
  readonly name: string;
  readonly #url: string;
  readonly #deps: BusDeps;
  readonly #closing = new AbortController();
  readonly #kept: Promise<void>;
  #connection: ChannelModel | undefined;
  #connected = Promise.withResolvers<ChannelModel | undefined>();
  #fault = "not connected yet";
  #blocked: string | undefined;
  #onUnblocked: () => void = () => undefined;

  constructor(name: string, url: string, deps: BusDeps) {
    this.name = name;
    this.#url = withHeartbeat(url);
    this.#deps = deps;
    this.#kept = keepOpen({
      clock: deps.clock,
      signal: this.#closing.signal,
      open: () => this.#open(),
      onFailure: (error) => this.#failed(error),
    });
  }

  /** Why the broker reads nothing from us, if it does not. It says so only to connections that publish. */
  blocked(): string | undefined {
    return this.#blocked;
  }

  onUnblocked(listener: () => void): void {
    this.#onUnblocked = listener;
  }

  notReady(): string | undefined {
    if (this.#connection === undefined) return `amqp: not connected (${this.name}): ${this.#fault}`;
    return this.#blocked === undefined ? undefined : `amqp: publishing blocked by the broker: ${this.#blocked}`;
  }

  keepChannel<C extends Channel>(plan: ChannelPlan<C>): KeptChannel {
    const closing = new AbortController();
    const opened = Promise.withResolvers<void>();
    // Often nobody waits for it.
    opened.promise.catch(() => undefined);
    let fault: string | undefined = "not open yet";
    let channel: C | undefined;
    const open = async () => {
      const connection = await this.#connected.promise;
      if (connection === undefined || closing.signal.aborted) return { ended: Promise.resolve() };
      const mine = await plan.create(connection);
      channel = mine;
      const ended = endOf(mine, (error) => {
        if (channel === mine) fault = reasonOf(error ?? "channel closed");
        plan.onEnd(mine);
      });
      await this.#setUp(plan, mine);
      fault = undefined;
      opened.resolve();
      if (closing.signal.aborted) await closeChannel(mine, this.#deps);
      return { ended };
    };
    const onFailure = (error: unknown) => {
      fault = reasonOf(error);
      if (!closing.signal.aborted) this.#deps.log.warn({ link: this.name, reason: fault }, "amqp channel not set up");
    };
    const signal = AbortSignal.any([closing.signal, this.#closing.signal]);
    const kept = keepOpen({ clock: this.#deps.clock, signal, open, onFailure });
    return {
      fault: () => fault,
      opened: opened.promise,
      close: async () => {
        closing.abort();
        opened.reject(new Unavailable("amqp: closed before it was connected"));
        // Without a connection the loop waits for one; it ends when the link closes.
        if (this.#connection === undefined) return;
        await within(CLOSE_WITHIN_MS, Promise.allSettled([channel?.close(), kept]), this.#deps);
      },
    };
  }

  /** A channel for one job, closed afterwards. @throws Unavailable */
  async once<T>(job: (channel: Channel) => Promise<T>): Promise<T> {
    const connection = this.#connection;
    if (connection === undefined) throw new Unavailable(`amqp: not connected (${this.name}): ${this.#fault}`);
    try {
      const channel = await connection.createChannel();
      void endOf(channel, () => undefined);
      return await job(channel).finally(() => closeChannel(channel, this.#deps));
    } catch (cause) {
      throw new Unavailable("amqp: request failed", { cause });
    }
  }

  async close(): Promise<void> {
    this.#closing.abort();
    const connection = this.#connection;
    if (connection !== undefined) {
      await within(CLOSE_WITHIN_MS, connection.close(), this.#deps);
      destroySocket(connection);
    }
    this.#connected.resolve(undefined);
    await within(CLOSE_WITHIN_MS, this.#kept, this.#deps);
  }

  async #open(): Promise<{ ended: Promise<void> }> {
    const { instance, log } = this.#deps;
    const connection = await connect(this.#url, {
      timeout: CONNECT_WITHIN_MS,
      // Nagle costs 20 to 40 ms a hop.
      noDelay: true,
      clientProperties: { connection_name: `${instance} ${this.name}` },
    });
    connection.on("blocked", (reason) => {
      this.#blocked = reason;
      log.error({ link: this.name, reason }, "amqp publishing blocked by the broker");
    });
    connection.on("unblocked", () => {
      this.#blocked = undefined;
      this.#onUnblocked();
    });
    const ended = endOf(connection, (error) => this.#down(connection, error));
    if (this.#closing.signal.aborted) await connection.close();
    this.#connection = connection;
    this.#connected.resolve(connection);
    log.info({ link: this.name }, "amqp connected");
    return { ended };
  }

  #down(connection: ChannelModel, error: unknown): void {
    this.#connection = undefined;
    this.#blocked = undefined;
    this.#connected = Promise.withResolvers();
    // Ours may believe in a peer that is gone, and then keep the process alive for minutes.
    destroySocket(connection);
    if (this.#closing.signal.aborted) this.#connected.resolve(undefined);
    else this.#failed(error ?? new Error("connection closed"));
  }

  #failed(error: unknown): void {
    const reason = reasonOf(error);
    if (reason !== this.#fault) this.#deps.log.warn({ link: this.name, reason }, "amqp not connected, trying again");
    this.#fault = reason;
    this.#deps.metrics.count("eew_bus_connection_failures_total", "Connections lost or not made", { link: this.name });
  }

  async #setUp<C extends Channel>(plan: ChannelPlan<C>, channel: C): Promise<void> {
    try {
      await plan.setup(channel);
    } catch (error) {
      await closeChannel(channel, this.#deps);
      throw error;
    }
  }
}

export function closeChannel(channel: Channel, deps: BusDeps): Promise<void> {
  // It may have ended already, or the broker may not answer; either way it is gone afterwards.
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
function endOf(emitter: ChannelModel | Channel, onEnd: (error: unknown) => void): Promise<void> {
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

function destroySocket(connection: ChannelModel): void {
  const stream: unknown = Reflect.get(connection.connection, "stream");
  if (stream instanceof Object && "destroy" in stream && typeof stream.destroy === "function") stream.destroy();
}

function withHeartbeat(url: string): string {
  if (!URL.canParse(url)) {
    throw new Error("bus url: not a URL; want amqp://[user:password@]host[:port][/vhost][?heartbeat=seconds]");
  }
  const parsed = new URL(url);
  // amqplib takes it from the URL alone; without it a frozen broker is noticed after a minute.
  if (!parsed.searchParams.has("heartbeat")) parsed.searchParams.set("heartbeat", String(DEFAULT_HEARTBEAT_S));
  return parsed.href;
}
