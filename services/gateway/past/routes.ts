// REST of events: pages of them, one, its versions in full, and what became of its alerts.
import { type Request, Router } from "express";
import { Query } from "../../../shared/runtime/query.ts";
import { isFaulty, noEvent, orUnavailable, refuse } from "../answers.ts";
import { recallEvent } from "../history.ts";
import { oneVersion } from "../repository.ts";
import { type SectionDeps, sectionRoutes } from "../section/routes.ts";
import { versionView } from "../view.ts";
import { eventFilterOf } from "./eventFilter.ts";
import { pageOfEvents } from "./pastEvents.ts";
import { MOST_RECEIPTS, receiptsOf } from "./receipts.ts";

export type PastDeps = SectionDeps;

export function pastRoutes(deps: PastDeps): Router {
  const { live, database } = deps;
  const router = Router();
  router.use("/api/events/:id", (request: Request<{ id: string }>, response, next) => {
    // PostgreSQL takes no text with NUL in it: it would be a fault of ours, not theirs.
    if (/\p{Cc}/u.test(request.params.id)) noEvent(request, response);
    else next();
  });
  router.use(sectionRoutes(deps));
  const eventOf = async (eventId: string) => live.eventOf(eventId) ?? (await recallEvent(database, eventId));
  router.get("/api/events", async (request, response) => {
    const query = new Query(request.query);
    const filter = eventFilterOf(query);
    if (isFaulty(query, response)) return;
    response.json(await pageOfEvents(database, live.events(), filter));
  });
  router.get("/api/events/:id", async (request, response) => {
    await orUnavailable(response, async () => {
      const event = await eventOf(request.params.id);
      if (event !== undefined) response.json(event);
      else noEvent(request, response);
    });
  });
  router.get("/api/events/:id/versions/:version", async (request, response) => {
    const { id, version } = request.params;
    const number = Number(version);
    const newest = live.eventOf(id)?.versions.at(-1);
    if (newest?.version === number) response.json(newest);
    else {
      await orUnavailable(response, async () => {
        const found = await oneVersion(await database(), id, number);
        if (found !== undefined) response.json(versionView(found, found.asOfMs, {}));
        else refuse(response, 404, `version: "${id.slice(0, 120)}" has no version "${version.slice(0, 20)}"`);
      });
    }
  });
  router.get("/api/events/:id/receipts", async (request, response) => {
    const query = new Query(request.query);
    const limit = Math.round(query.number("limit", { min: 1, max: MOST_RECEIPTS, default: 500 }));
    if (isFaulty(query, response)) return;
    await orUnavailable(response, async () => {
      const receipts = await receiptsOf(await database(), request.params.id, limit);
      if (receipts.total > 0 || (await eventOf(request.params.id)) !== undefined) response.json(receipts);
      else noEvent(request, response);
    });
  });
  return router;
}
