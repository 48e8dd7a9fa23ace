// Steim2 compression as a data logger does it [SEED 2.4 appendix B], big-endian.

export const STEIM_FRAME_BYTES = 64;
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

export interface Steim2Frames {
  readonly frames: Uint8Array;
  /** How many samples, from the first, they hold. */
  readonly count: number;
}

/** Whole frames that hold all samples. @throws RangeError for a difference of more than 30 bits */
export function encodeSteim2(samples: Int32Array): Uint8Array {
  return fillSteim2(samples, 1 + Math.ceil((samples.length + 2) / (WORDS - 1))).frames;
}

/** As many samples as `mostFrames` hold. @throws RangeError for a difference of more than 30 bits */
export function fillSteim2(samples: Int32Array, mostFrames: number): Steim2Frames {
  const view = new DataView(new ArrayBuffer(STEIM_FRAME_BYTES * mostFrames));
  let word = 3;
  let at = 0;
  while (at < samples.length) {
    if (word % WORDS === 0) word += 1;
    if (word >= WORDS * mostFrames) break;
    const packing = packingAt(samples, at);
    view.setUint32(4 * word, packed(samples, at, packing));
    const codesAt = STEIM_FRAME_BYTES * Math.floor(word / WORDS);
    view.setUint32(codesAt, view.getUint32(codesAt) | (packing.code << (30 - 2 * (word % WORDS))));
    at += packing.count;
    word += 1;
  }
  view.setInt32(4, samples[0] ?? 0);
  view.setInt32(8, samples[at - 1] ?? 0);
  const used = Math.min(mostFrames, Math.ceil(word / WORDS));
  return { frames: new Uint8Array(view.buffer, 0, STEIM_FRAME_BYTES * used), count: at };
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

/** Whether Steim2 can say them. */
export function isForSteim2(samples: Int32Array): boolean {
  return fits(samples, { at: 0, count: samples.length, bits: 30 });
}
