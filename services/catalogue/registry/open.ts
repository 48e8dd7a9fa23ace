// Opens the station registry of this process: stations in the hot state, a file taken, devices heard, an interface.
import type { Router } from "express";
import type { Station } from "../../../shared/contracts/station.ts";
import type { Context } from "../../../shared/runtime/service.ts";
import { Claims } from "./claims.ts";
import { Registry } from "./registry.ts";
import { registryRoutes } from "./routes.ts";
import { startRegistry, stationsIn } from "./start.ts";

export interface OpenRegistry {
  readonly routes: Router;
  /** Those that stand, and those that were removed. */
  all(): Iterable<Station>;
  close(): Promise<void>;
}

export interface RegistryConfig {
  readonly stationsFile: string;
  readonly stationMovedM: number;
}

const TELL_AGAIN_MS = 5000;

export async function openRegistry(context: Context, config: RegistryConfig): Promise<OpenRegistry> {
  const { stations, clock } = context;
  const { stationsFile, stationMovedM } = config;
  const stopping = new AbortController();
  const own = { ...context, stopping: AbortSignal.any([stopping.signal, context.stopping]) };
  const list = stationsFile === "" ? undefined : await stationsIn(stationsFile, clock.nowMs());
  const registry = new Registry(own);
  const claims = new Claims(registry, own, stationMovedM);
  const { later } = await startRegistry({ registry, claims, context: own }, list);
  stations.onChange((station) => claims.push(station));
  const endTelling = clock.every(TELL_AGAIN_MS, () => void registry.tellAgain());
  return {
    routes: registryRoutes({ registry, context: own }),
    *all() {
      yield* stations.all();
      yield* stations.removed();
    },
    async close() {
      stopping.abort();
      endTelling();
      await Promise.all([later, claims.close()]);
    },
  };
}
