// Feeds packets to a system over MQTT: introduces their stations, then publishes in order, in their own rhythm.
import { setTimeout as sleep } from "node:timers/promises";
import { connectAsync, type IClientOptions, type MqttClient } from "mqtt";
import type { Mode } from "../shared/contracts/mode.ts";
import type { PacketFormat } from "../shared/contracts/packet.ts";
import { type Api, stationsOf } from "./api.ts";
import type { StationMeta } from "./recordedStation.ts";

export interface FeedPacket {
  readonly stationId: string;
  readonly format: PacketFormat;
  /** Data clock of its receipt; goes into the topic. */
  readonly receivedMs: number;
  readonly payload: Uint8Array;
}

/** An unreal world: where topics begin. */
export interface FeedWorld {
  readonly mode: Exclude<Mode, "live">;
  readonly run: string;
}

/** The connection that a sensor's messages take. */
export type ClientOf = (stationId: string) => MqttClient;

export interface Pace {
  /** Seconds of data a second; Infinity: as fast as the broker acknowledges. */
  readonly speed: number;
  /** Data clock at the start; absent: when the first packet was received. */
  readonly startMs?: number;
  /** Packets that are later than this, in wall time, are left out: after an outage nobody wants them. Absent: none. */
  readonly giveUpAfterMs?: number;
  /** What else happens before a packet received then is published; it waits until none is in flight. */
  readonly meanwhile?: (dataMs: number) => (() => Promise<void>) | undefined;
  readonly signal: AbortSignal;
  readonly onProgress?: (published: number, rhythm: Rhythm) => void;
}

export interface Rhythm {
  /** Published and not acknowledged. */
  readonly inFlight: number;
  /** Wall time by which the newest packet was late. */
  readonly behindMs: number;
}

/** Published and not acknowledged: enough to keep the broker busy, few enough that it never has to queue for long. */
const WINDOW = 200;
const REGISTERED_WITHIN_MS = 15_000;
const ASK_EVERY_MS = 200;
const CONNECT_WITHIN_MS = 5000;
export const RECONNECT_MS = 1000;

/** MQTT 3.1.1, which every broker speaks, also the one in the process. @throws Error that names the broker */
export async function connectFeed(mqttUrl: string, more: Pick<IClientOptions, "will"> = {}): Promise<MqttClient> {
  const options = {
    protocolVersion: 4 as const,
    connectTimeout: CONNECT_WITHIN_MS,
    reconnectPeriod: RECONNECT_MS,
    ...more,
  };
  const client = await connectAsync(mqttUrl, options, false).catch((cause: unknown) => {
    throw new Error(`no MQTT broker at ${mqttUrl.replace(/\/\/[^@/]*@/, "//…@")}`, { cause });
  });
  client.on("error", () => undefined);
  return client;
}

/** Says what each station is; anything but a new or changed one is no news to the system, so it may be said often. */
export async function introduce(clientOf: ClientOf, world: FeedWorld, stations: readonly StationMeta[]): Promise<void> {
  const say = ({ stationId, ...meta }: StationMeta) =>
    clientOf(stationId).publishAsync(`${baseOf(world, stationId)}/meta`, JSON.stringify(meta), { qos: 1 });
  await inWindows(stations, say);
}

/** So many at once as a broker is given. */
export async function inWindows<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  for (let i = 0; i < items.length; i += WINDOW) await Promise.all(items.slice(i, i + WINDOW).map(work));
}

/** @throws Error naming stations the system does not list in time */
export async function untilRegistered(
  api: Api,
  world: FeedWorld,
  stations: readonly Pick<StationMeta, "stationId">[],
): Promise<void> {
  const deadlineMs = performance.now() + REGISTERED_WITHIN_MS;
  for (;;) {
    const known = await stationsOf(api, world.run);
    const missing = stations.filter(({ stationId }) => !known.has(stationId)).map(({ stationId }) => stationId);
    if (missing.length === 0) return;
    if (performance.now() > deadlineMs) {
      const which = `${missing.slice(0, 5).join(", ")}${missing.length > 5 ? ", …" : ""}`;
      throw new Error(
        `${missing.length} of ${stations.length} stations not registered within ${REGISTERED_WITHIN_MS / 1000} s: ${which}; is ingest up, and does it take in ${world.mode}s?`,
      );
    }
    await sleep(ASK_EVERY_MS);
  }
}

/** Publishes in the given order, QoS 1, and resolves to their number when all are acknowledged, or the signal came. */
export async function publishAll(
  clientOf: ClientOf,
  world: FeedWorld,
  packets: Iterable<FeedPacket>,
  pace: Pace,
): Promise<number> {
  const window = new Window(pace.signal);
  const startedMs = performance.now();
  let [published, dataMs] = [0, pace.startMs];
  for (const { stationId, format, receivedMs, payload } of packets) {
    dataMs ??= receivedMs;
    const waitMs = startedMs + (receivedMs - dataMs) / pace.speed - performance.now();
    const meanwhile = pace.meanwhile?.(receivedMs);
    if (waitMs > 0) await sleep(waitMs, undefined, { signal: pace.signal }).catch(() => undefined);
    if (window.inFlight >= WINDOW || meanwhile !== undefined) await window.below(meanwhile === undefined ? WINDOW : 1);
    if (pace.signal.aborted) break;
    await meanwhile?.();
    if (-waitMs > (pace.giveUpAfterMs ?? Number.POSITIVE_INFINITY)) continue;
    const topic = `${baseOf(world, stationId)}/traces/${format}/${receivedMs}`;
    window.opened();
    clientOf(stationId).publish(topic, Buffer.from(payload), { qos: 1 }, (error) => window.closed(error ?? undefined));
    published += 1;
    pace.onProgress?.(published, { inFlight: window.inFlight, behindMs: Math.max(0, -waitMs) });
  }
  await window.below(1);
  return published;
}

/** What was sent and not yet acknowledged. Nobody waits for it any more once the signal came. */
class Window {
  readonly #signal: AbortSignal;
  #fault: Error | undefined;
  #waiting: { readonly limit: number; readonly go: () => void } | undefined;
  inFlight = 0;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
    signal.addEventListener("abort", () => this.#waiting?.go(), { once: true });
  }

  opened(): void {
    this.inFlight += 1;
  }

  closed(fault: Error | undefined): void {
    this.inFlight -= 1;
    this.#fault ??= fault;
    if (this.#waiting !== undefined && this.inFlight < this.#waiting.limit) this.#waiting.go();
  }

  /** @throws Error when the broker refused a packet */
  async below(limit: number): Promise<void> {
    if (this.inFlight >= limit && !this.#signal.aborted) {
      await new Promise<void>((go) => {
        this.#waiting = { limit, go };
      });
      this.#waiting = undefined;
    }
    if (this.#fault !== undefined) throw new Error("MQTT: a packet was not taken", { cause: this.#fault });
  }
}

/** Where a station's topics begin. */
export function baseOf({ mode, run }: FeedWorld, stationId: string): string {
  const [network = "", station = ""] = stationId.split("_");
  return `eew-${mode}/v1/${run}/${network}/${station}`;
}
