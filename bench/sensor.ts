// What a simulated sensor costs: time per quiet and per shaken packet, memory per sensor. `node --expose-gc bench/sensor.ts`

import type { Quake } from "../simulators/quake.ts";
import type { SensorFormat } from "../simulators/sensor/packetWriter.ts";
import { Sensor, type SensorSpec } from "../simulators/sensor/sensor.ts";

const SENSORS = 2000;
const SECONDS = 40;
const START_MS = Date.UTC(2026, 0, 1, 12);
const PLACE = { latitudeDeg: 19.4, longitudeDeg: -99.1 };
const QUAKE: Quake = { ...PLACE, originMs: START_MS - 20_000, depthKm: 12, magnitude: 7, seed: "bench" };
const NUISANCES = [
  { kind: "footsteps", perHour: 20, peakMps2: 0.03 },
  { kind: "doors", perHour: 6, peakMps2: 0.05 },
  { kind: "traffic", perHour: 4, peakMps2: 0.01 },
] as const;

interface Case {
  readonly name: string;
  readonly spec: Partial<SensorSpec>;
  readonly felt: readonly Quake[];
  readonly sensors: number;
}

const formats: readonly SensorFormat[] = ["openeew", "compact", "miniseed2"];
const cases: readonly Case[] = [
  ...formats.map((format) => ({ name: `quiet, ${format}`, spec: { format }, felt: [], sensors: SENSORS })),
  {
    name: "quiet, openeew, among people",
    spec: { noise: { cultureMps2: 5e-4, nuisances: NUISANCES } },
    felt: [],
    sensors: SENSORS,
  },
  {
    name: "quiet, openeew, bad link and clock",
    spec: { clock: { rateError: -0.03, offsetMs: 7e4 }, link: { lossShare: 0.01, copyShare: 0.01 } },
    felt: [],
    sensors: SENSORS,
  },
  ...formats.map((format) => ({
    name: `every axis too large, ${format}`,
    spec: { format, faults: [{ kind: "wrongGain", factor: 2, fromMs: 0, toMs: 1e15 }] as const },
    felt: [],
    sensors: 100,
  })),
  ...formats.map((format) => ({ name: `shaken, ${format}`, spec: { format }, felt: [QUAKE], sensors: 50 })),
];

function sensorsOf({ spec, sensors }: Case): Sensor[] {
  return Array.from({ length: sensors }, (_, i) => {
    const place = { latitudeDeg: PLACE.latitudeDeg + (i % 10) / 100, longitudeDeg: PLACE.longitudeDeg };
    return new Sensor({ stationId: `SIM_S${i}`, place, rateHz: 100, packetS: 1, format: "openeew", seed: 1, ...spec });
  });
}

/** Second by second, as a fleet asks; the first twenty warm up. */
function measure(one: Case): Record<string, string | number> {
  const sensors = sensorsOf(one);
  let [packets, bytes, quiet, tookMs] = [0, 0, 0, 0];
  for (let second = 0; second < SECONDS; second += 1) {
    const startedMs = process.cpuUsage().user;
    const isCounted = second >= SECONDS / 2;
    for (const sensor of sensors) {
      for (const { payload, isQuiet } of sensor.packetsOf(
        START_MS + 1000 * second,
        START_MS + 1000 * (second + 1),
        one.felt,
      )) {
        if (!isCounted) continue;
        packets += 1;
        bytes += payload.length;
        if (isQuiet) quiet += 1;
      }
    }
    if (isCounted) tookMs += (process.cpuUsage().user - startedMs) / 1000;
  }
  return {
    "100 Hz, 1 s": one.name,
    "µs a packet": Number(((1000 * tookMs) / packets).toFixed(1)),
    "bytes a packet": Math.round(bytes / packets),
    "quiet %": Math.round((100 * quiet) / packets),
  };
}

/** Without the packets on their way, and with them. */
function memory(): string {
  const one: Case = { name: "memory", spec: { noise: { nuisances: NUISANCES } }, felt: [], sensors: 10_000 };
  const before = usedBytes();
  const sensors = sensorsOf(one);
  const made = usedBytes();
  for (let second = 0; second < 5; second += 1) {
    for (const sensor of sensors) sensor.packetsOf(START_MS + 1000 * second, START_MS + 1000 * (second + 1), []);
  }
  const running = usedBytes();
  const each = (bytes: number) => Math.round(bytes / sensors.length);
  const how = globalThis.gc === undefined ? ", garbage included" : "";
  return `memory${how}: ${each(made - before)} bytes a sensor, ${each(running - before)} with its packets on their way`;
}

/** Only with --expose-gc is it what is really held. */
function usedBytes(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

console.table(cases.map(measure));
console.log(memory());
