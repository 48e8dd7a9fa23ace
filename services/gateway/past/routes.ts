// REST of events: pages of them, one, its versions in full, and what became of its alerts.
import { type Request, type Response, Router } from "express";
import type { Database } from "../../../shared/runtime/database.ts";
import { Unavailable } from "../../../shared/runtime/errors.ts";
import { Query } from "../../../shared/runtime/query.ts";
import { recallEvent } from "../history.ts";
import type { Live } from "../live.ts";
import { oneVersion } from "../repository.ts";
import { versionView } from "../view.ts";
import { eventFilterOf } from "./eventFilter.ts";
import { pageOfEvents } from "./pastEvents.ts";
import { MOST_RECEIPTS, receiptsOf } from "./receipts.ts";

export interface PastDeps {
  readonly live: Live;
  readonly database: () => Promise<Database>;
}

export function pastRoutes({ live, database }: PastDeps): Router {
  const router = Router();
  const eventOf = async (eventId: string) => live.eventOf(eventId) ?? (await recallEvent(database, eventId));
  router.get("/api/events", async (request, response) => {
    const query = new Query(request.query);
    const filter = eventFilterOf(query);
    if (isFaulty(query, response)) return;
    response.json(await pageOfEvents(database, live.events(), filter));
  });
  router.get("/api/events/:id", async (request, response) => {
    const event = await eventOf(request.params.id);
    if (event !== undefined) response.json(event);
    else noEvent(request, response);
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

/** @returns true when the parameters were bad and the answer is given. */
export function isFaulty(query: Query, response: Response): boolean {
  const fault = query.fault();
  if (fault !== undefined) response.status(400).json({ error: fault });
  return fault !== undefined;
}

export function noEvent({ params: { id } }: Request<{ id: string }>, response: Response): void {
  refuse(response, 404, `id: no event "${id.slice(0, 120)}"`);
}

/** `message` begins with the field it is about. */
function refuse(response: Response, status: number, message: string): void {
  response.status(status).json({ error: { field: message.slice(0, message.indexOf(":")), message } });
}

/** Without its database nothing of the past is known: not now is another answer than never. */
export async function orUnavailable(response: Response, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    response.status(503).set("retry-after", "5");
    response.json({ error: { message: "the database does not answer; try again" } });
  }
}
