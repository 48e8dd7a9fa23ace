// The header of a miniSEED 2 record: fixed section, blockettes 100, 1000 and 1001 [SEED 2.4 chapter 8].

export const FIXED_HEADER_BYTES = 48;

export interface MiniSeedHeader {
  readonly network: string;
  readonly station: string;
  readonly location: string;
  readonly channel: string;
  /** Of the first sample, with the time correction and the microseconds of blockette 1001. */
  readonly startMs: number;
  readonly sampleRateHz: number;
  readonly sampleCount: number;
  readonly dataOffset: number;
  /** Undefined where there is no blockette 1000. */
  readonly recordBytes: number | undefined;
  readonly encoding: number | undefined;
  readonly dataLittleEndian: boolean;
}

const QUALITIES = "DRQM";
const isDigit = (code: number) => code >= 0x30 && code <= 0x39;
const isBlank = (code: number) => code === 0x20 || code === 0;

/** Whether a data record may begin here: sequence number, quality, and a time of day that exists. */
export function isHeaderAt(bytes: Uint8Array, at: number): boolean {
  if (at + FIXED_HEADER_BYTES > bytes.length) return false;
  if (!QUALITIES.includes(String.fromCharCode(bytes[at + 6] ?? 0)) || !isBlank(bytes[at + 7] ?? 1)) return false;
  for (let i = 0; i < 6; i += 1) {
    const code = bytes[at + i] ?? 1;
    if (!isDigit(code) && !isBlank(code)) return false;
  }
  return (bytes[at + 24] ?? 99) < 24 && (bytes[at + 25] ?? 99) < 60 && (bytes[at + 26] ?? 99) < 61;
}

/** Reads the header at the beginning of `view`, whose end is the end of what was received; a fault as text. */
export function readHeader(view: DataView): MiniSeedHeader | string {
  const little = headerOrder(view);
  if (little === undefined)
    return `year ${view.getUint16(20)}, day ${view.getUint16(22)}: no such date in any byte order`;
  const blockettes = readBlockettes(view, little);
  const isCorrected = (view.getUint8(36) & 2) !== 0;
  const correctionMs = isCorrected ? 0 : view.getInt32(40, little) / 10;
  const rate = rateOf(view.getInt16(32, little), view.getInt16(34, little));
  return {
    station: textOf(view, 8, 5),
    location: textOf(view, 13, 2),
    channel: textOf(view, 15, 3),
    network: textOf(view, 18, 2),
    startMs: timeOf(view, little) + correctionMs + blockettes.microseconds / 1000,
    sampleRateHz: blockettes.actualRateHz ?? rate,
    sampleCount: view.getUint16(30, little),
    dataOffset: view.getUint16(44, little),
    recordBytes: blockettes.recordBytes,
    encoding: blockettes.encoding,
    dataLittleEndian: blockettes.wordOrder === undefined ? little : blockettes.wordOrder === 0,
  };
}

function textOf(view: DataView, at: number, length: number): string {
  let text = "";
  for (let i = at; i < at + length; i += 1) {
    const code = view.getUint8(i);
    if (code > 0x20 && code < 0x7f) text += String.fromCharCode(code);
  }
  return text;
}

/** True: little-endian. SEED says big; the year and the day of the year tell. */
function headerOrder(view: DataView): boolean | undefined {
  return [false, true].find((little) => {
    const year = view.getUint16(20, little);
    const day = view.getUint16(22, little);
    return year >= 1900 && year <= 2100 && day >= 1 && day <= 366;
  });
}

function timeOf(view: DataView, little: boolean): number {
  const year = view.getUint16(20, little);
  const day = view.getUint16(22, little);
  const timeMs = Date.UTC(year, 0, day, view.getUint8(24), view.getUint8(25), view.getUint8(26));
  return timeMs + view.getUint16(28, little) / 10;
}

/** Factor and multiplier: positive multiplies, negative divides [SEED 2.4 chapter 8, fields 10 and 11]. */
function rateOf(factor: number, multiplier: number): number {
  if (factor === 0 || multiplier === 0) return 0;
  const rate = factor > 0 ? factor : -1 / factor;
  return multiplier > 0 ? rate * multiplier : -rate / multiplier;
}

interface Blockettes {
  recordBytes?: number;
  encoding?: number;
  wordOrder?: number;
  actualRateHz?: number;
  microseconds: number;
}

/** Follows the chain; each link must point onwards, so that a broken chain ends instead of going round. */
function readBlockettes(view: DataView, little: boolean): Blockettes {
  const found: Blockettes = { microseconds: 0 };
  let at = view.getUint16(46, little);
  let after = FIXED_HEADER_BYTES - 1;
  while (at > after && at + 8 <= view.byteLength) {
    readBlockette(view, { at, little }, found);
    after = at + 3;
    at = view.getUint16(at + 2, little);
  }
  return found;
}

function readBlockette(view: DataView, where: { at: number; little: boolean }, found: Blockettes): void {
  const { at, little } = where;
  const type = view.getUint16(at, little);
  if (type === 1000) {
    const exponent = view.getUint8(at + 6);
    found.encoding = view.getUint8(at + 4);
    found.wordOrder = view.getUint8(at + 5);
    if (exponent >= 7 && exponent <= 20) found.recordBytes = 2 ** exponent;
  } else if (type === 1001) {
    found.microseconds = view.getInt8(at + 5);
  } else if (type === 100) {
    const rate = view.getFloat32(at + 4, little);
    if (rate > 0 && Number.isFinite(rate)) found.actualRateHz = rate;
  }
}
