// What is answered about stations: the list, one of them with all that is known, and its waveform as it comes.
import { type Request, type Response, Router } from "express";
import type { StationDirectory } from "../../shared/runtime/stations.ts";
import type { Live } from "./live.ts";
import { filterOf, refuse } from "./query.ts";
import { STATION_CHECKS, stationsAsked } from "./stationQuery.ts";
import type { Waveforms } from "./waveform/waveforms.ts";

export interface StationRoutesDeps {
  readonly live: Live;
  readonly stations: StationDirectory;
  readonly waveforms: Waveforms;
}

interface Addressed {
  readonly world: string;
  readonly stationId: string;
}

export function stationRoutes({ live, stations, waveforms }: StationRoutesDeps): Router {
  const router = Router();
  router.get("/api/stations", (request, response) => {
    const filter = filterOf(request, response, STATION_CHECKS);
    if (filter !== undefined) response.json(stationsAsked(live.stations().filter(filter.keeps), filter.query));
  });
  router.get("/api/stations/:world/:stationId", (request: Request<Addressed>, response) => {
    const { world, stationId } = request.params;
    const station = live.stationOf(`${world}/${stationId}`);
    if (station === undefined) return refuseUnknown(response, request.params);
    const inventory = stations.stationOf(`${world}/${stationId}`) ?? null;
    response.json({ station, inventory, picks: live.picksOf(world, stationId) });
  });
  router.get("/api/stations/:world/:stationId/waveform", (request: Request<Addressed>, response) => {
    const { world, stationId } = request.params;
    const outcome = waveforms.watch(`${world}/${stationId}`, response, request.get("last-event-id"));
    if (outcome === "unknown") refuseUnknown(response, request.params);
    if (outcome !== "full") return;
    response.set("retry-after", "5");
    const settings = "GATEWAY_WATCHED_STATIONS, GATEWAY_MAX_CLIENTS";
    refuse(response, 503, { field: "", message: `too many waveforms are watched; try again in 5 s (${settings})` });
  });
  return router;
}

function refuseUnknown(response: Response, { world, stationId }: Addressed): void {
  const message = `stationId: no station "${stationId.slice(0, 80)}" in world "${world.slice(0, 80)}"`;
  refuse(response, 404, { field: "stationId", message });
}
