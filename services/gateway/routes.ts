// REST and the live stream of the gateway, and the page's files.
import { Router } from "express";
import type { StationDirectory } from "../../shared/runtime/stations.ts";
import { pageFiles, securityHeaders } from "./assets.ts";
import type { Live } from "./live.ts";
import { filterOf, refuse } from "./query.ts";
import { stationRoutes } from "./stationRoutes.ts";
import type { Stream } from "./stream.ts";
import type { Waveforms } from "./waveform/waveforms.ts";

export interface RoutesDeps {
  readonly live: Live;
  readonly stream: Stream;
  /** Public alerts alone, for machines and other pages. */
  readonly alertStream: Stream;
  readonly status: () => object;
  readonly stations: StationDirectory;
  readonly waveforms: Waveforms;
  /** Events, also those of long ago. */
  readonly past: Router;
}

export function gatewayRoutes(deps: RoutesDeps): Router {
  const { stream, alertStream, status, past } = deps;
  const router = Router();
  router.use(securityHeaders);
  router.use(stationRoutes(deps));
  router.use(past);
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
