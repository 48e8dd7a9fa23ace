// kill -9 in the middle of an earthquake, over real servers: a standby goes on with the same event.
import { afterEach, expect, test } from "vitest";
import { readRecording } from "../../simulators/recording.ts";
import { replay } from "../../simulators/replayRun.ts";
import type { ReportLine } from "../../simulators/report.ts";
import { eventually } from "../poll.ts";
import { noSharedData, sharedPath } from "../sharedData.ts";
import { httpOf, isReady, type ServiceProcess, spawnService } from "../system/spawnService.ts";

const { TEST_AMQP_URL, TEST_REDIS_URL, TEST_POSTGRES_URL, TEST_MQTT_URL } = process.env;
const isThere = Boolean(TEST_AMQP_URL && TEST_REDIS_URL && TEST_POSTGRES_URL && TEST_MQTT_URL);
if (!isThere && process.env.CI === "true") throw new Error("TEST_*_URL: not set; run by npm test");
if (!isThere) console.warn("SKIP: crashes over real servers (run by npm test)");

const ENV = {
  BUS_URL: TEST_AMQP_URL ?? "",
  STORE_URL: TEST_REDIS_URL ?? "",
  DATABASE_URL: TEST_POSTGRES_URL ?? "",
  INGEST_MQTT_URL: TEST_MQTT_URL ?? "",
  ALARM_ALLOW_PRIVATE: "127.0.0.1/32",
  HTTP_PORT: "0",
};
/** From the origin: enough before it for the averages, enough after it for the event to be final. */
const BEFORE_MS = 30_000;
const AFTER_MS = 110_000;
const SPEED = 6;

const running: ServiceProcess[] = [];
afterEach(async () => {
  for (const { child } of running) child.kill("SIGKILL");
  await Promise.all(running.splice(0).map(({ exit }) => exit));
});

async function start(...names: readonly string[]): Promise<readonly ServiceProcess[]> {
  const services = names.map((name) => spawnService([name], ENV));
  running.push(...services);
  for (const service of services) await eventually("a service is ready", () => isReady(service), 30_000);
  return services;
}

function part(id: string) {
  const recording = readRecording(sharedPath("data/events", id));
  const originMs = recording.truths[0]?.timeMs ?? Number.NaN;
  const isWithin = (atMs: number) => atMs > originMs - BEFORE_MS && atMs < originMs + AFTER_MS;
  return { ...recording, packets: recording.packets.filter(({ receivedMs }) => isWithin(receivedMs)) };
}

interface Watch {
  readonly onLine?: (line: ReportLine) => void;
  readonly onProgress?: (published: number) => void;
}

async function ringThrough(
  gateway: ServiceProcess,
  alarm: ServiceProcess,
  watch: Watch,
): Promise<readonly ReportLine[]> {
  const lines: ReportLine[] = [];
  await replay({
    recording: part("mx20180129_m46"),
    run: `crash-${Date.now().toString(36)}`,
    speed: SPEED,
    mqttUrl: ENV.INGEST_MQTT_URL,
    api: { url: httpOf(gateway), token: "" },
    alarmApi: { url: httpOf(alarm), token: "" },
    callbackHost: "127.0.0.1",
    place: undefined,
    minimumIntensity: 1,
    acceptPreliminary: true,
    signal: new AbortController().signal,
    note: () => undefined,
    onProgress: (published) => watch.onProgress?.(published),
    onLine(line) {
      watch.onLine?.(line);
      lines.push(line);
    },
  });
  return lines;
}

const crash = test.skipIf(!isThere || noSharedData);

crash(
  "the active integrator dies at the first alarm: the standby goes on with the same event to its end",
  { timeout: 120_000 },
  async () => {
    const [gateway, alarm, first, second] = await start(
      "gateway",
      "alarm",
      "integrator",
      "integrator",
      "decoder",
      "ingest",
    );
    if (!gateway || !alarm || !first || !second) throw new Error("not started");
    const active = [first, second].find(({ output }) => output().includes('"integrating"'));
    const standby = active === first ? second : first;
    const lines = await ringThrough(gateway, alarm, { onLine: () => active?.child.kill("SIGKILL") });
    expect(standby.output()).toContain("took over");
    expect(new Set(lines.map(({ eventId }) => eventId)).size).toBe(1);
    expect(lines.at(-1)?.type).toBe("alarm.final");
    expect(lines.every(({ verified }) => verified)).toBe(true);
    expect(lines.at(-1)?.version).toBeGreaterThan(lines[0]?.version ?? 0);
  },
);

crash(
  "one of two decoders dies before the earthquake: the other takes its stations, and the alarm comes",
  { timeout: 120_000 },
  async () => {
    const [gateway, alarm, doomed, other] = await start(
      "gateway",
      "alarm",
      "decoder",
      "decoder",
      "integrator",
      "ingest",
    );
    if (!gateway || !alarm || !doomed || !other) throw new Error("not started");
    await eventually("they share the partitions", () => (doomed.output() + other.output()).includes('"members":2'));
    const lines = await ringThrough(gateway, alarm, {
      onProgress: (published) => void (published > 50 && doomed.child.kill("SIGKILL")),
    });
    expect(other.output()).toMatch(/"partitions":"p0,p1,p2,p3,p4,p5,p6,p7","members":1/);
    expect(lines.at(-1)?.type).toBe("alarm.final");
    expect(lines.at(-1)?.locationErrorKm).toBeLessThan(30);
  },
);
