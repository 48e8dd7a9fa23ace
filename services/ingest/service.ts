// Wiring of the ingest service: MQTT edge → intake → batches of packet.v1.
import { connections } from "../../shared/contracts/connection.ts";
import { packets } from "../../shared/contracts/packet.ts";
import { inventory } from "../../shared/contracts/station.ts";
import { readConfig } from "../../shared/runtime/config.ts";
import { connectEdge } from "../../shared/runtime/edge.ts";
import { reasonOf, Unavailable } from "../../shared/runtime/errors.ts";
import { type Context, on, out, type Running, type Service } from "../../shared/runtime/service.ts";
import { Batcher } from "./batch.ts";
import { ingestTable } from "./config.ts";
import { ConnectionTable } from "./connectionTable.ts";
import { FaultLog } from "./faults.ts";
import { Intake } from "./intake.ts";
import { FILTERS, RETAINED_FILTERS } from "./topicMap.ts";

export interface IngestRunning extends Running {
  /** Where sensors connect. */
  readonly edgeUrl: string;
}

const TELL_EVERY_MS = 1000;

export const service: Service = {
  name: "ingest",
  async start(context: Context): Promise<IngestRunning> {
    const config = readConfig(ingestTable, context.env);
    const batcher = openBatcher(context, config.lingerMs);
    const table = new ConnectionTable();
    const intake = new Intake(context, { ...config, push: (packet) => batcher.push(packet), connections: table });
    const endTelling = context.clock.every(TELL_EVERY_MS, () => tell(context, table));
    const edge = await connectEdge(config.mqttUrl, {
      clock: context.clock,
      log: context.log,
      instance: context.instance,
      group: config.mqttShared ? "ingest" : "",
      filters: FILTERS,
      retainedFilters: RETAINED_FILTERS,
      protocol: config.mqttProtocol === "5" ? "5" : "3.1.1",
      username: config.mqttUsername,
      password: config.mqttPassword,
      onMessage: (message) => intake.take(message),
    });
    context.log.info({ mqtt: edge.url }, "sensors connect here");
    return {
      edgeUrl: edge.url,
      stages: [
        on(inventory, { group: "ingest" }, (station) => {
          context.stations.accept(station);
          return [];
        }),
      ],
      notReady: () => edge.notReady(),
      async close() {
        endTelling();
        await edge.close();
        await batcher.close();
      },
    };
  },
};

function openBatcher(context: Context, lingerMs: number): Batcher {
  const faults = new FaultLog(context.clock, context.log);
  return new Batcher({
    partitions: context.partitions,
    lingerMs,
    clock: context.clock,
    send: (batch) => context.publish(out(packets, batch)),
    lost(count, reason) {
      if (reason instanceof Error && !(reason instanceof Unavailable)) throw reason;
      context.metrics.count("eew_ingest_lost_total", "Packets given up because the bus did not take them", {}, count);
      faults.push("lost", { topic: packets.name, reason: reasonOf(reason) });
    },
  });
}

/** What the bus does not take now is told with everything else within a minute. */
function tell({ publish, stations, metrics }: Context, table: ConnectionTable): void {
  const news = table.tick((key) => stations.stationOf(key) !== undefined);
  for (const connection of ["online", "offline"] as const) {
    metrics.gauge("eew_ingest_devices", "Devices by what their connection said last", table.count(connection), {
      connection,
    });
  }
  publish(...news.map((message) => out(connections, message))).catch((error: unknown) => {
    if (!(error instanceof Unavailable)) throw error;
  });
}
