// The same recording gives the same events, byte for byte, in its own rhythm and as fast as it goes.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { startSystem } from "../../services/system.ts";
import { type Recording, readRecording } from "../../simulators/recording.ts";
import { replay } from "../../simulators/replayRun.ts";
import { issuedCap } from "../issuedCap.ts";
import { eventually } from "../poll.ts";
import { noSharedData, sharedPath } from "../sharedData.ts";

/** One minute: half of it before the first P, so that averages have filled, and the rest while the event grows. */
const BEFORE_MS = 28_000;
const AFTER_MS = 32_000;

function minuteOf(id: string): Recording {
  const recording = readRecording(sharedPath("data/events", id));
  const originMs = recording.truths[0]?.timeMs ?? Number.NaN;
  const within = (receivedMs: number) => receivedMs > originMs - BEFORE_MS && receivedMs < originMs + AFTER_MS;
  return { ...recording, packets: recording.packets.filter((packet) => within(packet.receivedMs)) };
}

/** Every version of every event as the integrator sent it, in order. */
async function historyAt(speed: number, recording: Recording): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), "tocsin-same-"));
  const file = join(folder, "tocsin.db");
  const system = await startSystem({
    env: {
      HTTP_PORT: "0",
      DATABASE_URL: `sqlite:${file}`,
      INGEST_MQTT_URL: "embedded://127.0.0.1:0",
      ALARM_ALLOW_PRIVATE: "127.0.0.1/32",
      LOG_FILE: join(folder, "log"),
    },
  });
  const api = { url: system.httpUrl, token: "" };
  try {
    await replay({
      recording,
      run: "same",
      speed,
      mqttUrl: system.mqttUrl,
      api,
      alarmApi: api,
      callbackHost: "127.0.0.1",
      place: undefined,
      minimumIntensity: 1,
      acceptPreliminary: true,
      signal: new AbortController().signal,
      note: () => undefined,
      onProgress: () => undefined,
      onLine: () => undefined,
    });
    await eventually("the public is told", async () => (await issuedCap(system.httpUrl)).messages.length > 1);
    const { faults, titles } = await issuedCap(system.httpUrl);
    expect(faults).toEqual([]);
    for (const title of titles) expect(title).toMatch(/^\[Test: replay\] (\[Cancel\] )?REPLAY: /);
  } finally {
    await system.close();
  }
  const database = new DatabaseSync(file);
  const rows = database.prepare("select body from event_version order by event_id, version").all();
  database.close();
  return rows.map(({ body }) => String(body));
}

test.skipIf(noSharedData)(
  "a recorded M7.1 gives the same event history at speed 1 and at full speed",
  { timeout: 180_000 },
  async () => {
    const recording = minuteOf("us20190706_ridgecrest_m71");
    const [slow, fast] = await Promise.all([historyAt(1, recording), historyAt(Number.POSITIVE_INFINITY, recording)]);
    expect(fast.length).toBeGreaterThan(3);
    expect(fast).toEqual(slow);
  },
);
