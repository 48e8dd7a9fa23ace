// Reads an event's folder (stations.json, event.json, waveforms/) into packets in the order in which they were received.
import { existsSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import type { PacketFormat } from "../shared/contracts/packet.ts";
import { decodeMiniSeed2, encodeMiniSeed2 } from "../shared/seismo/miniseed2.ts";
import { cutIntoSeconds, joined, type Trace } from "./cut.ts";
import {
  type FormOptions,
  isOpenEew,
  type RecordedStation,
  type StationMeta,
  stationFormOf,
} from "./recordedStation.ts";
import { type Truth, truthsOf } from "./truth.ts";

export interface RecordedPacket {
  readonly stationId: string;
  readonly format: PacketFormat;
  readonly receivedMs: number;
  readonly payload: Uint8Array;
}

export interface Recording {
  readonly id: string;
  /** Empty for noise. */
  readonly truths: readonly Truth[];
  readonly stations: readonly StationMeta[];
  readonly packets: readonly RecordedPacket[];
  /** What was left out, a line each. */
  readonly skipped: readonly string[];
}

/** From the last sample of a continuous recording to its receipt: OpenEEW's median latency. */
const LATENCY_MS = 250;

/** @throws Error that says what was looked for, where the folder holds no stations or none can be used. */
export function readRecording(folder: string, options: FormOptions = {}): Recording {
  const stationsFile = join(folder, "stations.json");
  if (!existsSync(stationsFile)) throw new Error(`no event at ${resolve(folder)}: want stations.json in it`);
  const list = readJson(stationsFile);
  if (!Array.isArray(list)) throw new Error(`${stationsFile}: want a list of stations`);
  const eventFile = join(folder, "event.json");
  const skipped: string[] = [];
  const stations = new Map<string, StationMeta>();
  const packets: RecordedPacket[] = [];
  for (const entry of list) {
    const form = stationFormOf(entry, options);
    if (form.kind === "skipped") skipped.push(`station ${form.id} skipped: ${form.reason}`);
    else if (stations.has(form.meta.stationId))
      skipped.push(`${form.file} skipped: ${form.meta.stationId} is there already`);
    else {
      const of = packetsOf(folder, form, skipped);
      if (of.length > 0) stations.set(form.meta.stationId, form.meta);
      packets.push(...of);
    }
  }
  if (packets.length === 0) throw new Error(`${resolve(folder)}: no station can be used\n${skipped.join("\n")}`);
  packets.sort((a, b) => a.receivedMs - b.receivedMs);
  const truths = existsSync(eventFile) ? truthsOf(readJson(eventFile)) : [];
  return { id: basename(resolve(folder)), truths, stations: [...stations.values()], packets, skipped };
}

function packetsOf(folder: string, station: RecordedStation, skipped: string[]): RecordedPacket[] {
  const path = join(folder, station.file);
  try {
    if (isOpenEew(path)) return openEewPackets(path, station, skipped);
    const traces = path.endsWith(".json.gz") ? axisTraces(path, station) : recordTraces(path, station, skipped);
    return miniSeedPackets(traces, station.meta);
  } catch (error) {
    skipped.push(`${station.file} skipped: ${error instanceof Error ? error.message : String(error)}`);
    return [];
  }
}

/** Exactly as published; receipt is the cloud's, or the device's own time where the archive has none. */
function openEewPackets(path: string, { meta, file }: RecordedStation, skipped: string[]): RecordedPacket[] {
  const lines = gunzipSync(readFileSync(path))
    .toString("utf8")
    .split("\n")
    .filter((line) => line.trim() !== "");
  const packets: RecordedPacket[] = [];
  for (const line of lines) {
    const receivedS = receiptOf(line);
    if (receivedS === undefined) continue;
    const receivedMs = Math.round(receivedS * 1000);
    packets.push({ stationId: meta.stationId, format: "openeew", receivedMs, payload: Buffer.from(line) });
  }
  if (packets.length < lines.length)
    skipped.push(`${file}: ${lines.length - packets.length} lines without a time skipped`);
  return packets;
}

function receiptOf(line: string): number | undefined {
  const found = /"cloud_t"\s*:\s*"?(\d+(?:\.\d+)?)/.exec(line) ?? /"device_t"\s*:\s*"?(\d+(?:\.\d+)?)/.exec(line);
  return found === null ? undefined : Number(found[1]);
}

/** One station, one start, an array per axis, m/s² or another unit of the station's. */
function axisTraces(path: string, station: RecordedStation): Trace[] {
  const file: unknown = parseLenient(gunzipSync(readFileSync(path)).toString("utf8"));
  const startMs = Date.parse(String(Reflect.get(Object(file), "start")));
  const sampleRateHz = Number(Reflect.get(Object(file), "sample_rate_hz") ?? station.meta.sampleRateHz);
  if (!(sampleRateHz > 0) || Number.isNaN(startMs)) throw new Error("start, sample_rate_hz: want a time and a rate");
  return [...station.channelOf].flatMap(([axis, { code }]) => {
    const values: unknown = Reflect.get(Object(file), axis);
    const samples = Array.isArray(values)
      ? Float32Array.from(values, (value) => Number(value ?? 0))
      : new Float32Array();
    return samples.length === 0 ? [] : [{ channel: code, startMs, sampleRateHz, samples }];
  });
}

function recordTraces(path: string, station: RecordedStation, skipped: string[]): Trace[] {
  const { records, faults } = decodeMiniSeed2(readFileSync(path));
  if (faults.length > 0) skipped.push(`${station.file}: ${faults.length} faults, the first: ${faults[0]}`);
  const known = records.filter(({ channel }) => station.channelOf.has(channel));
  if (known.length === 0) throw new Error(`no record of ${[...station.channelOf.keys()].join(", ")} in it`);
  return known.map(({ channel, startMs, sampleRateHz, samples }) => {
    const isWhole = samples.every((value) => Number.isInteger(value) && Math.abs(value) < 2 ** 31);
    return { channel, startMs, sampleRateHz, samples: isWhole ? Int32Array.from(samples) : Float32Array.from(samples) };
  });
}

/** Continuous waveforms as a sensor would have sent them: a packet a second, received a quarter of a second later. */
export function miniSeedPackets(traces: readonly Trace[], meta: StationMeta): RecordedPacket[] {
  const [network = "", station = ""] = meta.stationId.split("_");
  const name = { network: network.slice(0, 2), station: station.slice(0, 5), location: "" };
  return cutIntoSeconds(joined(traces)).map(({ endMs, pieces }) => ({
    stationId: meta.stationId,
    format: "miniseed2",
    receivedMs: Math.round(endMs + LATENCY_MS),
    payload: Buffer.concat(pieces.map((piece) => encodeMiniSeed2({ ...name, ...piece }))),
  }));
}

function readJson(path: string): unknown {
  try {
    return parseLenient(readFileSync(path, "utf8"));
  } catch (cause) {
    throw new Error(`${path}: not JSON`, { cause });
  }
}

/** Python writes NaN where a number is unknown, which JSON does not have. */
function parseLenient(text: string): unknown {
  return JSON.parse(text.replaceAll(/([:[,]\s*)(?:NaN|-?Infinity)(?=\s*[,\]}])/g, "$1null"));
}
