// Noise as networks: the quiet windows of the low-cost sensors' records, and each file of human or ice noise as a network.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { destination } from "../../shared/seismo/geodesy.ts";
import { decodeMiniSeed2 } from "../../shared/seismo/miniseed2.ts";
import { joined, type Trace } from "../../simulators/cut.ts";
import type { StationMeta } from "../../simulators/recordedStation.ts";
import { miniSeedPackets, type RecordedPacket, readRecording } from "../../simulators/recording.ts";

export interface NoiseNetwork {
  readonly metas: readonly StationMeta[];
  readonly packets: readonly RecordedPacket[];
  readonly stationHours: number;
}

interface Window {
  readonly event: string;
  readonly device: string;
  readonly from_cloud_t: number;
  readonly to_cloud_t: number;
}

const INDEX = "openeew_noise_index.json";
/** Records without places are put this far apart, as a city's sensors might stand, and begin together. */
const SPACING_KM = 15;
const CENTRE = { latitudeDeg: 19.4, longitudeDeg: -99.1 };
const START_MS = Date.UTC(2020, 0, 1);
/** Said in the tram files' note: the rate is not in the file. */
const TRAM_RATE_HZ = 476;
/** Counts per m/s of the icequake network's geophones are not told: a usual one's. */
const GEOPHONE = 4e8;

/** Names of the noise networks a data folder holds, `<event>` for windows in an event's record, else a file or folder. */
export function noiseNetworks(data: string): string[] {
  const folder = join(data, "noise");
  if (!existsSync(folder)) return [];
  const ofEvents = [...new Set(windowsIn(data).map(({ event }) => event))];
  const there = ofEvents.filter((event) => existsSync(join(data, "events", event, "stations.json")));
  const files = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() || entry.name.endsWith(".gz"))
    .map((entry) => entry.name);
  return [...there.map((event) => `windows:${event}`), ...files];
}

/** @throws Error where the file is of no known form. */
export function readNoise(data: string, name: string): NoiseNetwork {
  if (name.startsWith("windows:")) return quietWindows(data, name.slice("windows:".length));
  const path = join(data, "noise", name);
  if (!name.endsWith(".gz")) return recordFolder(path);
  const lines = gunzipSync(readFileSync(path))
    .toString("utf8")
    .split("\n")
    .filter((line) => line.trim() !== "");
  const [first = "{}"] = lines;
  return first.includes('"traces"') ? falseUpload(lines) : axisRecords(lines);
}

function windowsIn(data: string): readonly Window[] {
  const path = join(data, "noise", INDEX);
  if (!existsSync(path)) return [];
  const index = JSON.parse(readFileSync(path, "utf8")) as { readonly windows?: readonly Window[] };
  return index.windows ?? [];
}

function quietWindows(data: string, event: string): NoiseNetwork {
  const windows = windowsIn(data).filter((window) => window.event === event);
  const { stations, packets } = readRecording(join(data, "events", event));
  const quiet = new Map(windows.map((window) => [`OE_${window.device.toUpperCase()}`, window]));
  const kept = packets.filter(({ stationId, receivedMs }) => {
    const window = quiet.get(stationId);
    return window !== undefined && receivedMs >= window.from_cloud_t * 1000 && receivedMs <= window.to_cloud_t * 1000;
  });
  const metas = stations.filter(({ stationId }) => quiet.has(stationId));
  const seconds = windows.reduce((sum, window) => sum + window.to_cloud_t - window.from_cloud_t, 0);
  return { metas, packets: kept, stationHours: seconds / 3600 };
}

function metaOf(index: number, rateHz: number, channels: StationMeta["channels"]): StationMeta {
  const place = destination(CENTRE, 137.5 * index, SPACING_KM * Math.sqrt(index));
  return { stationId: `XX_N${index}`, ...place, elevationM: 0, sampleRateHz: rateHz, channels };
}

const ACCELERATION = (["E", "N", "Z"] as const).map((component) => ({
  code: `HN${component}`,
  component,
  unit: "m/s2" as const,
  sensitivity: 1,
}));

/** One JSON object a line: axes in m/s². Gravity stands in one of them; the vertical is z by convention. */
function axisRecords(lines: readonly string[]): NoiseNetwork {
  const networks = lines.map((line, index) => {
    const record = JSON.parse(line) as Readonly<Record<string, unknown>>;
    const rateHz = typeof record.sample_rate_hz === "number" ? record.sample_rate_hz : TRAM_RATE_HZ;
    const meta = metaOf(index, rateHz, ACCELERATION);
    const traces = (["x", "y", "z"] as const).map((axis, at): Trace => {
      const values = Array.isArray(record[axis]) ? (record[axis] as unknown[]).map(Number) : [];
      const channel = ACCELERATION[at]?.code ?? "HNZ";
      return { channel, startMs: START_MS, sampleRateHz: rateHz, samples: Float32Array.from(values) };
    });
    const seconds = Math.max(...traces.map(({ samples }) => samples.length)) / rateHz;
    return { metas: [meta], packets: miniSeedPackets(traces, meta), stationHours: seconds / 3600 };
  });
  return merged(networks);
}

/** OpenEEW's alert upload: packets of one device as they were published. */
function falseUpload(lines: readonly string[]): NoiseNetwork {
  const channels = (["x", "y", "z"] as const).map((code) => ({
    code,
    component: code === "x" ? ("Z" as const) : code === "y" ? ("N" as const) : ("E" as const),
    unit: "m/s2" as const,
    sensitivity: 100,
  }));
  const packets = lines.map((line): { readonly device: string; readonly packet: RecordedPacket } => {
    const { device_id, cloud_t } = JSON.parse(line) as { readonly device_id: string; readonly cloud_t: number };
    const receivedMs = Math.round(cloud_t * 1000);
    return { device: device_id, packet: { stationId: "", format: "openeew", receivedMs, payload: Buffer.from(line) } };
  });
  const devices = [...new Set(packets.map(({ device }) => device))];
  return merged(
    devices.map((device, index) => {
      const meta = metaOf(index, 125, channels);
      const own = packets.filter((one) => one.device === device).map(({ packet }) => packet);
      const [first, last] = [own[0]?.receivedMs ?? 0, own.at(-1)?.receivedMs ?? 0];
      const named = own.map((packet) => ({ ...packet, stationId: meta.stationId }));
      return { metas: [meta], packets: named, stationHours: (last - first) / 3_600_000 };
    }),
  );
}

/** miniSEED files and a stations.txt (`Latitude,Longitude,Elevation,Name`). */
function recordFolder(folder: string): NoiseNetwork {
  const files = readdirSync(folder);
  const rows = readFileSync(join(folder, "stations.txt"), "utf8").trim().split(/\r?\n/).slice(1);
  const networks = rows.flatMap((row): NoiseNetwork[] => {
    const [latitudeDeg = Number.NaN, longitudeDeg = Number.NaN, elevationM = 0] = row.split(",").map(Number);
    const name = row.split(",")[3]?.trim() ?? "";
    const records = files
      .filter((file) => file.includes(`_${name}_`))
      .flatMap((file) => decodeMiniSeed2(readFileSync(join(folder, file))).records);
    const [first] = records;
    if (first === undefined) return [];
    const codes = [...new Set(records.map(({ channel }) => channel))];
    const channels = codes.map((code) => {
      const component = code.endsWith("Z") ? ("Z" as const) : code.endsWith("N") ? ("N" as const) : ("E" as const);
      return { code, component, unit: "m/s" as const, sensitivity: GEOPHONE };
    });
    const place = { latitudeDeg, longitudeDeg, elevationM };
    const meta = { stationId: `XX_${name}`, ...place, sampleRateHz: first.sampleRateHz, channels };
    const traces = records.map(({ channel, startMs, sampleRateHz, samples }) => ({
      channel,
      startMs,
      sampleRateHz,
      samples: Int32Array.from(samples),
    }));
    const seconds = records.reduce((sum, one) => sum + one.samples.length / one.sampleRateHz, 0) / codes.length;
    return [{ metas: [meta], packets: miniSeedPackets(joined(traces), meta), stationHours: seconds / 3600 }];
  });
  return merged(networks);
}

function merged(networks: readonly NoiseNetwork[]): NoiseNetwork {
  return {
    metas: networks.flatMap(({ metas }) => metas),
    packets: networks.flatMap(({ packets }) => packets).sort((a, b) => a.receivedMs - b.receivedMs),
    stationHours: networks.reduce((sum, { stationHours }) => sum + stationHours, 0),
  };
}
