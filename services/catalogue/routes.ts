// REST: what is known near a place, and our own events with all their versions.
import { Router } from "express";
import { MODES, modePrefix } from "../../shared/contracts/mode.ts";
import type { Database } from "../../shared/runtime/database.ts";
import type { Log } from "../../shared/runtime/log.ts";
import { Query } from "../../shared/runtime/query.ts";
import type { Place } from "../../shared/seismo/geodesy.ts";
import { answer } from "./answer.ts";
import { NEARBY, nearby } from "./nearby.ts";
import { coordinatesOf } from "./place.ts";
import { type EventRecord, newestEvents, versionsOf } from "./repository.ts";

export interface RoutesDeps {
  readonly database: () => Promise<Database>;
  readonly placeOf: (place: Place) => Promise<string>;
  readonly log: Log;
}

export function catalogueRoutes(deps: RoutesDeps): Router {
  const router = Router();
  router.get("/v1/catalogue/nearby", async (request, response) => {
    const query = new Query(request.query);
    const at = {
      latitudeDeg: query.number("latitudeDeg", { min: -90, max: 90 }),
      longitudeDeg: query.number("longitudeDeg", { min: -180, max: 180 }),
    };
    const options = {
      count: Math.round(query.number("count", { min: 1, max: 100, default: NEARBY.count })),
      radiusKm: query.number("radiusKm", { min: 1, max: 2000, default: NEARBY.radiusKm }),
      largestWithinKm: query.number("largestWithinKm", { min: 1, max: 2000, default: NEARBY.largestWithinKm }),
      beforeMs: query.number("beforeMs", { min: -1e14, max: 1e14, default: 1e14 }),
    };
    await answer(query, deps, response, async (database) => {
      const place = await deps.placeOf(at);
      return { place, ...(await nearby(database, at, options)) };
    });
  });
  router.get("/v1/catalogue/events", async (request, response) => {
    const query = new Query(request.query);
    const mode = query.oneOf("mode", MODES);
    const run = query.text("run", 64);
    const limit = Math.round(query.number("limit", { min: 1, max: 200, default: 50 }));
    const beforeMs = query.number("beforeMs", { min: -1e14, max: 1e14, default: 1e14 });
    const filter = { ...(mode === undefined ? {} : { mode }), ...(run === undefined ? {} : { run }), limit, beforeMs };
    await answer(query, deps, response, async (database) => ({
      events: (await newestEvents(database, filter)).map(titled),
    }));
  });
  router.get("/v1/catalogue/events/:id", async (request, response) => {
    const query = new Query(request.query);
    await answer(query, deps, response, async (database) => {
      const versions = await versionsOf(database, request.params.id);
      if (versions.length > 0) return { eventId: request.params.id, versions: versions.map(titled) };
      response.status(404);
      return { error: { field: "id", message: `id: no event "${request.params.id.slice(0, 120)}"` } };
    });
  });
  return router;
}

/** One line for people; its first word says when it is not the Earth that speaks. */
function titled({ event, context }: EventRecord): object {
  const { mode, magnitude, origin, status } = event;
  const place = context?.place ?? coordinatesOf(origin);
  const title = `${modePrefix(mode)}M ${magnitude.value.toFixed(1)}, ${place} (${status})`;
  return { title, event, context };
}
