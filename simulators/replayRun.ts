// One replay: a recording fed to a running system, a subscriber listening, and what came of it.
import type { MqttClient } from "mqtt";
import type { Place } from "../shared/seismo/geodesy.ts";
import { type Api, subscribe, unsubscribe, untilQuiet } from "./api.ts";
import { connectFeed, type FeedWorld, introduce, publishAll, untilRegistered } from "./feed.ts";
import { type Received, type Receiver, startReceiver } from "./receiver.ts";
import type { Recording } from "./recording.ts";
import { lineOf, type ReportLine, type Summary, summaryOf } from "./report.ts";
import { subscriberPlace } from "./truth.ts";

export interface ReplayOptions {
  readonly recording: Recording;
  readonly run: string;
  /** Seconds of data a second, or Infinity. */
  readonly speed: number;
  readonly mqttUrl: string;
  /** Gateway: where the stations are listed. */
  readonly api: Api;
  /** Where subscriptions are made. */
  readonly alarmApi: Api;
  /** Name or address of this machine as the alarm service reaches it. */
  readonly callbackHost: string;
  /** Nobody is subscribed, and nothing listens. */
  readonly withoutSubscriber?: boolean;
  /** Default: see `subscriberPlace`. */
  readonly place: Place | undefined;
  readonly minimumIntensity: number;
  readonly acceptPreliminary: boolean;
  readonly signal: AbortSignal;
  /** Told how the replay goes on, for people. */
  readonly note: (text: string) => void;
  readonly onProgress: (published: number) => void;
  readonly onLine: (line: ReportLine, received: Received) => void;
}

const LONGEST_WAIT_MS = 30_000;
const LONGEST_FAST_WAIT_MS = 15_000;
const LOOPBACK = /^(127\.|localhost$|::1$|\[::1\]$)/;

export async function replay(options: ReplayOptions): Promise<Summary> {
  const { recording, run, speed } = options;
  const { stations, packets } = recording;
  const startedMs = performance.now();
  const heard = options.withoutSubscriber === true ? undefined : await listen(options);
  const client = await connectFeed(options.mqttUrl).catch(async (error: unknown) => {
    await heard?.receiver.close();
    throw error;
  });
  try {
    await feed(client, heard, options);
  } finally {
    await client.endAsync(true);
    await heard?.receiver.close();
  }
  return summaryOf(heard?.lines ?? [], {
    event: recording.id,
    run,
    speed: Number.isFinite(speed) ? speed : "max",
    packets: packets.length,
    stations: stations.length,
    wallS: (performance.now() - startedMs) / 1000,
  });
}

interface Heard {
  readonly receiver: Receiver;
  readonly lines: readonly ReportLine[];
  /** Monotonic time of the last webhook. */
  lastMs(): number;
}

async function listen({ callbackHost, recording, note, onLine }: ReplayOptions): Promise<Heard> {
  const lines: ReportLine[] = [];
  let lastMs = Number.NEGATIVE_INFINITY;
  const receiver = await startReceiver({
    host: LOOPBACK.test(callbackHost) ? "127.0.0.1" : "0.0.0.0",
    port: 0,
    onRefused: (reason) => note(`webhook refused: ${reason}`),
    onMessage(received) {
      lastMs = performance.now();
      const line = lineOf(received, recording.truths, recording.stations);
      if (line === undefined) return;
      lines.push(line);
      onLine(line, received);
    },
  });
  return { receiver, lines, lastMs: () => lastMs };
}

/** The stations first, then the subscriber, then the packets. */
async function feed(client: MqttClient, heard: Heard | undefined, options: ReplayOptions): Promise<void> {
  const { recording, run, api, note, speed, signal } = options;
  const { stations, packets } = recording;
  const world: FeedWorld = { mode: "replay", run };
  await introduce(() => client, world, stations);
  await untilRegistered(api, world, stations);
  const unsubscribed = heard === undefined ? async () => undefined : await subscribed(heard.receiver, options);
  note(`${packets.length} packets of ${stations.length} stations`);
  try {
    await publishAll(() => client, world, packets, options);
    // A fast replay may be published long before it is worked off.
    const withinMs = speed >= 10 ? LONGEST_FAST_WAIT_MS : LONGEST_WAIT_MS;
    await untilQuiet(api, { withinMs, signal, ...(heard === undefined ? {} : { lastNewsMs: heard.lastMs }) });
  } finally {
    await unsubscribed();
  }
}

/** @returns what ends it: the subscriber is gone at the end, whatever happened */
async function subscribed(receiver: Receiver, options: ReplayOptions): Promise<() => Promise<void>> {
  const { run, alarmApi, recording, note } = options;
  const place = options.place ?? subscriberPlace(recording.truths, recording.stations);
  const { subscriptionId, secret } = await subscribe(alarmApi, {
    name: `replay ${run}`,
    url: `http://${options.callbackHost}:${receiver.port}/`,
    ...place,
    minimumIntensity: options.minimumIntensity,
    acceptPreliminary: options.acceptPreliminary,
    modes: ["replay"],
  });
  receiver.trust(secret);
  note(`subscriber at ${place.latitudeDeg.toFixed(3)}, ${place.longitudeDeg.toFixed(3)}`);
  return () => unsubscribe(alarmApi, subscriptionId);
}
