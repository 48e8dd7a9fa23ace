// The binary frame of packet.v1: any batch survives the wire; any other bytes are refused, never misread.
import fc from "fast-check";
import { expect, test } from "vitest";
import { MODES } from "../../../shared/contracts/mode.ts";
import { FORMATS, type Packet, packets, partitionOf } from "../../../shared/contracts/packet.ts";
import { Malformed } from "../../../shared/contracts/topic.ts";

const packet: fc.Arbitrary<Packet> = fc.record({
  mode: fc.constantFrom(...MODES),
  run: fc.string({ maxLength: 40 }),
  stationId: fc.stringMatching(/^[A-Z0-9-]{1,8}_[A-Z0-9-]{1,16}$/),
  format: fc.constantFrom(...FORMATS),
  receivedMs: fc.double({ noNaN: true, noDefaultInfinity: true }),
  wallMs: fc.double({ noNaN: true, noDefaultInfinity: true }),
  payload: fc.uint8Array({ maxLength: 300 }),
});

test("a batch comes out of the frame as it went in", () => {
  fc.assert(
    fc.property(fc.nat(65535), fc.array(packet, { maxLength: 20 }), (partition, list) => {
      const decoded = packets.decode(packets.encode({ partition, packets: list }));
      expect(decoded.partition).toBe(partition);
      expect(decoded.packets.map((p) => ({ ...p, payload: [...p.payload] }))).toEqual(
        list.map((p) => ({ ...p, payload: [...p.payload] })),
      );
    }),
  );
});

test("a frame cut off anywhere is malformed", () => {
  const whole = packets.encode({
    partition: 1,
    packets: [
      {
        mode: "live",
        run: "",
        stationId: "XX_A",
        format: "openeew",
        receivedMs: 1,
        wallMs: 1,
        payload: Buffer.from("abc"),
      },
    ],
  });
  for (let length = 0; length < whole.length; length += 1) {
    expect(() => packets.decode(whole.subarray(0, length)), `${length} bytes`).toThrow(Malformed);
  }
});

test("random bytes are malformed, not a crash", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      try {
        packets.decode(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(Malformed);
      }
    }),
  );
});

test("a station's partition is FNV-1a of its key: the same in every language and for ever", () => {
  // FNV-1a 32 bit of "a" is 0xe40c292c, of "foobar" 0xbf9cf968 (the algorithm's published test vectors).
  expect(partitionOf("a", 0x100000000)).toBe(0xe40c292c);
  expect(partitionOf("foobar", 0x100000000)).toBe(0xbf9cf968);
  expect(partitionOf("live/XX_A", 1)).toBe(0);
});

test("a thousand stations spread over eight partitions within a third of their fair share", () => {
  const counts = new Array<number>(8).fill(0);
  for (let i = 0; i < 1000; i += 1) {
    const at = partitionOf(`live/XX_S${i}`, 8);
    counts[at] = (counts[at] ?? 0) + 1;
  }
  for (const count of counts) expect(count).toBeGreaterThan(83);
  for (const count of counts) expect(count).toBeLessThan(167);
});
