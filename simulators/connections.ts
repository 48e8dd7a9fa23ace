// The MQTT connections of a fleet: a few shared by all its sensors, or one a sensor, opened a few at a time. Each device's
// status is retained: `online` when it is there, `offline` by its last will, or said for it where connections are shared.
import { setTimeout as sleep } from "node:timers/promises";
import type { MqttClient } from "mqtt";
import { baseOf, connectFeed, type FeedWorld, inWindows, RECONNECT_MS } from "./feed.ts";
import type { DeviceStatus } from "./sensor/deviceStatus.ts";

export interface ConnectionsOptions extends FeedWorld {
  readonly mqttUrl: string;
  readonly stationIds: readonly string[];
  /** Shared connections; "device": one a sensor. */
  readonly connections: number | "device";
  readonly signal: AbortSignal;
  readonly onOpened?: (opened: number) => void;
}

/** A broker accepts connections one after another: so many wait for it at once (RELIABILITY §0.11). */
const OPENING_AT_ONCE = 50;
/** A broker that is gone keeps nobody from ending. */
const SIGN_OFF_WITHIN_MS = 5000;

export class Connections {
  readonly #world: FeedWorld;
  readonly #isOwn: boolean;
  readonly #clients: readonly MqttClient[];
  readonly #of: ReadonlyMap<string, MqttClient>;
  readonly #offline = new Set<string>();

  private constructor(clients: readonly MqttClient[], { mode, run, stationIds, connections }: ConnectionsOptions) {
    this.#world = { mode, run };
    this.#isOwn = connections === "device";
    this.#clients = clients;
    this.#of = new Map(
      stationIds.flatMap((id, i) => {
        const client = clients[i % clients.length];
        return client === undefined ? [] : [[id, client] as const];
      }),
    );
  }

  /** @throws Error naming the broker when it cannot be reached; what was opened until then is closed. */
  static async open(options: ConnectionsOptions): Promise<Connections> {
    const { mqttUrl, stationIds, connections, signal, onOpened } = options;
    const count = connections === "device" ? stationIds.length : Math.min(connections, stationIds.length);
    const clients: MqttClient[] = [];
    while (clients.length < count && !signal.aborted) {
      const more = Math.min(OPENING_AT_ONCE, count - clients.length);
      const ids = stationIds.slice(clients.length, clients.length + more);
      const opened = await Promise.allSettled(
        ids.map((id) => connectFeed(mqttUrl, connections === "device" ? { will: willOf(options, id) } : {})),
      );
      clients.push(...opened.flatMap((one) => (one.status === "fulfilled" ? [one.value] : [])));
      const failed = opened.find((one) => one.status === "rejected");
      if (failed !== undefined) {
        await Promise.all(clients.map((client) => client.endAsync(true)));
        throw failed.reason;
      }
      onOpened?.(clients.length);
    }
    return new Connections(clients, options);
  }

  /** @throws Error for a sensor it was not opened for. */
  clientOf(stationId: string): MqttClient {
    const client = this.#of.get(stationId);
    if (client === undefined) throw new Error(`connections: got station "${stationId}", want one of ${this.#of.size}`);
    return client;
  }

  isOffline(stationId: string): boolean {
    return this.#offline.has(stationId);
  }

  /** Every device says that it is there; one with a connection of its own also whenever that was made again. */
  async greet(): Promise<void> {
    const ids = [...this.#of.keys()];
    await inWindows(ids, (id) => this.#publish(id, "online"));
    if (!this.#isOwn) return;
    for (const [id, client] of this.#of) client.on("connect", () => void this.#publish(id, "online").catch(quietly));
  }

  /**
   * Offline, a device's own connection breaks off without a word and its broker speaks for it; a shared one tells it.
   * One that comes back keeps what is published on it until it is there.
   */
  async tell({ stationId, status }: DeviceStatus): Promise<void> {
    const client = this.clientOf(stationId);
    if (status === "offline") this.#offline.add(stationId);
    else this.#offline.delete(stationId);
    if (!this.#isOwn) return this.#publish(stationId, status);
    client.options.reconnectPeriod = status === "offline" ? 0 : RECONNECT_MS;
    if (status === "online") client.reconnect();
    else if (client.connected) {
      const gone = new Promise<void>((resolve) => client.once("close", () => resolve()));
      client.stream.destroy();
      await gone;
    }
  }

  get connected(): number {
    return this.#clients.filter((client) => client.connected).length;
  }

  /** Devices that are still there clear their status, so that a broker does not keep those of worlds that are over. */
  async close(): Promise<void> {
    const here = [...this.#of].filter(([id, client]) => client.connected && !this.#offline.has(id)).map(([id]) => id);
    const signingOff = (async () => {
      await inWindows(here, (id) => this.#publish(id, ""));
      await Promise.all(this.#clients.filter((client) => client.connected).map((client) => client.endAsync()));
    })();
    const giveUp = new AbortController();
    await Promise.race([
      signingOff.catch(quietly),
      sleep(SIGN_OFF_WITHIN_MS, undefined, { signal: giveUp.signal }).catch(quietly),
    ]);
    giveUp.abort();
    await Promise.all(this.#clients.map((client) => client.endAsync(true)));
  }

  async #publish(stationId: string, status: DeviceStatus["status"] | ""): Promise<void> {
    const topic = `${baseOf(this.#world, stationId)}/status`;
    await this.clientOf(stationId).publishAsync(topic, status, { qos: 1, retain: true });
  }
}

function willOf(world: FeedWorld, stationId: string) {
  return {
    topic: `${baseOf(world, stationId)}/status`,
    payload: Buffer.from("offline"),
    qos: 1,
    retain: true,
  } as const;
}

function quietly(): void {}
