// Whole counts as packets of each format. What is the same for every sensor and time is a body, made once and used often.
import { encodeCompact, restampCompact } from "../../shared/contracts/compactPacket.ts";
import { encodeMiniSeed2 } from "../../shared/seismo/miniseed2Encode.ts";
import { encodeSteim2 } from "../../shared/seismo/steim2.ts";
import { around, type Shape } from "./openeewShape.ts";

/** Up, north, east. */
export type Counts = readonly [Int32Array, Int32Array, Int32Array];

export type SensorFormat = "openeew" | "miniseed2" | "compact";

export interface Body {
  readonly count: number;
  readonly parts: readonly Uint8Array[];
}

export interface Stamp {
  readonly stationId: string;
  /** Device's clock at the last sample. */
  readonly deviceMs: number;
  readonly sequence: number;
}

export interface PacketWriter {
  bodyOf(counts: Counts): Body;
  packetOf(body: Body, stamp: Stamp): Uint8Array;
}

export interface WriterOptions {
  readonly format: SensorFormat;
  readonly shape: Shape;
  /** As the device says it. */
  readonly rateHz: number;
  readonly countMps2: number;
}

export const MINISEED_CHANNELS = ["HNZ", "HNN", "HNE"] as const;
const GAL_PER_MPS2 = 100;
/** Fixed header and blockettes of `encodeMiniSeed2`. */
const SEED_DATA_AT = 128;
const SEED_COUNT_AT = 30;
const SEED_CHANNEL_AT = 15;
const SEED_ENCODING_AT = 52;
const SEED_LENGTH_AT = 54;
const STEIM2 = 11;
const SMALLEST_RECORD = 512;

export function writerOf(options: WriterOptions): PacketWriter {
  if (options.format === "miniseed2") return miniSeedWriter(options);
  return options.format === "compact" ? compactWriter(options) : openeewWriter(options);
}

function openeewWriter({ shape, rateHz, countMps2 }: WriterOptions): PacketWriter {
  const countsPerGal = Math.round(1 / (countMps2 * GAL_PER_MPS2));
  return {
    bodyOf([x, y, z]) {
      const listOf = (counts: Int32Array) => galText(counts, countsPerGal);
      const text = `"x":[${listOf(x)}],"y":[${listOf(y)}],"z":[${listOf(z)}]`;
      const written = shape === "quoted" ? text.replaceAll('"', '\\"') : text;
      return { count: x.length, parts: [Buffer.from(written, "latin1")] };
    },
    packetOf({ parts: [samples = new Uint8Array()] }, { stationId, deviceMs }) {
      const [head, tail] = around(shape, { device: stationId.slice(stationId.indexOf("_") + 1), deviceMs, rateHz });
      return wrapped(head, samples, tail);
    },
  };
}

/** Digits behind the point of each thousandth; shorter than what the number itself would have to be turned into. */
const THOUSANDTHS = Array.from({ length: 1000 }, (_, n) => String(n / 1000).slice(1));

/** As JSON writes the quotients, several times as fast where a count is a thousandth. */
function galText(counts: Int32Array, countsPerGal: number): string {
  let text = "";
  for (let i = 0; i < counts.length; i += 1) {
    if (i > 0) text += ",";
    const count = counts[i] as number;
    if (countsPerGal !== THOUSANDTHS.length) text += count / countsPerGal;
    else {
      const size = Math.abs(count);
      text += (count < 0 ? "-" : "") + Math.floor(size / 1000) + THOUSANDTHS[size % 1000];
    }
  }
  return text;
}

function wrapped(head: string, samples: Uint8Array, tail: string): Uint8Array {
  const bytes = Buffer.allocUnsafe(head.length + samples.length + tail.length);
  bytes.write(head, 0, "latin1");
  bytes.set(samples, head.length);
  bytes.write(tail, head.length + samples.length, "latin1");
  return bytes;
}

/** A device whose clock is not even at 1970 says that it has none. */
function compactWriter({ rateHz, countMps2 }: WriterOptions): PacketWriter {
  return {
    bodyOf(axes) {
      const packet = encodeCompact({ deviceMs: 0, rateHz, umps2PerCount: countMps2 * 1e6, axes });
      return { count: axes[0].length, parts: [packet] };
    },
    packetOf({ parts: [packet = new Uint8Array()] }, { deviceMs }) {
      return restampCompact(packet, deviceMs < 0 ? undefined : deviceMs);
    },
  };
}

function miniSeedWriter({ rateHz }: WriterOptions): PacketWriter {
  return {
    bodyOf: (counts) => ({ count: counts[0].length, parts: counts.map(encodeSteim2) }),
    packetOf({ parts, count }, { stationId, deviceMs }) {
      const [network = "", station = ""] = stationId.split("_");
      const name = { network: network.slice(0, 2), station: station.slice(0, 5), location: "", channel: "" };
      const startMs = deviceMs - ((count - 1) * 1000) / rateHz;
      const header = encodeMiniSeed2({ ...name, startMs, sampleRateHz: rateHz, samples: new Int32Array(0) });
      return Buffer.concat(
        parts.map((frames, c) => recordOf(header, frames, { count, channel: MINISEED_CHANNELS[c] ?? "" })),
      );
    },
  };
}

function recordOf(header: Uint8Array, frames: Uint8Array, of: { count: number; channel: string }): Buffer {
  let recordBytes = SMALLEST_RECORD;
  while (recordBytes < SEED_DATA_AT + frames.length) recordBytes *= 2;
  const record = Buffer.alloc(recordBytes);
  record.set(header.subarray(0, SEED_DATA_AT));
  record.write(of.channel, SEED_CHANNEL_AT, "latin1");
  record.writeUInt16BE(of.count, SEED_COUNT_AT);
  record.writeUInt8(STEIM2, SEED_ENCODING_AT);
  record.writeUInt8(Math.log2(recordBytes), SEED_LENGTH_AT);
  record.set(frames, SEED_DATA_AT);
  return record;
}
