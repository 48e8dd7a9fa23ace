// The pages of the reports: the list, one event, the stylesheet. Rendered here, without scripts.

import { basename } from "node:path";
import { type Response, Router } from "express";
import { MODES } from "../../../../shared/contracts/mode.ts";
import type { Database } from "../../../../shared/runtime/database.ts";
import { reasonOf, Unavailable } from "../../../../shared/runtime/errors.ts";
import { pageHeaders } from "../../../../shared/runtime/pageHeaders.ts";
import { mayDo, principalOf } from "../../../../shared/runtime/principal.ts";
import { Query } from "../../../../shared/runtime/query.ts";
import { newestEvents } from "../../repository.ts";
import { fileOf, namesOf } from "../file.ts";
import { reportOf } from "../report.ts";
import type { ReportDeps } from "../routes.ts";
import { eventPage } from "./eventPage.ts";
import { faultPage, listPage } from "./listPage.ts";
import { sectionWindow } from "./recordSection.ts";
import type { WaveformsOf } from "./waveforms.ts";

export interface PageDeps extends ReportDeps {
  readonly waveformsOf: WaveformsOf;
}

/** The stylesheets alone: the pages are for those who may read. */
export const OPEN_PATHS = ["/reports/report.css", "/reports/chart.css"] as const;
const MOST_LISTED = 50;
const PAGE = { from: 0, limit: 500 };

export function reportPages(deps: PageDeps): Router {
  const router = Router({ strict: true });
  router.use("/reports", (_request, response, next) => {
    response.set(pageHeaders());
    next();
  });
  router.get("/reports", (_request, response) => response.redirect(301, "/reports/"));
  for (const path of OPEN_PATHS) {
    router.get(path, (_request, response) => {
      response.sendFile(basename(path), { root: import.meta.dirname, maxAge: "1h" });
    });
  }
  router.get("/reports/", async (request, response) => {
    const query = new Query(request.query);
    const mode = query.oneOf("mode", MODES);
    const beforeMs = query.number("beforeMs", { min: -1e14, max: 1e14, default: 1e14 });
    const fault = query.fault();
    if (fault !== undefined) return say(response, 400, faultPage("This address is not right", fault.message));
    const filter = { ...(mode === undefined ? {} : { mode }), beforeMs, limit: MOST_LISTED };
    await show(deps, response, async (database) => {
      const records = await newestEvents(database, filter);
      return listPage({ mode, records, isFull: records.length === MOST_LISTED });
    });
  });
  router.get("/reports/:id", async (request, response) => {
    await show(deps, response, (database) => pageAbout(database, request.params.id, { ...deps, response }));
  });
  return router;
}

async function pageAbout(
  database: Database,
  eventId: string,
  { response, waveformsOf, ...deps }: PageDeps & { readonly response: Response },
): Promise<string> {
  const file = await fileOf(database, eventId, deps);
  if (file === undefined) {
    response.status(404);
    return faultPage("No such event", `No event "${eventId.slice(0, 120)}" is recorded.`);
  }
  const maySee = mayDo(principalOf(response), "operate");
  const names = maySee ? await namesOf(database, file.rows, PAGE) : undefined;
  const report = reportOf(file, { page: PAGE, names });
  const { mode, run } = report;
  return eventPage(report, await waveformsOf(database, { mode, run, ...sectionWindow(report) }));
}

/** @param render may set the response's status */
async function show(
  { database, log }: PageDeps,
  response: Response,
  render: (database: Database) => Promise<string>,
): Promise<void> {
  try {
    const page = await render(await database());
    response.type("html").send(page);
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    log.warn({ reason: reasonOf(error) }, "report not shown");
    response.set("retry-after", "5");
    say(response, 503, faultPage("Not now", "The catalogue's database does not answer; try again in some seconds."));
  }
}

function say(response: Response, status: number, page: string): void {
  response.status(status).type("html").send(page);
}
