// `npm run drill`: plays a scenario into a running system through the edge its sensors use, as a drill that can never be live.
import { parseArgs } from "node:util";
import { numberFrom, runCommand, runFrom, UsageError, urlFrom } from "./cli.ts";
import {
  listOfScenarios,
  playAndJudge,
  readScenarioOptions,
  SCENARIO_OPTIONS,
  viewOnTerminal,
} from "./fleet/command.ts";
import { inWords, startTimeFrom } from "./startTime.ts";

const USAGE = `npm run drill -- [options]
Plays a scenario into a running system as a drill: every topic, message, webhook and text says so, and no part of it can
become live, whatever else goes on. Real earthquakes meanwhile are told as such.

  --scenario one-quake        which (--list names them), or a JSON file
  --at 2026-10-15T16:15:00Z   when the ground breaks: a time with its zone (Z or an offset such as -06:00)
  --in 60                     or so many seconds from now; neither: as soon as the stations are known
  --mqtt mqtt://127.0.0.1:1883  broker; user and password may stand in the URL (environment: DRILL_MQTT_URL)
  --run NAME                  name of the drill (drill-…)
  --api http://HOST:8080      gateway: wait until it lists the stations, watch what it tells, give a verdict
  --token …                   API token (environment: API_TOKEN)
  --stations N --rate HZ --format openeew|miniseed2|compact --seed 1    instead of the scenario's own
  --connections 4             MQTT connections, or: device (one a sensor)    --threads 2
  --list                      the scenarios

Ctrl-C stops it; what was told until then stands as it was told last, for no data come that could end it.
Example
  npm run drill -- --scenario offshore --in 60 --api http://127.0.0.1:8080`;

// A drill that a gateway started ends with it.
process.once("disconnect", () => process.kill(process.pid, "SIGTERM"));

runCommand(USAGE, async (signal) => {
  const { values } = parseArgs({
    options: {
      ...SCENARIO_OPTIONS,
      at: { type: "string" },
      in: { type: "string" },
      mqtt: { type: "string", default: process.env.DRILL_MQTT_URL ?? "mqtt://127.0.0.1:1883" },
      run: { type: "string", default: `drill-${Date.now().toString(36)}` },
      list: { type: "boolean", default: false },
    },
  });
  if (values.list) {
    process.stdout.write(`${listOfScenarios()}\n`);
    return;
  }
  if (values.at !== undefined && values.in !== undefined) throw new UsageError("--at and --in: give one of them");
  if (values.speed !== "1")
    throw new UsageError("--speed: a drill runs at the speed of the Earth; npm run fleet takes it");
  const nowMs = Date.now();
  const atMs =
    values.at !== undefined
      ? startTimeFrom(values.at, nowMs)
      : values.in === undefined
        ? undefined
        : nowMs + 1000 * numberFrom("in", values.in, { min: 0, max: 86_400 });
  const view = viewOnTerminal();
  const options = readScenarioOptions(values, "one-quake");
  const mqttUrl = urlFrom("mqtt", values.mqtt, ["mqtt:", "mqtts:"]);
  const run = runFrom(values.run);
  view.note(`DRILL "${run}": ${options.scenario.title}, to ${mqttUrl.replace(/\/\/[^@/]*@/, "//…@")}`);
  if (atMs !== undefined) view.note(`the ground breaks at ${inWords(atMs, nowMs)}`);
  await playAndJudge({ ...options, mode: "drill", run, mqttUrl, atMs, signal, view });
});
