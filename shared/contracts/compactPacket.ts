// A sensor's packet for thin links: three axes of whole numbers as zigzag varints of their differences, a quarter of the
// same packet as JSON. All numbers big-endian; docs/compact-packet.md tells device makers how to write it.
import { crc32 } from "./crc32.ts";
import { Malformed } from "./topic.ts";

export interface CompactPacket {
  /** Device's clock at the last sample, whole milliseconds since 1970; undefined: the device has no clock. */
  readonly deviceMs: number | undefined;
  /** What the device believes its rate to be, to a thousandth. */
  readonly rateHz: number;
  /** What one count means. */
  readonly umps2PerCount: number;
  /** Three axes of the same length; x, y and z as in OpenEEW's packets. */
  readonly axes: readonly [Int32Array, Int32Array, Int32Array];
}

const MAGIC = 0x5443; // "TC"
const VERSION = 1;
const HAS_TIME = 1;
const DEVICE_MS_AT = 4;
const SAMPLES_AT = 20;
const CRC_BYTES = 4;
export const COMPACT_MAX_SAMPLES = 8192;
const MAX_RATE_HZ = 1000;
/** 1000 m/s² a count: no sensor is coarser. */
const MAX_UMPS2 = 1e9;
const FINEST_UMPS2 = 1e-6;
const LATEST_MS = 2 ** 48 - 1;
/** 32 bits in groups of 7. */
const MAX_VARINT = 5;

/** @throws RangeError for what the packet cannot say */
export function encodeCompact(packet: CompactPacket): Uint8Array {
  const { deviceMs, rateHz, umps2PerCount, axes } = packet;
  const count = axes[0].length;
  within("samples", count, [1, COMPACT_MAX_SAMPLES]);
  for (const axis of axes) within("samples of an axis", axis.length, [count, count]);
  within("rateHz", rateHz, [1, MAX_RATE_HZ]);
  within("umps2PerCount", umps2PerCount, [FINEST_UMPS2, MAX_UMPS2]);
  if (deviceMs !== undefined) within("deviceMs", deviceMs, [0, LATEST_MS]);
  const bytes = Buffer.allocUnsafe(SAMPLES_AT + 3 * count * MAX_VARINT + CRC_BYTES);
  bytes.writeUInt16BE(MAGIC, 0);
  bytes.writeUInt8(VERSION, 2);
  bytes.writeUInt8(deviceMs === undefined ? 0 : HAS_TIME, 3);
  bytes.writeUIntBE(Math.round(deviceMs ?? 0), DEVICE_MS_AT, 6);
  bytes.writeUInt32BE(Math.round(rateHz * 1000), 10);
  bytes.writeFloatBE(umps2PerCount, 14);
  bytes.writeUInt16BE(count, 18);
  let at: number = SAMPLES_AT;
  for (const axis of axes) at = writeDifferences(bytes, at, axis);
  bytes.writeUInt32BE(crc32(bytes, 0, at), at);
  return bytes.subarray(0, at + CRC_BYTES);
}

/** Never allocates more than the bytes can hold. @throws Malformed */
export function decodeCompact(input: Uint8Array): CompactPacket {
  const bytes = Buffer.from(input.buffer, input.byteOffset, input.byteLength);
  const end = bytes.length - CRC_BYTES;
  if (end < SAMPLES_AT || bytes.readUInt16BE(0) !== MAGIC) throw new Malformed("compact: not a compact packet");
  if (bytes[2] !== VERSION) throw new Malformed(`compact.version: got ${bytes[2]}, want ${VERSION}`);
  if (crc32(bytes, 0, end) !== bytes.readUInt32BE(end)) throw new Malformed("compact.crc: the packet is damaged");
  const flags = bytes.readUInt8(3);
  if (flags > HAS_TIME) throw new Malformed(`compact.flags: got ${flags}, want 0 or ${HAS_TIME}`);
  const rateHz = bytes.readUInt32BE(10) / 1000;
  if (!(rateHz >= 1 && rateHz <= MAX_RATE_HZ)) throw new Malformed(`compact.rateHz: got ${rateHz}, want 1 to 1000`);
  const umps2PerCount = bytes.readFloatBE(14);
  if (!(umps2PerCount > 0 && umps2PerCount <= MAX_UMPS2))
    throw new Malformed(`compact.umps2PerCount: got ${umps2PerCount}, want more than 0 and at most ${MAX_UMPS2}`);
  const count = bytes.readUInt16BE(18);
  const room = Math.min(COMPACT_MAX_SAMPLES, Math.floor((end - SAMPLES_AT) / 3));
  if (count < 1 || count > room) throw new Malformed(`compact.samples: got ${count}, want 1 to ${room}`);
  const deviceMs = flags === HAS_TIME ? bytes.readUIntBE(DEVICE_MS_AT, 6) : undefined;
  return { deviceMs, rateHz, umps2PerCount, axes: readAxes(bytes, count, end) };
}

/** The same samples at another time: how a simulator makes thousands of packets from a few. */
export function restampCompact(packet: Uint8Array, deviceMs: number | undefined): Uint8Array {
  if (deviceMs !== undefined) within("deviceMs", deviceMs, [0, LATEST_MS]);
  const bytes = Buffer.from(packet);
  bytes.writeUInt8(deviceMs === undefined ? 0 : HAS_TIME, 3);
  bytes.writeUIntBE(Math.round(deviceMs ?? 0), DEVICE_MS_AT, 6);
  const end = bytes.length - CRC_BYTES;
  bytes.writeUInt32BE(crc32(bytes, 0, end), end);
  return bytes;
}

function readAxes(bytes: Buffer, count: number, end: number): CompactPacket["axes"] {
  const axes = [new Int32Array(count), new Int32Array(count), new Int32Array(count)] as const;
  let at: number = SAMPLES_AT;
  for (const axis of axes) at = readDifferences(bytes.subarray(0, end), at, axis);
  if (at !== end) throw new Malformed(`compact: got ${end - at} bytes after the last sample`);
  return [...axes];
}

function writeDifferences(bytes: Buffer, from: number, samples: Int32Array): number {
  let at = from;
  let last = 0;
  for (let i = 0; i < samples.length; i += 1) {
    const value = samples[i] as number;
    const difference = (value - last) | 0;
    let rest = ((difference << 1) ^ (difference >> 31)) >>> 0;
    while (rest > 0x7f) {
      bytes[at] = (rest & 0x7f) | 0x80;
      at += 1;
      rest >>>= 7;
    }
    bytes[at] = rest;
    at += 1;
    last = value;
  }
  return at;
}

function readDifferences(bytes: Uint8Array, from: number, samples: Int32Array): number {
  let at = from;
  let value = 0;
  for (let i = 0; i < samples.length; i += 1) {
    let zigzag = 0;
    let shift = 0;
    for (;;) {
      const byte = bytes[at];
      if (byte === undefined) throw new Malformed(`compact: cut off in sample ${i + 1} of ${samples.length}`);
      if (shift === 28 && byte > 0x0f) throw new Malformed(`compact: sample ${i + 1} has more than 32 bits`);
      at += 1;
      zigzag |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
      shift += 7;
    }
    value = (value + ((zigzag >>> 1) ^ -(zigzag & 1))) | 0;
    samples[i] = value;
  }
  return at;
}

function within(name: string, value: number, [least, most]: readonly [number, number]): void {
  if (!(value >= least && value <= most)) throw new RangeError(`${name}: got ${value}, want ${least} to ${most}`);
}
