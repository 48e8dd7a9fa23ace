// Steim2 as our own decoder reads it.
import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeSteim } from "../../../shared/seismo/steim.ts";
import { encodeSteim2 } from "../../../shared/seismo/steim2.ts";

function decoded(frames: Uint8Array, count: number): number[] | string {
  const view = new DataView(frames.buffer, frames.byteOffset, frames.length);
  const unpacked = decodeSteim(view, { version: 2, count, littleEndian: false });
  return unpacked.kind === "samples" ? [...unpacked.samples] : unpacked.reason;
}

test("any samples whose differences have 30 bits come out as they went in", () => {
  const size = fc.constantFrom(3, 20, 100, 400, 10_000, 2 ** 28);
  const samples = fc.array(
    size.chain((limit) => fc.integer({ min: -limit, max: limit - 1 })),
    { minLength: 1, maxLength: 300 },
  );
  fc.assert(
    fc.property(samples, (values) => {
      const frames = encodeSteim2(Int32Array.from(values));
      expect(decoded(frames, values.length)).toEqual(values);
      expect(frames.length % 64).toBe(0);
    }),
  );
});

test("every width of difference is used where it fits: seven of four bits to a word, one of thirty", () => {
  for (const [bits, words] of [
    [4, 4],
    [5, 5],
    [6, 6],
    [8, 7],
    [10, 10],
    [15, 14],
    [30, 28],
  ] as const) {
    const high = 2 ** (bits - 1) - 1;
    const values = Array.from({ length: 28 }, (_, i) => (i % 2 === 0 ? 0 : high));
    const frames = encodeSteim2(Int32Array.from(values));
    expect(decoded(frames, 28)).toEqual(values);
    const used = Array.from({ length: frames.length / 4 }, (_, w) => w).filter((w) => {
      const codes = new DataView(frames.buffer, frames.byteOffset + 64 * (w >> 4), 4).getUint32(0);
      return w % 16 !== 0 && ((codes >>> (30 - 2 * (w % 16))) & 3) !== 0;
    });
    expect(used.length, `${bits} bits`).toBe(words);
  }
});

test("a difference of more than 30 bits cannot be written", () => {
  expect(() => encodeSteim2(Int32Array.of(0, 2 ** 29))).toThrow("difference: got 536870912, want 30 bits at most");
});
