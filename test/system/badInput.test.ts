// Bad input on the real path, MQTT to decoder: each kind is told in the log, counted, and harms nothing beside it.
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectAsync, type MqttClient } from "mqtt";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type System, startSystem } from "../../services/system.ts";
import { eventually } from "../poll.ts";

const SAMPLES = 32;
const RATE_HZ = 31.25;
const logFile = join(mkdtempSync(join(tmpdir(), "tocsin-bad-input-")), "log");
let system: System;
let client: MqttClient;
let stationCount = 0;

beforeAll(async () => {
  system = await startSystem({
    env: {
      HTTP_PORT: "0",
      DATABASE_URL: "sqlite::memory:",
      INGEST_MQTT_URL: "embedded://127.0.0.1:0",
      INGEST_ACCEPT_META: "true",
      LOG_FILE: logFile,
    },
  });
  client = await connectAsync(system.mqttUrl, { protocolVersion: 4 });
});

afterAll(async () => {
  await client?.endAsync();
  await system?.close();
});

/** A live station of its own for each test, so that counts and clocks do not mix. */
async function newStation(): Promise<{ readonly name: string; readonly topic: string }> {
  stationCount += 1;
  const name = `B${stationCount}`;
  const axes = [
    ["x", "Z"],
    ["y", "N"],
    ["z", "E"],
  ];
  const meta = {
    latitudeDeg: 19,
    longitudeDeg: -99,
    elevationM: 0,
    sampleRateHz: RATE_HZ,
    channels: axes.map(([code, component]) => ({ code, component, unit: "m/s2", sensitivity: 100 })),
  };
  await client.publishAsync(`eew/v1/test/XX/${name}/meta`, JSON.stringify(meta), { qos: 1, retain: true });
  await eventually(`station XX_${name} is registered`, async () => {
    const list = await (await fetch(`${system.httpUrl}/api/stations`)).text();
    return list.includes(`XX_${name}`);
  });
  return { name, topic: `eew/v1/test/XX/${name}/traces/openeew` };
}

function packet(atMs: number, overrides: Record<string, unknown> = {}): string {
  const axis = () => Array.from({ length: SAMPLES }, (_, i) => Math.round(50 * Math.sin(atMs + i * i)) / 1000);
  return JSON.stringify({
    device_id: "b",
    x: axis(),
    y: axis(),
    z: axis(),
    device_t: atMs / 1000,
    sr: RATE_HZ,
    ...overrides,
  });
}

const send = (topic: string, payload: string | Buffer) => client.publishAsync(topic, payload, { qos: 1 });
const used = () => system.metrics.valueOf("eew_packets_total", { outcome: "used" });
const refusedBy = (metric: string, outcome: string) => system.metrics.valueOf(metric, { outcome });
const INGEST = "eew_ingest_messages_total";
const DECODER = "eew_packets_total";

interface Case {
  readonly kind: string;
  readonly metric: string;
  readonly outcome: string;
  /** What the log line about it says. */
  readonly told: RegExp;
  readonly bad: (
    station: { name: string; topic: string },
    nowMs: number,
  ) => readonly [topic: string, payload: string | Buffer];
}

const cases: readonly Case[] = [
  {
    kind: "broken JSON",
    metric: DECODER,
    outcome: "malformed",
    told: /not JSON/i,
    bad: ({ topic }) => [topic, '{"x":[1,2'],
  },
  {
    kind: "truncated JSON from a small buffer",
    metric: DECODER,
    outcome: "malformed",
    told: /not JSON/i,
    bad: ({ topic }, now) => [topic, packet(now).slice(0, 300)],
  },
  {
    kind: "NaN among the samples",
    metric: DECODER,
    outcome: "malformed",
    told: /NaN|not JSON|number/,
    bad: ({ topic }, now) => [topic, packet(now).replace(/"x":\[[^,]+/, '"x":[NaN')],
  },
  {
    kind: "a null sample",
    metric: DECODER,
    outcome: "malformed",
    told: /null/,
    bad: ({ topic }, now) => [topic, packet(now, { x: [null, 1] })],
  },
  {
    kind: "a wrong type",
    metric: DECODER,
    outcome: "malformed",
    told: /"x"|\bx\b/,
    bad: ({ topic }, now) => [topic, packet(now, { x: "0.1,0.2" })],
  },
  {
    kind: "a packet from 1970",
    metric: DECODER,
    outcome: "badtime",
    told: /device_t 12345 ms is out of line/,
    bad: ({ topic }) => [topic, packet(12_345)],
  },
  {
    kind: "an unknown station",
    metric: INGEST,
    outcome: "unregistered",
    told: /XX_NOBODY/,
    bad: (_, now) => ["eew/v1/test/XX/NOBODY/traces/openeew", packet(now)],
  },
  {
    kind: "an unknown topic",
    metric: INGEST,
    outcome: "unknown_topic",
    told: /weather/,
    bad: (_, now) => ["eew/v1/test/XX/weather", packet(now)],
  },
  {
    kind: "2 MB of garbage",
    metric: INGEST,
    outcome: "oversized",
    told: /2000000 bytes/,
    bad: ({ topic }) => [topic, Buffer.alloc(2_000_000, 0x41)],
  },
  { kind: "an empty payload", metric: INGEST, outcome: "empty", told: /0 bytes/, bad: ({ topic }) => [topic, ""] },
  {
    kind: "meta with a latitude of 91",
    metric: INGEST,
    outcome: "bad_meta",
    told: /latitudeDeg/,
    bad: ({ name }) => [`eew/v1/test/XX/${name}/meta`, '{"latitudeDeg":91}'],
  },
];

test.each(cases)("$kind is told and counted, and the good packets beside it are used", async ({
  metric,
  outcome,
  told,
  bad,
}) => {
  const station = await newStation();
  const nowMs = Date.now();
  const [usedBefore, refusedBefore] = [await used(), await refusedBy(metric, outcome)];
  await send(station.topic, packet(nowMs - 1024));
  await send(...bad(station, nowMs));
  await send(station.topic, packet(nowMs));
  await eventually("both good packets are used", async () => (await used()) === usedBefore + 2);
  expect(await refusedBy(metric, outcome)).toBe(refusedBefore + 1);
  await eventually("the log tells why", async () => told.test(readFileSync(logFile, "utf8")));
});

test("a packet sent twice is used once", async () => {
  const station = await newStation();
  const nowMs = Date.now();
  const [usedBefore, duplicatesBefore] = [await used(), await refusedBy(DECODER, "duplicate")];
  for (const payload of [packet(nowMs - 1024), packet(nowMs - 1024), packet(nowMs)]) await send(station.topic, payload);
  await eventually("both good packets are used", async () => (await used()) === usedBefore + 2);
  expect(await refusedBy(DECODER, "duplicate")).toBe(duplicatesBefore + 1);
});
