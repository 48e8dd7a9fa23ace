// Drills of this gateway, wired: where their sensors send to, whom they ask, and the processes that play them.
import { readConfig } from "../../../shared/runtime/config.ts";
import type { Context } from "../../../shared/runtime/service.ts";
import { apiTable } from "../../../shared/runtime/settings.ts";
import type { DrillPlan } from "./drill.ts";
import { Drills } from "./drills.ts";
import { launchDrill } from "./launch.ts";
import type { ScenarioView } from "./scenarios.ts";

export interface DrillSettings {
  readonly drillMqttUrl: string;
  readonly drillsAtOnce: number;
}

export function openDrills(context: Context, settings: DrillSettings, scenarios: readonly ScenarioView[]): Drills {
  const { addresses, clock, env } = context;
  const { token } = readConfig(apiTable, env);
  const mqttUrl = () => settings.drillMqttUrl || (addresses?.().mqtt ?? "");
  const missing = () =>
    mqttUrl() === ""
      ? "drills: no broker to send to; set GATEWAY_DRILL_MQTT_URL to one that takes simulated sensors"
      : undefined;

  function commandOf({ drillId, scenario, stations, atMs }: DrillPlan) {
    const api = addresses?.().http ?? "";
    const when = atMs === undefined ? [] : ["--at", new Date(atMs).toISOString()];
    return {
      args: [
        ...["--scenario", scenario.name, "--run", drillId, ...when],
        ...(stations === undefined ? [] : ["--stations", String(stations)]),
        ...(api === "" ? [] : ["--api", api]),
      ],
      env: { DRILL_MQTT_URL: mqttUrl(), API_TOKEN: token },
    };
  }
  return new Drills({ clock, launch: launchDrill, commandOf, scenarios, atOnce: settings.drillsAtOnce, missing });
}
