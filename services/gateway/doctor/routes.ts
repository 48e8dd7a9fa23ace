// REST of the doctor: what is wrong, why it matters, what to do, in the language asked for.

import { type Request, type Response, Router } from "express";
import { z } from "zod";
import { FINDING_LANGUAGES, worstFirst } from "../../../shared/contracts/finding.ts";
import { only, parsed } from "../../../shared/runtime/faults.ts";
import { mustMay } from "../../../shared/runtime/principal.ts";
import type { Facts } from "./facts.ts";
import { stationChecks } from "./stationChecks.ts";
import { systemChecks } from "./systemChecks.ts";
import { DOCTOR_TEXTS } from "./text/texts.ts";

const CHECKS = [...systemChecks, ...stationChecks];

export const doctorQuery = z.strictObject({
  language: z
    .enum(FINDING_LANGUAGES, `want ${FINDING_LANGUAGES.join(" or ")}`)
    .default("en")
    .describe("Of names and sentences; checks and severities are the same words in each.")
    .meta({ examples: ["es"] }),
});

export function doctorRoutes(collect: () => Promise<Facts>): Router {
  const router = Router();
  router.route("/api/doctor").get(examine).all(only("GET"));
  return router;

  async function examine(request: Request, response: Response): Promise<void> {
    mustMay(response, "read");
    const { language } = parsed(doctorQuery, { ...request.query });
    const facts = await collect();
    const findings = CHECKS.flatMap((check) => check(facts, DOCTOR_TEXTS[language]));
    response.json({ nowMs: facts.nowMs, findings: worstFirst(findings) });
  }
}
