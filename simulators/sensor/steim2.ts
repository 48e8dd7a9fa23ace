// Steim2 compression as a data logger does it [SEED 2.4 appendix B], big-endian.

const FRAME_BYTES = 64;
/** Words of a frame; the first holds the codes of the others. */
const WORDS = 16;

interface Packing {
  readonly count: number;
  readonly bits: number;
  readonly code: number;
  /** The two highest bits of a word; undefined where the code says it all. */
  readonly dnib?: number;
}

/** The most differences in a word first. */
const PACKINGS: readonly Packing[] = [
  { count: 7, bits: 4, code: 3, dnib: 2 },
  { count: 6, bits: 5, code: 3, dnib: 1 },
  { count: 5, bits: 6, code: 3, dnib: 0 },
  { count: 4, bits: 8, code: 1 },
  { count: 3, bits: 10, code: 2, dnib: 3 },
  { count: 2, bits: 15, code: 2, dnib: 2 },
  { count: 1, bits: 30, code: 2, dnib: 1 },
];

/** Whole frames that hold all samples. @throws RangeError for a difference of more than 30 bits */
export function encodeSteim2(samples: Int32Array): Buffer {
  const first = samples[0] ?? 0;
  const bytes = Buffer.alloc(FRAME_BYTES * (1 + Math.ceil((samples.length + 2) / (WORDS - 1))));
  bytes.writeInt32BE(first, 4);
  bytes.writeInt32BE(samples.at(-1) ?? 0, 8);
  let word = 3;
  for (let at = 0; at < samples.length; word += 1) {
    if (word % WORDS === 0) word += 1;
    const packing = packingAt(samples, at);
    bytes.writeUInt32BE(packed(samples, at, packing), 4 * word);
    const codesAt = FRAME_BYTES * Math.floor(word / WORDS);
    const codes = bytes.readUInt32BE(codesAt) | (packing.code << (30 - 2 * (word % WORDS)));
    bytes.writeUInt32BE(codes >>> 0, codesAt);
    at += packing.count;
  }
  return bytes.subarray(0, FRAME_BYTES * Math.ceil(word / WORDS));
}

/** The very first difference, to a record before this one, is never read. */
function differenceAt(samples: Int32Array, at: number): number {
  return at === 0 ? 0 : (samples[at] as number) - (samples[at - 1] as number);
}

function packingAt(samples: Int32Array, at: number): Packing {
  const left = samples.length - at;
  const found = PACKINGS.find(({ count, bits }) => count <= left && fits(samples, { at, count, bits }));
  if (found === undefined) throw new RangeError(`difference: got ${differenceAt(samples, at)}, want 30 bits at most`);
  return found;
}

function fits(samples: Int32Array, { at, count, bits }: { at: number; count: number; bits: number }): boolean {
  const limit = 2 ** (bits - 1);
  for (let i = at; i < at + count; i += 1) {
    const difference = differenceAt(samples, i);
    if (difference < -limit || difference >= limit) return false;
  }
  return true;
}

function packed(samples: Int32Array, at: number, { count, bits, dnib = 0 }: Packing): number {
  let value = 0;
  for (let i = at; i < at + count; i += 1) {
    value = value * 2 ** bits + (differenceAt(samples, i) & (2 ** bits - 1));
  }
  return dnib * 2 ** 30 + value;
}
