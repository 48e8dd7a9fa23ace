// The gateway over a real HTTP server: the live stream and its resume, REST with bad inputs, the page without a leak.
import { request } from "node:http";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { service } from "../../../services/gateway/service.ts";
import { Stream } from "../../../services/gateway/stream.ts";
import { alerts } from "../../../shared/contracts/alert.ts";
import { bulletins } from "../../../shared/contracts/bulletin.ts";
import { contexts } from "../../../shared/contracts/context.ts";
import { events } from "../../../shared/contracts/event.ts";
import { motions } from "../../../shared/contracts/motion.ts";
import { pulses } from "../../../shared/contracts/pulse.ts";
import { inventory } from "../../../shared/contracts/station.ts";
import { connectDatabase } from "../../../shared/runtime/connectDatabase.ts";
import { Unavailable } from "../../../shared/runtime/errors.ts";
import { createMetrics } from "../../../shared/runtime/metrics.ts";
import { eventually } from "../../poll.ts";
import { inBatches } from "../alarm/fixtures.ts";
import { aBulletin } from "../alarm/mqtt/fixtures.ts";
import { type Bench, silentLog, startOnBench } from "../catalogue/context.ts";
import { serve } from "../catalogue/serve.ts";
import { Listener } from "./listener.ts";
import { aContext, aMotion, anAlert, anEvent, aStation, EVENT_ID } from "./messages.ts";

let bench: Bench;
let http: Awaited<ReturnType<typeof serve>>;
const listeners: Listener[] = [];
const listen = (lastId?: string, path?: string) => {
  const listener = new Listener(http.url, lastId, path);
  listeners.push(listener);
  return listener;
};

async function start(options: Parameters<typeof startOnBench>[1] = {}): Promise<void> {
  bench = await startOnBench(service, options);
  http = await serve(bench.running.routes ?? (() => expect.unreachable())());
}
beforeEach(() => start());
afterEach(async () => {
  for (const listener of listeners.splice(0)) listener.leave();
  await bench.running.close?.();
  await http.close();
});

describe("the stream of alerts", () => {
  test("tells who joins what holds, then every new version, real ones and drills under names of their own", async () => {
    await bench.send(bulletins, aBulletin());
    const listener = listen(undefined, "/api/alerts/stream");
    expect((await listener.until("snapshot")).data).toMatchObject({ alerts: [{ version: 1, mode: "live" }] });
    await bench.send(bulletins, aBulletin({ version: 2, kind: "updated" }));
    await bench.send(bulletins, aBulletin({ version: 1 }));
    await bench.send(bulletins, aBulletin({ mode: "drill", run: "d", eventId: "drill-1" }));
    expect((await listener.until("drill")).data.alert).toMatchObject({ mode: "drill", eventId: "drill-1" });
    const alarms = listener.messages.filter(({ name }) => name === "alarm");
    expect(alarms.map(({ data }) => data.alert.version)).toEqual([2]);
    expect(alarms[0]?.data.alert.texts[0]).toMatchObject({ language: "en" });
  });

  test("does not tell who joins what was withdrawn", async () => {
    await bench.send(bulletins, aBulletin());
    await bench.send(bulletins, aBulletin({ version: 2, kind: "cancelled", status: "cancelled" }));
    expect((await listen(undefined, "/api/alerts/stream").until("snapshot")).data.alerts).toEqual([]);
  });
});

describe("the live stream", () => {
  test("begins with a snapshot of everything, then tells what happens", async () => {
    await bench.send(inventory, aStation("XX_A"));
    await bench.send(events, anEvent());
    const page = listen();
    const snapshot = await page.until("snapshot");
    expect(snapshot.data).toMatchObject({
      events: [{ eventId: EVENT_ID }],
      status: { openEvents: 1, modes: ["live"] },
    });
    expect(snapshot.data.stations).toMatchObject([{ key: "live/XX_A", state: "silent" }]);
    await bench.send(motions, aMotion("XX_A", 5));
    await bench.send(contexts, aContext());
    for (const batch of inBatches([anAlert("lift")])) await bench.send(alerts, batch);
    expect((await page.until("event")).data.title).toBe("M 5.3, 28 km SW of Petatlán");
    expect((await page.until("motion")).data.changes[0].slice(0, 3)).toEqual(["live/XX_A", "shaking", 5]);
    expect((await page.until("alerts")).data).toMatchObject({ eventId: EVENT_ID, alertCount: 1 });
    expect(page.messages.filter((message) => message.name === "snapshot").length).toBe(1);
  });

  test("after a break goes on where it was, without a snapshot, nothing lost and nothing twice", async () => {
    const first = listen();
    await first.joined();
    await bench.send(events, anEvent());
    const { id } = await first.until("event");
    first.leave();
    for (const version of [2, 3, 4]) await bench.send(events, anEvent({ version }));
    const second = listen(id);
    await second.joined();
    await bench.send(events, anEvent({ version: 5 }));
    const versions = () =>
      second.messages.filter(({ name }) => name === "version").map(({ data }) => data.version.version);
    await eventually("version 5", () => versions().includes(5));
    expect(versions()).toEqual([2, 3, 4, 5]);
    expect(second.messages.some((message) => message.name === "snapshot")).toBe(false);
  });

  test.each(["somebody-else-17", "", "-1"])("with the last id %o of another gateway begins anew", async (lastId) => {
    expect((await listen(lastId).until("snapshot")).data.events).toEqual([]);
  });

  test("with an id too old to be known begins anew", async () => {
    const page = listen();
    const { id } = await page.until("snapshot");
    for (let version = 1; version <= 2100; version += 1) await bench.send(events, anEvent({ version }));
    await listen(id).until("snapshot");
  });

  test("says something when nothing happens", async () => {
    await bench.running.close?.();
    await http.close();
    await start({ env: { GATEWAY_HEARTBEAT_S: "1" } });
    const page = listen();
    await eventually("two heartbeats", () => page.comments() >= 3);
  });

  test("is refused to one page too many, and ends when the gateway does", async () => {
    await bench.running.close?.();
    await http.close();
    await start({ env: { GATEWAY_MAX_CLIENTS: "1" } });
    const [page] = [listen()];
    await page?.joined();
    const answer = await fetch(`${http.url}/api/stream`);
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "5"]);
    await bench.running.close?.();
    await eventually("the stream to end", () => page?.isOver === true);
  });
});

test("a page that does not read is dropped, the others hear everything", async () => {
  const metrics = createMetrics();
  const snapshot = () => ({});
  const limits = { start: "t", maxClients: 9, maxWaitingBytes: 200_000, heartbeatS: 1 };
  const stream = new Stream({ label: "page", ...limits, snapshot, nowMs: () => 0, log: silentLog(), metrics });
  const { Router } = await import("express");
  const router = Router().get("/api/stream", (_request, response) => void stream.join(response, undefined));
  const server = await serve(router);
  const reader = new Listener(server.url);
  const stuck = request(`${server.url}/api/stream`, (response) => response.pause()).end();
  stuck.on("error", () => undefined);
  await eventually("both have joined", () => stream.clientCount() === 2);
  const data = { text: "x".repeat(100_000) };
  let sent = 0;
  await eventually("the stuck one to be dropped", () => {
    stream.send([{ name: "status", data }]);
    sent += 1;
    return stream.clientCount() === 1;
  });
  await eventually("the reader to have all", () => reader.messages.filter((m) => m.name === "status").length === sent);
  expect(await metrics.valueOf("eew_stream_dropped_total", { stream: "page" })).toBe(1);
  reader.leave();
  stuck.destroy();
  await server.close();
});

test("a page is told of every heartbeat of the alarm path at once, and asked the same is answered", async () => {
  const page = listen();
  await page.until("snapshot");
  const sentMs = Date.now() - 8;
  const hops = [{ topic: "alert.v2", service: "alarm", atMs: sentMs + 8 }];
  await bench.send(pulses, { id: "ingest@edge/p0/1", key: "p0", sentMs, hops });
  expect((await page.until("path")).data).toMatchObject({ isDown: false, tookMs: 8, overdue: [] });
  const { alarmPath } = (await (await fetch(`${http.url}/api/status`)).json()) as { alarmPath: object };
  expect(alarmPath).toMatchObject({ isDown: false, tookMs: 8, hops: [{ topic: "alert.v2", tookMs: 8 }] });
});

describe("REST", () => {
  test.each([
    ["/api/stations?mode=real", 'mode: got "real", want live, drill, simulation, replay'],
    ["/api/stations?mode=live&mode=drill", "mode: given twice, want it once"],
    ["/api/stations?world=live", "world: no such parameter; there are: mode, run"],
    [`/api/stations?run=${"x".repeat(65)}`, "run: 65 characters, want at most 64"],
    ["/api/status?run[a]=1", /^run/],
  ])("%s is refused and says which field", async (path, message) => {
    const answer = await fetch(http.url + path);
    expect(answer.status).toBe(400);
    const { error } = (await answer.json()) as { error: { field: string; message: string } };
    expect(error.message).toMatch(message);
    expect(error.message.startsWith(error.field)).toBe(true);
  });

  test("stations and events are told by world", async () => {
    const drill = { mode: "drill", run: "tue:1" } as const;
    await bench.send(inventory, aStation("XX_A"));
    await bench.send(inventory, aStation("XX_B", drill));
    await bench.send(events, anEvent({ ...drill, eventId: "d" }));
    const ask = async (path: string) =>
      (await fetch(http.url + path)).json() as Promise<Record<string, { key?: string; title?: string }[]>>;
    expect((await ask("/api/stations")).stations?.length).toBe(2);
    expect((await ask("/api/stations?mode=drill&run=tue:1")).stations?.map((s) => s.key)).toEqual(["drill:tue:1/XX_B"]);
    expect((await ask("/api/events?mode=live")).events).toEqual([]);
    expect((await ask("/api/events?mode=drill")).events?.[0]?.title).toMatch(/^DRILL: M 5\.3, at 17\.45° N/);
  });

  test("an unknown event is a 404 that names it", async () => {
    const answer = await fetch(`${http.url}/api/events/nope`);
    expect([answer.status, await answer.json()]).toEqual([
      404,
      { error: { field: "id", message: 'id: no event "nope"' } },
    ]);
  });
});

test("a gateway that starts again shows the events of before, and one without a database shows what arrives", async () => {
  const kept = await connectDatabase("sqlite::memory:", { log: silentLog() });
  const event = anEvent();
  await kept.query
    .insertInto("event_version")
    .values({
      ...{ event_id: event.eventId, version: 1, mode: "live", run: "", status: "final", depth_km: 1, magnitude: 5.3 },
      ...{ origin_time_ms: event.origin.timeMs, latitude_deg: 1, longitude_deg: 1, body: JSON.stringify(event) },
    })
    .execute();
  const again = await startOnBench(service, { database: async () => kept });
  const server = await serve(again.running.routes ?? (() => expect.unreachable())());
  const titles = async () => {
    const { events: shown } = (await (await fetch(`${server.url}/api/events`)).json()) as {
      events: { title: string }[];
    };
    return shown.map((one) => one.title);
  };
  await eventually("the remembered event", async () => (await titles())[0]?.startsWith("M 5.3") === true);
  await again.running.close?.();
  await server.close();

  const without = await startOnBench(service, { database: () => Promise.reject(new Unavailable("postgres: gone")) });
  await without.send(events, event);
  await without.running.close?.();
});

describe("the page", () => {
  test.each([
    "/",
    "/page/main.ts",
    "/page/views/map.ts",
    "/shared/seismo/duration.ts",
    "/page/style/shell.css",
    "/assets/leaflet/leaflet-src.esm.js",
    "/assets/leaflet/leaflet.css",
    "/assets/topojson-client/feature.js",
    "/assets/world-atlas/countries-50m.json",
  ])("%s is served from here with headers that let no foreign code in", async (path) => {
    const answer = await fetch(http.url + path);
    const text = await answer.text();
    expect(answer.status).toBe(200);
    const policy = answer.headers.get("content-security-policy")?.split("; ");
    expect(policy).toEqual(expect.arrayContaining(["default-src 'none'", "script-src 'self'", "style-src 'self'"]));
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    if (path === "/") expect(text).not.toMatch(/https?:\/\/|<script(?![^>]*src=)|\sstyle=|\son\w+=/);
  });

  test.each([
    "/page/../service.ts",
    "/page/%2e%2e/service.ts",
    "/assets/leaflet/../../package.json",
    "/page/nope.ts",
    "/page/tsconfig.json",
    "/page/map/leaflet.d.ts",
    "/shared/runtime/http.ts",
  ])("%s is not served", async (path) => {
    // fetch would tidy the path up before it is sent.
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const { port } = new URL(http.url);
      request({ host: "127.0.0.1", port, path }, (response) => resolve(response.resume().statusCode))
        .on("error", reject)
        .end();
    });
    expect(status).toBeGreaterThanOrEqual(400);
  });
});
