// What we tell over MQTT: one connection with a last will, kept open, that holds the newest word for each retained topic
// until the broker has it.
import { type MqttClient, connect as mqttConnect } from "mqtt";
import type { Clock } from "./clock.ts";
import { reasonOf } from "./errors.ts";
import type { Log } from "./log.ts";
import type { Metrics } from "./metrics.ts";
import { type MqttIdentity, mqttClientOf, mqttWaitMs } from "./mqttClient.ts";

export interface OutletMessage {
  readonly topic: string;
  readonly payload: string;
  readonly retain: boolean;
  /** A broker with MQTT 5 forgets it after that, also if we are not there any more. */
  readonly expiresAfterS?: number;
}

export interface MqttOutletOptions extends MqttIdentity {
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Retained there: `online` while any replica is, `offline` as the last will. */
  readonly statusTopic: string;
  /** Our retained topics, which the introduction wants to have seen. */
  readonly ownFilters: readonly string[];
  /** Said at every connect, given what the broker remembers of us: it may have lost its memory. */
  readonly introduction: (remembered: ReadonlyMap<string, string>) => readonly OutletMessage[];
}

export interface MqttOutlet {
  /** Resolves when the broker has them, or after a second: retained ones then follow as soon as it is back. */
  publish(messages: readonly OutletMessage[]): Promise<void>;
  notReady(): string | undefined;
  /** Says `offline` and leaves. */
  close(): Promise<void>;
}

const WITHIN_MS = 1000;
/** Retained messages come right after the subscription. */
const REMEMBERED_WITHIN_MS = 300;

/** @param url `mqtt:` or `mqtts:`, with or without credentials; returns at once and connects for as long as it takes. */
export function connectMqttOutlet(url: URL, options: MqttOutletOptions): MqttOutlet {
  return new Outlet(url, options);
}

class Outlet implements MqttOutlet {
  readonly #options: MqttOutletOptions;
  readonly #url: string;
  readonly #client: MqttClient;
  readonly #stopping = new AbortController();
  /** The newest word for each retained topic that the broker has not confirmed. */
  readonly #owed = new Map<string, OutletMessage>();
  #remembered = new Map<string, string>();
  #missing: string | undefined;
  #failures = 0;

  constructor(url: URL, options: MqttOutletOptions) {
    const client = mqttClientOf(url, options);
    this.#url = client.url;
    this.#options = options;
    this.#missing = `${this.#url}: not connected yet`;
    this.#client = mqttConnect(this.#url, {
      ...client.options,
      will: { topic: options.statusTopic, payload: Buffer.from("offline"), qos: 1, retain: true },
    });
    this.#client.on("connect", () => void this.#connected());
    this.#client.on("message", (topic, payload) => this.#heard(topic, payload.toString()));
    this.#client.on("error", (error) => this.#lost(reasonOf(error)));
    this.#client.on("close", () => void this.#reconnect());
  }

  async publish(messages: readonly OutletMessage[]): Promise<void> {
    for (const message of messages) if (message.retain) this.#owed.set(message.topic, message);
    if (this.#missing !== undefined) {
      const lost = messages.filter(({ retain }) => !retain).length;
      if (lost > 0) this.#count("lost", lost);
      return;
    }
    await this.#within(Promise.all(messages.map((message) => this.#send(message))));
  }

  notReady(): string | undefined {
    return this.#missing;
  }

  async close(): Promise<void> {
    const wasReady = this.#missing === undefined;
    this.#stopping.abort();
    this.#missing = `${this.#url}: closed`;
    if (wasReady) {
      const { statusTopic } = this.#options;
      await this.#within(this.#client.publishAsync(statusTopic, "offline", { qos: 1, retain: true }));
      await this.#within(this.#client.endAsync());
    }
    await this.#client.endAsync(true);
  }

  async #within(work: Promise<unknown>): Promise<void> {
    const over = new AbortController();
    await Promise.race([work.catch(() => undefined), this.#options.clock.sleep(WITHIN_MS, over.signal)]);
    over.abort();
  }

  async #send(message: OutletMessage): Promise<void> {
    const { topic, payload, retain, expiresAfterS } = message;
    const expiry = this.#options.protocol === "5" && expiresAfterS !== undefined;
    const properties = expiry ? { properties: { messageExpiryInterval: Math.max(1, Math.ceil(expiresAfterS)) } } : {};
    await this.#client.publishAsync(topic, payload, { qos: 1, retain, ...properties });
    if (this.#owed.get(topic) === message) this.#owed.delete(topic);
    this.#count("published", 1);
  }

  async #connected(): Promise<void> {
    const { statusTopic, ownFilters, introduction, log, clock } = this.#options;
    try {
      this.#remembered = new Map();
      await this.#client.subscribeAsync([statusTopic, ...ownFilters], { qos: 1 });
      await this.#client.publishAsync(statusTopic, "online", { qos: 1, retain: true });
      await clock.sleep(REMEMBERED_WITHIN_MS, this.#stopping.signal);
      await this.#client.unsubscribeAsync([...ownFilters]);
      for (const message of introduction(this.#remembered)) {
        if (!this.#owed.has(message.topic)) await this.#send(message);
      }
      // What is told meanwhile joins what is owed, so that no older word follows a newer one.
      while (this.#owed.size > 0) for (const message of [...this.#owed.values()]) await this.#send(message);
      this.#failures = 0;
      this.#missing = undefined;
      log.info({ url: this.#url }, "MQTT outlet connected");
    } catch (error) {
      this.#lost(reasonOf(error));
      this.#client.stream.destroy();
    }
  }

  #heard(topic: string, payload: string): void {
    const { statusTopic } = this.#options;
    if (topic !== statusTopic) this.#remembered.set(topic, payload);
    // Another replica's will says that nobody is here.
    else if (payload === "offline" && !this.#stopping.signal.aborted && this.#client.connected) {
      this.#client
        .publishAsync(statusTopic, "online", { qos: 1, retain: true })
        .catch((error: unknown) => this.#lost(reasonOf(error)));
    }
  }

  #lost(reason: string): void {
    if (this.#stopping.signal.aborted) return;
    const isNews = this.#missing === undefined || this.#failures === 0;
    this.#missing = `${this.#url}: ${reason}`;
    if (isNews) this.#options.log.warn({ url: this.#url, reason }, "MQTT outlet lost, connecting again");
  }

  async #reconnect(): Promise<void> {
    if (this.#stopping.signal.aborted) return;
    this.#lost(this.#missing?.slice(this.#url.length + 2) ?? "connection closed");
    this.#failures += 1;
    await this.#options.clock.sleep(mqttWaitMs(this.#failures), this.#stopping.signal);
    if (!this.#stopping.signal.aborted) this.#client.reconnect();
  }

  #count(outcome: string, by: number): void {
    this.#options.metrics.count("eew_mqtt_outlet_messages_total", "Messages to MQTT by outcome", { outcome }, by);
  }
}
