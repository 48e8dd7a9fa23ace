// The ingest service alone, on a memory bus and store, with what leaves it at hand; for tests.
import { connectAsync, type IClientOptions, type MqttClient } from "mqtt";
import { type IngestRunning, service } from "../../../services/ingest/service.ts";
import { type EdgeNews, edges } from "../../../shared/contracts/edge.ts";
import { type Packet, packets } from "../../../shared/contracts/packet.ts";
import { inventory, type Station } from "../../../shared/contracts/station.ts";
import { systemClock } from "../../../shared/runtime/clock.ts";
import { connectBus } from "../../../shared/runtime/connectBus.ts";
import { connectStore } from "../../../shared/runtime/connectStore.ts";
import { openLog } from "../../../shared/runtime/log.ts";
import { createMetrics, type Metrics } from "../../../shared/runtime/metrics.ts";
import { runService } from "../../../shared/runtime/run.ts";
import type { Store } from "../../../shared/runtime/store.ts";
import { eventually } from "../../poll.ts";

export interface Ingest {
  readonly mqttUrl: string;
  readonly packets: Packet[];
  readonly stations: Station[];
  readonly news: EdgeNews[];
  readonly metrics: Metrics;
  /** How many messages ended so, as an operator would see it. */
  outcomes(outcome: string): Promise<number>;
  notReady(): string | undefined;
  close(): Promise<void>;
}

const log = openLog({ level: "fatal", service: "test" });

export async function startIngest(
  env: Readonly<Record<string, string>> = {},
  options: { readonly store?: Store; readonly partitions?: number } = {},
): Promise<Ingest> {
  const metrics = createMetrics();
  const bus = await connectBus("memory:", { clock: systemClock, log, metrics, instance: "test" });
  const store = options.store ?? (await connectStore("memory:", { clock: systemClock, log }));
  const partitions = options.partitions ?? 1;
  const taken: Packet[] = [];
  const stations: Station[] = [];
  for (let p = 0; p < partitions; p += 1) {
    await bus.subscribe(
      {
        topic: packets.name,
        group: "decoder",
        order: "perKey",
        queue: "lossy",
        each: false,
        key: `p${p}`,
        prefetch: 100,
      },
      async ({ body }) => {
        taken.push(...packets.decode(body).packets);
        return { kind: "done" };
      },
    );
  }
  await bus.subscribe(
    { topic: inventory.name, group: "decoder", order: "none", queue: "durable", each: true, prefetch: 100 },
    async ({ body }) => {
      stations.push(inventory.decode(body));
      return { kind: "done" };
    },
  );
  const news: EdgeNews[] = [];
  await bus.subscribe(
    { topic: edges.name, group: "gateway", order: "none", queue: "lossy", each: true, prefetch: 100 },
    async ({ body }) => {
      news.push(edges.decode(body));
      return { kind: "done" };
    },
  );
  const deps = {
    env: { INGEST_MQTT_URL: "embedded://127.0.0.1:0", PULSE_PERIOD_MS: "0", ...env },
    bus,
    store,
    database: () => Promise.reject(new Error("ingest has no database")),
    clock: systemClock,
    log,
    metrics,
    partitions,
    onBug: () => false,
  };
  const running = await runService(service, deps);
  const { edgeUrl } = running.running as IngestRunning;
  return {
    mqttUrl: edgeUrl,
    packets: taken,
    stations,
    news,
    metrics,
    outcomes: (outcome) => metrics.valueOf("eew_ingest_messages_total", { outcome }),
    notReady: () => running.notReady(),
    async close() {
      await running.close();
      await bus.close();
    },
  };
}

/** @param protocolVersion 4: MQTT 3.1.1, the only one the embedded broker speaks. */
export function connectSensor(
  url: string,
  protocolVersion: 4 | 5 = 4,
  will?: IClientOptions["will"],
): Promise<MqttClient> {
  return connectAsync(url, { protocolVersion, reconnectPeriod: 0, ...(will === undefined ? {} : { will }) });
}

export const META = {
  latitudeDeg: 17.1,
  longitudeDeg: -100.2,
  elevationM: 12,
  sampleRateHz: 31.25,
  channels: [{ code: "x", component: "Z", unit: "m/s2", sensitivity: 100 }],
};

/** Registers a station the way sensors of unreal worlds do, and waits until the others were told. */
export async function introduce(ingest: Ingest, client: MqttClient, base: string): Promise<void> {
  const before = ingest.stations.length;
  await client.publishAsync(`${base}/meta`, JSON.stringify(META), { qos: 1, retain: true });
  await eventually(`${base} is registered`, () => ingest.stations.length > before);
}
