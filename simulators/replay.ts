// `npm run replay`: a recorded earthquake through the whole system, over real MQTT, at any speed; says how well it was told.
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { SingleBar } from "cli-progress";
import { startSystem } from "../services/system.ts";
import type { Api } from "./api.ts";
import { numberFrom, placeFrom, runCommand, runFrom, UsageError, urlFrom } from "./cli.ts";
import { readRecording } from "./recording.ts";
import { type ReplayOptions, replay } from "./replayRun.ts";
import { summaryLines } from "./report.ts";
import { linesOf } from "./say.ts";
import { fetchStored } from "./storedEvent.ts";

const USAGE = `npm run replay -- --event ID_OR_FOLDER [options]
npm run replay -- --stored EVENT_ID [options]
Plays a recorded earthquake through the system and prints each webhook that a subscriber gets.
Without --mqtt it starts a system of its own in this process, in memory, and stops it at the end.

  --event ID_OR_FOLDER        folder with event.json, stations.json and waveforms/, or its name below --data
  --stored EVENT_ID           an event whose waveforms the running system at --api has kept; its stations and waveforms
                              are fetched from there, and --mqtt plays them into it again
  --data DIR                  default: $TOCSIN_SHARED/data/events, else ../shared/data/events
  --speed 10                  seconds of data a second, or max (default 1)
  --json                      one JSON object a webhook, then {"summary": …}; nothing else on standard output
  --run NAME                  name of this replay (default: made of the event and the time)
  --place 19.43,-99.13        where the subscriber stands (default: the station nearest to 60 km from the epicentre)
  --min-intensity 1           from which expected intensity on
  --preliminary               also alarms of one to three stations
  --no-subscriber             nobody is subscribed; for where the alarm service cannot call this machine

Feeding a system that runs:
  --mqtt mqtt://HOST:1883     its broker; user and password may stand in the URL (environment: REPLAY_MQTT_URL)
  --api http://HOST:8080      its gateway (needed with --mqtt and --stored)
  --alarm-api URL             its alarm service (default: --api)
  --callback-host HOST        name or address at which the alarm service reaches this machine (default 127.0.0.1)
  --token …                   API token (environment: API_TOKEN)

Examples
  npm run replay -- --event us20190706_ridgecrest_m71
  npm run replay -- --event ../shared/data/events/mx20180216_m72 --speed max --preliminary
  npm run replay -- --event mx20200130_m53 --mqtt mqtt://127.0.0.1:1883 --api http://127.0.0.1:8080
  npm run replay -- --stored live/2026-10-15T16:15:03 --speed 20 --mqtt mqtt://127.0.0.1:1883 --api http://127.0.0.1:8080`;

const text = { type: "string" } as const;

function readOptions() {
  const { values } = parseArgs({
    options: {
      event: { type: "string" },
      stored: { type: "string" },
      data: { type: "string" },
      speed: { type: "string", default: "1" },
      json: { type: "boolean", default: false },
      run: { type: "string" },
      place: { type: "string" },
      "min-intensity": { type: "string", default: "1" },
      preliminary: { type: "boolean", default: false },
      "no-subscriber": { type: "boolean", default: false },
      mqtt: process.env.REPLAY_MQTT_URL === undefined ? text : { ...text, default: process.env.REPLAY_MQTT_URL },
      api: { type: "string" },
      "alarm-api": { type: "string" },
      "callback-host": { type: "string", default: "127.0.0.1" },
      token: { type: "string", default: process.env.API_TOKEN ?? "" },
    },
  });
  const source = sourceOf(values);
  return {
    source,
    json: values.json,
    speed:
      values.speed === "max" ? Number.POSITIVE_INFINITY : numberFrom("speed", values.speed, { min: 0.1, max: 10_000 }),
    run: runFrom(values.run ?? `${nameOf(source)}-${Date.now().toString(36)}`),
    withoutSubscriber: values["no-subscriber"],
    place: values.place === undefined ? undefined : placeFrom("place", values.place),
    minimumIntensity: numberFrom("min-intensity", values["min-intensity"], { min: 1, max: 10 }),
    acceptPreliminary: values.preliminary,
    callbackHost: values["callback-host"],
    target: targetOf(values),
  };
}

/** Where the recording comes from. */
type Source =
  | { readonly kind: "folder"; readonly folder: string }
  | { readonly kind: "stored"; readonly eventId: string; readonly api: Api };

function sourceOf(values: {
  readonly event?: string | undefined;
  readonly stored?: string | undefined;
  readonly data?: string | undefined;
  readonly api?: string | undefined;
  readonly token: string;
}): Source {
  const { event, stored, data, api, token } = values;
  if (event !== undefined && stored !== undefined) throw new UsageError("--event and --stored: give one of them");
  if (stored !== undefined) {
    if (api === undefined) throw new UsageError("--api: got nothing, want the gateway's URL to go with --stored");
    return { kind: "stored", eventId: stored, api: { url: urlFrom("api", api, ["http:", "https:"]), token } };
  }
  if (event === undefined) throw new UsageError("--event: got nothing, want an event's id or folder");
  return { kind: "folder", folder: folderOf(event, data) };
}

/** What a run's name begins with: letters, digits, . _ - */
function nameOf(source: Source): string {
  const name = source.kind === "folder" ? basename(resolve(source.folder)) : source.eventId;
  return (
    name
      .replaceAll(/[^\w.-]+/g, "-")
      .replace(/^[^A-Za-z0-9]+/, "")
      .slice(0, 40) || "event"
  );
}

/** The running system to feed; undefined: one of our own. */
function targetOf(values: {
  readonly stored?: string | undefined;
  readonly mqtt?: string | undefined;
  readonly api?: string | undefined;
  readonly "alarm-api"?: string | undefined;
  readonly token: string;
}): { mqttUrl: string; api: Api; alarmApi: Api } | undefined {
  const { mqtt, api, token } = values;
  if (mqtt === undefined) {
    if (api !== undefined && values.stored === undefined)
      throw new UsageError("--api: goes with --mqtt; without both, a system of its own is started");
    return undefined;
  }
  if (api === undefined) throw new UsageError("--api: got nothing, want the gateway's URL to go with --mqtt");
  const http = ["http:", "https:"];
  const alarm = values["alarm-api"] ?? api;
  return {
    mqttUrl: urlFrom("mqtt", mqtt, ["mqtt:", "mqtts:"]),
    api: { url: urlFrom("api", api, http), token },
    alarmApi: { url: urlFrom("alarm-api", alarm, http), token },
  };
}

function folderOf(event: string, data: string | undefined): string {
  if (existsSync(join(event, "stations.json"))) return event;
  const shared = process.env.TOCSIN_SHARED ?? join(import.meta.dirname, "../../shared");
  const folder = join(data ?? join(shared, "data/events"), event);
  if (existsSync(join(folder, "stations.json"))) return folder;
  throw new UsageError(`--event: no stations.json in "${event}" nor in "${folder}"`);
}

async function main(signal: AbortSignal): Promise<void> {
  const { source, json, target, ...wanted } = readOptions();
  const recording =
    source.kind === "folder" ? readRecording(source.folder) : await fetchStored(source.api, source.eventId);
  for (const line of recording.skipped) note(line);
  const bar = openBar(recording.packets.length);
  const options = { ...wanted, recording, signal, note, onProgress: bar.update };
  const onLine: ReplayOptions["onLine"] = (line, received) => {
    bar.clear();
    process.stdout.write(`${json ? JSON.stringify(line) : linesOf(received).join("\n")}\n`);
  };
  const run = (of: NonNullable<typeof target>) => replay({ ...options, ...of, onLine });
  const summary = await (target === undefined ? inOwnSystem(run) : run(target)).finally(bar.stop);
  process.stdout.write(`${json ? JSON.stringify({ summary }) : summaryLines(summary).join("\n")}\n`);
}

/** Everything in this process and in memory; its log is kept only when it fails. */
async function inOwnSystem<T>(run: (target: { mqttUrl: string; api: Api; alarmApi: Api }) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "tocsin-replay-"));
  const log = join(folder, "log.jsonl");
  try {
    const system = await startSystem({
      services: ["ingest", "decoder", "integrator", "alarm", "gateway"],
      env: {
        HTTP_PORT: "0",
        DATABASE_URL: "sqlite::memory:",
        INGEST_MQTT_URL: "embedded://127.0.0.1:0",
        ALARM_ALLOW_PRIVATE: "127.0.0.1",
        LOG_FILE: log,
        LOG_LEVEL: "warn",
      },
    });
    try {
      const api = { url: system.httpUrl, token: "" };
      const result = await run({ mqttUrl: system.mqttUrl, api, alarmApi: api });
      rmSync(folder, { recursive: true, force: true });
      return result;
    } finally {
      await system.close();
    }
  } catch (error) {
    note(`the system's log: ${log}`);
    throw error;
  }
}

/** A progress bar, on a terminal only. */
function openBar(total: number) {
  if (!process.stderr.isTTY) return { update: () => undefined, clear: () => undefined, stop: () => undefined };
  const bar = new SingleBar({
    format: "{bar} {percentage}% {value}/{total} packets",
    clearOnComplete: true,
    etaBuffer: 200,
  });
  bar.start(total, 0);
  return {
    update: (published: number) => bar.update(published),
    clear: () => void process.stderr.write("\r\x1b[K"),
    stop: () => bar.stop(),
  };
}

function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

// Who starts it as a child does not want it to outlive them.
process.once("disconnect", () => process.kill(process.pid, "SIGTERM"));

runCommand(USAGE, main);
