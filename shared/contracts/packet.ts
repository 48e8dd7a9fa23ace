// packet.v1: a batch of sensor packets for one partition, as a compact binary frame; sample bytes are passed on unread.
import { MODES, type World } from "./mode.ts";
import { stationKey } from "./station.ts";
import { Malformed, type Topic } from "./topic.ts";

/** Their places are the numbers in the frame: new ones go to the end. */
export const FORMATS = ["openeew", "miniseed2", "compact"] as const;
export type PacketFormat = (typeof FORMATS)[number];

/** What one sensor sent at once, still in its own format. */
export interface Packet extends World {
  readonly stationId: string;
  readonly format: PacketFormat;
  /** Data clock: when the edge took it (live), or when it was taken originally (replay). Decisions read this one. */
  readonly receivedMs: number;
  /** Wall clock of the edge; only for measuring delay. */
  readonly wallMs: number;
  readonly payload: Uint8Array;
}

export interface PacketBatch {
  readonly partition: number;
  readonly packets: readonly Packet[];
}

const MAGIC = 0x5450; // "TP"
const VERSION = 1;
/** Magic, version, partition, count; the packets follow. */
const BATCH_HEADER_BYTES = 7;
/** Bytes of a packet's header before its three strings and its payload: mode, format, two times, four lengths. */
const FIXED = 1 + 1 + 8 + 8 + 1 + 1 + 4;

/** FNV-1a over the station key, modulo the number of partitions: stable over restarts, brokers and languages. */
export function partitionOf(key: string, partitions: number): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i += 1) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193) >>> 0;
  return hash % partitions;
}

export function partitionOfPacket(packet: Packet, partitions: number): number {
  return partitionOf(stationKey(packet), partitions);
}

function encode(batch: PacketBatch): Uint8Array {
  const headers = batch.packets.map((packet) => ({
    run: Buffer.from(packet.run),
    station: Buffer.from(packet.stationId),
  }));
  let size = BATCH_HEADER_BYTES;
  batch.packets.forEach((packet, i) => {
    size += FIXED + (headers[i]?.run.length ?? 0) + (headers[i]?.station.length ?? 0) + packet.payload.length;
  });
  const bytes = Buffer.allocUnsafe(size);
  bytes.writeUInt16BE(MAGIC, 0);
  bytes.writeUInt8(VERSION, 2);
  bytes.writeUInt16BE(batch.partition, 3);
  bytes.writeUInt16BE(batch.packets.length, 5);
  let at = BATCH_HEADER_BYTES;
  batch.packets.forEach((packet, i) => {
    const { run, station } = headers[i] as { run: Buffer; station: Buffer };
    bytes.writeUInt8(MODES.indexOf(packet.mode), at);
    bytes.writeUInt8(FORMATS.indexOf(packet.format), at + 1);
    bytes.writeDoubleBE(packet.receivedMs, at + 2);
    bytes.writeDoubleBE(packet.wallMs, at + 10);
    bytes.writeUInt8(run.length, at + 18);
    bytes.writeUInt8(station.length, at + 19);
    bytes.writeUInt32BE(packet.payload.length, at + 20);
    at += FIXED;
    at += run.copy(bytes, at);
    at += station.copy(bytes, at);
    bytes.set(packet.payload, at);
    at += packet.payload.length;
  });
  return bytes;
}

function decode(input: Uint8Array): PacketBatch {
  const packets: Packet[] = [];
  const bytes = Buffer.from(input.buffer, input.byteOffset, input.byteLength);
  eachPacket(bytes, (packet) => packets.push(packet));
  return { partition: bytes.readUInt16BE(3), packets };
}

/** Visits the packets of a batch with their places in it. @throws Malformed */
export function eachPacket(bytes: Buffer, visit: (packet: Packet, at: number) => void): void {
  if (bytes.length < BATCH_HEADER_BYTES || bytes.readUInt16BE(0) !== MAGIC)
    throw new Malformed("packet.v1: not a packet batch");
  if (bytes.readUInt8(2) !== VERSION) throw new Malformed(`packet.v1: got version ${bytes[2]}, want ${VERSION}`);
  const count = bytes.readUInt16BE(5);
  let at = BATCH_HEADER_BYTES;
  for (let i = 0; i < count; i += 1) {
    const placed = packetAt(bytes, at);
    if (typeof placed === "string") throw new Malformed(`packet.v1: ${placed} in packet ${i + 1} of ${count}`);
    visit(placed.packet, at);
    at = placed.end;
  }
}

/** The packet at this place of a batch, and where it ends; or what is wrong with it. */
export function packetAt(bytes: Buffer, at: number): { readonly packet: Packet; readonly end: number } | string {
  if (at + FIXED > bytes.length) return "cut off";
  const mode = MODES[bytes.readUInt8(at)];
  const format = FORMATS[bytes.readUInt8(at + 1)];
  if (mode === undefined || format === undefined) return "unknown mode or format";
  const runEnd = at + FIXED + bytes.readUInt8(at + 18);
  const stationEnd = runEnd + bytes.readUInt8(at + 19);
  const end = stationEnd + bytes.readUInt32BE(at + 20);
  if (end > bytes.length) return "cut off";
  const packet = {
    mode,
    format,
    receivedMs: bytes.readDoubleBE(at + 2),
    wallMs: bytes.readDoubleBE(at + 10),
    run: bytes.toString("utf8", at + FIXED, runEnd),
    stationId: bytes.toString("latin1", runEnd, stationEnd),
    payload: bytes.subarray(stationEnd, end),
  };
  return { packet, end };
}

/** Keyed by partition: "p0", "p1", … One message is one partition's share of a linger. */
export const packets: Topic<PacketBatch> = {
  name: "packet.v1",
  keyOf: (batch) => `p${batch.partition}`,
  encode,
  decode,
};
