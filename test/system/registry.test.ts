// The station registry in a whole system: a device, an operator and a restart between them.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { MqttClient } from "mqtt";
import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { type System, startSystem } from "../../services/system.ts";
import { eventually } from "../poll.ts";
import { connectSensor } from "../services/ingest/harness.ts";

const folder = mkdtempSync(join(tmpdir(), "tocsin-registry-"));
const env = {
  ...{ HTTP_PORT: "0", INGEST_MQTT_URL: "embedded://127.0.0.1:0", INGEST_ACCEPT_META: "true", LOG_LEVEL: "error" },
  PULSE_PERIOD_MS: "0",
};
const SERVICES = ["ingest", "decoder", "catalogue", "gateway"];
const TOPIC = "eew/v1/acme/XX/ROOF";
const META = {
  ...{ latitudeDeg: 17.1, longitudeDeg: -100.2, elevationM: 12, sampleRateHz: 31.25 },
  channels: [{ code: "x", component: "Z", unit: "m/s2", sensitivity: 100 }],
};

let system: System;
let database = "";
let device: MqttClient;
async function start(): Promise<void> {
  // Hot state and bus live in the process: every start finds them empty.
  system = await startSystem({ services: SERVICES, env: { ...env, DATABASE_URL: `sqlite:${database}` } });
  device = await connectSensor(system.mqttUrl);
}
async function stop(): Promise<void> {
  await device.endAsync(true);
  await system.close();
}
beforeEach(async () => {
  database = join(mkdtempSync(join(folder, "test-")), "tocsin.db");
  await start();
});
afterEach(stop);
afterAll(() => rmSync(folder, { recursive: true }));

// biome-ignore lint/suspicious/noExplicitAny: answers are looked into by their own paths
async function call(method: string, path: string, body?: object): Promise<any> {
  const answer = await fetch(system.httpUrl + path, {
    method,
    headers: { "content-type": "application/json" },
    body: body === undefined ? null : JSON.stringify(body),
  });
  const text = await answer.text();
  return answer.ok && text !== "" ? JSON.parse(text) : { status: answer.status };
}
const roof = async () => (await call("GET", "/v1/stations/XX_ROOF")).station;
const shown = async () =>
  (await call("GET", "/api/stations")).stations.map((one: { stationId: string }) => one.stationId);
const says = (meta: object) => device.publishAsync(`${TOPIC}/meta`, JSON.stringify(meta), { qos: 1 });
const outcomes = (outcome: string) => system.metrics.valueOf("eew_ingest_messages_total", { outcome });

test("what an operator fixes outlives the device's word and a restart; where the device claims to be is noticed", async () => {
  await says(META);
  await eventually("it is registered", async () => (await roof())?.latitudeDeg === 17.1);
  await call("PATCH", "/v1/stations/XX_ROOF", {
    ...{ latitudeDeg: 17.2, vs30Mps: 360 },
    updatedMs: (await roof()).updatedMs,
  });

  await says(META);
  await eventually("it is noticed", async () => (await roof()).moved !== undefined);
  expect(await roof()).toMatchObject({
    ...{ latitudeDeg: 17.2, longitudeDeg: -100.2, vs30Mps: 360, claimed: { latitudeDeg: 17.1 } },
    moved: { from: { latitudeDeg: 17.2 }, to: { latitudeDeg: 17.1 }, distanceKm: expect.closeTo(11.12, 1) },
  });
  await call("POST", "/v1/stations/XX_ROOF/acknowledge");
  const { updatedMs } = await roof();

  // At each connect the retained meta comes again: nobody is told anything.
  await says(META);
  await eventually("it is known", async () => (await outcomes("known")) > 0);
  expect(await roof()).toMatchObject({ updatedMs, latitudeDeg: 17.2 });
  expect((await roof()).moved).toBeUndefined();

  await stop();
  await start();
  expect(await shown()).toEqual(["XX_ROOF"]);
  await says(META);
  await eventually("it is known as it is", async () => (await outcomes("known")) === 1);
  expect(await roof()).toMatchObject({ updatedMs, latitudeDeg: 17.2, vs30Mps: 360 });
});

test("a station that was removed is heard no more, whatever its device says, also after a restart", async () => {
  await says(META);
  await device.publishAsync(`${TOPIC}/traces/openeew`, "{}", { qos: 1 });
  await eventually("it is heard", async () => (await outcomes("accepted")) === 1);
  await eventually("it is kept", async () => (await roof()) !== undefined);
  const { updatedMs } = await roof();
  expect(await call("DELETE", `/v1/stations/XX_ROOF?updatedMs=${updatedMs}`)).toEqual({ status: 204 });
  expect(await shown()).toEqual([]);
  await says(META);
  await device.publishAsync(`${TOPIC}/traces/openeew`, "{}", { qos: 1 });
  await eventually("both are refused", async () => (await outcomes("removed")) === 2);
  await stop();
  await start();
  await says(META);
  await eventually("it is refused", async () => (await outcomes("removed")) === 1);
  expect(await roof()).toMatchObject({ state: "removed" });
  const gone = await fetch(`${system.httpUrl}/fdsnws/station/1/query?format=text&endbefore=2100-01-01`);
  expect(await gone.text()).toMatch(/^XX\|ROOF\|.*\|\d{4}-.*T.*\|\d{4}-.*T.*$/m);

  const { latitudeDeg, longitudeDeg } = META;
  await call("PUT", "/v1/stations/XX_ROOF", { latitudeDeg, longitudeDeg });
  await device.publishAsync(`${TOPIC}/traces/openeew`, "{}", { qos: 1 });
  await eventually("it is heard again", async () => (await outcomes("accepted")) === 1);
});

test("a device cannot say what only the registry may say", async () => {
  await says({
    ...META,
    fixed: ["channels"],
    removedMs: 1,
    createdMs: 1,
    claimed: { latitudeDeg: 0, longitudeDeg: 0 },
  });
  await call("PUT", "/v1/stations/XX_OTHER", { latitudeDeg: 1, longitudeDeg: 2 });
  await eventually("it is registered", async () => (await roof()) !== undefined);
  const record = await roof();
  expect([record.removedMs, record.claimed, record.createdMs > 1]).toEqual([undefined, undefined, true]);
});
