// Replays of this gateway, wired: where their stations send to, whom they ask, and the processes that play them.
import type { Router } from "express";
import { Audit } from "../../../shared/runtime/audit.ts";
import { readConfig } from "../../../shared/runtime/config.ts";
import type { Context } from "../../../shared/runtime/service.ts";
import { apiTable } from "../../../shared/runtime/settings.ts";
import { launchReplay } from "../drills/launch.ts";
import { keptOf } from "../section/kept.ts";
import type { ReplayPlan } from "./replay.ts";
import { Replays } from "./replays.ts";
import { replayRoutes } from "./routes.ts";

export interface OpenReplays {
  readonly routes: Router;
  close(): Promise<void>;
}

export interface ReplaySettings {
  readonly drillMqttUrl: string;
  readonly replaysAtOnce: number;
}

export function openReplays(context: Context, settings: ReplaySettings): OpenReplays {
  const { addresses, clock, database, env, log, stations } = context;
  const { token } = readConfig(apiTable, env);
  const mqttUrl = () => settings.drillMqttUrl || (addresses?.().mqtt ?? "");
  const missing = () =>
    mqttUrl() === ""
      ? "replays: no broker to send to; set GATEWAY_DRILL_MQTT_URL to one that takes simulated sensors"
      : undefined;

  function commandOf({ replayId, eventId, speed }: ReplayPlan) {
    return {
      args: [
        ...["--stored", eventId, "--api", addresses?.().http ?? "", "--run", replayId, "--speed", String(speed)],
        "--no-subscriber",
      ],
      env: { REPLAY_MQTT_URL: mqttUrl(), API_TOKEN: token },
    };
  }
  const kept = (eventId: string) => keptOf(eventId, { database, stations });
  const replays = new Replays({
    clock,
    launch: launchReplay,
    commandOf,
    kept,
    missing,
    atOnce: settings.replaysAtOnce,
  });
  return {
    routes: replayRoutes({ replays, audit: new Audit({ database, clock, log }), log }),
    close: () => replays.close(),
  };
}
