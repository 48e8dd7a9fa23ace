// Noise as networks: the quiet windows of the low-cost sensors' records, and each file of human or ice noise as a network.
import type { Trace } from "../../simulators/cut.ts";
import {
  type Fields,
  fieldsOf,
  linesOf,
  numberOf,
  parseLenient,
  readText,
  samplesOf,
  textOf,
} from "../../simulators/fields.ts";
import { miniSeedPackets, type RecordedPacket, readRecording } from "../../simulators/recording.ts";
import { isFolder, type NoiseItem, type QuietWindow } from "./layout.ts";
import { recordFolder } from "./noiseFolder.ts";
import { merged, metaOf, type NoiseNetwork } from "./noiseNetwork.ts";

/** Records without times begin together. */
const START_MS = Date.UTC(2020, 0, 1);
const HOUR_MS = 3_600_000;

/** @throws Error where the file is of no known form, or nothing in it can be used. */
export function readNoise({ path, windows }: NoiseItem): NoiseNetwork {
  const network =
    windows !== undefined ? quietWindows(path, windows) : isFolder(path) ? recordFolder(path) : file(path);
  if (network.packets.length === 0)
    throw new Error([`no record in it can be used`, ...network.skipped.slice(0, 3)].join("; "));
  return network;
}

function file(path: string): NoiseNetwork {
  if (!/\.jsonl?(?:\.gz)?$/i.test(path))
    throw new Error("of no known form: want .json or .jsonl, packed or not, or a folder");
  const { text, isCut } = readText(path);
  const skipped = isCut ? ["the archive is cut short"] : [];
  const records = recordsIn(text, skipped);
  const isUpload = records.some(({ traces }) => Array.isArray(traces));
  const network = isUpload ? falseUpload(records, skipped) : axisRecords(records, skipped);
  return { ...network, skipped };
}

/** One JSON object a line, or one JSON text that is an object or a list of them. */
function recordsIn(text: string, skipped: string[]): Fields[] {
  const lines = linesOf(text);
  if (lines.length > 1 && !lines[0]?.trimEnd().endsWith("}")) {
    const whole = parseLenient(text);
    return (Array.isArray(whole) ? whole : [whole]).map(fieldsOf);
  }
  return lines.flatMap((line, at) => {
    try {
      const record = parseLenient(line);
      return (Array.isArray(record) ? record : [record]).map(fieldsOf);
    } catch {
      skipped.push(`line ${at + 1}: not JSON`);
      return [];
    }
  });
}

function quietWindows(folder: string, windows: readonly QuietWindow[]): NoiseNetwork {
  const { stations, packets, skipped } = readRecording(folder);
  const quiet = Map.groupBy(windows, ({ device }) => `OE_${device.toUpperCase()}`);
  const kept = packets.filter(({ stationId, receivedMs }) =>
    quiet.get(stationId)?.some(({ fromMs, toMs }) => receivedMs >= fromMs && receivedMs <= toMs),
  );
  const metas = stations.filter(({ stationId }) => quiet.has(stationId));
  const ms = metas
    .flatMap(({ stationId }) => quiet.get(stationId) ?? [])
    .reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
  return { metas, packets: kept, stationHours: ms / HOUR_MS, skipped };
}

const ACCELERATION = (["E", "N", "Z"] as const).map((component) => ({
  code: `HN${component}`,
  component,
  unit: "m/s2" as const,
  sensitivity: 1,
}));

/** Axes in m/s². Gravity stands in one of them; the vertical is z by convention. */
function axisRecords(records: readonly Fields[], skipped: string[]): NoiseNetwork {
  const networks = records.flatMap((record, index): NoiseNetwork[] => {
    const name = textOf(record.id) || `record ${index + 1}`;
    const rateHz = rateOf(record);
    if (rateHz === undefined) skipped.push(`${name}: sample_rate_hz: got nothing, want 1 to 1000`);
    if (rateHz === undefined) return [];
    const traces = (["x", "y", "z"] as const).flatMap((axis, at): Trace[] => {
      const samples = samplesOf(record[axis]);
      const channel = ACCELERATION[at]?.code ?? "HNZ";
      return samples.length === 0 ? [] : [{ channel, startMs: START_MS, sampleRateHz: rateHz, samples }];
    });
    if (traces.length === 0) skipped.push(`${name}: no samples in x, y, z`);
    if (traces.length === 0) return [];
    const meta = metaOf(index, rateHz, ACCELERATION);
    const seconds = Math.max(...traces.map(({ samples }) => samples.length)) / rateHz;
    const stationHours = (seconds * 1000) / HOUR_MS;
    return [{ metas: [meta], packets: miniSeedPackets(traces, meta), stationHours, skipped: [] }];
  });
  return merged(networks);
}

/** In the record, or where it has none in the note beside it ("… at 476 Hz"). */
function rateOf(record: Fields): number | undefined {
  const noted = /(\d+(?:\.\d+)?)\s*Hz/i.exec(textOf(record.sample_rate_note))?.[1];
  const rateHz = numberOf(record.sample_rate_hz) ?? numberOf(noted);
  return rateHz !== undefined && rateHz >= 1 && rateHz <= 1000 ? rateHz : undefined;
}

/** OpenEEW's alert upload: packets of one device as they were published. */
function falseUpload(records: readonly Fields[], skipped: string[]): NoiseNetwork {
  const channels = (["x", "y", "z"] as const).map((code) => ({
    code,
    component: code === "x" ? ("Z" as const) : code === "y" ? ("N" as const) : ("E" as const),
    unit: "m/s2" as const,
    sensitivity: 100,
  }));
  const timed = records.filter(({ cloud_t }) => numberOf(cloud_t) !== undefined);
  if (timed.length < records.length) skipped.push(`${records.length - timed.length} lines without cloud_t`);
  const networks = [...Map.groupBy(timed, ({ device_id }) => textOf(device_id)).values()].map((own, index) => {
    const rateHz = numberOf(fieldsOf(Array.isArray(own[0]?.traces) ? own[0].traces[0] : undefined).sr) ?? 125;
    const meta = metaOf(index, rateHz, channels);
    const packets = own.map((record): RecordedPacket => {
      const receivedMs = Math.round((numberOf(record.cloud_t) ?? 0) * 1000);
      return { stationId: meta.stationId, format: "openeew", receivedMs, payload: Buffer.from(JSON.stringify(record)) };
    });
    const [first, last] = [packets[0]?.receivedMs ?? 0, packets.at(-1)?.receivedMs ?? 0];
    return { metas: [meta], packets, stationHours: Math.max(0, last - first) / HOUR_MS, skipped: [] };
  });
  return merged(networks);
}
