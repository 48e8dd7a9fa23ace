// Reads an event's folder (stations.json, event.json, waveforms/) into packets in the order in which they were received.
import { existsSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import type { PacketFormat } from "../shared/contracts/packet.ts";
import { decodeMiniSeed2 } from "../shared/seismo/miniseed2.ts";
import { encodeMiniSeed2 } from "../shared/seismo/miniseed2Encode.ts";
import { cutIntoSeconds, joined, type Trace } from "./cut.ts";
import { fieldsOf, linesOf, numberOf, parseLenient, readText, samplesOf, timeMsOf } from "./fields.ts";
import {
  type FormOptions,
  isOpenEew,
  type RecordedStation,
  type StationMeta,
  stationFormOf,
} from "./recordedStation.ts";
import { isOfNoise, type Truth, truthsOf } from "./truth.ts";

export interface RecordedPacket {
  readonly stationId: string;
  readonly format: PacketFormat;
  readonly receivedMs: number;
  readonly payload: Uint8Array;
}

export interface Recording {
  readonly id: string;
  /** Empty for noise, and where they cannot be read. */
  readonly truths: readonly Truth[];
  /** event.json says that there is no earthquake in it. */
  readonly isNoise: boolean;
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
  const skipped: string[] = [];
  const stations = new Map<string, StationMeta>();
  const packets: RecordedPacket[] = [];
  for (const entry of stationListOf(stationsFile)) {
    const form = stationFormOf(entry, options);
    if (form.kind === "skipped") skipped.push(`station ${form.id} skipped: ${form.reason}`);
    else if (stations.has(form.meta.stationId))
      skipped.push(`${form.file} skipped: ${form.meta.stationId} is there already`);
    else {
      const of = packetsOf(folder, form, skipped);
      if (of.length > 0) stations.set(form.meta.stationId, form.meta);
      for (const packet of of) packets.push(packet);
    }
  }
  if (packets.length === 0) throw new Error(`${resolve(folder)}: no station can be used\n${skipped.join("\n")}`);
  packets.sort((a, b) => a.receivedMs - b.receivedMs);
  const truth = truthIn(join(folder, "event.json"), skipped);
  return { id: basename(resolve(folder)), ...truth, stations: [...stations.values()], packets, skipped };
}

function stationListOf(path: string): readonly unknown[] {
  const content = readJson(path);
  const list = Array.isArray(content) ? content : fieldsOf(content).stations;
  if (!Array.isArray(list)) throw new Error(`${path}: want a list of stations`);
  return list;
}

function truthIn(path: string, skipped: string[]): Pick<Recording, "truths" | "isNoise"> {
  if (!existsSync(path)) return { truths: [], isNoise: false };
  try {
    const event = readJson(path);
    return { truths: truthsOf(event), isNoise: isOfNoise(event) };
  } catch (error) {
    skipped.push(error instanceof Error ? error.message : String(error));
    return { truths: [], isNoise: false };
  }
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
  const { text, isCut } = readText(path);
  const lines = linesOf(text);
  const packets: RecordedPacket[] = [];
  for (const line of lines) {
    const receivedS = receiptOf(line);
    if (receivedS === undefined) continue;
    const receivedMs = Math.round(receivedS * 1000);
    packets.push({ stationId: meta.stationId, format: "openeew", receivedMs, payload: Buffer.from(line) });
  }
  if (packets.length === 0) throw new Error("no packet with a time in it");
  if (packets.length < lines.length)
    skipped.push(`${file}: ${lines.length - packets.length} lines without a time skipped`);
  if (isCut) skipped.push(`${file}: the archive is cut short after ${lines.length} lines`);
  return packets;
}

function receiptOf(line: string): number | undefined {
  const found = /"cloud_t"\s*:\s*"?(\d+(?:\.\d+)?)/.exec(line) ?? /"device_t"\s*:\s*"?(\d+(?:\.\d+)?)/.exec(line);
  return found === null ? undefined : Number(found[1]);
}

/** One station, one start, an array per axis, m/s² or another unit of the station's. */
function axisTraces(path: string, station: RecordedStation): Trace[] {
  const content = fieldsOf(parseLenient(readText(path).text));
  const startMs = timeMsOf(content.start);
  const sampleRateHz = numberOf(content.sample_rate_hz) ?? station.meta.sampleRateHz;
  if (startMs === undefined || !(sampleRateHz > 0)) throw new Error("start, sample_rate_hz: want a time and a rate");
  return [...station.channelOf].flatMap(([axis, { code }]) => {
    const samples = samplesOf(content[axis]);
    return samples.length === 0 ? [] : [{ channel: code, startMs, sampleRateHz, samples }];
  });
}

function recordTraces(path: string, station: RecordedStation, skipped: string[]): Trace[] {
  const { records, faults } = decodeMiniSeed2(readFileSync(path));
  if (faults.length > 0) skipped.push(`${station.file}: ${faults.length} faults, the first: ${faults[0]}`);
  const known = records.filter(({ channel }) => station.channelOf.has(channel));
  if (known.length === 0) throw new Error(`no record of ${[...station.channelOf.keys()].join(", ")} in it`);
  return known.map(({ channel, ...read }) => traceOf(channel, read));
}

/** Whole counts stay whole. */
export function traceOf(channel: string, { startMs, sampleRateHz, samples }: RecordSamples): Trace {
  const isWhole = samples.every((value) => Number.isInteger(value) && Math.abs(value) < 2 ** 31);
  return { channel, startMs, sampleRateHz, samples: isWhole ? Int32Array.from(samples) : Float32Array.from(samples) };
}

export type RecordSamples = Pick<Trace, "startMs" | "sampleRateHz"> & { readonly samples: Float64Array };

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
