// One miniSEED 3 record from packed samples [FDSN miniSEED 3, 2023].
import { crc32c } from "./crc.ts";
import { MINISEED3_HEADER_BYTES } from "./miniseed3.ts";
import { seedTimeOf } from "./seedTime.ts";

export interface MiniSeed3Plan {
  readonly sourceId: string;
  readonly startMs: number;
  readonly sampleRateHz: number;
  readonly sampleCount: number;
  readonly encoding: number;
  readonly data: Uint8Array;
  /** JSON, or "". */
  readonly extraHeaders: string;
}

const VERSION = 3;
const LONGEST_ID = 255;

/** @throws RangeError for a name that is too long */
export function encodeMiniSeed3(plan: MiniSeed3Plan): Uint8Array {
  const [name, extra] = [plan.sourceId, plan.extraHeaders].map((text) => new TextEncoder().encode(text));
  if (name === undefined || extra === undefined || name.length > LONGEST_ID || extra.length > 65_535) {
    throw new RangeError(`sourceId: got "${plan.sourceId.slice(0, 300)}", want at most ${LONGEST_ID} bytes`);
  }
  const bytes = new Uint8Array(MINISEED3_HEADER_BYTES + name.length + extra.length + plan.data.length);
  const view = new DataView(bytes.buffer);
  bytes.set([0x4d, 0x53, VERSION, 0]);
  writeTime(view, plan.startMs);
  view.setUint8(15, plan.encoding);
  view.setFloat64(16, plan.sampleRateHz, true);
  view.setUint32(24, plan.sampleCount, true);
  view.setUint8(32, 1);
  view.setUint8(33, name.length);
  view.setUint16(34, extra.length, true);
  view.setUint32(36, plan.data.length, true);
  bytes.set(name, MINISEED3_HEADER_BYTES);
  bytes.set(extra, MINISEED3_HEADER_BYTES + name.length);
  bytes.set(plan.data, MINISEED3_HEADER_BYTES + name.length + extra.length);
  view.setUint32(28, crc32c(bytes), true);
  return bytes;
}

/** To the microsecond: a number of epoch milliseconds holds no more. */
function writeTime(view: DataView, startMs: number): void {
  const microseconds = Math.round(startMs * 1000);
  const time = seedTimeOf(Math.floor(microseconds / 1000));
  view.setUint32(4, (time.millisecond * 1000 + (microseconds - Math.floor(microseconds / 1000) * 1000)) * 1000, true);
  view.setUint16(8, time.year, true);
  view.setUint16(10, time.day, true);
  view.setUint8(12, time.hour);
  view.setUint8(13, time.minute);
  view.setUint8(14, time.second);
}
