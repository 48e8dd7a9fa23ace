// A continuous waveform as records of an archive: miniSEED 2 of 512 bytes, or miniSEED 3 where the names are too long for it.
import { MINISEED2_DATA_OFFSET, writeMiniSeed2Header } from "./miniseed2Encode.ts";
import { encodeMiniSeed3 } from "./miniseed3Encode.ts";
import { fillSteim2, isForSteim2, STEIM_FRAME_BYTES } from "./steim2.ts";

export interface ChannelName {
  readonly network: string;
  readonly station: string;
  /** "" is blank. */
  readonly location: string;
  /** Three letters: band, source, subsource. */
  readonly channel: string;
}

export interface RecordedWaveform extends ChannelName {
  readonly sampleRateHz: number;
  /** Of a sample's index: each record tells its own time. */
  readonly timeMsOf: (index: number) => number;
  /** Whole counts are compressed, others kept as 32-bit floats. */
  readonly counts: Float64Array;
}

interface Packed {
  readonly encoding: number;
  readonly data: Uint8Array;
  readonly count: number;
}
/** As many samples from an index on as the bytes hold. */
type Packer = (from: number, mostBytes: number, littleEndian: boolean) => Packed;

const INT32 = 3;
const FLOAT32 = 4;
const STEIM2 = 11;
const RECORD2_BYTES = 512;
const DATA3_BYTES = 1024;
/** Counts that went through a sensitivity and back differ by so little. */
const WHOLE_WITHIN = 1e-6;

/** The lengths of SEED 2.4's fields. */
export function isForMiniSeed2({ network, station, location, channel }: ChannelName): boolean {
  return network.length <= 2 && station.length <= 5 && location.length <= 2 && channel.length === 3;
}

/** @param quality D: the Earth; M: an exercise or a replay @throws RangeError for names that do not fit */
export function miniSeed2Records(waveform: RecordedWaveform, quality: "D" | "M"): Uint8Array {
  const pack = packerOf(waveform.counts);
  const records: Uint8Array[] = [];
  for (let at = 0; at < waveform.counts.length; ) {
    const { encoding, data, count } = pack(at, RECORD2_BYTES - MINISEED2_DATA_OFFSET, false);
    const record = new Uint8Array(RECORD2_BYTES);
    const how = { quality, sequence: records.length + 1, startMs: waveform.timeMsOf(at), sampleCount: count, encoding };
    writeMiniSeed2Header(new DataView(record.buffer), { ...waveform, ...how });
    record.set(data, MINISEED2_DATA_OFFSET);
    records.push(record);
    at += count;
  }
  return joined(records);
}

/** @param extraHeaders JSON, or "" */
export function miniSeed3Records(waveform: RecordedWaveform, extraHeaders: string): Uint8Array {
  const pack = packerOf(waveform.counts);
  const sourceId = sourceIdOf(waveform);
  const { sampleRateHz } = waveform;
  const records: Uint8Array[] = [];
  for (let at = 0; at < waveform.counts.length; ) {
    const { encoding, data, count } = pack(at, DATA3_BYTES, true);
    const startMs = waveform.timeMsOf(at);
    records.push(
      encodeMiniSeed3({ sourceId, startMs, sampleRateHz, sampleCount: count, encoding, data, extraHeaders }),
    );
    at += count;
  }
  return joined(records);
}

/** "FDSN:NET_STA_LOC_B_S_SS" [FDSN source identifiers]. */
export function sourceIdOf({ network, station, location, channel }: ChannelName): string {
  const [band = "", source = "", subsource = ""] = channel;
  return `FDSN:${network}_${station}_${location}_${band}_${source}_${subsource}`;
}

function packerOf(counts: Float64Array): Packer {
  const whole = Int32Array.from(counts, Math.round);
  if (counts.some((count, i) => Math.abs(count - (whole[i] as number)) > WHOLE_WITHIN)) return floats(counts);
  return isForSteim2(whole) ? steim(whole) : plainInts(whole);
}

function steim(whole: Int32Array): Packer {
  return (from, mostBytes) => {
    const { frames, count } = fillSteim2(whole.subarray(from), mostBytes / STEIM_FRAME_BYTES);
    return { encoding: STEIM2, data: frames, count };
  };
}

function plainInts(whole: Int32Array): Packer {
  return (from, mostBytes, littleEndian) => {
    const part = whole.subarray(from, from + mostBytes / 4);
    const view = new DataView(new ArrayBuffer(4 * part.length));
    part.forEach((value, i) => {
      view.setInt32(4 * i, value, littleEndian);
    });
    return { encoding: INT32, data: new Uint8Array(view.buffer), count: part.length };
  };
}

function floats(counts: Float64Array): Packer {
  return (from, mostBytes, littleEndian) => {
    const part = counts.subarray(from, from + mostBytes / 4);
    const view = new DataView(new ArrayBuffer(4 * part.length));
    part.forEach((value, i) => {
      view.setFloat32(4 * i, value, littleEndian);
    });
    return { encoding: FLOAT32, data: new Uint8Array(view.buffer), count: part.length };
  };
}

function joined(records: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(records.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const record of records) {
    bytes.set(record, at);
    at += record.length;
  }
  return bytes;
}
