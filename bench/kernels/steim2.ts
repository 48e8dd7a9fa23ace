// miniSEED 2 records compressed by Steim2 [SEED 2.4 appendix B], as data loggers send them; for benches only.
import { encodeMiniSeed2 } from "../../shared/seismo/miniseed2.ts";

const DATA_OFFSET = 128;
const STEIM2 = 11;
const ENCODING_AT = 52;
const SAMPLES_AT = 30;
const FRAME_WORDS = 16;
/** Packings by size: how many differences of how many bits a word holds, its code and its two highest bits. */
const PACKINGS = [
  { count: 7, bits: 4, code: 3, dnib: 2 },
  { count: 6, bits: 5, code: 3, dnib: 1 },
  { count: 5, bits: 6, code: 3, dnib: 0 },
  { count: 4, bits: 8, code: 1, dnib: 0 },
  { count: 3, bits: 10, code: 2, dnib: 3 },
  { count: 2, bits: 15, code: 2, dnib: 2 },
  { count: 1, bits: 30, code: 2, dnib: 1 },
] as const;

export interface Counts {
  readonly channel: string;
  readonly startMs: number;
  readonly sampleRateHz: number;
  readonly samples: Int32Array;
}

/** One record of 512 bytes. @throws RangeError when the samples need more */
export function steim2Record({ channel, startMs, sampleRateHz, samples }: Counts): Uint8Array {
  const names = { network: "XX", station: "AAA", location: "", channel };
  const record = encodeMiniSeed2({ ...names, startMs, sampleRateHz, samples: samples.subarray(0, 1) });
  const view = new DataView(record.buffer, record.byteOffset, record.byteLength);
  const words = packed(samples);
  if (DATA_OFFSET + 4 * words.length > record.length) {
    throw new RangeError(
      `samples: got ${words.length} words of differences, want at most ${(record.length - DATA_OFFSET) / 4}`,
    );
  }
  view.setUint16(SAMPLES_AT, samples.length);
  view.setUint8(ENCODING_AT, STEIM2);
  record.fill(0, DATA_OFFSET);
  words.forEach((word, i) => {
    view.setUint32(DATA_OFFSET + 4 * i, word);
  });
  return record;
}

/** Frames of 16 words; the first of each says how the others are packed, the next two are first and last sample. */
function packed(samples: Int32Array): number[] {
  const differences = Array.from(samples, (value, i) => value - (samples[i - 1] ?? 0));
  const words: number[] = [0, (samples[0] ?? 0) >>> 0, (samples.at(-1) ?? 0) >>> 0];
  for (let at = 0; at < differences.length; ) {
    if (words.length % FRAME_WORDS === 0) words.push(0);
    const fits = PACKINGS.find(({ count, bits }) => {
      const part = differences.slice(at, at + count);
      return part.length === count && part.every((value) => value >= -(2 ** (bits - 1)) && value < 2 ** (bits - 1));
    });
    if (fits === undefined) throw new RangeError(`difference: got ${differences[at]}, want 30 bits`);
    const { count, bits, code, dnib } = fits;
    let word = code === 1 ? 0 : dnib * 2 ** 30;
    for (let i = 0; i < count; i += 1) {
      const field = (differences[at + i] ?? 0) & (2 ** bits - 1);
      word += field * 2 ** (bits * (count - 1 - i));
    }
    const frame = Math.floor(words.length / FRAME_WORDS) * FRAME_WORDS;
    words[frame] = ((words[frame] ?? 0) | (code << (30 - 2 * (words.length - frame)))) >>> 0;
    words.push(word >>> 0);
    at += count;
  }
  while (words.length % FRAME_WORDS !== 0) words.push(0);
  return words;
}
