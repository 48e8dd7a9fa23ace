// The FDSN web services of this process, read by anybody without a token, as such services are.
import { Router } from "express";
import { EVENT_PATH, type EventServiceDeps, eventService } from "./eventRoutes.ts";

export const OPEN_PATHS = [`${EVENT_PATH}/`] as const;

export function fdsnServices(deps: EventServiceDeps): Router {
  const router = Router();
  router.use(eventService(deps));
  return router;
}
