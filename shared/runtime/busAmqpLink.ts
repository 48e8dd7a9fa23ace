// One connection to RabbitMQ, made again for ever whenever it is lost.
import { type Channel, type ChannelModel, connect } from "amqplib";
import type { BusDeps } from "./bus.ts";
import { type ChannelPlan, CLOSE_WITHIN_MS, closeChannel, endOf, KeptChannel, within } from "./busAmqpChannel.ts";
import { reasonOf, Unavailable } from "./errors.ts";
import { keepOpen } from "./keepOpen.ts";

// amqplib's own `recovery` is not used: while its `setup` runs nobody listens to the connection's errors, so that a
// connection lost just then ends the process (2.3.1).

const CONNECT_WITHIN_MS = 5000;
const DEFAULT_HEARTBEAT_S = 5;

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

  keepChannel<C extends Channel>(plan: Pick<ChannelPlan<C>, "create" | "setup" | "onEnd">): KeptChannel<C> {
    return new KeptChannel({ ...plan, name: this.name, connection: () => this.#connected.promise }, this.#deps);
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
    if (this.#connection !== undefined) await this.#end(this.#connection);
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
    const ended = endOf(connection, (error) => this.#down(connection, error));
    if (this.#closing.signal.aborted) {
      await this.#end(connection);
      return { ended: Promise.resolve() };
    }
    connection.on("blocked", (reason) => {
      this.#blocked = reason;
      log.error({ link: this.name, reason }, "amqp publishing blocked by the broker");
    });
    connection.on("unblocked", () => {
      this.#blocked = undefined;
      this.#onUnblocked();
    });
    this.#connection = connection;
    this.#connected.resolve(connection);
    log.info({ link: this.name }, "amqp connected");
    return { ended };
  }

  async #end(connection: ChannelModel): Promise<void> {
    await within(CLOSE_WITHIN_MS, connection.close(), this.#deps);
    destroySocket(connection);
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
