// The edge with a real broker in this process: good packets arrive, and no bad neighbour hurts them.

import type { MqttClient } from "mqtt";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Station } from "../../../shared/contracts/station.ts";
import { systemClock } from "../../../shared/runtime/clock.ts";
import { connectStore } from "../../../shared/runtime/connectStore.ts";
import { openLog } from "../../../shared/runtime/log.ts";
import { StationDirectory } from "../../../shared/runtime/stations.ts";
import { eventually } from "../../poll.ts";
import { connectSensor, type Ingest, introduce, META, startIngest } from "./harness.ts";

const GOOD = "eew-drill/v1/may/XX/GOOD";
const log = openLog({ level: "fatal", service: "test" });
const newStore = () => connectStore("memory:", { clock: systemClock, log });

let ingest: Ingest;
let sensor: MqttClient;

async function open(env: Readonly<Record<string, string>> = {}, options: Parameters<typeof startIngest>[1] = {}) {
  ingest = await startIngest(env, options);
  sensor = await connectSensor(ingest.mqttUrl);
}

beforeEach(() => open());
afterEach(async () => {
  await sensor?.endAsync(true);
  await ingest?.close();
});

const arrived = (text: string) =>
  ingest.packets.filter(({ payload }) => Buffer.from(payload).toString("latin1") === text).length;

describe("a good packet arrives beside", () => {
  beforeEach(() => introduce(ingest, sensor, GOOD));

  test.each<[string, string, Buffer | string, string]>([
    ["an unknown format", "eew-drill/v1/may/XX/GOOD/traces/knet", "x", "unknown_topic"],
    ["a topic that is too short", "eew/v1/t/XX/traces", "x", "unknown_topic"],
    ["2 MB of garbage", `${GOOD}/traces/openeew`, Buffer.alloc(2_000_000, 0xee), "oversized"],
    ["an empty payload", `${GOOD}/traces/openeew`, "", "empty"],
    ["a station nobody registered", "eew-drill/v1/may/XX/WHO/traces/openeew", "x", "unregistered"],
    ["the same station of another world", "eew-drill/v1/june/XX/GOOD/traces/openeew", "x", "unregistered"],
    ["a device that is not named", "/traces", Buffer.from([0xff, 0xfe, 0x00, 0x80]), "unknown_topic"],
    ["meta that is not UTF-8", "eew-drill/v1/may/XX/BAD/meta", Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), "bad_meta"],
    ["meta with NaN", "eew-drill/v1/may/XX/BAD/meta", JSON.stringify(META).replace("17.1", "NaN"), "bad_meta"],
    ["meta off the globe", "eew-drill/v1/may/XX/BAD/meta", JSON.stringify({ ...META, latitudeDeg: 99 }), "bad_meta"],
    ["meta without channels", "eew-drill/v1/may/XX/BAD/meta", JSON.stringify({ ...META, channels: [] }), "bad_meta"],
    ["live meta", "eew/v1/t/XX/NEW/meta", JSON.stringify(META), "meta_refused"],
    ["a status that is none", `${GOOD}/status`, "Offline", "bad_status"],
    ["a status of sixty kilobytes", `${GOOD}/status`, Buffer.alloc(60_000, 0x6f), "bad_status"],
    ["a status of bytes that are no text", `${GOOD}/status`, Buffer.from([0xff, 0x00]), "bad_status"],
    ["a status of a station nobody registered", "eew/v1/t/XX/NEW/status", "offline", "status_unregistered"],
    ["a status that was cleared", `${GOOD}/status`, "", "ignored"],
  ])("%s, which is counted", async (_, topic, payload, outcome) => {
    await sensor.publishAsync(topic, payload, { qos: 1 });
    await sensor.publishAsync(`${GOOD}/traces/openeew`, "good", { qos: 1 });
    await eventually("the good packet is there", () => arrived("good") === 1);
    expect(await ingest.outcomes(outcome)).toBe(1);
    expect(await ingest.outcomes("accepted")).toBe(1);
    expect(ingest.packets.length).toBe(1);
  });
});

test("packets leave in the order they came, from many stations, at QoS 0 and 1", async () => {
  for (const name of ["A", "B", "C"]) await introduce(ingest, sensor, `eew-drill/v1/may/XX/${name}`);
  for (const qos of [0, 1] as const) {
    const wanted = Array.from({ length: 600 }, (_, n) => `${qos}/${n}`);
    for (const [n, text] of wanted.entries()) {
      sensor.publish(`eew-drill/v1/may/XX/${"ABC"[n % 3]}/traces/openeew`, text, { qos });
    }
    await eventually("all are there", () => arrived(wanted.at(-1) ?? "") === 1);
    const got = ingest.packets.map(({ payload }) => Buffer.from(payload).toString());
    expect(got.filter((text) => text.startsWith(`${qos}/`))).toEqual(wanted);
  }
});

test("a replay says when a packet was received; otherwise it is now", async () => {
  await introduce(ingest, sensor, "eew-replay/v1/r1/XX/A");
  const beforeMs = Date.now();
  await sensor.publishAsync("eew-replay/v1/r1/XX/A/traces/miniseed2/1562383195250", "old", { qos: 1 });
  await sensor.publishAsync("eew-replay/v1/r1/XX/A/traces/miniseed2", "new", { qos: 1 });
  await eventually("both are there", () => ingest.packets.length === 2);
  const [old, now] = ingest.packets;
  expect(old).toMatchObject({ mode: "replay", run: "r1", stationId: "XX_A", receivedMs: 1_562_383_195_250 });
  expect(old?.wallMs).toBeGreaterThanOrEqual(beforeMs);
  expect(now?.receivedMs).toBe(now?.wallMs);
});

test("a station that says the same about itself again is not announced again", async () => {
  await introduce(ingest, sensor, GOOD);
  await sensor.publishAsync(`${GOOD}/meta`, JSON.stringify(META), { qos: 1 });
  await eventually("it is counted", async () => (await ingest.outcomes("known")) === 1);
  await introduce(ingest, sensor, "eew-drill/v1/may/XX/OTHER");
  expect(ingest.stations.map(({ stationId }) => stationId)).toEqual(["XX_GOOD", "XX_OTHER"]);
});

describe("live stations that describe themselves", () => {
  const TOPIC = "eew/v1/t/XX/LIVE/meta";
  const say = (meta: object) => sensor.publishAsync(TOPIC, JSON.stringify(meta), { qos: 1 });
  const registered = async (over: object) => {
    await ingest.close();
    await sensor.endAsync(true);
    const store = await newStore();
    const station = {
      ...META,
      channels: META.channels as Station["channels"],
      mode: "live",
      run: "",
      updatedMs: 1,
    } as const;
    await new StationDirectory(store, log).register({ ...station, stationId: "XX_LIVE", ...over });
    await open({ INGEST_ACCEPT_META: "true" }, { store });
  };

  test("keep what the registry fixed; where they say they are goes along, once", async () => {
    await registered({ latitudeDeg: 18, fixed: ["latitudeDeg", "longitudeDeg"], createdMs: 1 });
    await say({ ...META, name: "Roof" });
    await eventually("it is announced", () => ingest.stations.length === 1);
    expect(ingest.stations[0]).toMatchObject({
      ...{ latitudeDeg: 18, longitudeDeg: -100.2, name: "Roof", createdMs: 1 },
      ...{ fixed: ["latitudeDeg", "longitudeDeg"], claimed: { latitudeDeg: 17.1, longitudeDeg: -100.2 } },
    });
    await say({ ...META, name: "Roof", latitudeDeg: 17.1 });
    await eventually("it is known", async () => (await ingest.outcomes("known")) === 1);
    expect(ingest.stations).toHaveLength(1);
  });

  test("stay away once they were removed, with their packets", async () => {
    await registered({ removedMs: 2, updatedMs: 2 });
    await say(META);
    await sensor.publishAsync("eew/v1/t/XX/LIVE/traces/openeew", "x", { qos: 1 });
    await eventually("both are refused", async () => (await ingest.outcomes("removed")) === 2);
    expect([ingest.stations, ingest.packets]).toEqual([[], []]);
  });

  test("cannot say what only the registry may", async () => {
    await registered({});
    await say({
      ...META,
      name: "x",
      fixed: ["name"],
      removedMs: 5,
      createdMs: 7,
      claimed: { latitudeDeg: 1, longitudeDeg: 1 },
    });
    await eventually("it is announced", () => ingest.stations.length === 1);
    const [{ fixed, removedMs, createdMs, claimed } = {} as Station] = ingest.stations;
    expect([fixed, removedMs, createdMs, claimed]).toEqual([undefined, undefined, undefined, undefined]);
  });
});

test("a moved station is announced with its new place", async () => {
  await introduce(ingest, sensor, GOOD);
  await sensor.publishAsync(`${GOOD}/meta`, JSON.stringify({ ...META, latitudeDeg: 18 }), { qos: 1 });
  await eventually("it is announced", () => ingest.stations.at(-1)?.latitudeDeg === 18);
});

test("a device that dies without a word is told as offline, after it was told as online", async () => {
  await introduce(ingest, sensor, GOOD);
  const will = { topic: `${GOOD}/status`, payload: Buffer.from("offline"), qos: 1 as const, retain: true };
  const device = await connectSensor(ingest.mqttUrl, 4, will);
  await device.publishAsync(`${GOOD}/status`, "online", { qos: 1, retain: true });
  const lastTold = () => ingest.news.at(-1)?.stations.at(-1)?.connection;
  await eventually("it is told as online", () => lastTold() === "online");
  device.stream.destroy();
  await eventually("it is told as offline", () => lastTold() === "offline");
  expect(ingest.news.map(({ mode, run, stations }) => [mode, run, stations[0]?.stationId])).toEqual([
    ["drill", "may", "XX_GOOD"],
    ["drill", "may", "XX_GOOD"],
  ]);
  expect(await ingest.metrics.valueOf("eew_ingest_devices", { connection: "offline" })).toBe(1);
  expect(await ingest.outcomes("status")).toBe(2);
  await device.endAsync(true);
});

describe("with settings of its own", () => {
  const reopen = async (...how: Parameters<typeof open>) => {
    await sensor.endAsync(true);
    await ingest.close();
    await open(...how);
  };

  test("live stations register themselves where the operator allows it", async () => {
    await reopen({ INGEST_ACCEPT_META: "true" });
    await introduce(ingest, sensor, "eew/v1/tenant/XX/A");
    await sensor.publishAsync("eew/v1/tenant/XX/A/traces/openeew", "live", { qos: 1 });
    await eventually("its packet is there", () => arrived("live") === 1);
    expect(ingest.packets[0]).toMatchObject({ mode: "live", run: "" });
  });

  test("an operator may refuse every unreal world", async () => {
    await reopen({ INGEST_UNREAL: "false" });
    await sensor.publishAsync(`${GOOD}/meta`, JSON.stringify(META), { qos: 1 });
    await sensor.publishAsync(`${GOOD}/traces/openeew`, "x", { qos: 1 });
    await eventually("both are counted", async () => (await ingest.outcomes("unreal_refused")) === 2);
    expect(ingest.stations).toEqual([]);
  });

  test("a station registered elsewhere while we ran is let in after the first packet asked for it", async () => {
    const store = await newStore();
    await reopen({}, { store });
    const elsewhere = new StationDirectory(store, log);
    await elsewhere.register({
      ...META,
      channels: [{ code: "x", component: "Z", unit: "m/s2", sensitivity: 100 }],
      mode: "live",
      run: "",
      stationId: "OE_A1",
      updatedMs: 1,
    });
    await eventually("a packet gets through", async () => {
      await sensor.publishAsync("traces/someone/a1", "hello", { qos: 1 });
      return arrived("hello") > 0;
    });
    expect(await ingest.outcomes("unregistered")).toBeGreaterThan(0);
  });

  test("packets of eight partitions keep their order within each station", async () => {
    await reopen({ INGEST_LINGER_MS: "10" }, { partitions: 8 });
    const names = Array.from({ length: 12 }, (_, n) => `S${n}`);
    for (const name of names) await introduce(ingest, sensor, `eew-drill/v1/may/XX/${name}`);
    for (let n = 0; n < 600; n += 1) {
      sensor.publish(`eew-drill/v1/may/XX/${names[n % 12]}/traces/openeew/${n}`, "x", { qos: 1 });
    }
    await eventually("all are there", () => ingest.packets.length === 600);
    for (const name of names) {
      const times = ingest.packets.filter(({ stationId }) => stationId === `XX_${name}`).map((p) => p.receivedMs);
      expect(times).toEqual([...times].sort((a, b) => a - b));
      expect(times.length).toBe(50);
    }
  });

  test("closing sends what was still lingering", async () => {
    await reopen({ INGEST_LINGER_MS: "10" });
    await introduce(ingest, sensor, GOOD);
    for (let n = 0; n < 20; n += 1) sensor.publish(`${GOOD}/traces/openeew`, `${n}`, { qos: 1 });
    await eventually("all were taken", async () => (await ingest.outcomes("accepted")) === 20);
    await ingest.close();
    expect(ingest.packets.length).toBe(20);
    expect(ingest.notReady()).toBeDefined();
  });
});
