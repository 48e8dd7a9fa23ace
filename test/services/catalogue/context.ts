// A service's context of real parts without a broker: memory store, SQLite in memory, and a list of what was published.
import type { Outgoing, Topic } from "../../../shared/contracts/topic.ts";
import { systemClock } from "../../../shared/runtime/clock.ts";
import type { Environment } from "../../../shared/runtime/config.ts";
import { connectDatabase } from "../../../shared/runtime/connectDatabase.ts";
import type { Database } from "../../../shared/runtime/database.ts";
import { openLog } from "../../../shared/runtime/log.ts";
import { createMetrics } from "../../../shared/runtime/metrics.ts";
import type { Context, Effect, Running, Service } from "../../../shared/runtime/service.ts";
import { StationDirectory } from "../../../shared/runtime/stations.ts";
import { memoryStore } from "../../../shared/runtime/storeMemory.ts";

export const silentLog = () => openLog({ level: "fatal", service: "test", to: "/dev/null" });

export interface Bench {
  readonly context: Context;
  readonly running: Running;
  readonly published: Outgoing[];
  /** Hands a message to the stage that takes its topic. */
  send<T>(topic: Topic<T>, message: T): Promise<readonly Effect[]>;
}

interface BenchOptions {
  readonly env?: Environment;
  readonly database?: () => Promise<Database>;
}

export async function startOnBench(service: Service, { env = {}, ...given }: BenchOptions = {}): Promise<Bench> {
  const log = silentLog();
  const store = memoryStore(systemClock);
  const published: Outgoing[] = [];
  let opened: Promise<Database> | undefined;
  const open = () => {
    opened ??= connectDatabase("sqlite::memory:", { log });
    return opened;
  };
  const context: Context = {
    instance: "test",
    partitions: 1,
    env,
    clock: systemClock,
    log,
    metrics: createMetrics(),
    store,
    stations: new StationDirectory(store, log),
    database: given.database ?? open,
    publish: async (...messages) => {
      published.push(...messages);
    },
    rebalance: () => undefined,
    stopping: new AbortController().signal,
  };
  const running = await service.start(context);
  return {
    context,
    running,
    published,
    async send(topic, message) {
      const stage = running.stages.find((candidate) => candidate.topic === topic.name);
      if (stage === undefined) throw new Error(`nobody takes ${topic.name}`);
      return stage.handle(topic.encode(message), { key: topic.keyOf(message), stamps: {}, attempt: 1 });
    },
  };
}
