// REST of drills: to look needs `read`, to start or stop one `drill`.
import express, { type Request, type Response, Router } from "express";
import { z } from "zod";
import type { Audit } from "../../../shared/runtime/audit.ts";
import { Fault, only, parsed, wantJson } from "../../../shared/runtime/faults.ts";
import { mustMay } from "../../../shared/runtime/principal.ts";
import { noParameters } from "../operations/routes.ts";
import type { Drill } from "./drill.ts";
import type { Drills } from "./drills.ts";
import type { ScenarioView } from "./scenarios.ts";

export interface DrillRouteDeps {
  readonly drills: Drills;
  readonly scenarios: readonly ScenarioView[];
  readonly audit: Audit;
}

const wantScenario = "want a scenario's name";
const wantSeconds = "want a number of seconds from 0 to 86400";
const wantStations = "want a whole number from 4 to 5000";
export const newDrillSchema = z.strictObject({
  scenario: z.string(wantScenario).min(1, wantScenario).max(80, wantScenario).describe("Of `GET /api/scenarios`."),
  at: z
    .string("want a time with its zone")
    .max(40, "want a time with its zone")
    .optional()
    .describe("When the ground breaks, with its zone: `2026-10-15T16:15:00Z` or with an offset; a week ahead at most."),
  inS: z
    .number(wantSeconds)
    .min(0, wantSeconds)
    .max(86_400, wantSeconds)
    .optional()
    .describe("Or so many seconds from now. Neither: as soon as the stations are known."),
  stations: z
    .int(wantStations)
    .min(4, wantStations)
    .max(5000, wantStations)
    .optional()
    .describe("Instead of the scenario's own number."),
});

export function drillRoutes({ drills, scenarios, audit }: DrillRouteDeps): Router {
  const router = Router();
  router.route("/api/scenarios").get(listScenarios).all(only("GET"));
  router
    .route("/api/drills")
    .get(list)
    .post(wantJson, express.json({ limit: "64kb" }), start)
    .all(only("GET, POST"));
  router.route("/api/drills/:id").get(show).delete(stop).all(only("GET, DELETE"));
  return router;

  function listScenarios(request: Request, response: Response): void {
    mustMay(response, "read");
    parsed(noParameters, { ...request.query });
    response.json({ scenarios: scenarios.map(scenarioAnswer) });
  }

  function list(request: Request, response: Response): void {
    mustMay(response, "read");
    parsed(noParameters, { ...request.query });
    response.json({ drills: drills.all().map((drill) => drill.view()) });
  }

  function show(request: Request, response: Response): void {
    mustMay(response, "read");
    parsed(noParameters, { ...request.query });
    response.json(detailOf(found(request)));
  }

  function start(request: Request, response: Response): void {
    const principal = mustMay(response, "drill");
    const drill = drills.start(parsed(newDrillSchema, request.body));
    const { drillId, scenario, atMs } = drill.view();
    const when = atMs === null ? "at once" : new Date(atMs).toISOString();
    audit.note(principal, "drill.started", { target: drillId, detail: `${scenario}, ${when}` });
    response.location(`/api/drills/${drillId}`).status(201).json(detailOf(drill));
  }

  async function stop(request: Request, response: Response): Promise<void> {
    const principal = mustMay(response, "drill");
    const drill = found(request);
    const { drillId, state } = drill.view();
    if (drill.isOver()) throw new Fault(409, `${drillId} is over already: ${state}`);
    audit.note(principal, "drill.stopped", { target: drillId });
    await drill.stop();
    response.json(detailOf(drill));
  }

  function found(request: Request): Drill {
    const drillId = String(request.params.id).slice(0, 64);
    const drill = drills.of(drillId);
    if (drill === undefined) throw new Fault(404, `no drill "${drillId}"; this gateway forgets them when it ends`);
    return drill;
  }
}

function detailOf(drill: Drill): object {
  return { ...drill.view(), lines: drill.lines() };
}

function scenarioAnswer({ stations = null, largestMagnitude = null, ...scenario }: Nullable): object {
  return { ...scenario, stations, largestMagnitude };
}
type Nullable = Omit<ScenarioView, "stations" | "largestMagnitude"> & {
  readonly stations?: number | null | undefined;
  readonly largestMagnitude?: number | null | undefined;
};
