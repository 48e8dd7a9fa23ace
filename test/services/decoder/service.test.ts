// The decoder as a service: a batch of packets in, messages out, with the real store, directory and metrics behind it.
import { expect, test } from "vitest";
import { service } from "../../../services/decoder/service.ts";
import { healths } from "../../../shared/contracts/health.ts";
import { motions } from "../../../shared/contracts/motion.ts";
import { type Packet, packets } from "../../../shared/contracts/packet.ts";
import { picks } from "../../../shared/contracts/pick.ts";
import { inventory, type Station } from "../../../shared/contracts/station.ts";
import type { Outgoing } from "../../../shared/contracts/topic.ts";
import { type Clock, systemClock } from "../../../shared/runtime/clock.ts";
import { openLog } from "../../../shared/runtime/log.ts";
import { createMetrics, type Metrics } from "../../../shared/runtime/metrics.ts";
import type { Context, Running } from "../../../shared/runtime/service.ts";
import { StationDirectory } from "../../../shared/runtime/stations.ts";
import type { Store } from "../../../shared/runtime/store.ts";
import { memoryStore } from "../../../shared/runtime/storeMemory.ts";
import { openeewPackets, shake, station } from "./sensor.ts";

interface Started {
  readonly running: Running;
  readonly metrics: Metrics;
  readonly directory: StationDirectory;
  /** Handles one batch and returns what it published. */
  decode(batch: readonly Packet[]): Promise<Outgoing[]>;
}

async function start(
  options: { readonly store?: Store; readonly instance?: string; readonly partitions?: number; clock?: Clock } = {},
): Promise<Started> {
  const { store = memoryStore(systemClock), instance = "decoder@test-1", partitions = 1 } = options;
  const log = openLog({ level: "silent", service: "decoder" });
  const metrics = createMetrics();
  const directory = new StationDirectory(store, log);
  const context: Context = {
    instance,
    partitions,
    env: {},
    clock: options.clock ?? systemClock,
    log,
    metrics,
    store,
    stations: directory,
    database: () => Promise.reject(new Error("the decoder has no database")),
    publish: () => Promise.resolve(),
    rebalance: () => undefined,
    stopping: new AbortController().signal,
  };
  const running = await service.start(context);
  const stage = running.stages.find(({ topic }) => topic === packets.name);
  return {
    running,
    metrics,
    directory,
    async decode(batch) {
      const effects = await stage?.handle(packets.encode({ partition: 0, packets: batch }), {
        key: "p0",
        stamps: {},
        attempt: 1,
      });
      return (effects ?? []).flatMap((effect) => ("topic" in effect ? [effect] : []));
    },
  };
}

const QUAKE = { pS: 30, sS: 36, gal: 4 };
const quaking = openeewPackets(shake({ rateHz: 31.25, seconds: 45, quakes: [QUAKE] }), 31.25);
const named = (stationId: string): Station => ({ ...station, stationId });

/** The messages without how motion was put together: entries and picks, in order. */
function flat(messages: readonly Outgoing[]): unknown[] {
  return messages.flatMap(({ topic, body }): unknown[] => {
    if (topic === motions.name) return [...motions.decode(body).stations];
    return topic === picks.name ? [picks.decode(body)] : [];
  });
}

test("a registered station's earthquake leaves as motion, picks and health, with stamps", async () => {
  const { decode, directory, running, metrics } = await start();
  directory.accept(station);
  const messages = await decode(quaking);
  await running.close?.();
  expect(new Set(messages.map(({ topic }) => topic))).toEqual(new Set([motions.name, picks.name, healths.name]));
  expect(await metrics.valueOf("eew_packets_total", { outcome: "used" })).toBe(quaking.length);
  expect(await metrics.valueOf("eew_picks_total", { phase: "P" })).toBe(1);
  expect(await metrics.valueOf("eew_samples_total")).toBe(quaking.length * 96);
  const pick = messages.find(({ topic }) => topic === picks.name);
  const received = pick?.stamps?.received ?? 0;
  expect(received - (pick?.stamps?.sensed ?? 0)).toBeCloseTo(200, -1);
});

test("the same news comes in the same order however the packets were batched", async () => {
  const other = named("OE_OTHER");
  const mixed = quaking.flatMap((packet) => [packet, { ...packet, stationId: other.stationId }]);
  const histories: string[] = [];
  for (const size of [1, 7, 1000]) {
    const { decode, directory, running } = await start();
    directory.accept(station);
    directory.accept(other);
    const news: unknown[] = [];
    for (let at = 0; at < mixed.length; at += size) news.push(...flat(await decode(mixed.slice(at, at + size))));
    histories.push(JSON.stringify(news));
    await running.close?.();
  }
  expect(histories[1]).toBe(histories[0]);
  expect(histories[2]).toBe(histories[0]);
});

test("motion and picks of one world never share a message with another", async () => {
  const { decode, directory, running } = await start();
  const drill: Station = { ...station, mode: "drill", run: "autumn" };
  directory.accept(station);
  directory.accept(drill);
  const messages = await decode(
    quaking.flatMap((packet) => [packet, { ...packet, mode: "drill" as const, run: "autumn" }]),
  );
  await running.close?.();
  const drilled = messages.filter(({ key }) => key === "drill:autumn");
  expect(drilled.length).toBe(messages.filter(({ key }) => key === "simulation:test").length);
  for (const { topic, body } of drilled) {
    if (topic === picks.name) expect(picks.decode(body)).toMatchObject({ mode: "drill", run: "autumn" });
  }
});

test("a station that only the hot state knows is found by asking it once", async () => {
  const store = memoryStore(systemClock);
  const { decode, running } = await start({ store });
  await store.hashSet("stations", "simulation:test/OE_TEST", Buffer.from(inventory.encode(station)).toString());
  const messages = await decode(quaking);
  await running.close?.();
  expect(messages.some(({ topic }) => topic === picks.name)).toBe(true);
});

test("packets of an unknown station are counted, and those beside them are used", async () => {
  const { decode, directory, running, metrics } = await start();
  directory.accept(station);
  const stranger = quaking.slice(0, 3).map((packet) => ({ ...packet, stationId: "OE_STRANGER" }));
  await decode([...stranger, ...quaking.slice(0, 5)]);
  await running.close?.();
  expect(await metrics.valueOf("eew_packets_total", { outcome: "unregistered" })).toBe(3);
  expect(await metrics.valueOf("eew_packets_total", { outcome: "used" })).toBe(5);
});

test("a packet that cannot be read is told in the station's health and costs only itself", async () => {
  const { decode, directory, running, metrics } = await start();
  directory.accept(station);
  const broken = quaking.map((packet, i) => (i === 12 ? { ...packet, payload: Buffer.from('{"x":') } : packet));
  const messages = await decode(broken);
  await running.close?.();
  expect(await metrics.valueOf("eew_packets_total", { outcome: "malformed" })).toBe(1);
  const last = messages.findLast(({ topic }) => topic === healths.name);
  expect(healths.decode(last?.body ?? new Uint8Array()).stations.at(-1)?.malformed).toBe(1);
  expect(messages.some(({ topic }) => topic === picks.name)).toBe(true);
});

test("a replica alone has every partition at once; two share them until the second leaves", async () => {
  const store = memoryStore(systemClock);
  const keysOf = ({ running }: Started) => running.stages.find(({ topic }) => topic === packets.name)?.keys?.() ?? [];
  const first = await start({ store, partitions: 8 });
  expect(keysOf(first)).toHaveLength(8);
  const second = await start({ store, partitions: 8, instance: "decoder@test-2" });
  await expect.poll(() => keysOf(first).length, { timeout: 5000 }).toBeLessThan(8);
  expect([...keysOf(first), ...keysOf(second)].sort()).toEqual(Array.from({ length: 8 }, (_, i) => `p${i}`));
  await second.running.close?.();
  await expect.poll(() => keysOf(first).length, { timeout: 5000 }).toBe(8);
  await first.running.close?.();
});

test("the state of a station that fell silent is freed after ten minutes, that of a talking one stays", async () => {
  let nowMs = 0;
  const tasks: (() => void)[] = [];
  const every = (_ms: number, task: () => void) => {
    tasks.push(task);
    return () => undefined;
  };
  const { decode, directory, running, metrics } = await start({
    clock: { ...systemClock, monotonicMs: () => nowMs, every },
  });
  const silent = named("OE_SILENT");
  for (const one of [station, silent]) directory.accept(one);
  const [first, second] = quaking;
  if (first === undefined || second === undefined) throw new Error("the fixture has no packets");
  await decode([first, { ...first, stationId: silent.stationId }]);
  nowMs = 599_000;
  await decode([second]);
  nowMs = 601_000;
  for (const task of tasks) task();
  expect(await metrics.valueOf("eew_decoder_stations")).toBe(1);
  await running.close?.();
});
