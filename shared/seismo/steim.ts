// Steim1 and Steim2 compression of integer samples [SEED 2.4 appendix B].

/** A frame is 16 words of 32 bits; the first tells how the differences in the other 15 are packed. */
const FRAME_BYTES = 64;

export type Unpacked =
  | { readonly kind: "samples"; readonly samples: Float64Array }
  | { readonly kind: "corrupt"; readonly reason: string };

interface Packing {
  readonly bits: number;
  readonly count: number;
}
const packing = (bits: number, count: number): Packing => ({ bits, count });

/** Of a two-bit code in Steim1. */
const STEIM1: readonly (Packing | undefined)[] = [undefined, packing(8, 4), packing(16, 2), packing(32, 1)];
/** Of code and the two highest bits of the word ("dnib") in Steim2, at code × 4 + dnib; code 0 holds no differences. */
const STEIM2: readonly (Packing | undefined)[] = [
  ...Array<undefined>(4),
  ...Array<Packing>(4).fill(packing(8, 4)),
  ...[undefined, packing(30, 1), packing(15, 2), packing(10, 3)],
  ...[packing(6, 5), packing(5, 6), packing(4, 7), undefined],
];

/** Decodes up to `count` samples from whole frames; never reads outside `view`, whatever the bytes are. */
export function decodeSteim(
  view: DataView,
  options: { readonly version: 1 | 2; readonly count: number; readonly littleEndian: boolean },
): Unpacked {
  const { version, count, littleEndian } = options;
  const frames = Math.floor(view.byteLength / FRAME_BYTES);
  if (count === 0) return { kind: "samples", samples: new Float64Array(0) };
  if (frames === 0)
    return { kind: "corrupt", reason: `${view.byteLength} bytes of data, want at least one frame of 64` };
  const samples = new Float64Array(count);
  const last = view.getInt32(8, littleEndian);
  let sample = view.getInt32(4, littleEndian);
  let at = 0;
  for (let frame = 0; frame < frames && at < count; frame += 1) {
    const codes = view.getUint32(frame * FRAME_BYTES, littleEndian);
    for (let w = frame === 0 ? 3 : 1; w < 16 && at < count; w += 1) {
      const code = (codes >>> (30 - 2 * w)) & 3;
      if (code === 0) continue;
      const offset = frame * FRAME_BYTES + 4 * w;
      const word = view.getInt32(offset, littleEndian);
      const pack = version === 1 || code === 1 ? STEIM1[code] : STEIM2[code * 4 + (word >>> 30)];
      if (pack === undefined) return { kind: "corrupt", reason: `frame ${frame + 1} word ${w}: no such packing` };
      const { bits } = pack;
      // Whole bytes and halves stand in the order of the file, the bit fields of Steim2 always from the highest bits
      // down.
      const fromLow = littleEndian && (version === 1 || code === 1);
      for (let i = 0; i < pack.count && at < count; i += 1) {
        const shift = 32 - bits * (fromLow ? i + 1 : pack.count - i);
        const difference = (word << shift) >> (32 - bits);
        // The very first difference leads to the first sample from the record before: the sample itself is given.
        if (at > 0) sample = (sample + difference) | 0;
        samples[at] = sample;
        at += 1;
      }
    }
  }
  if (at < count) return { kind: "corrupt", reason: `${at} samples in ${frames} frames, header says ${count}` };
  if (sample !== last)
    return { kind: "corrupt", reason: `last sample is ${sample}, integration constant says ${last}` };
  return { kind: "samples", samples };
}
