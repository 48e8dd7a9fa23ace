// Wiring of the ingest service: MQTT edge → intake → batches of packet.v1.
import { packets } from "../../shared/contracts/packet.ts";
import { inventory } from "../../shared/contracts/station.ts";
import { readConfig } from "../../shared/runtime/config.ts";
import { connectEdge } from "../../shared/runtime/edge.ts";
import { reasonOf, Unavailable } from "../../shared/runtime/errors.ts";
import { type Context, on, out, type Running, type Service } from "../../shared/runtime/service.ts";
import { Batcher } from "./batch.ts";
import { ingestTable } from "./config.ts";
import { FaultLog } from "./faults.ts";
import { Intake } from "./intake.ts";
import { FILTERS, META_FILTERS } from "./topicMap.ts";

export interface IngestRunning extends Running {
  /** Where sensors connect. */
  readonly edgeUrl: string;
}

export const service: Service = {
  name: "ingest",
  async start(context: Context): Promise<IngestRunning> {
    const config = readConfig(ingestTable, context.env);
    const batcher = openBatcher(context, config.lingerMs);
    const intake = new Intake(context, { ...config, push: (packet) => batcher.push(packet) });
    const edge = await connectEdge(config.mqttUrl, {
      clock: context.clock,
      log: context.log,
      instance: context.instance,
      group: config.mqttShared ? "ingest" : "",
      filters: FILTERS,
      retainedFilters: META_FILTERS,
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
