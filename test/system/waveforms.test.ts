// The waveforms around an earthquake are kept, are what the sensors sent, and are served; a second earthquake doubles nothing.
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type StationWaveform, waveformsOf } from "../../services/catalogue/waveforms/waveformsOf.ts";
import { type System, startSystem } from "../../services/system.ts";
import { events, type SeismicEvent } from "../../shared/contracts/event.ts";
import { connectDatabase } from "../../shared/runtime/connectDatabase.ts";
import type { Database } from "../../shared/runtime/database.ts";
import { openLog } from "../../shared/runtime/log.ts";
import { decodeMiniSeed2 } from "../../shared/seismo/miniseed2.ts";
import {
  connectFeed,
  type FeedPacket,
  type FeedWorld,
  introduce,
  publishAll,
  untilRegistered,
} from "../../simulators/feed.ts";
import { packetsOf, sensorsOf } from "../../simulators/fleet.ts";
import { Sensor } from "../../simulators/sensor/sensor.ts";
import { eventually } from "../poll.ts";

const START_MS = Date.UTC(2026, 2, 1);
const WORLD: FeedWorld = { mode: "simulation", run: "twice" };
const QUAKE_AFTER_S = 60;
/** Their spans overlap by some seconds; the third earthquake would come after all this. */
const REPEAT_S = 140;
const END_S = QUAKE_AFTER_S + REPEAT_S + 134;
const OPTIONS = {
  ...{ stations: 12, center: { latitudeDeg: 17.5, longitudeDeg: -101 }, spacingKm: 15, rateHz: 50, seed: 5 },
  ...{ magnitude: 6, quakeAfterS: QUAKE_AFTER_S, repeatEveryS: REPEAT_S, startMs: START_MS, onQuake: () => undefined },
};
const LINK = { latency: { shortestMs: 100, medianMs: 200, p99Ms: 300, longestMs: 400 } };
const place = { latitudeDeg: 17.55, longitudeDeg: -101.05 };
const logger = new Sensor({
  ...{ stationId: "XX_LOG", place, rateHz: 100, packetS: 1, format: "miniseed2", seed: 6, phaseMs: 0, link: LINK },
});
const sensors = [...sensorsOf(OPTIONS), logger];
const sent: FeedPacket[] = [];
const folder = mkdtempSync(join(tmpdir(), "tocsin-waveforms-"));
let system: System;
let database: Database;
let told: readonly SeismicEvent[];
let kept: readonly StationWaveform[];

beforeAll(async () => {
  const url = `sqlite:${join(folder, "tocsin.db")}`;
  const env = { HTTP_PORT: "0", DATABASE_URL: url, INGEST_MQTT_URL: "embedded://127.0.0.1:0" };
  system = await startSystem({ env: { ...env, LOG_FILE: join(folder, "log") } });
  for (const packet of packetsOf(sensors, OPTIONS)) {
    if (packet.receivedMs > START_MS + END_S * 1000) break;
    sent.push(packet);
  }
  const client = await connectFeed(system.mqttUrl);
  const metas = sensors.map(({ meta }) => meta);
  await introduce(() => client, WORLD, metas);
  await untilRegistered({ url: system.httpUrl, token: "" }, WORLD, metas);
  const pace = { speed: Number.POSITIVE_INFINITY, signal: new AbortController().signal };
  await publishAll(() => client, WORLD, sent, pace);
  await client.endAsync();
  database = await connectDatabase(url, { log: openLog({ level: "fatal", service: "test" }) });
  await eventually("both events have ended and are kept as they ended", bothAreKept, 60_000);
  const stationIds = metas.map(({ stationId }) => stationId);
  kept = await waveformsOf(database, { ...WORLD, stationIds, fromMs: 0, toMs: 1e14 });
}, 120_000);

async function bothAreKept(): Promise<boolean> {
  const rows = await database.query.selectFrom("event_version").select("body").orderBy("version").execute();
  told = rows.map(({ body }) => events.decode(Buffer.from(body)));
  const ended = told.filter(({ status }) => status === "final");
  const said = readFileSync(join(folder, "log"), "utf8").trim().split("\n");
  const keptAs = said.map((line) => JSON.parse(line)).filter(({ msg }) => msg === "waveforms kept");
  const isKept = (one: SeismicEvent) =>
    keptAs.some(({ eventId, version }) => eventId === one.eventId && version === one.version);
  return ended.length === 2 && ended.every(isKept);
}

afterAll(async () => {
  await database?.close();
  await system?.close();
});

test("of every station each channel is kept in one piece from 30 s before the first P to 120 s after the last event's", () => {
  const first = (id: string) => {
    const p = told.filter(({ eventId }) => eventId === id).flatMap(({ arrivals }) => arrivals);
    return Math.min(...p.filter(({ phase }) => phase === "P").map(({ timeMs }) => timeMs));
  };
  const ids = [...new Set(told.map(({ eventId }) => eventId))];
  expect(ids).toHaveLength(2);
  const firsts = ids.map(first).sort();
  expect(kept).toHaveLength(3 * sensors.length);
  for (const { startMs, sampleRateHz, counts } of kept) {
    const periodMs = 1000 / sampleRateHz;
    expect(Math.abs(startMs - ((firsts[0] ?? 0) - 30_000))).toBeLessThan(periodMs);
    expect(Math.abs(startMs + counts.length * periodMs - ((firsts[1] ?? 0) + 120_000))).toBeLessThan(3 * periodMs);
  }
});

test("every sample is the one the sensor sent", () => {
  for (const [i, axis] of (["x", "y", "z"] as const).entries()) {
    const waveform = kept.find(
      ({ stationId, channel }) => stationId === "SIM_S001" && channel === ["BNZ", "BNN", "BNE"][i],
    );
    const all = sent
      .filter(({ stationId }) => stationId === "SIM_S001")
      .flatMap(({ payload }) => JSON.parse(Buffer.from(payload).toString())[axis] as number[]);
    expect(placeIn(all.map(Math.fround), waveform?.counts ?? new Float64Array(0))).toBeGreaterThan(0);
  }
  for (const code of ["HNZ", "HNN", "HNE"]) {
    const waveform = kept.find(({ stationId, channel }) => stationId === "XX_LOG" && channel === code);
    const all = sent
      .filter(({ stationId }) => stationId === "XX_LOG")
      .flatMap(({ payload }) => decodeMiniSeed2(payload).records)
      .filter(({ channel }) => channel === code)
      .flatMap(({ samples }) => [...samples]);
    expect(placeIn(all, waveform?.counts ?? new Float64Array(0))).toBeGreaterThan(0);
  }
});

test("every pick lies in the record of its station", () => {
  for (const { stationId, timeMs } of told.flatMap(({ arrivals }) => arrivals)) {
    const own = kept.filter((waveform) => waveform.stationId === stationId);
    for (const { startMs, counts, sampleRateHz } of own) {
      expect(timeMs).toBeGreaterThan(startMs);
      expect(timeMs).toBeLessThan(startMs + (counts.length * 1000) / sampleRateHz);
    }
    expect(own).toHaveLength(3);
  }
});

test("fdsnws-dataselect serves them to whoever asks for simulations, and to nobody else", async () => {
  const query = `${system.httpUrl}/fdsnws/dataselect/1/query?start=2026-03-01&end=2026-03-02&net=XX`;
  const answer = await fetch(`${query}&mode=simulation`);
  const { records, faults } = decodeMiniSeed2(new Uint8Array(await answer.arrayBuffer()));
  expect([answer.status, faults]).toEqual([200, []]);
  const want = kept.filter(({ stationId }) => stationId === "XX_LOG");
  for (const { channel, counts } of want) {
    const own = records.filter((record) => record.channel === channel);
    expect(own.flatMap(({ samples }) => [...samples])).toEqual([...counts]);
  }
  expect((await fetch(query)).status).toBe(204);
});

/** Where all of `part` stands in `all`; -1: nowhere. */
function placeIn(all: readonly number[], part: Float64Array): number {
  for (let from = 0; from + part.length <= all.length; from += 1) {
    if (part.every((value, i) => value === all[from + i])) return part.length === 0 ? -1 : from;
  }
  return -1;
}
