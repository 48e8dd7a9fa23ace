// What anybody can read of an earthquake, from the event to the answer over HTTP.
import { afterEach, expect, test } from "vitest";
import { faultsOfCap } from "../../../services/alarm/outlets/capRules.ts";
import { service } from "../../../services/alarm/service.ts";
import { alerts } from "../../../shared/contracts/alert.ts";
import { bulletins } from "../../../shared/contracts/bulletin.ts";
import { events, type SeismicEvent } from "../../../shared/contracts/event.ts";
import { Malformed, type Outgoing } from "../../../shared/contracts/topic.ts";
import { entryOf, listOf, parseXml, textOf, textsOf } from "../../../shared/contracts/xmlElement.ts";
import type { Environment } from "../../../shared/runtime/config.ts";
import { connectDatabase } from "../../../shared/runtime/connectDatabase.ts";
import { Unavailable } from "../../../shared/runtime/errors.ts";
import { openHttp } from "../../../shared/runtime/http.ts";
import { createMetrics } from "../../../shared/runtime/metrics.ts";
import { out } from "../../../shared/runtime/service.ts";
import { StationDirectory } from "../../../shared/runtime/stations.ts";
import { memoryStore } from "../../../shared/runtime/storeMemory.ts";
import { noSharedData } from "../../sharedData.ts";
import { faultsOfXsd } from "../../xsd.ts";
import { anEvent, fastClock as clock, quiet as log, magnitude } from "./fixtures.ts";

const ID = anEvent().eventId;
const open: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
});

/** The alarm service behind the server of a process that wants a token; the test is its bus. */
async function alarm({ env = {}, isDown = () => false }: { env?: Environment; isDown?: () => boolean } = {}) {
  const database = await connectDatabase("sqlite::memory:", { log });
  const [store, metrics] = [memoryStore(clock), createMetrics()];
  const running = await service.start({
    ...{ instance: "alarm@test", partitions: 1, env, clock, log, metrics, store },
    stations: new StationDirectory(store, log),
    database: async () => {
      if (isDown()) throw new Unavailable("database: connection refused");
      return database;
    },
    publish: async () => undefined,
    rebalance: () => undefined,
    stopping: new AbortController().signal,
  });
  const http = await openHttp({
    ...{ host: "127.0.0.1", port: 0, token: "secret", publicRead: false, log, metrics, clock },
    ...{ ratePerS: 1000, burst: 1000 },
    notReady: async () => undefined,
    routers: () => (running.routes ? [running.routes] : []),
    openPaths: () => running.openPaths ?? [],
  });
  open.push(database, http, { close: async () => running.close?.() });
  /** Hands a message to its stage and what comes of it to the next one. */
  async function pass(message: Outgoing): Promise<void> {
    const stage = running.stages.find(({ topic }) => topic === message.topic);
    const effects = (await stage?.handle(message.body, { key: message.key, stamps: {}, attempt: 1 })) ?? [];
    for (const effect of effects) if ("topic" in effect && effect.topic !== alerts.name) await pass(effect);
  }
  const tell = (over: Partial<SeismicEvent> = {}) => pass(out(events, anEvent(over)));
  const get = (path: string, init?: RequestInit) => fetch(`${http.url}${path}`, init);
  return { tell, get, pass, database, read: async (path: string) => (await get(path)).text() };
}

const titlesIn = (feed: string) => {
  const root = parseXml(feed, { root: "feed", called: "Atom" });
  return listOf(root, "entry").map((entry) => textOf(entry, "title"));
};

test("an earthquake is a CAP message that anybody can read, as it was issued", async () => {
  const { tell, get } = await alarm({
    env: { ALARM_AUTHORITY: "Seismological Service", ALARM_CAP_SENDER: "eew@example.org" },
  });
  await tell();
  const answer = await get(`/v1/cap/${ID}.1`);
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-type")).toBe("application/cap+xml; charset=utf-8");
  expect(Date.parse(answer.headers.get("last-modified") ?? "")).toBeLessThanOrEqual(Date.now());
  const text = await answer.text();
  const message = parseXml(text, { root: "alert", called: "CAP" });
  expect([textOf(message, "status"), textOf(message, "sender")]).toEqual(["Actual", "eew@example.org"]);
  expect(faultsOfCap(text)).toEqual([]);
  // Else fetch would ask not to be answered from a cache.
  const headers = { "if-none-match": answer.headers.get("etag") ?? "", "cache-control": "max-age=0" };
  const again = await get(`/v1/cap/${ID}.1`, { headers });
  expect([again.status, await again.text()]).toEqual([304, ""]);
  const head = await get(`/v1/cap/${ID}.1`, { method: "HEAD" });
  expect([head.status, head.headers.get("etag"), await head.text()]).toEqual([200, answer.headers.get("etag"), ""]);
});

test("the feed shows the newest first, and whatever is not actual is marked in its title", async () => {
  const { tell, read } = await alarm({ env: { ALARM_AUTHORITY: "Seismological Service" } });
  await tell();
  await tell({ version: 2, status: "cancelled" });
  await tell({ mode: "drill", run: "monday", eventId: "drill-monday-1" });
  await tell({ mode: "replay", run: "r", eventId: "replay-r-1" });
  expect(titlesIn(await read("/v1/cap.atom"))).toEqual([
    expect.stringMatching(/^\[Test: replay\] REPLAY: /),
    expect.stringMatching(/^\[Exercise: drill\] DRILL: /),
    expect.stringMatching(/^\[Cancel\] [^[]/),
    expect.stringMatching(/^[^[]/),
  ]);
  const live = await read("/v1/cap.atom?mode=live");
  expect(titlesIn(live)).toHaveLength(2);
  const root = parseXml(live, { root: "feed", called: "Atom" });
  const links = listOf(root, "entry").map((entry) => textOf(entryOf(entry, "link"), "@href"));
  expect(links).toEqual([`/v1/cap/${ID}.2`, `/v1/cap/${ID}.1`]);
  const ids = [...textsOf(root, "id"), ...listOf(root, "entry").map((entry) => textOf(entry, "id"))];
  expect(new Set(ids).size).toBe(3);
  for (const id of ids)
    expect(id).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect((await read(links[1] ?? "")).includes("<msgType>Alert</msgType>")).toBe(true);
});

test("an empty feed is a feed, and a mode that is none is refused with those there are", async () => {
  const { get, read } = await alarm();
  expect(titlesIn(await read("/v1/cap.atom"))).toEqual([]);
  const answer = await get("/v1/cap.atom?mode=real");
  expect([answer.status, await answer.json()]).toEqual([
    400,
    { error: { field: "mode", message: expect.stringMatching(/^mode: got "real", .*"live"\|"drill"/) } },
  ]);
});

test("a bulletin that comes again changes nothing, not even when somebody answers by now", async () => {
  const { tell, pass, read, database } = await alarm();
  await tell();
  const issued = await read(`/v1/cap/${ID}.1`);
  const [row] = await database.query.selectFrom("cap_message").selectAll().execute();
  const bulletin = bulletins.decode(Buffer.from(row?.bulletin ?? ""));
  await pass(out(bulletins, { ...bulletin, reason: "again", intensity: 9 }));
  await tell();
  expect(await read(`/v1/cap/${ID}.1`)).toBe(issued);
  expect(await database.query.selectFrom("cap_message").selectAll().execute()).toEqual([row]);
});

test("a bulletin that would break a rule of CAP is refused and shown to nobody", async () => {
  const { tell, pass, get, database } = await alarm();
  await tell();
  const [row] = await database.query.selectFrom("cap_message").select("bulletin").execute();
  const bulletin = { ...bulletins.decode(Buffer.from(row?.bulletin ?? "")), bulletinId: "broken.1" };
  await expect(pass(out(bulletins, { ...bulletin, expiresMs: bulletin.sentMs - 5000 }))).rejects.toThrow(
    new Malformed(
      'CAP of broken.1: expires: got "2026-01-01T00:00:01-00:00", want a time after 2026-01-01T00:00:06-00:00',
    ),
  );
  expect((await get("/v1/cap/broken.1")).status).toBe(404);
});

test.skipIf(noSharedData)("the newest version of an event can be read as ShakeAlert and as QuakeML", async () => {
  const { tell, get } = await alarm();
  await tell({ status: "preliminary" });
  await tell({ version: 2, ...magnitude(7.2) });
  const [shakeAlert, quakeml] = await Promise.all(
    ["shakealert", "quakeml"].map(async (name) => {
      const answer = await get(`/v1/events/${ID}/${name}.xml`);
      expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "application/xml; charset=utf-8"]);
      return answer.text();
    }),
  );
  expect(shakeAlert).toContain('<mag units="Mw">7.2000</mag>');
  expect(shakeAlert).toContain('category="test"');
  expect(quakeml).toContain(`<preferredOriginID>smi:tocsin/origin/${ID}/2</preferredOriginID>`);
  expect(await faultsOfXsd("shakealert", [shakeAlert ?? ""])).toEqual([]);
  expect(await faultsOfXsd("quakeml", [quakeml ?? ""])).toEqual([]);
});

test("an event that another replica heard is taken from the catalogue, unless it is behind", async () => {
  let isDown = false;
  const { tell, database, read, get } = await alarm({ isDown: () => isDown });
  const keep = async (event: SeismicEvent) => {
    const { eventId: event_id, version, mode, run, status, origin } = event;
    const place = { latitude_deg: origin.latitudeDeg, longitude_deg: origin.longitudeDeg, depth_km: origin.depthKm };
    const row = { event_id, version, mode, run, status, origin_time_ms: origin.timeMs, magnitude: 6, ...place };
    await database.query
      .insertInto("event_version")
      .values({ ...row, body: JSON.stringify(event) })
      .execute();
  };
  await keep(anEvent({ eventId: "elsewhere", version: 4 }));
  await keep(anEvent({ version: 1 }));
  await tell({ version: 2 });
  expect(await read("/v1/events/elsewhere/shakealert.xml")).toContain('version="4"');
  expect(await read(`/v1/events/${ID}/shakealert.xml`)).toContain('version="2"');
  await keep(anEvent({ version: 3 }));
  expect(await read(`/v1/events/${ID}/shakealert.xml`)).toContain('version="3"');
  isDown = true;
  expect(await read(`/v1/events/${ID}/shakealert.xml`)).toContain('version="2"');
  expect((await get("/v1/events/elsewhere/shakealert.xml")).status).toBe(503);
});

test.each([
  ["/v1/cap/nothing", 404, 'no CAP message "nothing"'],
  ["/v1/cap", 404, "no such path: GET /v1/cap"],
  ["/v1/events/nothing/quakeml.xml", 404, 'no event "nothing"'],
  ["/v1/events/nothing", 404, "no such path: GET /v1/events/nothing"],
  ["/v1/cap/a?b=1", 400, "b: no such field"],
] as const)("%s is answered with %i and why", async (path, status, message) => {
  const { get } = await alarm();
  const answer = await get(path, { headers: { authorization: "Bearer secret" } });
  expect([answer.status, await answer.json()]).toEqual([status, { error: expect.objectContaining({ message }) }]);
});

test("nobody writes there, and everything else still wants the token", async () => {
  const { get } = await alarm();
  const token = { authorization: "Bearer secret" };
  const answer = await get("/v1/cap.atom", { method: "PUT", headers: token });
  expect([answer.status, answer.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
  expect((await get("/v1/cap.atom", { method: "PUT" })).status).toBe(401);
  expect((await get("/v1/subscriptions")).status).toBe(401);
});
