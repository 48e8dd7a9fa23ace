// What the waveform ring costs: processor time a second of packets on the thread that alarms run on and on its own, memory, and
// what an event's waveforms take out of it. `node bench/ring.ts [--stations N,N] [--seconds S]`
import { tmpdir } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { RingThread } from "../services/catalogue/waveforms/ringThread.ts";
import { type Packet, packets, partitionOfPacket } from "../shared/contracts/packet.ts";
import type { Station } from "../shared/contracts/station.ts";
import { openLog } from "../shared/runtime/log.ts";
import { createMetrics } from "../shared/runtime/metrics.ts";
import { numberFrom, runCommand } from "../simulators/cli.ts";
import { machine, tell } from "./print.ts";

const USAGE = `npm run bench -- ring, or node bench/ring.ts [options]
Packets of OpenEEW devices (32 samples of three axes, one packet a second) through the ring, as fast as it takes them.

  --stations N,N   numbers of stations (5000,10000)
  --seconds S      of packets (60)
  --quick          1000 stations, 20 seconds
  --json           one JSON object`;

const PARTITIONS = 8;
/** Ingest lingers so long. */
const BATCHES_A_SECOND = 100;
const START_MS = Date.UTC(2026, 0, 1);
const RATE_HZ = 31.25;
const ASKED = 50;

const stationOf = (i: number): Station => ({
  ...{ mode: "live", run: "", stationId: `OE_${String(i).padStart(12, "0")}` },
  ...{ latitudeDeg: 19, longitudeDeg: -99, elevationM: 0, sampleRateHz: RATE_HZ, updatedMs: 0 },
  channels: (["x", "y", "z"] as const).map((code, axis) => {
    return { code, component: (["Z", "N", "E"] as const)[axis] ?? "Z", unit: "m/s2", sensitivity: 100 };
  }),
});

function packetOf(station: Station, second: number, share: number): Packet {
  const receivedMs = START_MS + second * 1000 + share * 10;
  const axis = (k: number) =>
    Array.from({ length: 32 }, (_, i) => Math.round(50 * Math.sin(second * k + i * i)) / 1000);
  const traces = { x: axis(1), y: axis(2), z: axis(3) };
  const body = { device_id: station.stationId.slice(3), ...traces, device_t: receivedMs / 1000, sr: RATE_HZ };
  const payload = Buffer.from(JSON.stringify(body));
  return {
    ...{ mode: "live", run: "" },
    stationId: station.stationId,
    format: "openeew",
    receivedMs,
    wallMs: 0,
    payload,
  };
}

async function measure(count: number, seconds: number) {
  const stations = Array.from({ length: count }, (_, i) => stationOf(i));
  const metrics = createMetrics();
  let nowMs = START_MS;
  const ring = ringAt(() => nowMs, metrics);
  await ring.ask({ station: stationOf(0), span: { fromMs: 0, toMs: 1 }, covered: [] });
  let [mainUs, ownUs, bytes] = [0, 0, 0];
  for (let second = 0; second < seconds; second += 1) {
    const bodies = bodiesOf(stations, second);
    nowMs = START_MS + second * 1000;
    const before = { all: process.cpuUsage(), main: process.threadCpuUsage() };
    for (const body of bodies) ring.push(body);
    ring.flush();
    const main = process.threadCpuUsage(before.main);
    while (ring.state.packets < count * (second + 1)) await sleep(2);
    const all = process.cpuUsage(before.all);
    mainUs += main.user + main.system;
    ownUs += all.user + all.system - (main.user + main.system);
    bytes += bodies.reduce((sum, body) => sum + body.length, 0);
  }
  const askedMs = await timeOf(ring, stations, seconds);
  await ring.close();
  return {
    stations: count,
    mbPerS: bytes / seconds / 1e6,
    mainPercent: mainUs / seconds / 1e4,
    ownPercent: ownUs / seconds / 1e4,
    rssMb: await memoryOf(stations, seconds),
    indexMbOf300S: (8 * count * 300) / 1e6,
    msPerStationKept: askedMs / Math.min(ASKED, count),
    dropped: await metrics.valueOf("eew_waveform_dropped_total"),
  };
}

function ringAt(nowMs: () => number, metrics = createMetrics()): RingThread {
  const options = { folder: tmpdir(), name: `tocsin-ring-bench-${process.pid}`, keepMs: 300_000, mostBytes: 8e9 };
  return new RingThread({ options, nowMs, metrics, log: openLog({ level: "warn", service: "bench" }) });
}

/** Its thread and what it holds: packets made beforehand, again and again. */
async function memoryOf(stations: readonly Station[], seconds: number): Promise<number> {
  const bodies = bodiesOf(stations, 0);
  let second = 0;
  const before = process.memoryUsage.rss();
  const ring = ringAt(() => START_MS + second * 1000);
  for (; second < seconds; second += 1) {
    for (const body of bodies) ring.push(body);
    ring.flush();
    while (ring.state.packets < stations.length * (second + 1)) await sleep(2);
  }
  const rssMb = (process.memoryUsage.rss() - before) / 1e6;
  await ring.close();
  return rssMb;
}

function bodiesOf(stations: readonly Station[], second: number): Uint8Array[] {
  const batches = new Map<string, Packet[]>();
  for (const [i, station] of stations.entries()) {
    const share = i % BATCHES_A_SECOND;
    const packet = packetOf(station, second, share);
    const key = `${share}/${partitionOfPacket(packet, PARTITIONS)}`;
    const batch = batches.get(key) ?? [];
    batches.set(key, batch);
    batch.push(packet);
  }
  return [...batches.values()].map((batch) => packets.encode({ partition: 0, packets: batch }));
}

async function timeOf(ring: RingThread, stations: readonly Station[], seconds: number): Promise<number> {
  const startedMs = performance.now();
  const span = { fromMs: START_MS, toMs: START_MS + seconds * 1000 };
  for (const station of stations.slice(0, ASKED)) await ring.ask({ station, span, covered: [] });
  return performance.now() - startedMs;
}

await runCommand(USAGE, async () => {
  const { values } = parseArgs({
    options: {
      stations: { type: "string", default: "5000,10000" },
      seconds: { type: "string", default: "60" },
      quick: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
    },
  });
  const counts = values.quick
    ? [1000]
    : values.stations.split(",").map((text) => numberFrom("stations", text, { min: 1, max: 1e5 }));
  const seconds = values.quick ? 20 : numberFrom("seconds", values.seconds, { min: 1, max: 300 });
  const results = [];
  for (const count of counts) results.push(await measure(count, seconds));
  const rows = results.map((result) =>
    Object.fromEntries(Object.entries(result).map(([name, value]) => [name, Number(value.toFixed(2))])),
  );
  tell("ring", { results: { load: machine().loadAverage, steps: results }, tables: [{ title: "ring", rows }] });
});
