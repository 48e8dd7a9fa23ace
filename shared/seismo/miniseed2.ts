// miniSEED 2 records, decoded from any bytes and encoded for our own simulators [SEED 2.4; libmseed's habits].
import { FIXED_HEADER_BYTES, isHeaderAt, type MiniSeedHeader, readHeader } from "./miniseed2Header.ts";
import { decodeSteim, type Unpacked } from "./steim.ts";

export interface MiniSeedRecord {
  readonly network: string;
  readonly station: string;
  readonly location: string;
  readonly channel: string;
  readonly startMs: number;
  readonly sampleRateHz: number;
  readonly samples: Float64Array;
}

const STEIM1 = 10;
const STEIM2 = 11;
const FLOAT32 = 4;
const INT32 = 3;

/** Encodings of stations that are long gone, and text: named so that the fault says what it was. */
const REFUSED: Readonly<Record<number, string>> = {
  0: "text",
  12: "GEOSCOPE 24 bit",
  13: "GEOSCOPE 16 bit, 3 bit exponent",
  14: "GEOSCOPE 16 bit, 4 bit exponent",
  15: "US National Network",
  16: "CDSN",
  17: "Graefenberg",
  18: "IPG Strasbourg",
  19: "Steim3",
  30: "SRO",
  31: "HGLP",
  32: "DWWSSN",
  33: "RSTN",
};

const PLAIN_BYTES: Readonly<Record<number, number>> = { 1: 2, 2: 3, [INT32]: 4, [FLOAT32]: 4, 5: 8 };

/**
 * Every record with samples in `bytes`, of any channels and lengths; what could not be read is skipped and told in
 * `faults`.
 * Never throws, whatever the bytes are.
 */
export function decodeMiniSeed2(bytes: Uint8Array): { records: MiniSeedRecord[]; faults: string[] } {
  const records: MiniSeedRecord[] = [];
  const faults: string[] = [];
  let at = 0;
  while (at < bytes.length) {
    const start = nextHeader(bytes, at);
    if (start > at) faults.push(`offset ${at}: ${start - at} bytes that are no record`);
    if (start >= bytes.length) break;
    const taken = decodeRecord(bytes, start);
    if (typeof taken.result === "string") faults.push(`offset ${start}: ${taken.result}`);
    else if (taken.result !== undefined) records.push(taken.result);
    at = start + taken.bytes;
  }
  return { records, faults };
}

function nextHeader(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && !isHeaderAt(bytes, at)) at += 1;
  return at;
}

/** One record, a fault, or undefined for a record that carries no samples; and how many bytes it took, at least one. */
function decodeRecord(bytes: Uint8Array, at: number): { result: MiniSeedRecord | string | undefined; bytes: number } {
  const rest = new DataView(bytes.buffer, bytes.byteOffset + at, bytes.length - at);
  const header = readHeader(rest);
  if (typeof header === "string") return { result: header, bytes: FIXED_HEADER_BYTES };
  const recordBytes = header.recordBytes ?? guessLength(bytes, at);
  if (recordBytes > rest.byteLength) {
    return { result: `cut off: ${rest.byteLength} of ${recordBytes} bytes`, bytes: cutLength(bytes, at) };
  }
  if (header.sampleCount === 0) return { result: undefined, bytes: recordBytes };
  if (header.dataOffset < FIXED_HEADER_BYTES || header.dataOffset >= recordBytes) {
    return { result: `data offset ${header.dataOffset}, want 48 to ${recordBytes}`, bytes: recordBytes };
  }
  const unpacked = unpack(header, new DataView(rest.buffer, rest.byteOffset, recordBytes));
  if (unpacked.kind === "corrupt") return { result: unpacked.reason, bytes: recordBytes };
  if (!(header.sampleRateHz > 0)) return { result: "sample rate 0, want more", bytes: recordBytes };
  const { network, station, location, channel, startMs, sampleRateHz } = header;
  const { samples } = unpacked;
  return { result: { network, station, location, channel, startMs, sampleRateHz, samples }, bytes: recordBytes };
}

/** Without blockette 1000 a record reaches to the next header, looked for where one could be, or to the end. */
function guessLength(bytes: Uint8Array, at: number): number {
  for (let length = 128; at + length < bytes.length; length += 64) {
    if (isHeaderAt(bytes, at + length)) return length;
  }
  return bytes.length - at;
}

/** A cut record may be followed by whole ones; take only what lies before the next header. */
function cutLength(bytes: Uint8Array, at: number): number {
  return nextHeader(bytes, at + FIXED_HEADER_BYTES) - at;
}

function unpack(header: MiniSeedHeader, record: DataView): Unpacked {
  const { sampleCount: count, dataOffset } = header;
  const encoding = header.encoding ?? STEIM1;
  const data = new DataView(record.buffer, record.byteOffset + dataOffset, record.byteLength - dataOffset);
  if (encoding === STEIM1 || encoding === STEIM2) {
    const version = encoding === STEIM1 ? 1 : 2;
    return decodeSteim(data, { version, count, littleEndian: wordOrder(header, data) });
  }
  const width = PLAIN_BYTES[encoding];
  if (width === undefined) {
    const name = REFUSED[encoding] ?? "unknown";
    return { kind: "corrupt", reason: `encoding ${encoding} (${name}), want 1, 2, 3, 4, 5, 10 or 11` };
  }
  if (count * width > data.byteLength) {
    return { kind: "corrupt", reason: `${count} samples of ${width} bytes in ${data.byteLength} bytes` };
  }
  return { kind: "samples", samples: readPlain(data, { encoding, count, little: header.dataLittleEndian }) };
}

/**
 * Some writers put a wrong word order into blockette 1000; Steim's first frame shows it: its first code is always 0.
 */
function wordOrder(header: MiniSeedHeader, data: DataView): boolean {
  const said = header.dataLittleEndian;
  if (data.byteLength < 64) return said;
  const isPlausible = (little: boolean) => data.getUint32(0, little) >>> 26 === 0;
  return !isPlausible(said) && isPlausible(!said) ? !said : said;
}

function readPlain(data: DataView, how: { encoding: number; count: number; little: boolean }): Float64Array {
  const { encoding, count, little } = how;
  const samples = new Float64Array(count);
  const readers: Readonly<Record<number, (i: number) => number>> = {
    1: (i) => data.getInt16(2 * i, little),
    2: (i) => int24(data, 3 * i, little),
    [FLOAT32]: (i) => data.getFloat32(4 * i, little),
    5: (i) => data.getFloat64(8 * i, little),
  };
  const read = readers[encoding] ?? ((i) => data.getInt32(4 * i, little));
  for (let i = 0; i < count; i += 1) samples[i] = read(i);
  return samples;
}

function int24(data: DataView, at: number, little: boolean): number {
  const high = data.getUint8(little ? at + 2 : at);
  const low = data.getUint8(little ? at : at + 2);
  return ((high << 24) | (data.getUint8(at + 1) << 16) | (low << 8)) >> 8;
}

export interface MiniSeedWaveform {
  readonly network: string;
  readonly station: string;
  readonly location: string;
  readonly channel: string;
  readonly startMs: number;
  readonly sampleRateHz: number;
  /** Written as 32-bit integers or floats, uncompressed. */
  readonly samples: Int32Array | Float32Array;
}

const MIN_RECORD_BYTES = 512;
const MAX_RECORD_BYTES = 8192;
/** Fixed header, blockettes 1000, 1001 and 100, filled up to a multiple of 64. */
const DATA_OFFSET = 128;

/**
 * Big-endian records of the smallest power of two from 512 bytes that holds all samples, several of 8192 where none
 * does.
 * @throws RangeError for a name or rate that the format cannot say.
 */
export function encodeMiniSeed2(waveform: MiniSeedWaveform): Uint8Array {
  const { samples, startMs, sampleRateHz } = waveform;
  let recordBytes = MIN_RECORD_BYTES;
  while (recordBytes < MAX_RECORD_BYTES && DATA_OFFSET + 4 * samples.length > recordBytes) recordBytes *= 2;
  const perRecord = (recordBytes - DATA_OFFSET) / 4;
  const count = Math.max(1, Math.ceil(samples.length / perRecord));
  const bytes = new Uint8Array(count * recordBytes);
  for (let r = 0; r < count; r += 1) {
    const part = samples.subarray(r * perRecord, (r + 1) * perRecord);
    const partStartMs = startMs + ((r * perRecord) / sampleRateHz) * 1000;
    const view = new DataView(bytes.buffer, r * recordBytes, recordBytes);
    encodeHeader(view, { ...waveform, startMs: partStartMs, samples: part }, r + 1);
    for (let i = 0; i < part.length; i += 1) {
      if (part instanceof Int32Array) view.setInt32(DATA_OFFSET + 4 * i, part[i] ?? 0);
      else view.setFloat32(DATA_OFFSET + 4 * i, part[i] ?? 0);
    }
  }
  return bytes;
}

function encodeHeader(view: DataView, waveform: MiniSeedWaveform, sequence: number): void {
  const name = (text: string, at: number, length: number) => {
    if (text.length > length) throw new RangeError(`name: got "${text}", want at most ${length} characters`);
    for (let i = 0; i < length; i += 1) view.setUint8(at + i, i < text.length ? text.charCodeAt(i) : 0x20);
  };
  name(`${String(sequence % 1_000_000).padStart(6, "0")}D `, 0, 8);
  name(waveform.station, 8, 5);
  name(waveform.location, 13, 2);
  name(waveform.channel, 15, 3);
  name(waveform.network, 18, 2);
  const microseconds = encodeTime(view, waveform.startMs);
  view.setUint16(30, waveform.samples.length);
  const [factor, multiplier] = factorsOf(waveform.sampleRateHz);
  view.setInt16(32, factor);
  view.setInt16(34, multiplier);
  view.setUint8(39, 3);
  view.setUint16(44, DATA_OFFSET);
  view.setUint16(46, 48);
  encodeBlockette(view, 48, 1000, 56);
  view.setUint8(52, waveform.samples instanceof Int32Array ? INT32 : FLOAT32);
  view.setUint8(53, 1);
  view.setUint8(54, Math.log2(view.byteLength));
  encodeBlockette(view, 56, 1001, 64);
  view.setInt8(61, microseconds);
  encodeBlockette(view, 64, 100, 0);
  view.setFloat32(68, waveform.sampleRateHz);
}

function encodeBlockette(view: DataView, at: number, type: number, next: number): void {
  view.setUint16(at, type);
  view.setUint16(at + 2, next);
}

/** @returns the microseconds (−50 to 49) that the header's tenths of milliseconds leave to blockette 1001. */
function encodeTime(view: DataView, startMs: number): number {
  const totalMicroseconds = Math.round(startMs * 1000);
  const tenths = Math.floor((totalMicroseconds + 50) / 100);
  const date = new Date(Math.floor(tenths / 10));
  const newYear = Date.UTC(date.getUTCFullYear(), 0, 1);
  view.setUint16(20, date.getUTCFullYear());
  view.setUint16(22, Math.floor((date.getTime() - newYear) / 86_400_000) + 1);
  view.setUint8(24, date.getUTCHours());
  view.setUint8(25, date.getUTCMinutes());
  view.setUint8(26, date.getUTCSeconds());
  view.setUint16(28, date.getUTCMilliseconds() * 10 + (tenths - Math.floor(tenths / 10) * 10));
  return totalMicroseconds - tenths * 100;
}

/** 31.25 Hz → 125, −4: the first fraction that says the rate exactly, otherwise the nearest whole number. */
function factorsOf(rateHz: number): [number, number] {
  if (!(rateHz > 0) || rateHz > 32_767) throw new RangeError(`sampleRateHz: got ${rateHz}, want 0 to 32767`);
  for (let divisor = 1; divisor <= 1000; divisor += 1) {
    const factor = Math.round(rateHz * divisor);
    if (factor > 32_767) break;
    if (factor > 0 && Math.abs(factor / divisor - rateHz) < 1e-9 * rateHz)
      return [factor, divisor === 1 ? 1 : -divisor];
  }
  return rateHz >= 1 ? [Math.round(rateHz), 1] : [-Math.round(1 / rateHz), 1];
}
