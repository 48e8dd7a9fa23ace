// The records of a kept piece, one by one, as they are or as miniSEED 3.
import { readHeader } from "../../../shared/seismo/miniseed2Header.ts";
import { recordBytes3 } from "../../../shared/seismo/miniseed3.ts";
import { encodeMiniSeed3 } from "../../../shared/seismo/miniseed3Encode.ts";
import { sourceIdOf } from "../../../shared/seismo/waveformRecords.ts";

export interface KeptRecord {
  readonly bytes: Uint8Array;
  readonly startMs: number;
  /** One sample's length behind the last. */
  readonly endMs: number;
}

const RECORD2_BYTES = 512;
const STEIM2 = 11;

export function* recordsOf(format: string, body: Uint8Array): Generator<KeptRecord> {
  const isTwo = format === "miniseed2";
  for (let at = 0; at < body.length; ) {
    const length = isTwo ? RECORD2_BYTES : recordBytes3(body, at);
    yield isTwo ? record2(body.subarray(at, at + length)) : record3(body.subarray(at, at + length));
    at += length;
  }
}

function record2(bytes: Uint8Array): KeptRecord {
  const { startMs, sampleRateHz, sampleCount } = headerOf(bytes);
  return { bytes, startMs, endMs: startMs + (1000 * sampleCount) / sampleRateHz };
}

function record3(bytes: Uint8Array): KeptRecord {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const clock = [view.getUint8(12), view.getUint8(13), view.getUint8(14)] as const;
  const startMs =
    Date.UTC(view.getUint16(8, true), 0, view.getUint16(10, true), ...clock) + view.getUint32(4, true) / 1e6;
  return { bytes, startMs, endMs: startMs + (1000 * view.getUint32(24, true)) / view.getFloat64(16, true) };
}

/** A miniSEED 2 record of ours as miniSEED 3: the same frames, plain numbers in the other order of bytes. */
export function asMiniSeed3({ bytes, startMs }: KeptRecord, extraHeaders: string): Uint8Array {
  const { encoding = STEIM2, dataOffset, sampleCount, sampleRateHz, ...name } = headerOf(bytes);
  const end = encoding === STEIM2 ? bytes.length : dataOffset + 4 * sampleCount;
  const data = Uint8Array.from(bytes.subarray(dataOffset, end));
  if (encoding !== STEIM2) Buffer.from(data.buffer).swap32();
  return encodeMiniSeed3({
    sourceId: sourceIdOf(name),
    startMs,
    sampleRateHz,
    sampleCount,
    encoding,
    data,
    extraHeaders,
  });
}

function headerOf(bytes: Uint8Array) {
  const header = readHeader(new DataView(bytes.buffer, bytes.byteOffset, bytes.length));
  if (typeof header === "string") throw new Error(`waveform archive: ${header}`);
  return header;
}
