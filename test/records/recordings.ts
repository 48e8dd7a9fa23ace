// Real recordings as the packets a network would have sent: OpenEEW as published, continuous waveforms cut into
// one-second records.
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { Packet, PacketFormat } from "../../shared/contracts/packet.ts";
import type { Channel, Station } from "../../shared/contracts/station.ts";
import { decodeMiniSeed2, encodeMiniSeed2, type MiniSeedRecord } from "../../shared/seismo/miniseed2.ts";
import { sharedJson, sharedPath } from "../sharedData.ts";

export interface Recording {
  readonly id: string;
  readonly station: Station;
  /** In the order of receipt. */
  readonly packets: readonly Packet[];
  readonly distanceKm: number;
  /** Predicted P (iasp91), epoch ms. */
  readonly pMs: number;
  /** P was clear enough for the recording's own quality control to find it within 3 s. */
  readonly isClear: boolean;
}

export interface RecordedEvent {
  readonly id: string;
  readonly originMs: number;
  readonly latitudeDeg: number;
  readonly longitudeDeg: number;
  readonly depthKm: number;
  readonly magnitude: number;
  readonly recordings: readonly Recording[];
}

interface StationRow {
  readonly id: string;
  readonly lat: number;
  readonly lon: number;
  readonly elevation_m: number | null;
  readonly sample_rate_hz: number;
  readonly components: readonly string[];
  readonly unit: string;
  readonly file: string;
  readonly channels?: readonly { readonly code: string; readonly sensitivity: number; readonly input_units: string }[];
}
interface QcRow {
  readonly id: string;
  readonly dist_km: number;
  readonly p_pred_s: number;
  readonly onset_minus_pred?: number | null;
  readonly onset_minus_pred_cloud?: number | null;
}

const WORLD = { mode: "replay", run: "records" } as const;
/** From a record's last sample to its receipt, where no real receipt is known. */
const LATENCY_MS = 300;

export function loadEvent(id: string): RecordedEvent {
  const event = sharedJson("data/events", id, "event.json") as Record<string, unknown>;
  const text = readFileSync(sharedPath("data/events", id, "stations.json"), "utf8");
  // Unknown orientations stand as NaN there, which is not JSON.
  const stations = JSON.parse(text.replaceAll(/\bNaN\b/g, "null")) as readonly StationRow[];
  const checks = new Map((sharedJson("data/events", id, "qc.json") as readonly QcRow[]).map((row) => [row.id, row]));
  const originMs = Date.parse(String(event.origin_time));
  return {
    id,
    originMs,
    latitudeDeg: Number(event.lat),
    longitudeDeg: Number(event.lon),
    depthKm: Number(event.depth_km ?? 10),
    magnitude: Number(event.magnitude),
    recordings: stations.flatMap((row) => {
      const check = checks.get(row.id);
      return check === undefined ? [] : [recordingOf(id, row, { check, originMs })];
    }),
  };
}

function recordingOf(eventId: string, row: StationRow, of: { check: QcRow; originMs: number }): Recording {
  const { check, originMs } = of;
  const found = check.onset_minus_pred_cloud ?? check.onset_minus_pred;
  const [channels, packets] = readWaveforms(eventId, row);
  return {
    id: row.id,
    station: {
      ...WORLD,
      stationId: stationIdOf(row),
      latitudeDeg: row.lat,
      longitudeDeg: row.lon,
      elevationM: row.elevation_m ?? 0,
      sampleRateHz: row.sample_rate_hz,
      channels,
      updatedMs: 0,
    },
    packets,
    distanceKm: check.dist_km,
    pMs: originMs + check.p_pred_s * 1000,
    isClear: found !== undefined && found !== null && Math.abs(found) <= 3,
  };
}

function stationIdOf(row: StationRow): string {
  const [network, station] = row.id.includes(".") ? row.id.split(".") : ["OE", row.id];
  return `${network}_${station}`;
}

function readWaveforms(eventId: string, row: StationRow): [Channel[], Packet[]] {
  const bytes = readFileSync(sharedPath("data/events", eventId, row.file));
  if (row.file.endsWith(".jsonl.gz"))
    return [openeewChannels(), openeewPackets(gunzipSync(bytes).toString("utf8"), row)];
  const traces = row.file.endsWith(".json.gz") ? jsonTraces(gunzipSync(bytes).toString("utf8")) : mseedTraces(bytes);
  return [channelsOf(row), cut(traces, row)];
}

function openeewChannels(): Channel[] {
  const axes = { x: "Z", y: "N", z: "E" } as const;
  return Object.entries(axes).map(([code, component]) => ({ code, component, unit: "m/s2", sensitivity: 100 }));
}

function packetOf(row: StationRow, format: PacketFormat, of: { receivedMs: number; payload: Uint8Array }): Packet {
  return { ...WORLD, stationId: stationIdOf(row), format, wallMs: of.receivedMs, ...of };
}

function openeewPackets(text: string, row: StationRow): Packet[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const { cloud_t } = JSON.parse(line) as { cloud_t: number };
      return packetOf(row, "openeew", { receivedMs: cloud_t * 1000, payload: Buffer.from(line) });
    })
    .sort((a, b) => a.receivedMs - b.receivedMs);
}

interface Trace {
  readonly code: string;
  readonly startMs: number;
  readonly rateHz: number;
  readonly samples: Int32Array | Float32Array;
}

const JSON_CODES: Readonly<Record<string, string>> = { x: "HNE", y: "HNN", z: "HNZ" };

function jsonTraces(text: string): Trace[] {
  const recording = JSON.parse(text) as { start: string; sample_rate_hz: number } & Record<string, number[]>;
  return Object.entries(JSON_CODES).flatMap(([axis, code]) => {
    const samples = recording[axis];
    if (samples === undefined) return [];
    const startMs = Date.parse(recording.start);
    return [{ code, startMs, rateHz: recording.sample_rate_hz, samples: Float32Array.from(samples) }];
  });
}

function mseedTraces(bytes: Uint8Array): Trace[] {
  return decodeMiniSeed2(bytes).records.map((record: MiniSeedRecord) => ({
    code: record.channel,
    startMs: record.startMs,
    rateHz: record.sampleRateHz,
    samples: Int32Array.from(record.samples),
  }));
}

function channelsOf(row: StationRow): Channel[] {
  const plain = { sensitivity: 1, input_units: "M/S**2" };
  const codes = row.channels ?? row.components.map((axis) => ({ code: JSON_CODES[axis] ?? axis, ...plain }));
  return codes.map(({ code, sensitivity, input_units }) => ({
    code,
    component: code.endsWith("Z") ? "Z" : code.endsWith("N") || code.endsWith("1") ? "N" : "E",
    unit: input_units.toLowerCase() === "m/s" ? "m/s" : "m/s2",
    sensitivity,
  }));
}

/** Pieces of one second of all channels together, as a data logger sends them. */
function cut(traces: readonly Trace[], row: StationRow): Packet[] {
  const bySecond = new Map<number, { parts: Uint8Array[]; endMs: number }>();
  const [network = "", station = ""] = row.id.split(".");
  const names = { network: network.slice(0, 2), station: station.slice(0, 5), location: "" };
  for (const { code, startMs, rateHz, samples } of traces) {
    const perPacket = Math.round(rateHz);
    for (let from = 0; from < samples.length; from += perPacket) {
      const part = samples.subarray(from, from + perPacket);
      const partMs = startMs + (from / rateHz) * 1000;
      const endMs = partMs + (part.length / rateHz) * 1000;
      const second = bySecond.get(Math.round(endMs / 1000)) ?? { parts: [], endMs };
      second.parts.push(
        encodeMiniSeed2({ ...names, channel: code, startMs: partMs, sampleRateHz: rateHz, samples: part }),
      );
      second.endMs = Math.max(second.endMs, endMs);
      bySecond.set(Math.round(endMs / 1000), second);
    }
  }
  return [...bySecond.values()]
    .map(({ parts, endMs }) =>
      packetOf(row, "miniseed2", { receivedMs: endMs + LATENCY_MS, payload: Buffer.concat(parts) }),
    )
    .sort((a, b) => a.receivedMs - b.receivedMs);
}
