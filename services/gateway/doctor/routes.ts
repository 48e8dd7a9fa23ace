// REST of the doctor: what is wrong, why it matters, what to do.
import { type Request, type Response, Router } from "express";
import { worstFirst } from "../../../shared/contracts/finding.ts";
import { only, parsed } from "../../../shared/runtime/faults.ts";
import { mustMay } from "../../../shared/runtime/principal.ts";
import { noParameters } from "../operations/routes.ts";
import type { Facts } from "./facts.ts";
import { stationChecks } from "./stationChecks.ts";
import { systemChecks } from "./systemChecks.ts";

const CHECKS = [...systemChecks, ...stationChecks];

export function doctorRoutes(collect: () => Promise<Facts>): Router {
  const router = Router();
  router.route("/api/doctor").get(examine).all(only("GET"));
  return router;

  async function examine(request: Request, response: Response): Promise<void> {
    mustMay(response, "read");
    parsed(noParameters, { ...request.query });
    const facts = await collect();
    response.json({ nowMs: facts.nowMs, findings: worstFirst(CHECKS.flatMap((check) => check(facts))) });
  }
}
