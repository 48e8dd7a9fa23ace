// What has happened, wired: pages of events, their waveforms, and replays of them.
import { Router } from "express";
import type { Context } from "../../../shared/runtime/service.ts";
import type { Live } from "../live.ts";
import { openReplays, type ReplaySettings } from "../replays/open.ts";
import { pastRoutes } from "./routes.ts";

export interface Past {
  readonly routes: Router;
  close(): Promise<void>;
}

export function openPast(context: Context, live: Live, settings: ReplaySettings): Past {
  const { database, clock, stations } = context;
  const replays = openReplays(context, settings);
  return {
    routes: Router().use(pastRoutes({ live, database, clock, stations }), replays.routes),
    close: () => replays.close(),
  };
}
