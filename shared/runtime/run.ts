// Runs services in this process: gives them their context, subscribes their stages, tells readiness, and stops in order.
import { hostname } from "node:os";
import type { Outgoing } from "../contracts/topic.ts";
import type { ServiceName } from "../contracts/topics.ts";
import { watchAlarmPath } from "./alarmPathWatch.ts";
import type { ApiKeys } from "./apiKeys.ts";
import type { Bus } from "./bus.ts";
import type { Clock } from "./clock.ts";
import type { Environment } from "./config.ts";
import type { Database } from "./database.ts";
import { reasonOf, Unavailable } from "./errors.ts";
import type { Log } from "./log.ts";
import { joinMembers, type Membership } from "./members.ts";
import type { Metrics } from "./metrics.ts";
import type { Context, Running, Service } from "./service.ts";
import { publish, StageConsumers, type StageDeps } from "./stage.ts";
import { StationDirectory } from "./stations.ts";
import type { Store } from "./store.ts";

export interface RunDeps {
  readonly env: Environment;
  readonly bus: Bus;
  readonly store: Store;
  readonly database: () => Promise<Database>;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly partitions: number;
  readonly keys?: ApiKeys | undefined;
  readonly addresses?: Context["addresses"];
  /** Told of a bug in a handler. True when the process will end and the broker shall give the message to another. */
  readonly onBug: (error: unknown) => boolean;
}

export interface RunningService {
  readonly name: ServiceName;
  readonly running: Running;
  notReady(): string | undefined;
  /** Stops consuming, lets what is in flight finish. */
  close(): Promise<void>;
}

/** Reads the station directory again this often, so that a missed inventory message heals. */
const DIRECTORY_REFRESH_MS = 30_000;
/** Stations of a drill, simulation or replay are forgotten after a day. */
const FORGET_UNREAL_MS = 86_400_000;

const START_AGAIN_MS = 1000;

/** Starts one service: its own context first, then its consumers. A hot state that is not there yet is waited for. */
export async function runService(service: Service, deps: RunDeps): Promise<RunningService> {
  const stopping = new AbortController();
  const instance = `${service.name}@${hostname()}-${process.pid}`;
  const stations = new StationDirectory(deps.store, deps.log);
  const stageDeps: StageDeps = { ...deps, service: service.name, instance, stopping: stopping.signal };
  let consumers: readonly StageConsumers[] = [];
  let bound = false;
  let membership: Membership | undefined;
  const rebalance = (): void => {
    for (const consumer of consumers) void consumer.update();
    membership?.announce();
  };
  const context: Context = {
    ...deps,
    stopping: stopping.signal,
    instance,
    stations,
    rebalance,
    publish: async (...messages: readonly Outgoing[]) => {
      await Promise.all(messages.map((message) => publish(stageDeps, message)));
    },
  };
  await untilAvailable(() => stations.refresh(), deps);
  const running = await service.start(context);
  const path = watchAlarmPath(service.name, context);
  consumers = [...running.stages, ...path.stages].map((stage) => new StageConsumers(stageDeps, stage));
  await Promise.all(consumers.map((consumer) => consumer.update()));
  bound = true;
  membership = joinMembers({ ...deps, service: service.name, instance, stages: running.stages });
  const tidyDirectory = async (): Promise<void> => {
    await stations.refresh();
    await stations.forgetUnreal(deps.clock.nowMs() - FORGET_UNREAL_MS);
  };
  const endRefresh = deps.clock.every(DIRECTORY_REFRESH_MS, () => {
    tidyDirectory().catch((error: unknown) =>
      deps.log.warn({ reason: reasonOf(error) }, "station directory not refreshed"),
    );
  });

  return {
    name: service.name,
    running,
    notReady: () => (bound ? running.notReady?.() : `${service.name}: not subscribed yet`),
    async close() {
      bound = false;
      await membership?.leave();
      path.close();
      endRefresh();
      stopping.abort();
      await Promise.all(consumers.map((consumer) => consumer.close()));
      await running.close?.();
    },
  };
}

async function untilAvailable(
  task: () => Promise<void>,
  { clock, log }: Pick<RunDeps, "clock" | "log">,
): Promise<void> {
  for (;;) {
    try {
      await task();
      return;
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      log.warn({ reason: reasonOf(error) }, "cannot start yet, trying again");
      await clock.sleep(START_AGAIN_MS);
    }
  }
}
