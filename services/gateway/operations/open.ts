// What operators see and do, wired: the survey of what runs, dead letters, drills, planning, the doctor, and whoever stands
// behind this gateway.
import { Router } from "express";
import { Audit } from "../../../shared/runtime/audit.ts";
import type { Values } from "../../../shared/runtime/config.ts";
import { faultAnswer } from "../../../shared/runtime/faults.ts";
import type { Context } from "../../../shared/runtime/service.ts";
import type { gatewayTable } from "../config.ts";
import { collectFacts } from "../doctor/collect.ts";
import { doctorRoutes } from "../doctor/routes.ts";
import { openDrills } from "../drills/open.ts";
import { drillRoutes } from "../drills/routes.ts";
import { readScenarios } from "../drills/scenarios.ts";
import type { Live } from "../live.ts";
import { planningRoutes } from "../planning/routes.ts";
import type { Status } from "../status.ts";
import { openProxy } from "../upstream/proxy.ts";
import { upstreamsOf } from "../upstream/upstreams.ts";
import { boardOf } from "./board.ts";
import { Delays } from "./delays.ts";
import { operationsRoutes } from "./routes.ts";
import { Survey } from "./survey.ts";

export interface OperationsDeps {
  readonly config: Values<typeof gatewayTable.settings>;
  readonly live: Live;
  readonly status: () => Status;
  readonly askServices: () => Promise<void>;
}

export interface Operations {
  readonly routes: Router;
  /** Told of every message that carries stamps. */
  readonly delays: Delays;
  /** Below these somebody else judges who may read. */
  readonly openPaths: readonly string[];
  close(): Promise<void>;
}

export function openOperations(context: Context, deps: OperationsDeps): Operations {
  const { config, live, status, askServices } = deps;
  const { bus, clock, database, log } = context;
  const survey = new Survey({ ...context, bus });
  const delays = new Delays();
  const audit = new Audit({ database, clock, log });
  const scenarios = readScenarios();
  const drills = openDrills(context, config, scenarios);
  const upstreams = upstreamsOf(config.upstream);
  const proxy = openProxy(upstreams, { log, clock });
  const board = () => boardOf({ survey, delays, busFault: () => bus?.notReady(), nowMs: () => clock.nowMs() });
  const endSurvey = survey.start(config.queuesEveryS * 1000);
  const routes = Router().use(
    operationsRoutes({ board, bus, audit }),
    drillRoutes({ drills, scenarios, audit }),
    planningRoutes({ stations: () => live.stations() }),
    doctorRoutes(() => collectFacts({ context, survey, live, status, askServices })),
    proxy.routes,
    faultAnswer(log),
  );
  return {
    ...{ routes, delays },
    openPaths: upstreams.map(({ prefix }) => prefix),
    async close() {
      endSurvey();
      await Promise.all([drills.close(), proxy.close()]);
    },
  };
}
