import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import { Webhook } from "standardwebhooks";
import { afterEach, expect, test } from "vitest";
import { service } from "../../../services/alarm/service.ts";
import { type Delivery, deliveries, deliveriesOf } from "../../../shared/contracts/delivery.ts";
import { events, type SeismicEvent } from "../../../shared/contracts/event.ts";
import type { Outgoing, Stamps } from "../../../shared/contracts/topic.ts";
import type { Environment } from "../../../shared/runtime/config.ts";
import { connectDatabase } from "../../../shared/runtime/connectDatabase.ts";
import { Unavailable } from "../../../shared/runtime/errors.ts";
import { createMetrics } from "../../../shared/runtime/metrics.ts";
import { out, type Running } from "../../../shared/runtime/service.ts";
import { StationDirectory } from "../../../shared/runtime/stations.ts";
import { memoryStore } from "../../../shared/runtime/storeMemory.ts";
import { BSSA14, IPE } from "../../../shared/seismo/shakingModel.ts";
import { eventually } from "../../poll.ts";
import {
  anEvent,
  type Behave,
  fastClock as clock,
  LOOPBACK,
  quiet as log,
  magnitude,
  ok,
  openEndpoint,
} from "./fixtures.ts";

const open: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
});

async function receiver(behave: Behave) {
  const made = await openEndpoint(behave);
  open.push(made);
  return made;
}

/** The alarm service with its interface on a free port; the test is its bus. */
async function alarm(options: { readonly databaseIsDown?: () => boolean; readonly env?: Environment } = {}) {
  const database = await connectDatabase("sqlite::memory:", { log });
  const store = memoryStore(clock);
  const running: Running = await service.start({
    instance: "alarm@test",
    partitions: 1,
    env: { ALARM_ALLOW_PRIVATE: LOOPBACK, ALARM_HEARTBEAT_S: "0", ...options.env },
    clock,
    log,
    metrics: createMetrics(),
    store,
    stations: new StationDirectory(store, log),
    database: async () => {
      if (options.databaseIsDown?.()) throw new Unavailable("database: connection refused");
      return database;
    },
    publish: async () => undefined,
    rebalance: () => undefined,
    stopping: new AbortController().signal,
  });
  const server = createServer(express().use(running.routes ?? express.Router()));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  open.push(database, { close: async () => server.close() }, { close: async () => running.close?.() });
  return { running, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/subscriptions` };
}

/** Hands a message to its stage and what comes of it to the next one, until nothing more comes; tells what became of all. */
async function pass(running: Running, message: Outgoing, stamps: Stamps): Promise<Delivery[]> {
  const stage = running.stages.find(({ topic }) => topic === message.topic);
  if (stage === undefined) throw new Error(`no stage takes ${message.topic}`);
  const effects = await stage.handle(message.body, { key: message.key, stamps, attempt: 1 });
  const next = effects.flatMap((effect) => ("topic" in effect ? [effect] : []));
  const passed = await Promise.allSettled(next.map((each) => pass(running, each, stamps)));
  const later = passed.flatMap((each) => {
    if (each.status === "rejected") throw each.reason;
    return each.value;
  });
  return message.topic === deliveries.name ? deliveriesOf(deliveries.decode(message.body)) : later;
}

const tell = (running: Running, over: Partial<SeismicEvent> = {}) =>
  pass(running, out(events, anEvent(over)), { received: Date.now() - 50, decided: Date.now() });

async function subscribe(url: string, over: object): Promise<{ subscriptionId: string; secret: string }> {
  const body = { name: "lift", latitudeDeg: 35.53, longitudeDeg: -118, minimumIntensity: 4, ...over };
  const answer = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return (await answer.json()) as { subscriptionId: string; secret: string };
}

const json = async (url: string) => (await fetch(url)).json();

test("somebody subscribes, an earthquake comes, its signed alarm arrives, and its receipt can be read", async () => {
  const { running, url } = await alarm();
  const endpoint = await receiver(ok);
  const { subscriptionId, secret } = await subscribe(url, { url: endpoint.url });
  expect(await tell(running)).toMatchObject([{ outcome: "delivered", type: "alarm.issued" }]);
  const [request] = endpoint.received;
  expect(new Webhook(secret).verify(request?.body ?? "", request?.headers ?? {})).toMatchObject({
    type: "alarm.issued",
    data: { headline: expect.stringMatching(/ shaking expected in 1\d s\. Drop, cover, hold on\.$/) },
  });
  expect(await json(`${url}/${subscriptionId}/deliveries`)).toMatchObject({
    deliveries: [{ outcome: "delivered", version: 1 }],
  });
  expect(await json(`${url}/${subscriptionId}/decisions`)).toMatchObject({
    decisions: [{ kind: "notify", code: "alarm.issued" }],
  });
});

test.each([
  ["ipe", IPE, undefined],
  ["bssa14", BSSA14, undefined],
  ["bssa14", BSSA14, 250],
] as const)("by %s the webhook says what that expects, and that the source does", async (groundMotion, model, vs30Mps) => {
  const { running, url } = await alarm({ env: { ALARM_GROUND_MOTION: groundMotion } });
  const endpoint = await receiver(ok);
  await subscribe(url, { url: endpoint.url, vs30Mps });
  await tell(running);
  const { data } = JSON.parse(endpoint.received[0]?.body ?? "{}");
  expect(data.intensity).toBeCloseTo(
    model.intensityAt({ magnitude: 6.5, epicentralKm: data.distanceKm, depthKm: 10, vs30Mps }),
    1,
  );
  expect(data.intensityFrom).toBe("source");
});

test("an unknown relation is refused at start with what there is", async () => {
  await expect(alarm({ env: { ALARM_GROUND_MOTION: "guess" } })).rejects.toThrow(
    'ALARM_GROUND_MOTION: got "guess", want /^(ipe|bssa14)$/',
  );
});

test("the withdrawal of a false alarm arrives too, and nobody else hears of it", async () => {
  const { running, url } = await alarm();
  const [near, far] = [await receiver(ok), await receiver(ok)];
  await subscribe(url, { url: near.url });
  await subscribe(url, { url: far.url, latitudeDeg: 60 });
  await tell(running);
  await tell(running, { version: 2, status: "cancelled", ...magnitude(6.5) });
  expect(near.received.map(({ body }) => JSON.parse(body).type)).toEqual(["alarm.issued", "alarm.cancelled"]);
  expect(far.received).toEqual([]);
});

test("an endpoint that says it is gone is asked no more", async () => {
  const { running, url } = await alarm();
  const endpoint = await receiver((response) => void response.writeHead(410).end());
  const { subscriptionId } = await subscribe(url, { url: endpoint.url });
  expect(await tell(running)).toMatchObject([{ outcome: "gone" }]);
  expect(await tell(running, { version: 2, ...magnitude(7.5) })).toEqual([]);
  expect(endpoint.received).toHaveLength(1);
  expect(await json(`${url}/${subscriptionId}`)).toMatchObject({
    enabled: false,
    disabledReason: expect.stringContaining("410"),
  });
});

test("whoever owns an endpoint that is gone is told so at another one", async () => {
  const { running, url } = await alarm();
  const [gone, other] = [await receiver((response) => void response.writeHead(410).end()), await receiver(ok)];
  const { subscriptionId } = await subscribe(url, { url: gone.url });
  await subscribe(url, { url: other.url, latitudeDeg: 60 });
  await tell(running);
  await eventually("the notice is there", () => other.received.length > 0);
  expect(JSON.parse(other.received[0]?.body ?? "")).toMatchObject({
    type: "endpoint.disabled",
    data: { subscriptionId },
  });
});

test("a delivered alarm is sent again when its owner asks, and what was missed is looked for", async () => {
  const { running, url } = await alarm();
  const endpoint = await receiver(ok);
  const { subscriptionId } = await subscribe(url, { url: endpoint.url });
  const [delivery] = await tell(running);
  const post = (path: string, body = "{}") =>
    fetch(`${url}/${subscriptionId}/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    });
  expect(await (await post(`deliveries/${delivery?.alertId}/resend`)).json()).toMatchObject({ delivered: true });
  const [first, second] = endpoint.received.map(({ headers }) => headers["webhook-id"]);
  expect(second).toBe(first);
  expect(await (await post("recover", '{"since":0}')).json()).toMatchObject({ queued: 0 });
  expect((await post("deliveries/none/resend")).status).toBe(404);
  expect((await post("nothing")).status).toBe(404);
});

test("an idle endpoint hears that we are there", async () => {
  const { url } = await alarm({ env: { ALARM_HEARTBEAT_S: "1" } });
  const endpoint = await receiver(ok);
  const { secret } = await subscribe(url, { url: endpoint.url });
  await eventually("two heartbeats came", () => endpoint.received.length > 1);
  const [request] = endpoint.received;
  expect(new Webhook(secret).verify(request?.body ?? "", request?.headers ?? {})).toMatchObject({
    type: "system.heartbeat",
    data: { mode: "drill" },
  });
});

test("alarms go out while the database is down; only the receipt and what the public reads have to wait", async () => {
  let isDown = false;
  const { running, url } = await alarm({ databaseIsDown: () => isDown });
  const endpoint = await receiver(ok);
  await subscribe(url, { url: endpoint.url });
  isDown = true;
  await expect(tell(running)).rejects.toThrow(Unavailable);
  expect(endpoint.received).toHaveLength(1);
  expect(running.notReady?.()).toBeUndefined();
});

test("started without a database the service is not ready but alive, and gets ready by itself", async () => {
  let isDown = true;
  const { running } = await alarm({ databaseIsDown: () => isDown });
  await eventually("it says why", () => running.notReady?.()?.includes("connection refused") === true);
  isDown = false;
  await eventually("it is ready", () => running.notReady?.() === undefined);
});
