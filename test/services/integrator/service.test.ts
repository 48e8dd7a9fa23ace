// The integrator as a service: messages in, effects out, with the real store, directory and metrics behind it.
import { expect, test } from "vitest";
import { service } from "../../../services/integrator/service.ts";
import { events, type SeismicEvent } from "../../../shared/contracts/event.ts";
import { motions } from "../../../shared/contracts/motion.ts";
import { picks } from "../../../shared/contracts/pick.ts";
import { inventory, type Station, stationKey } from "../../../shared/contracts/station.ts";
import type { Topic } from "../../../shared/contracts/topic.ts";
import { type Clock, systemClock } from "../../../shared/runtime/clock.ts";
import { openLog } from "../../../shared/runtime/log.ts";
import { createMetrics } from "../../../shared/runtime/metrics.ts";
import type { Running } from "../../../shared/runtime/service.ts";
import { StationDirectory } from "../../../shared/runtime/stations.ts";
import type { Store } from "../../../shared/runtime/store.ts";
import { memoryStore } from "../../../shared/runtime/storeMemory.ts";
import { gridNetwork, type Network, picksOf, START_MS, type Step, WORLD } from "./network.ts";

const CENTRE = { latitudeDeg: 17, longitudeDeg: -99 };
const NETWORK = gridNetwork({ centre: CENTRE, columns: 4, rows: 4, spacingKm: 40 });
const STEPS = picksOf({ ...CENTRE, depthKm: 12, magnitude: 6, originMs: START_MS + 20_000 }, NETWORK).sort(
  (a, b) => a.atMs - b.atMs,
);

function stationsOf(network: Network): Station[] {
  return [...network].map(([stationId, place]) => ({
    ...WORLD,
    ...place,
    stationId,
    elevationM: 0,
    sampleRateHz: 100,
    channels: [{ code: "HNZ", component: "Z", unit: "m/s2", sensitivity: 1 }],
    updatedMs: 1,
  }));
}

async function start(store: Store, clock: Clock = systemClock) {
  const log = openLog({ level: "silent", service: "integrator" });
  const metrics = createMetrics();
  const directory = new StationDirectory(store, log);
  const running: Running = await service.start({
    instance: "integrator@test",
    partitions: 1,
    env: {},
    clock,
    log,
    metrics,
    store,
    stations: directory,
    database: () => Promise.reject(new Error("the integrator has no database")),
    publish: () => Promise.resolve(),
    rebalance: () => undefined,
    stopping: new AbortController().signal,
  });
  /** Handles one message as the runtime does: publishes, then saves. */
  async function take<T>(topic: Topic<T>, message: T): Promise<SeismicEvent[]> {
    const stage = running.stages.find((candidate) => candidate.topic === topic.name);
    const meta = { key: topic.keyOf(message), stamps: {}, attempt: 1 };
    const versions: SeismicEvent[] = [];
    for (const effect of (await stage?.handle(topic.encode(message), meta)) ?? []) {
      if ("topic" in effect && effect.topic === events.name) versions.push(events.decode(effect.body));
      else if ("save" in effect) await store.set(effect.save, effect.value, effect.ttlMs);
    }
    return versions;
  }
  async function takeAll(steps: readonly Step[]): Promise<SeismicEvent[]> {
    const versions: SeismicEvent[] = [];
    for (const step of steps) if ("pick" in step) versions.push(...(await take(picks, step.pick)));
    return versions;
  }
  return { metrics, directory, take, takeAll };
}

async function registered(): Promise<Store> {
  const store = memoryStore(systemClock);
  const directory = new StationDirectory(store, openLog({ level: "silent", service: "test" }));
  for (const station of stationsOf(NETWORK)) await directory.register(station);
  return store;
}

test("picks of stations that only the hot state knows become an event, and every pick is counted", async () => {
  const { takeAll, metrics } = await start(await registered());
  const versions = await takeAll(STEPS);
  expect(versions.some((version) => version.status === "confirmed")).toBe(true);
  const counted = (outcome: string) => metrics.valueOf("eew_picks_integrated_total", { outcome });
  expect((await counted("associated")) + (await counted("held"))).toBe(STEPS.length);
  expect(await counted("associated")).toBeGreaterThan(30);
  expect(await metrics.valueOf("eew_versions_total")).toBe(versions.length);
});

test("a station announced by inventory is known at once; a pick of one that nobody knows is counted and let go", async () => {
  const { take, metrics } = await start(memoryStore(systemClock));
  const [first, second] = STEPS.flatMap((step) => ("pick" in step ? [step.pick] : []));
  const station = stationsOf(NETWORK).find((one) => stationKey(one) === stationKey(first ?? one));
  if (first === undefined || second === undefined || station === undefined) throw new Error("no picks");
  await take(picks, { ...first, stationId: "NO_WHERE" });
  await take(inventory, station);
  await take(picks, first);
  expect(await metrics.valueOf("eew_picks_integrated_total", { outcome: "unknown_station" })).toBe(1);
  expect(await metrics.valueOf("eew_picks_integrated_total", { outcome: "held" })).toBe(1);
});

test("a message delivered twice publishes once", async () => {
  const { takeAll } = await start(await registered());
  const once = await takeAll(STEPS);
  expect(once.length).toBeGreaterThan(0);
  expect(await takeAll(STEPS)).toEqual([]);
});

test("when a replica dies in the middle of an event, the next one goes on with its version numbers", async () => {
  const store = await registered();
  const half = STEPS.findIndex((step) => step.atMs > START_MS + 32_000);
  const before = await (await start(store)).takeAll(STEPS.slice(0, half));
  const after = await (await start(store)).takeAll(STEPS.slice(half));
  expect(before.length).toBeGreaterThan(0);
  expect(after.length).toBeGreaterThan(0);
  expect([...before, ...after].map((version) => version.version)).toEqual([...before, ...after].map((_, i) => i + 1));
  expect(new Set([...before, ...after].map((version) => version.eventId)).size).toBe(1);
});

test("a replica that stood by while another worked takes over from where that one is, not from where it was", async () => {
  const store = await registered();
  let nowMs = 0;
  const idle = await start(store, { ...systemClock, monotonicMs: () => nowMs });
  const half = STEPS.findIndex((step) => step.atMs > START_MS + 26_000);
  const two = STEPS.findIndex((step) => step.atMs > START_MS + 32_000);
  const first = await idle.takeAll(STEPS.slice(0, half));
  const between = await (await start(store)).takeAll(STEPS.slice(half, two));
  nowMs += 60_000;
  const last = await idle.takeAll(STEPS.slice(two));
  const all = [...first, ...between, ...last];
  expect(last.length).toBeGreaterThan(0);
  expect(all.map((version) => version.version)).toEqual(all.map((_, i) => i + 1));
});

test("worlds do not mix: the same picks in two runs are two events", async () => {
  const store = await registered();
  const directory = new StationDirectory(store, openLog({ level: "silent", service: "test" }));
  for (const station of stationsOf(NETWORK)) await directory.register({ ...station, run: "other" });
  const { take } = await start(store);
  const versions: SeismicEvent[] = [];
  for (const step of STEPS) {
    if (!("pick" in step)) continue;
    versions.push(...(await take(picks, step.pick)), ...(await take(picks, { ...step.pick, run: "other" })));
  }
  expect(new Set(versions.map((version) => version.run))).toEqual(new Set(["test", "other"]));
  const counts = (run: string) => versions.filter((version) => version.run === run).map((version) => version.version);
  expect(counts("test")).toEqual(counts("other"));
});

test("motion alone makes no event", async () => {
  const { take } = await start(await registered());
  const entry = { timeMs: START_MS, pgaMps2: 3, pgvMps: 0.2, intensity: 7, watermarkMs: START_MS + 999 };
  const stations = [...NETWORK.keys()].map((stationId) => ({ stationId, ...entry }));
  expect(await take(motions, { ...WORLD, stations })).toEqual([]);
});
