// Replays one recorded event as fast as it goes through a system of its own and gathers what its subscriber got.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startSystem } from "../../services/system.ts";
import { readRecording } from "../../simulators/recording.ts";
import { replay } from "../../simulators/replayRun.ts";
import type { ReportLine, Summary } from "../../simulators/report.ts";
import { issuedCap } from "../issuedCap.ts";
import { eventually } from "../poll.ts";
import { sharedPath } from "../sharedData.ts";

export interface Ring {
  readonly summary: Summary;
  readonly lines: readonly ReportLine[];
  readonly headlines: readonly string[];
}

export interface RingOptions {
  /** Where the system's parts are; default: all in this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** Default: the broker in this process. */
  readonly mqttUrl?: string;
  /** Seconds of data a second; default: as fast as it goes. */
  readonly speed?: number;
}

export async function ring(id: string, options: RingOptions = {}): Promise<Ring> {
  const folder = mkdtempSync(join(tmpdir(), "tocsin-ring-"));
  const system = await startSystem({
    env: {
      HTTP_PORT: "0",
      DATABASE_URL: `sqlite:${folder}/tocsin.db`,
      INGEST_MQTT_URL: "embedded://127.0.0.1:0",
      ALARM_ALLOW_PRIVATE: "127.0.0.1/32",
      LOG_FILE: `${folder}/log`,
      ...options.env,
    },
  });
  const lines: ReportLine[] = [];
  const headlines: string[] = [];
  const api = { url: system.httpUrl, token: "" };
  try {
    await eventually("the system is ready", async () => (await system.notReady()) === undefined, 30_000);
    const summary = await replay({
      recording: readRecording(sharedPath("data/events", id)),
      run: `ring-${Date.now().toString(36)}`,
      speed: options.speed ?? Number.POSITIVE_INFINITY,
      mqttUrl: options.mqttUrl ?? system.mqttUrl,
      api,
      alarmApi: api,
      callbackHost: "127.0.0.1",
      place: undefined,
      minimumIntensity: 1,
      acceptPreliminary: false,
      signal: new AbortController().signal,
      note: () => undefined,
      onProgress: () => undefined,
      onLine(line, received) {
        lines.push(line);
        headlines.push(received.alarm?.data.headline ?? "");
      },
    });
    const { faults } = await issuedCap(system.httpUrl);
    if (faults.length > 0) throw new Error(`the public was told what is no good CAP: ${faults.join("; ")}`);
    return { summary, lines, headlines };
  } finally {
    await system.close();
  }
}
