// The FDSN web services of this process, read by anybody without a token, as such services are.
import { Router } from "express";
import { DATASELECT_PATH, dataselectService } from "./dataselectRoutes.ts";
import { EVENT_PATH, type EventServiceDeps, eventService } from "./eventRoutes.ts";
import { eventFeeds, FEEDS_PATH } from "./feeds.ts";
import { STATION_PATH, type StationServiceDeps, stationService } from "./stationRoutes.ts";

export const OPEN_PATHS = [`${EVENT_PATH}/`, `${STATION_PATH}/`, `${DATASELECT_PATH}/`, `${FEEDS_PATH}/`] as const;

export function fdsnServices(deps: EventServiceDeps & StationServiceDeps): Router {
  return Router().use(eventService(deps)).use(stationService(deps)).use(dataselectService(deps)).use(eventFeeds(deps));
}
