// The reports of this process: as JSON, as pages, and "why".
import { Router } from "express";
import { OPEN_PATHS, type PageDeps, reportPages } from "./page/routes.ts";
import { reportRoutes } from "./routes.ts";

export const OPEN_REPORT_PATHS = OPEN_PATHS;

export function reportsOf(deps: PageDeps): Router {
  return Router().use(reportRoutes(deps)).use(reportPages(deps));
}
