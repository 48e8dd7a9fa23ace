// The report after a drill, on the real path from MQTT to the webhook: what it tells agrees with what a receiver saw.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Report, reportSchema } from "../../services/catalogue/report/schema.ts";
import { type System, startSystem } from "../../services/system.ts";
import { subscribe } from "../../simulators/api.ts";
import { connectFeed, type FeedPacket, introduce, publishAll, untilRegistered } from "../../simulators/feed.ts";
import { packetsOf, sensorsOf } from "../../simulators/fleet.ts";
import { type Received, type Receiver, startReceiver } from "../../simulators/receiver.ts";
import { arrivalOf } from "../../simulators/webhook.ts";
import { eventually } from "../poll.ts";

const WORLD = { mode: "drill", run: "report" } as const;
const CENTER = { latitudeDeg: 19.43, longitudeDeg: -99.13 };
const SWITCHED_OFF = "SIM_S006";
const QUAKE_AFTER_S = 25;
const SPEED = 10;

const received: Received[] = [];
let system: System;
let receiver: Receiver;
let report: Report;
let subscriptionId = "";

// biome-ignore lint/suspicious/noExplicitAny: answers looked into by their own names
const get = async (path: string): Promise<any> => (await fetch(system.httpUrl + path)).json();

beforeAll(async () => {
  system = await startSystem({
    env: {
      ...{ HTTP_PORT: "0", DATABASE_URL: "sqlite::memory:", INGEST_MQTT_URL: "embedded://127.0.0.1:0" },
      ...{ ALARM_ALLOW_PRIVATE: "127.0.0.1/32", LOG_FILE: join(mkdtempSync(join(tmpdir(), "tocsin-report-")), "log") },
    },
  });
  receiver = await startReceiver({
    ...{ host: "127.0.0.1", port: 0, onMessage: (message) => received.push(message), onRefused: () => undefined },
  });
  const api = { url: system.httpUrl, token: "" };
  const url = `http://127.0.0.1:${receiver.port}/`;
  const place = { latitudeDeg: 19.9, longitudeDeg: -99.5, minimumIntensity: 2, acceptPreliminary: true };
  const subscription = await subscribe(api, { name: "the hospital", url, ...place, modes: ["drill"] });
  subscriptionId = subscription.subscriptionId;
  receiver.trust(subscription.secret);
  await shake();
  await eventually("the event is final, and everybody was told", async () => {
    const { events = [] } = await get("/v1/catalogue/events?mode=drill");
    const { event } = events[0] ?? {};
    if (event?.status !== "final") return false;
    report = reportSchema.parse(await get(`/v1/catalogue/events/${event.eventId}/report`));
    return report.told.deliveries === received.length;
  });
}, 120_000);

afterAll(async () => {
  await receiver?.close();
  await system?.close();
});

/** One station sends nothing from five seconds before the earthquake on. */
async function shake(): Promise<void> {
  const startMs = Math.ceil(Date.now() / 1000) * 1000;
  const network = { stations: 20, center: CENTER, spacingKm: 15, rateHz: 50, seed: 1 };
  const sensors = sensorsOf(network);
  const stations = sensors.map(({ meta }) => meta);
  const client = await connectFeed(system.mqttUrl);
  await introduce(() => client, WORLD, stations);
  await untilRegistered({ url: system.httpUrl, token: "" }, WORLD, stations);
  const quake = {
    startMs,
    quakeAfterS: QUAKE_AFTER_S,
    repeatEveryS: undefined,
    magnitude: 6.2,
    onQuake: () => undefined,
  };
  const offMs = startMs + 1000 * (QUAKE_AFTER_S - 5);
  const isSent = ({ stationId, receivedMs }: FeedPacket) => stationId !== SWITCHED_OFF || receivedMs < offMs;
  const packets = [...packetsOf(sensors, { ...network, ...quake })].filter(isSent);
  await publishAll(() => client, WORLD, packets, { speed: SPEED, startMs, signal: new AbortController().signal });
  await client.endAsync();
}

test("every version is told, in order, with when it was published and stored", async () => {
  const { versions } = await get(`/v1/catalogue/events/${report.eventId}`);
  expect(report.versions.map(({ version }) => version)).toEqual(versions.map((_: unknown, n: number) => n + 1));
  expect(report.versions.at(-1)?.status).toBe("final");
  for (const { storedMs, stampsMs } of report.versions.slice(0, 1)) {
    expect(storedMs).toBeGreaterThanOrEqual(stampsMs.located ?? Number.POSITIVE_INFINITY);
    expect(stampsMs.located).toBeGreaterThanOrEqual(stampsMs.received ?? Number.POSITIVE_INFINITY);
  }
  const times = report.timeline.map(({ atMs }) => atMs);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(report.title).toMatch(/^DRILL: M /);
});

test("the subscriber's seconds left agree with the receiver's own account", () => {
  expect(report.told).toMatchObject({ subscribers: 1, reached: 1 });
  expect(report.told.list).toHaveLength(received.length);
  for (const { id, alarm, receivedMs } of received) {
    if (alarm === undefined) throw new Error("a message that is no alarm");
    const listed = report.told.list?.find(({ version }) => id === `${report.eventId}.${version}.${subscriptionId}`);
    expect(listed).toMatchObject({ name: "the hospital", outcome: "delivered", type: alarm.type });
    // They write the 2xx and we read it: both speak of the same moment, theirs is the earlier one.
    const theirs = arrivalOf(alarm, receivedMs).secondsLeft;
    expect(listed?.secondsLeft).toBeLessThanOrEqual(theirs);
    expect(listed?.wallMs).toBeGreaterThanOrEqual(receivedMs - 1);
    expect(theirs).toBeLessThanOrEqual((alarm.data.sArrival - alarm.data.asOf) / 1000);
  }
});

test("a station that was switched off is ignored, and it is said since when", () => {
  const off = report.stations.ignored.find(({ stationId }) => stationId === SWITCHED_OFF);
  expect(off).toMatchObject({ code: "silent", pickMs: null });
  expect(off?.reason).toMatch(/^silent: its last sample came from \d+\.\d s before the predicted P$/);
  expect(report.stations.used.length).toBeGreaterThanOrEqual(10);
  expect(report.stations.used.map(({ stationId }) => stationId)).not.toContain(SWITCHED_OFF);
});

test("why it alerted is one GET, and the page says the same", async () => {
  const { answer } = await get(`/v1/why?eventId=${report.eventId}`);
  expect(answer).toBe(report.answer);
  expect(answer).toMatch(/^DRILL: .*It alerted by version \d+ .*1 of 1 subscribers took it/);
  const about = await get(`/v1/why?eventId=${report.eventId}&subscriptionId=${subscriptionId}`);
  expect(about.answer).toMatch(/^DRILL: .*This subscriber was told by version \d+/);
  const page = await (await fetch(`${system.httpUrl}/reports/${report.eventId}`)).text();
  for (const text of ["the hospital", SWITCHED_OFF, "DRILL"]) expect(page).toContain(text);
});
