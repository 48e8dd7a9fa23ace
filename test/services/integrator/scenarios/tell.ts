// Plays what sensors felt to a region in the order of receipt, and says what the region told of it, and when.
import type { Region } from "../../../../services/integrator/region.ts";
import type { SeismicEvent } from "../../../../shared/contracts/event.ts";
import type { Motion } from "../../../../shared/contracts/motion.ts";
import { intensityOfMotion } from "../../../../shared/seismo/gmice.ts";
import { regionOf, START_MS, type Step, WORLD } from "../network.ts";
import type { Felt } from "./felt.ts";
import { packetsOf, type Sensor, type Sensors } from "./sensors.ts";

type Entry = Motion["stations"][number];

export interface Told {
  /** When it was told, by receipt of what it was made from. */
  readonly atMs: number;
  readonly version: SeismicEvent;
}

export interface Span {
  /** Seconds after `START_MS` between which the network is heard; 0 to 120. */
  readonly fromS?: number;
  readonly toS?: number;
}

const PEAK_TO_RMS = 3;
/** Velocity of a noise of 1 m/s². */
const NOISE_VMPS = 0.05;
/** The decoder gathers motion for this long. */
const BATCH_MS = 20;

export function tell(sensors: Sensors, felt: readonly Felt[], span: Span = {}): Told[] {
  return play(regionOf(sensors), stepsOf(sensors, felt, span));
}

/** Picks and every second of every sensor, in the order of receipt. */
export function stepsOf(sensors: Sensors, felt: readonly Felt[], { fromS = 0, toS = 120 }: Span = {}): Step[] {
  const byStation = Map.groupBy(felt, ({ stationId }) => stationId);
  const [fromMs, toMs] = [START_MS + 1000 * fromS, START_MS + 1000 * toS];
  const steps: Step[] = felt.flatMap(({ picks }) => picks);
  for (const sensor of sensors.values()) {
    for (const { endMs, receivedMs } of packetsOf(sensor, fromMs, toMs)) {
      steps.push({ atMs: receivedMs, entry: entryOf(sensor, endMs, byStation.get(sensor.stationId) ?? []) });
    }
  }
  return steps.sort((a, b) => a.atMs - b.atMs);
}

/** The last whole second before a packet's end. */
export function entryOf(sensor: Sensor, endMs: number, felt: readonly Felt[]): Entry {
  const { stationId, noiseMps2, gain } = sensor;
  const timeMs = Math.floor(endMs / 1000) * 1000 - 1000;
  let [pga, pgv] = [PEAK_TO_RMS * noiseMps2, PEAK_TO_RMS * noiseMps2 * NOISE_VMPS];
  for (const one of felt) {
    if (one.toMs < timeMs || one.fromMs > timeMs + 1000) continue;
    for (const ms of [timeMs + 450, timeMs + 950]) {
      const { pgaMps2, pgvMps } = one.shakingAt(ms);
      [pga, pgv] = [Math.max(pga, pgaMps2), Math.max(pgv, pgvMps)];
    }
  }
  const peaks = { pgaMps2: gain * pga, pgvMps: gain * pgv };
  return { stationId, timeMs, ...peaks, intensity: intensityOfMotion(peaks), watermarkMs: endMs };
}

/** @param steps in the order of receipt. */
export function play(region: Region, steps: readonly Step[]): Told[] {
  const told: Told[] = [];
  let waiting: { entries: Entry[]; sinceMs: number; atMs: number } | undefined;
  const flush = () => {
    if (waiting === undefined) return;
    const { atMs, entries } = waiting;
    told.push(...region.pushMotion({ ...WORLD, stations: entries }).map((version) => ({ atMs, version })));
    waiting = undefined;
  };
  for (const step of steps) {
    const { atMs } = step;
    if (waiting !== undefined && ("pick" in step || atMs > waiting.sinceMs + BATCH_MS)) flush();
    if ("pick" in step) told.push(...region.pushPick(step.pick).map((version) => ({ atMs, version })));
    else if (waiting === undefined) waiting = { entries: [step.entry], sinceMs: atMs, atMs };
    else {
      waiting.entries.push(step.entry);
      waiting.atMs = atMs;
    }
  }
  flush();
  return told;
}

/** The versions of each event. */
export function eventsOf(told: readonly Told[]): Told[][] {
  return [...Map.groupBy(told, ({ version }) => version.eventId).values()];
}

/** Events that were confirmed at some time: those that everybody was alarmed of. */
export function confirmedOf(told: readonly Told[]): Told[][] {
  return eventsOf(told).filter((versions) => versions.some(({ version }) => version.status === "confirmed"));
}

/** What everybody was told: the versions of confirmed events, but for what was preliminary or withdrawn. */
export function alarmsOf(told: readonly Told[]): SeismicEvent[] {
  const alarms = confirmedOf(told).flatMap((versions) => versions.map(({ version }) => version));
  return alarms.filter(({ status }) => status === "confirmed" || status === "final");
}

/** One line an event, for the message of a failed test. */
export function summaryOf(told: readonly Told[]): string {
  const lines = eventsOf(told).map((versions) =>
    versions
      .map(({ atMs, version: { status, magnitude, origin, arrivals, reason } }) => {
        const when = ((atMs - START_MS) / 1000).toFixed(1);
        const where = `${origin.latitudeDeg.toFixed(2)},${origin.longitudeDeg.toFixed(2)} ${origin.depthKm} km`;
        return `${when}s ${status} M${magnitude.value} at ${where}, ${arrivals.length} arrivals, ${reason}`;
      })
      .join("\n  "),
  );
  return lines.join("\n\n");
}
