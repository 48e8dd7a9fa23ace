// miniSEED 2 records, decoded from any bytes [SEED 2.4; libmseed's habits].
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
