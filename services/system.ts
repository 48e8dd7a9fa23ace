// Starts a set of services in this process, with the bus, store, database and HTTP server that the environment names.
import { hostname } from "node:os";
import { ApiKeys } from "../shared/runtime/apiKeys.ts";
import { systemClock as clock } from "../shared/runtime/clock.ts";
import type { Environment } from "../shared/runtime/config.ts";
import { connectBus } from "../shared/runtime/connectBus.ts";
import { connectDatabase } from "../shared/runtime/connectDatabase.ts";
import { connectStore } from "../shared/runtime/connectStore.ts";
import type { Database } from "../shared/runtime/database.ts";
import { openHttp } from "../shared/runtime/http.ts";
import { type Log, openLog } from "../shared/runtime/log.ts";
import { createMetrics, type Metrics } from "../shared/runtime/metrics.ts";
import { documentsOf } from "../shared/runtime/processApi.ts";
import { type RunDeps, type RunningService, runService } from "../shared/runtime/run.ts";
import { readSettings, type Settings } from "../shared/runtime/settings.ts";
import { setVelocityModel } from "../shared/seismo/travelTime.ts";
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
  // For all services here: what is located, forecast and drawn must come from the same times.
  setVelocityModel(settings.velocityModel);
  const services = await loadServices(options.services ?? ["all"]);
  const name = services.length === 1 ? (services[0]?.name ?? "") : "tocsin";
  const log = openLog({ level: settings.log.level, service: name, to: settings.log.file || 1 });
  const metrics = createMetrics({ defaults: true });
  const running: RunningService[] = [];
  let missing: () => string | undefined = () => "bus, store: not connected yet";
  const notReady = async () => missing();
  const { database, closeDatabase } = lazyDatabase(settings.database.url, log);
  const keys = services.some(({ takesKeys }) => takesKeys) ? new ApiKeys({ database, clock, log }) : undefined;
  const http = await openHttp({
    ...settings.http,
    ...settings.api,
    keys,
    clock,
    log,
    metrics,
    notReady,
    routers: () => running.flatMap((service) => service.running.routes ?? []),
    openPaths: () => running.flatMap((service) => service.running.openPaths ?? []),
    documents: documentsOf(() => running.map((service) => service.running)),
  });
  const bus = await connectBus(settings.bus.url, {
    clock,
    log,
    metrics,
    instance: `${name}@${hostname()}-${process.pid}`,
  });
  const store = await connectStore(settings.store.url, { clock, log });
  keys?.start();
  const partitions = partitionsOf(settings);
  const deps: RunDeps = {
    env,
    bus,
    store,
    database,
    clock,
    log,
    metrics,
    partitions,
    keys,
    onBug: options.onBug ?? (() => false),
  };
  const starting = () => (running.length < services.length ? "services: still starting" : undefined);
  missing = () =>
    [bus.notReady(), store.notReady(), starting(), ...running.map((service) => service.notReady())].find(Boolean);
  // Listeners first: consumers of the data path start before the edge lets anything in.
  for (const service of services.toReversed()) running.push(await runService(service, deps));
  const velocityModel = settings.velocityModel.name;
  log.info({ services: services.map((service) => service.name), http: http.url, partitions, velocityModel }, "running");

  return {
    httpUrl: http.url,
    mqttUrl: running.map((service) => edgeUrlOf(service)).find((url) => url !== "") ?? "",
    metrics,
    notReady,
    async close() {
      for (const service of running.toReversed()) await service.close();
      keys?.close();
      await bus.close();
      await http.close();
      await store.close();
      await closeDatabase();
      log.info("stopped");
    },
  };
}

/** One partition suffices in one process, and keeps all stations in order; over a broker eight replicas may share. */
function partitionsOf({ bus }: Settings): number {
  if (bus.partitions > 0) return bus.partitions;
  return bus.url.startsWith("memory:") ? 1 : 8;
}

/** Opened at the first call; a failure is not remembered, so that the next call tries again. */
function lazyDatabase(url: string, log: Log) {
  let opening: Promise<Database> | undefined;
  return {
    database(): Promise<Database> {
      const current = opening ?? connectDatabase(url, { log });
      opening = current;
      current.catch(() => {
        opening = undefined;
      });
      return current;
    },
    closeDatabase: async () => (await opening?.catch(() => undefined))?.close(),
  };
}

function edgeUrlOf({ running }: RunningService): string {
  return "edgeUrl" in running && typeof running.edgeUrl === "string" ? running.edgeUrl : "";
}
