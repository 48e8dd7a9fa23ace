// The edge behind a real Mosquitto: two replicas share what sensors of every MQTT version send, each message once.
import type { MqttClient } from "mqtt";
import { afterEach, describe, expect, test } from "vitest";
import { systemClock } from "../../shared/runtime/clock.ts";
import { connectStore } from "../../shared/runtime/connectStore.ts";
import { openLog } from "../../shared/runtime/log.ts";
import { eventually } from "../poll.ts";
import { connectSensor, type Ingest, introduce, META, startIngest } from "../services/ingest/harness.ts";

const url = process.env.TEST_MQTT_URL ?? "";
if (url === "" && process.env.CI === "true") throw new Error("TEST_MQTT_URL: not set; CI needs a Mosquitto");
if (url === "") console.warn("SKIP: no Mosquitto (TEST_MQTT_URL); npm test starts one");

const PER_CASE = 500;
const open: { close(): Promise<unknown> }[] = [];
let runs = 0;

afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
});

/** A base topic of a world that no other test has used. */
const newBase = () => `eew-drill/v1/${process.pid}-${Date.now()}-${runs++}/XX`;

async function replicas(env: Readonly<Record<string, string>> = {}): Promise<[Ingest, Ingest]> {
  const store = await connectStore("memory:", {
    clock: systemClock,
    log: openLog({ level: "fatal", service: "test" }),
  });
  const pair: [Ingest, Ingest] = [await startReplica(), await startReplica()];
  return pair;

  async function startReplica(): Promise<Ingest> {
    const ingest = await startIngest({ INGEST_MQTT_URL: url, ...env }, { store });
    open.push(ingest);
    await eventually("subscribed", () => ingest.notReady() === undefined);
    return ingest;
  }
}

async function sensorOf(version: 4 | 5): Promise<MqttClient> {
  const client = await connectSensor(url, version);
  open.push({ close: () => client.endAsync(true) });
  return client;
}

describe.skipIf(url === "")("with Mosquitto", () => {
  test.each([
    [4, 0, "5"],
    [4, 1, "5"],
    [5, 0, "5"],
    [5, 1, "5"],
    [4, 1, "3.1.1"],
  ] as const)("a sensor of MQTT version %i at QoS %i gets every message through exactly once (edge speaks %s)", async (version, qos, protocol) => {
    const [a, b] = await replicas({ INGEST_MQTT_PROTOCOL: protocol });
    const sensor = await sensorOf(version);
    const base = newBase();
    await introduce(a, sensor, `${base}/A`);
    await eventually("both replicas know the station", () => b.stations.length > 0);
    for (let n = 0; n < PER_CASE; n += 1) sensor.publish(`${base}/A/traces/openeew/${n + 1}`, `${n}`, { qos });
    await eventually("all are there", () => a.packets.length + b.packets.length >= PER_CASE);
    const all = [...a.packets, ...b.packets].map(({ payload }) => Number(Buffer.from(payload).toString()));
    expect(all.sort((x, y) => x - y)).toEqual(Array.from({ length: PER_CASE }, (_, n) => n));
    for (const { packets } of [a, b]) {
      expect(packets.length, "both took their share").toBeGreaterThan(PER_CASE / 10);
      const times = packets.map(({ receivedMs }) => receivedMs);
      expect(times).toEqual([...times].sort((x, y) => x - y));
    }
  });

  test("a replica that starts late learns from retained messages which stations there are", async () => {
    const sensor = await sensorOf(5);
    const base = newBase();
    const topic = `${base}/LATE/meta`;
    await sensor.publishAsync(topic, JSON.stringify(META), { qos: 1, retain: true });
    const late = await startIngest({ INGEST_MQTT_URL: url });
    open.push(late);
    await eventually("it is registered", () => late.stations.some(({ stationId }) => stationId === "XX_LATE"));
    await sensor.publishAsync(topic, "", { qos: 1, retain: true });
  });

  test("a device that dies is offline for every replica, also for one that starts later", async () => {
    const [a, b] = await replicas();
    const sensor = await sensorOf(5);
    const topic = `${newBase()}/DEAD/status`;
    await introduce(a, sensor, topic.replace(/\/status$/, ""));
    const will = { topic, payload: Buffer.from("offline"), qos: 1 as const, retain: true };
    const device = await connectSensor(url, 5, will);
    open.push({ close: () => device.endAsync(true) });
    await device.publishAsync(topic, "online", { qos: 1, retain: true });
    const isTold = (by: Ingest, wanted: string) =>
      by.news.some(({ stations }) =>
        stations.some(({ stationId, connection }) => stationId === "XX_DEAD" && connection === wanted),
      );
    for (const one of [a, b]) await eventually("it is online", () => isTold(one, "online"));
    device.stream.destroy();
    for (const one of [a, b]) await eventually("it is offline", () => isTold(one, "offline"));
    const late = await startIngest({ INGEST_MQTT_URL: url });
    open.push(late);
    await eventually("the late one learns it from what is retained", () => isTold(late, "offline"));
    await sensor.publishAsync(topic, "", { qos: 1, retain: true });
    await sensor.publishAsync(topic.replace(/status$/, "meta"), "", { qos: 1, retain: true });
  });

  test("a replica that stops in the middle of a stream costs no message; the other takes all that follows", async () => {
    const [a, b] = await replicas();
    const sensor = await sensorOf(5);
    const base = newBase();
    await introduce(a, sensor, `${base}/A`);
    await eventually("both replicas know the station", () => b.stations.length > 0);
    const send = (from: number, to: number) =>
      Promise.all(
        Array.from({ length: to - from }, (_, i) =>
          sensor.publishAsync(`${base}/A/traces/openeew`, `${from + i}`, { qos: 1 }),
        ),
      );
    const sending = send(0, 300);
    await Promise.all([sending, a.close()]);
    const ofA = a.packets.length;
    await send(300, 400);
    await eventually("all are there", () => ofA + b.packets.length >= 400);
    const all = [...a.packets, ...b.packets].map(({ payload }) => Number(Buffer.from(payload).toString()));
    expect(all.sort((x, y) => x - y)).toEqual(Array.from({ length: 400 }, (_, n) => n));
    expect(a.packets.length).toBe(ofA);
  });
});
