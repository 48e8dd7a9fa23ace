// Wiring of the ingest service: MQTT edge → intake → batches of packet.v1.
import { edges } from "../../shared/contracts/edge.ts";
import { packets } from "../../shared/contracts/packet.ts";
import { inventory } from "../../shared/contracts/station.ts";
import { busyMeter } from "../../shared/runtime/busy.ts";
import { readConfig } from "../../shared/runtime/config.ts";
import { connectEdge } from "../../shared/runtime/edge.ts";
import { reasonOf, Unavailable } from "../../shared/runtime/errors.ts";
import { type Context, on, out, type Running, type Service } from "../../shared/runtime/service.ts";
import { Batcher } from "./batch.ts";
import { ingestChannels } from "./channels.ts";
import { ingestTable } from "./config.ts";
import { ConnectionTable } from "./connectionTable.ts";
import { FaultLog } from "./faults.ts";
import { Intake } from "./intake.ts";
import { News } from "./news.ts";
import { Overload } from "./overload.ts";
import { openPulses } from "./pulses.ts";
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
    const [connections, overload, busyShare] = [new ConnectionTable(), new Overload(), busyMeter()];
    const news = new News(connections, overload, context.metrics);
    const batcher = openBatcher(context, config.lingerMs, overload);
    const intake = new Intake(context, { ...config, push: (packet) => batcher.push(packet), connections });
    const endTelling = context.clock.every(TELL_EVERY_MS, () => void tell(context, news, busyShare()));
    const pulses = openPulses(context, config.pulseViaMqtt);
    const edge = await connectEdge(config.mqttUrl, {
      ...{ clock: context.clock, log: context.log, instance: context.instance },
      group: config.mqttShared ? "ingest" : "",
      ...{ filters: FILTERS, retainedFilters: RETAINED_FILTERS },
      protocol: config.mqttProtocol === "5" ? "5" : "3.1.1",
      username: config.mqttUsername,
      password: config.mqttPassword,
      onMessage: (message) => pulses.take(message) || intake.take(message),
    });
    const endPulses = pulses.start(edge);
    context.log.info({ mqtt: edge.url }, "sensors connect here");
    return {
      ...{ edgeUrl: edge.url, channels: ingestChannels },
      stages: [
        on(inventory, { group: "ingest" }, (station) => {
          context.stations.accept(station);
          return [];
        }),
      ],
      notReady: () => edge.notReady(),
      async close() {
        endPulses();
        endTelling();
        await edge.close();
        await batcher.close();
      },
    };
  },
};

function openBatcher(context: Context, lingerMs: number, overload: Overload): Batcher {
  const faults = new FaultLog(context.clock, context.log);
  return new Batcher({
    partitions: context.partitions,
    lingerMs,
    clock: context.clock,
    overload,
    send: (batch) => context.publish(out(packets, batch)),
    lost(count, rule, reason) {
      if (reason instanceof Error && !(reason instanceof Unavailable)) throw reason;
      context.metrics.count("eew_ingest_lost_total", "Packets taken and given up, by rule", { rule }, count);
      faults.push(rule, { topic: packets.name, reason: reasonOf(reason) });
    },
  });
}

/** What the bus does not take now is told again within a minute. */
async function tell({ publish, stations }: Context, news: News, busyShare: number): Promise<void> {
  const messages = news.tick((key) => stations.stationOf(key) !== undefined, busyShare);
  await publish(...messages.map((message) => out(edges, message))).catch((error: unknown) => {
    if (!(error instanceof Unavailable)) throw error;
  });
}
