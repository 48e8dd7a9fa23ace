// Starts a set of services in this process, with the bus, store, database and HTTP server that the environment names.
import { systemClock } from "../shared/runtime/clock.ts";
import type { Environment } from "../shared/runtime/config.ts";
import { connectBus } from "../shared/runtime/connectBus.ts";
import { connectDatabase } from "../shared/runtime/connectDatabase.ts";
import { connectStore } from "../shared/runtime/connectStore.ts";
import type { Database } from "../shared/runtime/database.ts";
import { type HttpServer, openHttp } from "../shared/runtime/http.ts";
import { openLog } from "../shared/runtime/log.ts";
import { createMetrics, type Metrics } from "../shared/runtime/metrics.ts";
import { type RunDeps, type RunningService, runService } from "../shared/runtime/run.ts";
import { readSettings } from "../shared/runtime/settings.ts";
import { loadServices } from "./registry.ts";

export interface SystemOptions {
  /** Default: all. */
  readonly services?: readonly string[];
  /** Default: nothing, which means everything in this process. */
  readonly env?: Environment;
  /** Told of a bug in a handler; true when the process will end. Default: the message is dead-lettered and we go on. */
  readonly onBug?: (error: unknown) => boolean;
}

export interface System {
  readonly httpUrl: string;
  /** Of the broker in this process; "" when the services here use another one. */
  readonly mqttUrl: string;
  readonly metrics: Metrics;
  /** Undefined when bus, store, database and every consumer are there; otherwise what is missing. */
  notReady(): Promise<string | undefined>;
  /** Stops taking in, finishes what is in flight, flushes confirms, disconnects. */
  close(): Promise<void>;
}

/** @throws BadConfig with every fault of the environment. */
export async function startSystem(options: SystemOptions = {}): Promise<System> {
  const env = options.env ?? {};
  const settings = readSettings(env);
  const services = await loadServices(options.services ?? ["all"]);
  const name = services.length === 1 ? (services[0]?.name ?? "") : "tocsin";
  const log = openLog({
    level: settings.log.level,
    service: name,
    to: settings.log.file === "" ? 1 : settings.log.file,
  });
  const metrics = createMetrics({ defaults: true });
  const clock = systemClock;
  const running: RunningService[] = [];
  let missing: () => string | undefined = () => "bus, store: not connected yet";
  const notReady = async () => missing();
  const routers = () => running.flatMap((service) => service.running.routes ?? []);
  const http: HttpServer = await openHttp({
    ...settings.http,
    token: settings.api.token,
    log,
    metrics,
    notReady,
    routers,
    openPaths: () => running.flatMap((service) => service.running.openPaths ?? []),
  });
  const bus = await connectBus(settings.bus.url, { clock, log, metrics, instance: `${name}-${process.pid}` });
  const store = await connectStore(settings.store.url, { clock, log });
  let database: Promise<Database> | undefined;
  const openDatabase = (): Promise<Database> => {
    const opening = database ?? connectDatabase(settings.database.url, { log });
    database = opening;
    opening.catch(() => {
      database = undefined;
    });
    return opening;
  };
  const inProcess = settings.bus.url.startsWith("memory:");
  const partitions = settings.bus.partitions === 0 ? (inProcess ? 1 : 8) : settings.bus.partitions;
  const onBug = options.onBug ?? (() => false);
  const deps: RunDeps = { env, bus, store, database: openDatabase, clock, log, metrics, partitions, onBug };

  missing = () =>
    [
      bus.notReady(),
      store.notReady(),
      running.length < services.length ? "services: still starting" : undefined,
      ...running.map((service) => service.notReady()),
    ].find((reason) => reason !== undefined);
  // Listeners first: consumers of the data path start before the edge lets anything in.
  for (const service of [...services].reverse()) running.push(await runService(service, deps));
  log.info({ services: services.map((service) => service.name), http: http.url, partitions }, "running");

  return {
    httpUrl: http.url,
    mqttUrl: running.map((service) => edgeUrlOf(service)).find((url) => url !== "") ?? "",
    metrics,
    notReady,
    async close() {
      for (const service of [...running].reverse()) await service.close();
      await bus.close();
      await http.close();
      await store.close();
      await (await database?.catch(() => undefined))?.close();
      log.info("stopped");
    },
  };
}

function edgeUrlOf({ running }: RunningService): string {
  return "edgeUrl" in running && typeof running.edgeUrl === "string" ? running.edgeUrl : "";
}
