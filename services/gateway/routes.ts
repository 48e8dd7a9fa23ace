// REST and the live stream of the gateway, and the page's files.
import { Router } from "express";
import type { StationDirectory } from "../../shared/runtime/stations.ts";
import { pageFiles, securityHeaders } from "./assets.ts";
import type { Live } from "./live.ts";
import { filterOf, refuse } from "./query.ts";
import { stationRoutes } from "./stationRoutes.ts";
import type { Stream } from "./stream.ts";
import type { EventView } from "./view.ts";
import type { Waveforms } from "./waveform/waveforms.ts";

export interface RoutesDeps {
  readonly live: Live;
  readonly stream: Stream;
  /** Public alerts alone, for machines and other pages. */
  readonly alertStream: Stream;
  readonly status: () => object;
  readonly stations: StationDirectory;
  readonly waveforms: Waveforms;
  /** An event that is no longer in memory; undefined when nobody knows it or cannot say now. */
  readonly recall: (eventId: string) => Promise<EventView | undefined>;
}

export function gatewayRoutes(deps: RoutesDeps): Router {
  const { live, stream, alertStream, status, recall } = deps;
  const router = Router();
  router.use(securityHeaders);
  router.use(stationRoutes(deps));
  router.get("/api/events", (request, response) => {
    const filter = filterOf(request, response);
    if (filter !== undefined) response.json({ events: live.events().filter(filter.keeps) });
  });
  router.get("/api/events/:id", async (request, response) => {
    const { id } = request.params;
    const event = live.eventOf(id) ?? (await recall(id));
    if (event !== undefined) response.json(event);
    else refuse(response, 404, { field: "id", message: `id: no event "${id.slice(0, 120)}"` });
  });
  router.get("/api/status", (request, response) => {
    if (filterOf(request, response) !== undefined) response.json(status());
  });
  for (const [path, of] of [
    ["/api/stream", stream],
    ["/api/alerts/stream", alertStream],
  ] as const) {
    router.get(path, (request, response) => {
      if (of.join(response, request.get("last-event-id"))) return;
      response.set("retry-after", "5");
      refuse(response, 503, { field: "", message: "too many live streams; try again in 5 s (GATEWAY_MAX_CLIENTS)" });
    });
  }
  router.use(pageFiles());
  return router;
}
