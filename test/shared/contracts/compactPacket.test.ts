// The compact sensor packet: the bytes of its page hold for ever, any samples survive it, anything else is refused.
import { readFileSync } from "node:fs";
import { crc32 as zlibCrc32 } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type CompactPacket,
  decodeCompact,
  encodeCompact,
  restampCompact,
} from "../../../shared/contracts/compactPacket.ts";
import { crc32 } from "../../../shared/contracts/crc32.ts";
import { Malformed } from "../../../shared/contracts/topic.ts";

const example: CompactPacket = {
  deviceMs: Date.UTC(2026, 0, 1) + 250,
  rateHz: 31.25,
  umps2PerCount: 10,
  axes: [Int32Array.of(0, 1), Int32Array.of(-1, -65), Int32Array.of(300, 300)],
};
/** From the page for device makers; made there by another program in another language. */
const page = readFileSync(new URL("../../../docs/compact-packet.md", import.meta.url), "utf8");
const GOLDEN = /```hex\n([0-9a-f]+)\n```/.exec(page)?.[1] ?? "";

const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const anyPacket = fc.integer({ min: 1, max: 60 }).chain((count): fc.Arbitrary<CompactPacket> => {
  const axis = fc.array(int32, { minLength: count, maxLength: count }).map((values) => Int32Array.from(values));
  return fc.record({
    deviceMs: fc.option(fc.integer({ min: 0, max: 2 ** 48 - 1 }), { nil: undefined }),
    rateHz: fc.integer({ min: 1000, max: 1_000_000 }).map((milli) => milli / 1000),
    umps2PerCount: fc.float({ min: Math.fround(1e-5), max: 1e9, noNaN: true }),
    axes: fc.tuple(axis, axis, axis),
  });
});

/** A packet whose checksum is right, whatever else it says. */
function sealed(bytes: Uint8Array): Buffer {
  const packet = Buffer.concat([bytes, Buffer.alloc(4)]);
  packet.writeUInt32BE(zlibCrc32(bytes), bytes.length);
  return packet;
}

function changed(at: number, ...values: number[]): Buffer {
  const bytes = Buffer.from(GOLDEN, "hex").subarray(0, -4);
  values.forEach((value, i) => {
    bytes[at + i] = value;
  });
  return sealed(bytes);
}

function refusal(bytes: Uint8Array): string {
  try {
    decodeCompact(bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(Malformed);
    return error instanceof Error ? error.message : "";
  }
  return "taken";
}

test("the bytes on the page for device makers are these samples, both ways", () => {
  expect(Buffer.from(encodeCompact(example)).toString("hex")).toBe(GOLDEN);
  expect(decodeCompact(Buffer.from(GOLDEN, "hex"))).toEqual(example);
});

test("any samples, times, rates and scales come out as they went in", () => {
  fc.assert(
    fc.property(anyPacket, (packet) => {
      expect(decodeCompact(encodeCompact(packet))).toEqual(packet);
    }),
  );
});

test("the same samples at another time are the same bytes but for the time", () => {
  fc.assert(
    fc.property(anyPacket, fc.integer({ min: 0, max: 2 ** 48 - 1 }), (packet, deviceMs) => {
      const restamped = restampCompact(encodeCompact(packet), deviceMs);
      expect(Buffer.compare(restamped, encodeCompact({ ...packet, deviceMs }))).toBe(0);
    }),
  );
});

test("the checksum is that of zip and Ethernet", () => {
  // Check value of CRC-32/ISO-HDLC in the catalogue of parametrised CRC algorithms.
  expect(crc32(Buffer.from("123456789"))).toBe(0xcbf43926);
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect(crc32(bytes)).toBe(zlibCrc32(bytes));
    }),
  );
});

test("a packet cut off anywhere, or with any bit turned over, is refused", () => {
  const whole = Buffer.from(GOLDEN, "hex");
  for (let length = 0; length < whole.length; length += 1) expect(refusal(whole.subarray(0, length))).not.toBe("taken");
  for (let bit = 0; bit < whole.length * 8; bit += 1) {
    const bytes = Buffer.from(whole);
    bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect(refusal(bytes), `bit ${bit}`).not.toBe("taken");
  }
});

test.each([
  ["another version", changed(2, 2), "compact.version: got 2, want 1"],
  ["an unknown flag", changed(3, 3), "compact.flags: got 3, want 0 or 1"],
  ["no rate", changed(10, 0, 0, 0, 0), "compact.rateHz: got 0, want 1 to 1000"],
  ["a negative scale", changed(14, 0xc1), "compact.umps2PerCount: got -10, want more than 0 and at most 1000000000"],
  ["a scale that is no number", changed(14, 0x7f, 0xc0), "compact.umps2PerCount: got NaN"],
  ["no samples", changed(18, 0, 0), "compact.samples: got 0, want 1 to 2"],
  ["more samples than it has bytes", changed(18, 0x1f, 0xff), "compact.samples: got 8191, want 1 to 2"],
  ["fewer samples than it has bytes", changed(18, 0, 1), "bytes after the last sample"],
  ["a sample that never ends", changed(26, 0x80), "compact: cut off in sample"],
])("%s is refused by name", (_what, bytes, reason) => {
  expect(refusal(bytes)).toContain(reason);
});

test("a sample of more than 32 bits is refused", () => {
  const header = Buffer.from(GOLDEN, "hex").subarray(0, 20);
  header.writeUInt16BE(1, 18);
  expect(refusal(sealed(Buffer.concat([header, Buffer.from("ffffffff1f0000", "hex")])))).toContain("more than 32 bits");
});

test("random bytes behind a right header and a right checksum are taken or refused, never a crash", () => {
  const header = Buffer.from(GOLDEN, "hex").subarray(0, 18);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (rest) => {
      refusal(sealed(Buffer.concat([header, rest])));
      refusal(rest);
    }),
    { numRuns: 500 },
  );
});

test.each([
  [{ rateHz: 0.5 }, "rateHz: got 0.5, want 1 to 1000"],
  [{ deviceMs: -1 }, "deviceMs: got -1"],
  [{ umps2PerCount: 0 }, "umps2PerCount: got 0"],
  [{ axes: [Int32Array.of(1), Int32Array.of(1, 2), Int32Array.of(1)] as const }, "samples of an axis: got 2, want 1"],
  [{ axes: [new Int32Array(), new Int32Array(), new Int32Array()] as const }, "samples: got 0, want 1 to 8192"],
])("what it cannot say is not written: %o", (part, reason) => {
  expect(() => encodeCompact({ ...example, ...part })).toThrow(reason);
});
