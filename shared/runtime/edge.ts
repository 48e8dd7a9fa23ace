// The MQTT edge seam: messages from sensors, through a real broker or one in this process; the URL's scheme decides.
import type { Clock } from "./clock.ts";
import { startEmbeddedEdge } from "./edgeEmbedded.ts";
import { connectMqttEdge } from "./edgeMqtt.ts";
import type { Log } from "./log.ts";

export interface EdgeMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: 0 | 1 | 2;
}

export interface EdgeOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** Name of this replica; part of its MQTT client id. */
  readonly instance: string;
  /** Replicas of one group share the messages of `filters`; "" where the broker knows no shared subscriptions. */
  readonly group: string;
  readonly filters: readonly string[];
  /**
   * Filters, covered by those above, that every replica subscribes to as well: shared subscriptions are not given
   * retained messages [MQTT 5.0 §4.8.2]. A message may come twice because of it.
   */
  readonly retainedFilters: readonly string[];
  readonly protocol: "5" | "3.1.1";
  /** Instead of credentials in the URL; "" for none. */
  readonly username: string;
  readonly password: string;
  /** Called for each message, in the order of arrival; it is acknowledged when this returns. Must not throw. */
  readonly onMessage: (message: EdgeMessage) => void;
}

export interface Edge {
  /** Where sensors connect, without credentials. */
  readonly url: string;
  /** Undefined when every filter is subscribed; otherwise what is missing. */
  notReady(): string | undefined;
  /** Resolves when the broker has it, at QoS 1. @throws Error when it may not, or the connection is lost. */
  publish(topic: string, payload: string): Promise<void>;
  /** Stops receiving: no message is delivered once this has resolved. */
  close(): Promise<void>;
}

/**
 * `embedded://127.0.0.1:1883` starts a broker in this process (port 0: any free one); `mqtt:` and `mqtts:` connect to one,
 * and keep connecting for as long as it is away.
 * @throws Error for a URL of another kind, or an embedded broker that cannot listen.
 */
export async function connectEdge(url: string, options: EdgeOptions): Promise<Edge> {
  const parsed = URL.parse(url);
  if (parsed?.protocol === "embedded:") return startEmbeddedEdge(parsed, options);
  if (parsed?.protocol === "mqtt:" || parsed?.protocol === "mqtts:") return connectMqttEdge(parsed, options);
  throw new Error(`MQTT URL: got "${withoutPassword(url)}", want embedded://, mqtt:// or mqtts://`);
}

function withoutPassword(url: string): string {
  return url.replace(/\/\/[^@/]*@/, "//…@");
}
