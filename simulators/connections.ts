// The MQTT connections of a fleet: a few shared by all its sensors, or one a sensor, opened a few at a time.
import type { MqttClient } from "mqtt";
import { connectFeed } from "./feed.ts";

export interface ConnectionsOptions {
  readonly mqttUrl: string;
  readonly stationIds: readonly string[];
  /** Shared connections; "device": one a sensor. */
  readonly connections: number | "device";
  readonly signal: AbortSignal;
  readonly onOpened?: (opened: number) => void;
}

/** A broker accepts connections one after another: so many wait for it at once (RELIABILITY §0.11). */
const OPENING_AT_ONCE = 50;

export class Connections {
  readonly #clients: readonly MqttClient[];
  readonly #of: ReadonlyMap<string, MqttClient>;

  private constructor(clients: readonly MqttClient[], stationIds: readonly string[]) {
    this.#clients = clients;
    this.#of = new Map(
      stationIds.flatMap((id, i) => {
        const client = clients[i % clients.length];
        return client === undefined ? [] : [[id, client] as const];
      }),
    );
  }

  /** @throws Error naming the broker when it cannot be reached; what was opened until then is closed. */
  static async open({ mqttUrl, stationIds, connections, signal, onOpened }: ConnectionsOptions): Promise<Connections> {
    const count = connections === "device" ? stationIds.length : Math.min(connections, stationIds.length);
    const clients: MqttClient[] = [];
    while (clients.length < count && !signal.aborted) {
      const more = Math.min(OPENING_AT_ONCE, count - clients.length);
      const opened = await Promise.allSettled(Array.from({ length: more }, () => connectFeed(mqttUrl)));
      clients.push(...opened.flatMap((one) => (one.status === "fulfilled" ? [one.value] : [])));
      const failed = opened.find((one) => one.status === "rejected");
      if (failed !== undefined) {
        await Promise.all(clients.map((client) => client.endAsync(true)));
        throw failed.reason;
      }
      onOpened?.(clients.length);
    }
    return new Connections(clients, stationIds);
  }

  /** @throws Error for a sensor it was not opened for. */
  clientOf(stationId: string): MqttClient {
    const client = this.#of.get(stationId);
    if (client === undefined) throw new Error(`connections: got station "${stationId}", want one of ${this.#of.size}`);
    return client;
  }

  get connected(): number {
    return this.#clients.filter((client) => client.connected).length;
  }

  async close(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.endAsync(true)));
  }
}
