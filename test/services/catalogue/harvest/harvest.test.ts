// A server's past earthquakes: window by window, however it balks, and from where it was when it was stopped.
import { afterEach, beforeEach, expect, test } from "vitest";
import { type HarvestOptions, harvest } from "../../../../services/catalogue/harvest/harvest.ts";
import type { HarvestQuery } from "../../../../services/catalogue/harvest/query.ts";
import { connectDatabase } from "../../../../shared/runtime/connectDatabase.ts";
import type { Database } from "../../../../shared/runtime/database.ts";
import { silentLog } from "../context.ts";
import { type EventServer, HEADER, type Quake, startEventServer } from "./eventServer.ts";

const DAY_MS = 86_400_000;
const START_MS = Date.UTC(2019, 0, 1);
const END_MS = Date.UTC(2021, 0, 1);

let server: EventServer;
let database: Database;
let nowMs = END_MS + DAY_MS;
const slept: number[] = [];
const notes: string[] = [];
/** Time passes here only when somebody sleeps. */
const clock = {
  nowMs: () => nowMs,
  monotonicMs: () => nowMs,
  every: () => () => undefined,
  sleep: async (ms: number) => {
    slept.push(ms);
    nowMs += ms;
  },
};

const quakeAt = (index: number): Quake => ({
  id: `q${index}`,
  timeMs: START_MS + (index + 0.5) * DAY_MS,
  magnitude: 4 + (index % 3),
  updatedMs: START_MS,
});

beforeEach(async () => {
  server = await startEventServer(Array.from({ length: 700 }, (_, index) => quakeAt(index)));
  database = await connectDatabase("sqlite::memory:", { log: silentLog() });
  for (const list of [slept, notes]) list.length = 0;
  nowMs = END_MS + DAY_MS;
});
afterEach(async () => {
  await server.close();
  await database.close();
});

function run(options: Partial<HarvestOptions> = {}, query: Partial<HarvestQuery> = {}) {
  const asked = { server: server.url, startMs: START_MS, endMs: END_MS, filters: {}, ...query };
  const { signal } = new AbortController();
  return harvest(database, asked, {
    ...{ clock, pauseMs: 1000, signal, source: "", onNote: (text) => notes.push(text) },
    ...options,
  });
}

const kept = () => database.query.selectFrom("past_event").selectAll().orderBy("time_ms").execute();

test("all of a time span comes, a pause after every answer, under the server's name where it names no agency", async () => {
  expect(await run()).toMatchObject({ rows: 700, added: 700, known: 0, rejected: 0 });
  expect((await kept()).map(({ id }) => id)).toEqual(server.quakes.map(({ id }) => id));
  expect((await kept())[0]).toMatchObject({ source: "127.0.0.1", magnitude: 4, updated_ms: END_MS + DAY_MS });
  expect(slept).toEqual(server.asked.map(() => 1000));
  expect(server.asked[0]?.toString()).toBe(
    "format=text&nodata=204&starttime=2019-01-01T00%3A00%3A00.000&endtime=2020-01-01T00%3A00%3A00.000&orderby=time-asc",
  );
});

test("a server that gives 50 at once is asked for shorter windows, and not for the refused length at every turn", async () => {
  server.most = 50;
  expect(await run()).toMatchObject({ added: 700 });
  const lengths = server.asked.map(
    (one) => Date.parse(one.get("endtime") ?? "") - Date.parse(one.get("starttime") ?? ""),
  );
  expect(lengths.slice(0, 4).map((ms) => ms / DAY_MS)).toEqual([365, 182.5, 91.25, 45.625]);
  expect(server.asked.length).toBeLessThan(30);
});

test("ComCat's 400 and a proxy's 504 are the same refusal", async () => {
  server.instead.push(
    (_, response) => response.writeHead(400).end("Bad Request: 25000 matching events exceeds search limit of 20000."),
    (_, response) => response.writeHead(504).end("<html>gateway timeout</html>"),
  );
  expect(await run()).toMatchObject({ added: 700 });
  expect(server.asked[2]?.get("endtime")).toMatch("2019-04-02");
});

test("a server that cuts its answers at a round number, and says nothing, is found out", async () => {
  const busy = Array.from({ length: 1200 }, (_, index) => ({ ...quakeAt(index / 10), id: `b${index}` }));
  server.quakes.splice(0, Number.POSITIVE_INFINITY, ...busy);
  const firstThousand = (_: unknown, response: { end(text: string): void }, text: string) =>
    response.end(text.split("\n").slice(0, 1001).join("\n"));
  server.instead.push(firstThousand);
  expect(await run()).toMatchObject({ added: 1200 });
  expect((await kept()).length).toBe(1200);
});

test("filters are the server's work, and nothing found is no error, whether it is said with 204 or 404", async () => {
  server.instead.push((_, response) => response.writeHead(404).end("Error 404: no data"));
  expect(await run({}, { filters: { minmagnitude: "9" } })).toMatchObject({ rows: 0, added: 0 });
  expect(server.asked.length).toBe(2);
});

test("an address without such a service is told, not taken for a quiet region", async () => {
  await expect(run({}, { server: `${server.url}/elsewhere` })).rejects.toThrow(
    "the server answered 404: <html>no</html>",
  );
});

test("Retry-After is honoured in seconds and as a date, and without it the waits double", async () => {
  const inAMinute = new Date(END_MS + DAY_MS + 120_000 + 60_000).toUTCString();
  server.instead.push(
    (_, response) => response.writeHead(429, { "retry-after": "120" }).end(),
    (_, response) => response.writeHead(503, { "retry-after": inAMinute }).end(),
    (_, response) => response.writeHead(500).end(),
  );
  expect(await run()).toMatchObject({ added: 700 });
  expect(slept.slice(0, 4)).toEqual([120_000, 60_000, 20_000, 1000]);
});

test("a server that is down for good is given up, and the next run goes on where this one stopped", async () => {
  const down = Array.from({ length: 6 }, () => (_: unknown, response: { destroy(): void }) => response.destroy());
  server.instead.push((_, response, text) => response.end(text), ...down);
  await expect(run()).rejects.toThrow("no answer after 6 tries");
  expect((await kept()).length).toBe(365);
  server.asked.length = 0;
  expect(await run()).toMatchObject({ rows: 335, added: 335 });
  expect(server.asked[0]?.get("starttime")).toBe("2020-01-01T00:00:00.000");
  expect(notes).toEqual(["going on from 2020-01-01T00:00:00.000Z"]);
});

test("an answer that breaks off is asked for again, and nothing is doubled or lost", async () => {
  server.instead.push((_, response, text) => {
    response.writeHead(200, { "content-length": String(text.length) });
    response.write(text.slice(0, 20_000), () => response.destroy());
  });
  expect(await run()).toMatchObject({ rows: 700, added: 700, known: 0 });
  expect(server.asked[1]?.toString()).toBe(server.asked[0]?.toString());
});

test("a run that is stopped says so and keeps what it has", async () => {
  const stopping = new AbortController();
  const onProgress = () => stopping.abort(new Error("stopped"));
  await expect(run({ signal: stopping.signal, onProgress })).rejects.toThrow("stopped");
  expect((await kept()).length).toBe(365);
});

test("asking for changes since a day of one's own does not pass for the rest of a run that was stopped", async () => {
  const stopping = new AbortController();
  const onProgress = () => stopping.abort(new Error("stopped"));
  await expect(run({ signal: stopping.signal, onProgress })).rejects.toThrow("stopped");
  expect(await run({ updatedAfterMs: END_MS })).toMatchObject({ rows: 0 });
  expect(await run()).toMatchObject({ added: 335 });
});

test("the next run asks only for what has changed, in one request, and the newer one replaces", async () => {
  await run();
  nowMs += 30 * DAY_MS;
  const first = server.quakes[0];
  if (first === undefined) throw new Error("no earthquakes");
  server.quakes[0] = { ...first, magnitude: 6.6, updatedMs: nowMs - DAY_MS };
  server.quakes.push({ ...quakeAt(705), updatedMs: nowMs - DAY_MS });
  server.asked.length = 0;
  expect(await run()).toMatchObject({ rows: 2, added: 1, replaced: 1, known: 0 });
  expect(server.asked.map((one) => one.get("updatedafter"))).toEqual(["2021-01-01T23:50:00.000"]);
  expect((await kept())[0]).toMatchObject({ id: "q0", magnitude: 6.6 });
});

test("a server that does not know updatedafter is asked for everything, and what is the same counts as known", async () => {
  await run();
  server.instead.push((_, response) => response.writeHead(400).end("Error 400: updatedafter not supported"));
  expect(await run()).toMatchObject({ rows: 700, added: 0, replaced: 0, known: 700 });
  expect(notes).toEqual(["the server does not take updatedafter; asking for everything"]);
});

test("another question to the same server is a harvest of its own, and the same one anew starts from nothing", async () => {
  await run();
  server.asked.length = 0;
  await run({}, { filters: { minmagnitude: "6" } });
  await run({ anew: true });
  expect(server.asked.some((one) => one.has("updatedafter"))).toBe(false);
  await run({ updatedAfterMs: END_MS });
  expect(server.asked.at(-1)?.get("updatedafter")).toBe("2021-01-01T00:00:00.000");
});

test("bad lines of a server are told and the rest is kept; a page in HTML is no catalogue", async () => {
  const faults: string[] = [];
  server.instead.push((_, response) =>
    response.end(`${HEADER}\na|x|1|2|3|||||||||\nb|2019-01-01T00:00:00|1|2|3|||||||4||\n`),
  );
  server.instead.push((_, response) => response.end("<html>down for maintenance</html>"));
  const onFault = ({ line, field, value }: { line: number; field: string; value: string }) =>
    faults.push(`${line} ${field} ${value}`);
  await expect(run({ onFault })).rejects.toThrow(/query\?.*got "<html>down for maintenance/);
  expect(faults).toEqual(["2 Time x"]);
  expect((await kept()).map(({ id }) => id)).toEqual(["b"]);
});
