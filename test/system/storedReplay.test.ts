// An earthquake that was stored is replayed through the whole system: found again where it was, as a replay, and nothing else.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type System, startSystem } from "../../services/system.ts";
import { distanceKm, type Place } from "../../shared/seismo/geodesy.ts";
import type { FeedWorld } from "../../simulators/feed.ts";
import { eventually } from "../poll.ts";
import { storeQuake } from "../storedQuake.ts";

const WORLD: FeedWorld = { mode: "simulation", run: "monday" };

interface Told {
  readonly eventId: string;
  readonly title: string;
  readonly world: string;
  readonly versions: {
    readonly reason: string;
    readonly origin: Place;
    readonly magnitude: { readonly value: number };
  }[];
}

let system: System;
let original: Told;

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), "tocsin-replay-"));
  const url = `sqlite:${join(folder, "tocsin.db")}`;
  const env = { HTTP_PORT: "0", DATABASE_URL: url, INGEST_MQTT_URL: "embedded://127.0.0.1:0" };
  system = await startSystem({ env: { ...env, LOG_FILE: join(folder, "log") } });
  await storeQuake(system, WORLD, { latitudeDeg: 17.5, longitudeDeg: -101 });
  original = (await eventsOf("simulation"))[0] ?? expect.unreachable();
}, 120_000);
afterAll(() => system?.close());

// biome-ignore lint/suspicious/noExplicitAny: what comes over the wire
async function call(method: string, path: string, body?: object): Promise<{ status: number; body: any }> {
  const response = await fetch(system.httpUrl + path, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
  });
  return { status: response.status, body: await response.json() };
}

async function eventsOf(mode: string): Promise<Told[]> {
  return (await call("GET", `/api/events?mode=${mode}`)).body.events;
}

test("its record section holds every station, with the waves where they were to be expected", async () => {
  const { status, body } = await call("GET", `/api/events/${encodeURIComponent(original.eventId)}/waveforms`);
  expect(status).toBe(200);
  expect(body.stations).toHaveLength(12);
  const distances = body.stations.map((station: { distanceKm: number }) => station.distanceKm);
  expect(distances).toEqual(distances.toSorted((a: number, b: number) => a - b));
  for (const { peakMps2, pieces, pMs } of body.stations) {
    expect(peakMps2).toBeGreaterThan(0.005);
    const [{ startMs, stepMs, low, high }] = pieces;
    const spread = (from: number, to: number) => {
      const at = (ms: number) => Math.max(0, Math.round((ms - startMs) / stepMs));
      return Math.max(...high.slice(at(from), at(to))) - Math.min(...low.slice(at(from), at(to)));
    };
    // Quiet before P, and most of what there is within the minute after it.
    expect(spread(pMs - 20_000, pMs - 3000)).toBeLessThan(0.2 * spread(pMs, pMs + 60_000));
    expect(Math.max(...high, ...low.map((value: number) => -value))).toBe(1000);
    expect(high.length).toBeLessThanOrEqual(1500);
  }
});

test("at twenty times its speed it is found again where it was, and everything says that it is a replay", async () => {
  const asked = { eventId: original.eventId, speed: 20 };
  const { status, body: started } = await call("POST", "/api/replays", asked);
  expect(status, JSON.stringify(started)).toBe(201);
  expect(started).toMatchObject({ ...asked, state: "running", stations: 12, mode: "simulation" });
  const found = async () => (await eventsOf("replay")).filter(({ world }) => world === started.world);
  const state = async () => (await call("GET", `/api/replays/${started.replayId}`)).body;
  await eventually("the replay is over", async () => (await state()).state !== "running", 60_000);
  expect(await state()).toMatchObject({ state: "done", reason: "" });
  const [again, ...others] = await found();
  expect(others).toEqual([]);
  const [newest, before] = [again?.versions.at(-1), original.versions.at(-1)];
  if (newest === undefined || before === undefined) return expect.unreachable();
  expect(distanceKm(newest.origin, before.origin)).toBeLessThan(15);
  expect(Math.abs(newest.magnitude.value - before.magnitude.value)).toBeLessThan(0.5);
  expect(again?.title).toMatch(/^REPLAY: /);
  for (const { reason } of again?.versions ?? []) expect(reason).toMatch(/^REPLAY: /);
  const { stations } = (await call("GET", `/api/stations?run=${started.run}`)).body;
  expect(new Set(stations.map(({ world }: { world: string }) => world))).toEqual(new Set([started.world]));
  expect(await eventsOf("live")).toEqual([]);
  expect((await call("GET", "/api/stations?mode=live")).body).toMatchObject({ total: 0, stations: [] });
}, 90_000);

test("a replay that is stopped has stopped, and one whose waveforms nobody kept is refused with the reason", async () => {
  const { body: started } = await call("POST", "/api/replays", { eventId: original.eventId, speed: 1 });
  const { status, body } = await call("DELETE", `/api/replays/${started.replayId}`);
  expect([status, body.state]).toEqual([200, "stopped"]);
  const again = await call("DELETE", `/api/replays/${started.replayId}`);
  expect(again.status).toBe(409);
  const [replayed] = await eventsOf("replay");
  const refused = await call("POST", "/api/replays", { eventId: replayed?.eventId ?? "", speed: 1 });
  if (refused.status === 409) expect(refused.body.error.message).toMatch(/no waveforms are kept .*CATALOGUE_WAVEFORMS/);
  const unknown = await call("POST", "/api/replays", { eventId: "nobody's", speed: 1 });
  expect(unknown).toMatchObject({ status: 404, body: { error: { field: "eventId" } } });
  const fast = await call("POST", "/api/replays", { eventId: original.eventId, speed: 21 });
  expect(fast).toMatchObject({
    status: 400,
    body: { error: { message: "speed: got 21, want a number from 1 to 20" } },
  });
}, 30_000);
