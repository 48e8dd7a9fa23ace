// miniSEED 2 records from samples: headers as data loggers write them, and plain records for our own simulators [SEED 2.4].
import { seedTimeOf } from "./seedTime.ts";

const INT32 = 3;
const FLOAT32 = 4;

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
export const MINISEED2_DATA_OFFSET = 128;

/**
 * Big-endian records of the smallest power of two from 512 bytes that holds all samples, several of 8192 where none
 * does.
 * @throws RangeError for a name or rate that the format cannot say.
 */
export function encodeMiniSeed2(waveform: MiniSeedWaveform): Uint8Array {
  const { samples, startMs, sampleRateHz } = waveform;
  let recordBytes = MIN_RECORD_BYTES;
  while (recordBytes < MAX_RECORD_BYTES && MINISEED2_DATA_OFFSET + 4 * samples.length > recordBytes) recordBytes *= 2;
  const perRecord = (recordBytes - MINISEED2_DATA_OFFSET) / 4;
  const count = Math.max(1, Math.ceil(samples.length / perRecord));
  const bytes = new Uint8Array(count * recordBytes);
  for (let r = 0; r < count; r += 1) {
    const part = samples.subarray(r * perRecord, (r + 1) * perRecord);
    const partStartMs = startMs + ((r * perRecord) / sampleRateHz) * 1000;
    const view = new DataView(bytes.buffer, r * recordBytes, recordBytes);
    const encoding = part instanceof Int32Array ? INT32 : FLOAT32;
    const how = { quality: "D", sequence: r + 1, sampleCount: part.length, encoding } as const;
    writeMiniSeed2Header(view, { ...waveform, ...how, startMs: partStartMs });
    for (let i = 0; i < part.length; i += 1) {
      if (part instanceof Int32Array) view.setInt32(MINISEED2_DATA_OFFSET + 4 * i, part[i] ?? 0);
      else view.setFloat32(MINISEED2_DATA_OFFSET + 4 * i, part[i] ?? 0);
    }
  }
  return bytes;
}

export interface HeaderPlan {
  readonly network: string;
  readonly station: string;
  readonly location: string;
  readonly channel: string;
  readonly quality: "D" | "M";
  readonly sequence: number;
  readonly startMs: number;
  readonly sampleRateHz: number;
  readonly sampleCount: number;
  readonly encoding: number;
}

/** Fixed header and blockettes of a record that fills `view`, a power of two of bytes. @throws RangeError */
export function writeMiniSeed2Header(view: DataView, plan: HeaderPlan): void {
  const name = (text: string, at: number, length: number) => {
    if (text.length > length) throw new RangeError(`name: got "${text}", want at most ${length} characters`);
    for (let i = 0; i < length; i += 1) view.setUint8(at + i, i < text.length ? text.charCodeAt(i) : 0x20);
  };
  name(`${String(plan.sequence % 1_000_000).padStart(6, "0")}${plan.quality} `, 0, 8);
  name(plan.station, 8, 5);
  name(plan.location, 13, 2);
  name(plan.channel, 15, 3);
  name(plan.network, 18, 2);
  const microseconds = encodeTime(view, plan.startMs);
  view.setUint16(30, plan.sampleCount);
  const [factor, multiplier] = factorsOf(plan.sampleRateHz);
  view.setInt16(32, factor);
  view.setInt16(34, multiplier);
  view.setUint8(39, 3);
  view.setUint16(44, MINISEED2_DATA_OFFSET);
  view.setUint16(46, 48);
  encodeBlockette(view, 48, 1000, 56);
  view.setUint8(52, plan.encoding);
  view.setUint8(53, 1);
  view.setUint8(54, Math.log2(view.byteLength));
  encodeBlockette(view, 56, 1001, 64);
  view.setInt8(61, microseconds);
  encodeBlockette(view, 64, 100, 0);
  view.setFloat32(68, plan.sampleRateHz);
}

function encodeBlockette(view: DataView, at: number, type: number, next: number): void {
  view.setUint16(at, type);
  view.setUint16(at + 2, next);
}

/** @returns the microseconds (−50 to 49) that the header's tenths of milliseconds leave to blockette 1001. */
function encodeTime(view: DataView, startMs: number): number {
  const totalMicroseconds = Math.round(startMs * 1000);
  const tenths = Math.floor((totalMicroseconds + 50) / 100);
  const { year, day, hour, minute, second, millisecond } = seedTimeOf(Math.floor(tenths / 10));
  view.setUint16(20, year);
  view.setUint16(22, day);
  view.setUint8(24, hour);
  view.setUint8(25, minute);
  view.setUint8(26, second);
  view.setUint16(28, millisecond * 10 + (tenths - Math.floor(tenths / 10) * 10));
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
