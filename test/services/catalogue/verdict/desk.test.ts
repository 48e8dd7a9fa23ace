// Agencies asked until the verdict is known: what they list, what they do not, and what their silence is not taken for.
import { afterEach, beforeEach, expect, test } from "vitest";
import { type ContextDeps, recordEvent } from "../../../../services/catalogue/context.ts";
import { Questions } from "../../../../services/catalogue/lookup/deadline.ts";
import { addPastEvents } from "../../../../services/catalogue/repository.ts";
import { VerdictDesk } from "../../../../services/catalogue/verdict/desk.ts";
import { type Context, contexts } from "../../../../shared/contracts/context.ts";
import type { SeismicEvent } from "../../../../shared/contracts/event.ts";
import type { Outgoing } from "../../../../shared/contracts/topic.ts";
import { connectDatabase } from "../../../../shared/runtime/connectDatabase.ts";
import type { Database } from "../../../../shared/runtime/database.ts";
import { createMetrics } from "../../../../shared/runtime/metrics.ts";
import { memoryStore } from "../../../../shared/runtime/storeMemory.ts";
import { anEvent, ORIGIN_MS } from "../anEvent.ts";
import { silentLog } from "../context.ts";
import { type EventServer, type Quake, startEventServer } from "../harvest/eventServer.ts";

const MIN_MS = 60_000;
/** Where the server's earthquakes are. */
const THERE = { ...anEvent().origin, latitudeDeg: 17.5, longitudeDeg: -101.2 };
const LISTED: Quake = { id: "q1", timeMs: ORIGIN_MS + 2000, magnitude: 5.5, updatedMs: ORIGIN_MS };

let server: EventServer;
let database: Database;
let nowMs = ORIGIN_MS;
const published: Context[] = [];
/** Time passes here only when it is set: nobody is waited for. */
const clock = {
  ...{ nowMs: () => nowMs, monotonicMs: () => nowMs, every: () => () => undefined },
  sleep: (ms: number, signal?: AbortSignal) =>
    ms > 1000 ? new Promise<void>((resolve) => signal?.addEventListener("abort", () => resolve())) : Promise.resolve(),
};
const store = () => memoryStore(clock);
let shared = store();

beforeEach(async () => {
  server = await startEventServer([]);
  database = await connectDatabase("sqlite::memory:", { log: silentLog() });
  published.length = 0;
  nowMs = ORIGIN_MS + 9000;
  shared = store();
});
afterEach(async () => {
  await server.close();
  await database.close();
});

const settingsOf = (servers: readonly string[]): ContextDeps["agencies"] => ({
  ...{ servers, own: "tocsin", verdict: { waitMs: 30 * MIN_MS, magnitudeDifference: 1, distanceKm: 50 } },
});

async function hear(over: Partial<SeismicEvent> = {}, servers = [server.url]): Promise<Context> {
  const words = { place: "there", region: "Guerrero, Mexico" };
  const deps = {
    database: async () => database,
    clock,
    questions: new Questions(clock, 2000),
    wordsOf: async () => words,
  };
  return recordEvent(anEvent({ origin: THERE, ...over }), { ...deps, agencies: settingsOf(servers) });
}

function desk(instance = "a", servers = [server.url]): VerdictDesk {
  const publish = async (...messages: readonly Outgoing[]) => {
    published.push(...messages.map(({ body }) => contexts.decode(body)));
  };
  const deps = { database: async () => database, store: shared, clock, log: silentLog(), metrics: createMetrics() };
  return new VerdictDesk({ ...deps, instance, publish, settings: settingsOf(servers) });
}

async function after(minutes: number, at: VerdictDesk): Promise<void> {
  nowMs = ORIGIN_MS + minutes * MIN_MS;
  await at.run();
}

const row = () => database.query.selectFrom("event_verdict").selectAll().executeTakeFirst();
const saidOf = () => published.map(({ verdict }) => verdict?.value);

test("listed at the third question it is true, told once, with the agency's event; what it lists is a past event from then on", async () => {
  await hear();
  const at = desk();
  for (const minutes of [0.5, 1, 1.5, 2]) await after(minutes, at);
  expect(server.asked.length).toBe(2);
  expect(await row()).toMatchObject({ verdict: "pending", decided_ms: null, reason: expect.stringContaining("2 min") });
  server.quakes.push(LISTED);
  await hear({ version: 2, status: "final" });
  await after(5, at);
  await after(10, at);
  expect(server.asked.length).toBe(3);
  expect(saidOf()).toEqual(["true"]);
  expect(published[0]).toMatchObject({
    ...{ version: 2, place: "there", agency: { source: "127.0.0.1", id: "q1", magnitudeDifference: 0.2 } },
    verdict: {
      value: "true",
      revision: 1,
      decidedMs: ORIGIN_MS + 5 * MIN_MS,
      said: { status: "final", magnitude: 5.3 },
    },
  });
  expect(await row()).toMatchObject({
    ...{ verdict: "true", version: 2, source: "127.0.0.1", agency_event_id: "q1", mode: "live", run: "" },
    ...{ decided_ms: ORIGIN_MS + 5 * MIN_MS, next_ask_ms: ORIGIN_MS + 60 * MIN_MS },
  });
  expect((await database.query.selectFrom("past_event").select("id").execute()).map(({ id }) => id)).toEqual(["q1"]);
  expect(await hear({ version: 3, status: "final" })).toMatchObject({
    verdict: { value: "true" },
    agency: { id: "q1" },
  });
});

test("it asks around the event: two minutes and 200 km on each side", async () => {
  await hear();
  await after(1, desk());
  expect(Object.fromEntries(server.asked[0] ?? [])).toMatchObject({
    ...{ starttime: "2018-02-16T23:37:39.000", endtime: "2018-02-16T23:41:39.000", format: "text" },
    ...{ minlatitude: "15.691", maxlatitude: "19.309", minlongitude: "-103.117", maxlongitude: "-99.283" },
  });
});

test("not listed for half an hour it is false; listed after an hour after all, it is told anew", async () => {
  await hear({ status: "final" });
  const at = desk();
  await after(29, at);
  expect(saidOf()).toEqual([]);
  await after(30, at);
  expect(saidOf()).toEqual(["false"]);
  server.quakes.push({ ...LISTED, magnitude: 7 });
  await after(60, at);
  expect(saidOf()).toEqual(["false", "qualified"]);
  expect(published[1]?.verdict?.revision).toBe(2);
  server.quakes.splice(0, 1, { ...LISTED, magnitude: 6 });
  await after(360, at);
  expect(saidOf()).toEqual(["false", "qualified", "true"]);
});

test("a server that is down is no server that does not list it: no verdict, and asked again", async () => {
  await hear({ status: "final" });
  const down = () => server.instead.push((_, response) => response.writeHead(500).end());
  const at = desk();
  for (const minutes of [1, 30, 60, 180]) {
    down();
    await after(minutes, at);
  }
  expect([server.asked.length, saidOf()]).toEqual([4, []]);
  expect(await row()).toMatchObject({ verdict: "pending", reason: "no agency has answered yet" });
  await after(300, at);
  expect(saidOf()).toEqual(["false"]);
});

test.each<[string, Parameters<EventServer["instead"]["push"]>[0]]>([
  ["a page in HTML", (_, response) => response.writeHead(200).end("<html>maintenance</html>")],
  ["a page that is not there", (_, response) => response.writeHead(404).end("<html>no</html>")],
  ["a refusal", (_, response) => response.writeHead(400).end("Bad Request: minlatitude")],
  ["lines nobody understands", (_, response, text) => response.writeHead(200).end(`${text}q9|yesterday|a|b|c\n`)],
  [
    "half an answer",
    (_, response) => response.writeHead(200, { "content-length": "999" }).write("#Ev") && response.destroy(),
  ],
])("nor is %s", async (_what, answer) => {
  await hear({ status: "final" });
  server.instead.push(answer);
  await after(40, desk());
  expect([server.asked.length, saidOf()]).toEqual([1, []]);
  expect(await row()).toMatchObject({ verdict: "pending" });
});

test("a server that asks for patience gets it", async () => {
  await hear({ status: "final" });
  server.instead.push((_, response) => response.writeHead(503, { "retry-after": "1800" }).end());
  await after(1, desk());
  expect(await row()).toMatchObject({ next_ask_ms: ORIGIN_MS + 31 * MIN_MS });
});

test("with two agencies one may be down: what the other one lists counts", async () => {
  const servers = ["http://127.0.0.1:9", server.url];
  server.quakes.push(LISTED);
  await hear({ status: "final" }, servers);
  await after(1, desk("a", servers));
  expect(saidOf()).toEqual(["true"]);
});

test("what we withdrew is called false only after an agency was asked, and qualified where one lists it", async () => {
  await hear({ status: "cancelled" });
  const at = desk();
  await after(4, at);
  expect(saidOf()).toEqual([]);
  await after(5, at);
  expect(saidOf()).toEqual(["false"]);
  expect(published[0]?.verdict?.reason).toMatch(/^withdrawn by us, and no agency listed it/);
});

test("of two replicas one asks; when it is gone the other one does", async () => {
  await hear({ status: "final" });
  await after(1, desk("a"));
  await after(1.5, desk("b"));
  expect(server.asked.length).toBe(1);
  server.quakes.push(LISTED);
  await after(5, desk("b"));
  expect([server.asked.length, saidOf()]).toEqual([2, ["true"]]);
});

test("nobody is asked about a preliminary version, about what is not live, or where no agency is named", async () => {
  await hear({ status: "preliminary" });
  await hear({ eventId: "drill", mode: "drill", run: "d" });
  await hear({ eventId: "other" }, []);
  expect(await row()).toBeUndefined();
  await after(40, desk());
  expect([server.asked.length, published.length]).toEqual([0, 0]);
});

test("a replay is judged by the catalogue alone, in its own words, and never called false", async () => {
  const past = { source: "us", id: "old", time_ms: ORIGIN_MS + 1000, latitude_deg: 17.4, longitude_deg: -101.3 };
  await addPastEvents(database, [
    { ...past, depth_km: 20, magnitude: 6.6, magnitude_type: "mww", place: "", updated_ms: 0 },
    {
      ...past,
      source: "tocsin",
      id: "echo",
      depth_km: 20,
      magnitude: 5.3,
      magnitude_type: "M",
      place: "",
      updated_ms: 0,
    },
  ]);
  const world = { mode: "replay", run: "monday", eventId: "replay:monday/1" } as const;
  const early = await hear(world);
  expect([early.agency?.id, early.verdict]).toEqual(["old", undefined]);
  const last = await hear({ ...world, version: 2, status: "final" });
  expect(last.verdict).toMatchObject({
    ...{ value: "qualified", revision: 1, decidedMs: anEvent().asOfMs },
    reason: expect.stringMatching(/^REPLAY: us lists it as M 6.6 \(old\).*; but our magnitude was 5.3$/),
  });
  expect(await hear({ ...world, version: 2, status: "final" })).toEqual(last);
  const elsewhere = { ...THERE, latitudeDeg: 40 };
  const unlisted = await hear({ ...world, eventId: "replay:monday/2", status: "final", origin: elsewhere });
  expect([unlisted.agency, unlisted.verdict]).toEqual([undefined, undefined]);
  expect(await row()).toMatchObject({ mode: "replay", run: "monday", verdict: "qualified", next_ask_ms: null });
});

test("without the hot state nobody asks, and nothing is lost", async () => {
  await hear({ status: "final" });
  const at = desk();
  const { lease } = shared;
  shared.lease = () => Promise.reject(new Error("redis: away"));
  await after(2, at);
  shared.lease = lease.bind(shared);
  server.quakes.push(LISTED);
  await after(5, at);
  expect([server.asked.length, saidOf()]).toEqual([1, ["true"]]);
});
