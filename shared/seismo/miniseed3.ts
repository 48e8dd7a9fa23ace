// miniSEED 3 records, decoded from any bytes [FDSN miniSEED 3, 2023]. Header and samples little-endian, Steim big-endian.
import { crc32c } from "./crc.ts";
import { decodeSteim, type Unpacked } from "./steim.ts";

export interface MiniSeed3Record {
  /** "FDSN:NET_STA_LOC_B_S_SS". */
  readonly sourceId: string;
  readonly startMs: number;
  /** 0 where it is no series. */
  readonly sampleRateHz: number;
  readonly sampleCount: number;
  readonly encoding: number;
  readonly flags: number;
  readonly publicationVersion: number;
  /** JSON; "" where there are none. */
  readonly extraHeaders: string;
  /** Empty for text. */
  readonly samples: Float64Array;
  readonly text: string;
}

export const MINISEED3_HEADER_BYTES = 40;
const CRC_AT = 28;
const TEXT = 0;
const STEIM1 = 10;
const STEIM2 = 11;
const WIDTHS: Readonly<Record<number, number>> = { 1: 2, 3: 4, 4: 4, 5: 8 };

/** Every record in `bytes`; what could not be read is skipped and told in `faults`. Never throws, whatever the bytes are. */
export function decodeMiniSeed3(bytes: Uint8Array): { records: MiniSeed3Record[]; faults: string[] } {
  const records: MiniSeed3Record[] = [];
  const faults: string[] = [];
  let at = 0;
  while (at < bytes.length) {
    const start = nextRecord(bytes, at);
    if (start > at) faults.push(`offset ${at}: ${start - at} bytes that are no record`);
    if (start >= bytes.length) break;
    const length = recordBytes3(bytes, start);
    const record = length > bytes.length - start ? "cut off" : decodeRecord(bytes.subarray(start, start + length));
    if (typeof record === "string") faults.push(`offset ${start}: ${record}`);
    else records.push(record);
    // Behind a broken record the next one is looked for, not believed to be where its length says.
    at = start + (typeof record === "string" ? MINISEED3_HEADER_BYTES : length);
  }
  return { records, faults };
}

/** "MS", version 3, and a time of day that exists. */
export function isMiniSeed3At(bytes: Uint8Array, at: number): boolean {
  if (at + MINISEED3_HEADER_BYTES > bytes.length) return false;
  const [m, s, version] = bytes.subarray(at, at + 3);
  if (m !== 0x4d || s !== 0x53 || version !== 3) return false;
  return (bytes[at + 12] ?? 99) < 24 && (bytes[at + 13] ?? 99) < 60 && (bytes[at + 14] ?? 99) < 61;
}

/** Length of the record at `at`, as its header says. */
export function recordBytes3(bytes: Uint8Array, at: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, MINISEED3_HEADER_BYTES);
  return MINISEED3_HEADER_BYTES + view.getUint8(33) + view.getUint16(34, true) + view.getUint32(36, true);
}

function nextRecord(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && !isMiniSeed3At(bytes, at)) at += 1;
  return at;
}

function decodeRecord(record: Uint8Array): MiniSeed3Record | string {
  const view = new DataView(record.buffer, record.byteOffset, record.length);
  const said = view.getUint32(CRC_AT, true);
  const blank = record.slice();
  blank.fill(0, CRC_AT, CRC_AT + 4);
  const crc = crc32c(blank);
  if (crc !== said) return `CRC is ${hex(crc)}, header says ${hex(said)}`;
  const extraAt = MINISEED3_HEADER_BYTES + view.getUint8(33);
  const dataAt = extraAt + view.getUint16(34, true);
  const encoding = view.getUint8(15);
  const sampleCount = view.getUint32(24, true);
  const data = new DataView(record.buffer, record.byteOffset + dataAt, view.getUint32(36, true));
  const unpacked = unpack(data, encoding, sampleCount);
  if (unpacked.kind === "corrupt") return unpacked.reason;
  const rate = view.getFloat64(16, true);
  return {
    sourceId: textOf(record.subarray(MINISEED3_HEADER_BYTES, extraAt)),
    startMs: timeOf(view),
    sampleRateHz: rate < 0 ? -1 / rate : rate,
    sampleCount,
    encoding,
    flags: view.getUint8(3),
    publicationVersion: view.getUint8(32),
    extraHeaders: textOf(record.subarray(extraAt, dataAt)),
    samples: unpacked.samples,
    text: encoding === TEXT ? textOf(record.subarray(dataAt)) : "",
  };
}

function timeOf(view: DataView): number {
  const clock = [view.getUint8(12), view.getUint8(13), view.getUint8(14)] as const;
  return Date.UTC(view.getUint16(8, true), 0, view.getUint16(10, true), ...clock) + view.getUint32(4, true) / 1e6;
}

function unpack(data: DataView, encoding: number, count: number): Unpacked {
  if (encoding === TEXT || count === 0) return { kind: "samples", samples: new Float64Array(0) };
  if (encoding === STEIM1 || encoding === STEIM2) {
    if (count > data.byteLength * 2) return { kind: "corrupt", reason: `${count} samples in ${data.byteLength} bytes` };
    return decodeSteim(data, { version: encoding === STEIM1 ? 1 : 2, count, littleEndian: false });
  }
  const width = WIDTHS[encoding];
  if (width === undefined) return { kind: "corrupt", reason: `encoding ${encoding}, want 0, 1, 3, 4, 5, 10 or 11` };
  if (count * width > data.byteLength) {
    return { kind: "corrupt", reason: `${count} samples of ${width} bytes in ${data.byteLength} bytes` };
  }
  const samples = new Float64Array(count);
  for (let i = 0; i < count; i += 1) samples[i] = numberAt(data, width * i, encoding);
  return { kind: "samples", samples };
}

function numberAt(data: DataView, at: number, encoding: number): number {
  if (encoding === 1) return data.getInt16(at, true);
  if (encoding === 3) return data.getInt32(at, true);
  return encoding === 4 ? data.getFloat32(at, true) : data.getFloat64(at, true);
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function hex(crc: number): string {
  return `0x${crc.toString(16).toUpperCase().padStart(8, "0")}`;
}
