// kill -9 of the alarm service at many moments of an alarm, over real servers: nobody is left untold, and a repeat is
// recognisable by its `webhook-id`.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";
import { afterEach, expect, test } from "vitest";
import { parseCap } from "../../services/alarm/outlets/capMessage.ts";
import { events, type SeismicEvent } from "../../shared/contracts/event.ts";
import type { Bus } from "../../shared/runtime/bus.ts";
import { systemClock as clock } from "../../shared/runtime/clock.ts";
import { connectBus } from "../../shared/runtime/connectBus.ts";
import { openLog } from "../../shared/runtime/log.ts";
import { createMetrics } from "../../shared/runtime/metrics.ts";
import { out } from "../../shared/runtime/service.ts";
import { issuedCap } from "../issuedCap.ts";
import { eventually } from "../poll.ts";
import { anEvent, magnitude, SECRET } from "../services/alarm/fixtures.ts";
import { httpOf, isReady, type ServiceProcess, spawnService } from "../system/spawnService.ts";

const { TEST_AMQP_URL, TEST_REDIS_URL, TEST_POSTGRES_URL } = process.env;
const isThere = Boolean(TEST_AMQP_URL && TEST_REDIS_URL && TEST_POSTGRES_URL);
if (!isThere && process.env.CI === "true") throw new Error("TEST_*_URL: not set; run by npm test");
if (!isThere) console.warn("SKIP: crashes of the alarm service over real servers (run by npm test)");

const ENV = {
  BUS_URL: TEST_AMQP_URL ?? "",
  STORE_URL: TEST_REDIS_URL ?? "",
  DATABASE_URL: TEST_POSTGRES_URL ?? "",
  ALARM_ALLOW_PRIVATE: "127.0.0.1/32",
  HTTP_PORT: "0",
};
const SUBSCRIBERS = 120;
/** Of these every tenth refuses each message once, and two never answer. */
const isHanging = (subscriber: number) => subscriber < 2;
const isMoody = (subscriber: number) => subscriber % 10 === 5;
const GOOD = Array.from({ length: SUBSCRIBERS }, (_, i) => i).filter((i) => !isHanging(i));

const running: ServiceProcess[] = [];
const opened: { close(): unknown }[] = [];
afterEach(async () => {
  for (const { child } of running) child.kill("SIGKILL");
  await Promise.all(running.splice(0).map(({ exit }) => exit));
  await Promise.all(opened.splice(0).map((each) => each.close()));
});

function start(): ServiceProcess {
  const service = spawnService(["alarm"], ENV);
  running.push(service);
  return service;
}

interface Taken {
  readonly subscriber: number;
  readonly id: string;
  readonly type: string;
  readonly version: number;
}

/** Takes what comes, checks its signature, and calls `onTaken` before it answers. */
async function openReceiver(onTaken: (count: number) => void) {
  const taken: Taken[] = [];
  const refusedOnce = new Set<string>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const subscriber = Number(request.url?.slice(1));
      if (isHanging(subscriber)) return;
      const id = String(request.headers["webhook-id"]);
      if (isMoody(subscriber) && !refusedOnce.has(id)) {
        refusedOnce.add(id);
        response.writeHead(503).end();
        return;
      }
      const body = Buffer.concat(chunks).toString("utf8");
      const { type, data } = new Webhook(SECRET).verify(body, { ...request.headers } as Record<string, string>) as {
        type: string;
        data: { version: number };
      };
      taken.push({ subscriber, id, type, version: data.version });
      onTaken(taken.length);
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  opened.push({
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  });
  return { taken, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

async function subscribe(api: string, url: string): Promise<void> {
  for (let i = 0; i < SUBSCRIBERS; i += 1) {
    const place = { latitudeDeg: 35 + 0.003 * i, longitudeDeg: -118, minimumIntensity: 3, modes: ["drill"] };
    const body = JSON.stringify({ name: `s${i}`, url: `${url}/${i}`, secret: SECRET, types: TYPES, ...place });
    const headers = { "content-type": "application/json" };
    const response = await fetch(`${api}/v1/subscriptions`, { method: "POST", headers, body });
    expect(response.status).toBe(201);
  }
}
const TYPES = ["alarm.issued", "alarm.updated", "alarm.cancelled", "alarm.final"];

/** Only one replica decides, and it need not be the one that was asked. */
async function knowsAll(replica: ServiceProcess): Promise<boolean> {
  const { total } = (await (await fetch(`${httpOf(replica)}/v1/subscriptions`)).json()) as { total: number };
  return total === SUBSCRIBERS;
}

async function openBus(): Promise<Bus> {
  const log = openLog({ level: "fatal", service: "test" });
  const bus = await connectBus(ENV.BUS_URL, { clock, log, metrics: createMetrics(), instance: `test-${process.pid}` });
  opened.push(bus);
  return bus;
}

const HISTORY: readonly Partial<SeismicEvent>[] = [
  { version: 1, ...magnitude(6) },
  { version: 2, ...magnitude(6.6) },
  { version: 3, ...magnitude(7.2) },
  { version: 4, status: "cancelled", ...magnitude(7.2) },
];

/** Webhooks taken when a replica is killed: at the first, in the middle of each version, at its last one. */
const KILL_AT = new Map([
  [1, 1],
  [40, 1],
  [118, 1],
  [119, 1],
  [170, 2],
  [240, 1],
  [300, 1],
  [360, 2],
  [400, 1],
]);

test.skipIf(!isThere)(
  "replicas that are killed at nine moments of four versions, twice both at once, leave nobody untold",
  { timeout: 180_000 },
  async () => {
    const replicas: ServiceProcess[] = [start(), start()];
    const kill = (count: number) => {
      for (const { child } of replicas.splice(0, count)) child.kill("SIGKILL");
      for (let i = 0; i < count; i += 1) replicas.push(start());
    };
    let kills = 0;
    const { taken, url } = await openReceiver((count) => {
      const victims = KILL_AT.get(count) ?? 0;
      kills += victims;
      if (victims > 0) kill(victims);
    });
    for (const replica of replicas) await eventually("a replica is ready", () => isReady(replica), 60_000);
    const [first] = replicas;
    if (first === undefined) throw new Error("not started");
    await subscribe(httpOf(first), url);
    for (const replica of replicas) await eventually("it knows them all", () => knowsAll(replica));
    const bus = await openBus();
    const run = `crash-${Date.now().toString(36)}`;

    for (const over of HISTORY) {
      const nowMs = clock.nowMs();
      // S is still to come: the alarm outlives many starts of a replica, however busy the machine.
      const origin = { ...anEvent().origin, timeMs: nowMs };
      const event = anEvent({ ...over, mode: "drill", run, eventId: `drill-${run}`, asOfMs: nowMs, origin });
      const stamps = { received: nowMs, located: nowMs };
      await bus.publish(out(events, event), { id: `${run}-${event.version}`, source: "test", timeMs: nowMs, stamps });
      const hasAll = () => toldOf(taken, event.version).size === GOOD.length;
      await eventually(`all ${GOOD.length} are told version ${event.version}`, hasAll, 60_000);
    }

    expect(kills).toBeGreaterThanOrEqual(9);
    for (const subscriber of GOOD) {
      const heard = taken.filter((each) => each.subscriber === subscriber);
      const once = new Map(heard.map(({ id, version, type }) => [id, { version, type }]));
      expect([...once.values()].sort((a, b) => a.version - b.version)).toEqual([
        { version: 1, type: "alarm.issued" },
        { version: 2, type: "alarm.updated" },
        { version: 3, type: "alarm.updated" },
        { version: 4, type: "alarm.cancelled" },
      ]);
    }
    expect(taken.some(({ subscriber }) => isHanging(subscriber))).toBe(false);
    await publicHeard(replicas, `drill-${run}`);
    console.log(`${taken.length} webhooks, ${taken.length - 4 * GOOD.length} of them repeats under a known id`);
  },
);

/** Whoever survived can show all that was issued, each once, and referring to all before it. */
async function publicHeard(replicas: readonly ServiceProcess[], eventId: string): Promise<void> {
  const [survivor] = replicas;
  if (survivor === undefined) throw new Error("nobody is left");
  await eventually("a replica is ready", () => isReady(survivor), 60_000);
  const typesOf = (messages: readonly string[]) =>
    messages
      .map(parseCap)
      .filter(({ incidents }) => incidents === eventId)
      .map(({ identifier, msgType }) => `${identifier.slice(eventId.length)} ${msgType}`)
      .sort();
  const isComplete = async () => (await issuedCap(httpOf(survivor))).messages.length >= HISTORY.length;
  await eventually("the public was told", isComplete, 30_000);
  const { messages, faults } = await issuedCap(httpOf(survivor));
  expect(typesOf(messages)).toEqual([".1 Alert", ".2 Update", ".3 Update", ".4 Cancel"]);
  expect(faults).toEqual([]);
}

function toldOf(taken: readonly Taken[], version: number): ReadonlySet<number> {
  return new Set(taken.filter((each) => each.version === version).map(({ subscriber }) => subscriber));
}
