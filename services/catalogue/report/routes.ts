// REST: the report of one event, and why there was an alert or none.
import { type Response, Router } from "express";
import { MODES } from "../../../shared/contracts/mode.ts";
import { mayDo, principalOf } from "../../../shared/runtime/principal.ts";
import { Query } from "../../../shared/runtime/query.ts";
import { answer } from "../answer.ts";
import type { StandingDeps } from "../record/stationRows.ts";
import type { RoutesDeps } from "../routes.ts";
import type { FeltAt } from "./felt.ts";
import { fileOf, namesOf } from "./file.ts";
import { reportOf } from "./report.ts";
import { type WhyQuestion, whyOf } from "./why.ts";

export interface ReportDeps extends Pick<RoutesDeps, "database" | "log">, StandingDeps {}

export const MOST_TOLD = 500;

export function reportRoutes(deps: ReportDeps): Router {
  const router = Router();
  router.get("/v1/catalogue/events/:id/report", async (request, response) => {
    const query = new Query(request.query);
    const page = {
      from: Math.round(query.number("toldFrom", { min: 0, max: 1e6, default: 0 })),
      limit: Math.round(query.number("toldLimit", { min: 0, max: MOST_TOLD, default: MOST_TOLD })),
    };
    await answer(query, deps, response, async (database) => {
      const eventId = request.params.id;
      const file = await fileOf(database, eventId, deps);
      if (file === undefined) return missing(response, "eventId", `eventId: no event "${eventId.slice(0, 120)}"`);
      const maySee = mayDo(principalOf(response), "operate");
      const names = maySee ? await namesOf(database, file.rows, page) : undefined;
      return reportOf(file, { page, names });
    });
  });
  router.get("/v1/why", async (request, response) => {
    const query = new Query(request.query);
    const question = questionOf(query, request.query);
    await answer(query, deps, response, async (database) => {
      const why = await whyOf(database, question, { ...deps, principal: principalOf(response) });
      return "kind" in why ? missing(response, why.field, why.message) : why;
    });
  });
  return router;
}

function questionOf(query: Query, given: Readonly<Record<string, unknown>>): WhyQuestion {
  const eventId = query.text("eventId", 120);
  const subscriptionId = query.text("subscriptionId", 64);
  const mode = query.oneOf("mode", MODES) ?? "live";
  const run = query.text("run", 64) ?? "";
  return { eventId, subscriptionId, mode, run, felt: feltIn(query, given, eventId) };
}

/** Undefined where none of the four is given, or an event is. */
function feltIn(query: Query, given: Readonly<Record<string, unknown>>, eventId?: string): FeltAt | undefined {
  const FIELDS = ["timeMs", "time", "latitudeDeg", "longitudeDeg"] as const;
  const isAsked = eventId === undefined && FIELDS.some((field) => given[field] !== undefined);
  const timeMs = timeIn(query, isAsked && given.time === undefined);
  const latitudeDeg = query.number("latitudeDeg", { min: -90, max: 90, ...(isAsked ? {} : { default: 0 }) });
  const longitudeDeg = query.number("longitudeDeg", { min: -180, max: 180, ...(isAsked ? {} : { default: 0 }) });
  return isAsked ? { timeMs, latitudeDeg, longitudeDeg } : undefined;
}

function timeIn(query: Query, isNeeded: boolean): number {
  const named = query.time("time");
  const asMs = query.number("timeMs", { min: -1e14, max: 1e14, ...(isNeeded ? {} : { default: 0 }) });
  return named ?? asMs;
}

function missing(response: Response, field: string, message: string): object {
  response.status(404);
  return { error: { field, message } };
}
