// The edge through a real MQTT broker: shared subscription, own jittered reconnect, ready only once subscribed.
import { type MqttClient, connect as mqttConnect } from "mqtt";
import type { Edge, EdgeOptions } from "./edge.ts";
import { reasonOf } from "./errors.ts";
import { mqttClientOf, mqttWaitMs } from "./mqttClient.ts";

const LEAVE_WITHIN_MS = 1000;
/** A broker with MQTT 5 keeps larger messages from us; each would be held in memory whole. */
const MOST_BYTES = 4 * 1024 * 1024;
/** Highest granted QoS in a SUBACK; anything above is a refusal. */
const MOST_QOS = 2;

/** Returns at once; the connection is made, and made again whenever it breaks, in the background. */
export function connectMqttEdge(url: URL, options: EdgeOptions): Edge {
  const edge = new MqttEdge(url, options);
  return {
    url: edge.url,
    notReady: () => edge.notReady(),
    publish: (topic, payload) => edge.publish(topic, payload),
    close: () => edge.close(),
  };
}

class MqttEdge {
  readonly url: string;
  readonly #options: EdgeOptions;
  readonly #client: MqttClient;
  readonly #stopping = new AbortController();
  #missing: string | undefined;
  #failures = 0;

  constructor(url: URL, options: EdgeOptions) {
    const client = mqttClientOf(url, options);
    this.url = client.url;
    this.#options = options;
    this.#missing = `${this.url}: not connected yet`;
    const properties = options.protocol === "5" ? { properties: { maximumPacketSize: MOST_BYTES } } : {};
    this.#client = mqttConnect(this.url, { ...client.options, ...properties });
    this.#client.on("connect", () => void this.#subscribe());
    this.#client.on("error", (error) => this.#lost(reasonOf(error)));
    this.#client.on("disconnect", (packet) => this.#lost(`broker disconnects, reason ${packet.reasonCode}`));
    this.#client.on("close", () => void this.#reconnect());
    this.#client.on("message", (topic, payload, packet) => {
      if (!this.#stopping.signal.aborted) options.onMessage({ topic, payload, qos: packet.qos });
    });
  }

  notReady(): string | undefined {
    return this.#missing;
  }

  async publish(topic: string, payload: string): Promise<void> {
    await this.#client.publishAsync(topic, payload, { qos: 1 });
  }

  /** Leaves the group first: what the broker had already given us still comes, and the others get all the rest. */
  async close(): Promise<void> {
    const wasReady = this.#missing === undefined;
    this.#missing = `${this.url}: closed`;
    if (wasReady) await this.#within(LEAVE_WITHIN_MS, this.#client.unsubscribeAsync(this.#wanted()));
    this.#stopping.abort();
    if (wasReady) await this.#within(LEAVE_WITHIN_MS, this.#client.endAsync());
    await this.#client.endAsync(true);
  }

  /** A broker that went away meanwhile has nothing more to give. */
  async #within(ms: number, leaving: Promise<unknown>): Promise<void> {
    await Promise.race([leaving.catch(() => undefined), this.#options.clock.sleep(ms)]);
  }

  #wanted(): string[] {
    const { group, filters, retainedFilters } = this.#options;
    return group === "" ? [...filters] : [...filters.map((filter) => `$share/${group}/${filter}`), ...retainedFilters];
  }

  /** At every connect, whether or not the broker says that it kept our session: the subscription must not be a guess. */
  async #subscribe(): Promise<void> {
    try {
      const granted = await this.#client.subscribeAsync(this.#wanted(), { qos: 1 });
      const refused = granted.filter(({ qos }) => qos > MOST_QOS).map(({ topic }) => topic);
      if (refused.length > 0) throw new Error(`subscription refused: ${refused.join(", ")}`);
      this.#failures = 0;
      this.#missing = undefined;
      this.#options.log.info({ url: this.url, protocol: this.#options.protocol }, "MQTT subscribed");
    } catch (error) {
      this.#lost(reasonOf(error));
      this.#client.stream.destroy();
    }
  }

  #lost(reason: string): void {
    if (this.#stopping.signal.aborted) return;
    const isNews = this.#missing === undefined || this.#failures === 0;
    this.#missing = `${this.url}: ${reason}`;
    if (isNews) this.#options.log.warn({ url: this.url, reason: hintFor(reason) }, "MQTT lost, connecting again");
  }

  async #reconnect(): Promise<void> {
    if (this.#stopping.signal.aborted) return;
    this.#lost(this.#missing?.slice(this.url.length + 2) ?? "connection closed");
    this.#failures += 1;
    await this.#options.clock.sleep(mqttWaitMs(this.#failures), this.#stopping.signal);
    if (!this.#stopping.signal.aborted) this.#client.reconnect();
  }
}

function hintFor(reason: string): string {
  return /protocol version/i.test(reason) ? `${reason} (a broker without MQTT 5? set the protocol to 3.1.1)` : reason;
}
