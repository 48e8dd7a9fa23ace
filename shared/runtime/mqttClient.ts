// What every MQTT connection of ours has in common: options, credentials, and how long to wait before the next try.
import { randomBytes } from "node:crypto";
import type { IClientOptions } from "mqtt";

export interface MqttIdentity {
  readonly instance: string;
  readonly protocol: "5" | "3.1.1";
  /** Instead of credentials in the URL; "" for none. */
  readonly username: string;
  readonly password: string;
}

const CONNECT_TIMEOUT_MS = 5000;
const KEEPALIVE_S = 10;
const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 10_000;

/** The address without its credentials, and the options; reconnecting is ours. */
export function mqttClientOf(url: URL, identity: MqttIdentity): { url: string; options: IClientOptions } {
  const bare = new URL(url);
  bare.username = "";
  bare.password = "";
  const username = decodeURIComponent(url.username) || identity.username;
  const password = decodeURIComponent(url.password) || identity.password;
  const options: IClientOptions = {
    clientId: `${identity.instance.replaceAll(/[^\w-]/g, "-").slice(0, 40)}-${randomBytes(4).toString("hex")}`,
    clean: true,
    resubscribe: false,
    reconnectPeriod: 0,
    connectTimeout: CONNECT_TIMEOUT_MS,
    keepalive: KEEPALIVE_S,
    protocolVersion: identity.protocol === "5" ? 5 : 4,
    ...(username === "" ? {} : { username, password }),
  };
  return { url: bare.href, options };
}

/** Longer each time, and never together with others: a broker that comes back must not be run over. */
export function mqttWaitMs(failures: number): number {
  const longestMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(failures - 1, 10));
  return longestMs * (0.5 + 0.5 * Math.random());
}
