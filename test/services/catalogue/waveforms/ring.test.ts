// The ring of packets: what it holds and forgets, what bounds it, and that nothing of it stays behind.
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { Chunk } from "../../../../services/catalogue/waveforms/chunk.ts";
import { Ring } from "../../../../services/catalogue/waveforms/ring.ts";
import { type Packet, packets } from "../../../../shared/contracts/packet.ts";

const folder = mkdtempSync(join(tmpdir(), "tocsin-test-ring-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const START_MS = Date.UTC(2026, 0, 1);
const S = 1000;
const live = { mode: "live", run: "" } as const;

function packetOf(stationId: string, second: number, more: Partial<Packet> = {}): Packet {
  const payload = Buffer.from(`${stationId} ${second}`);
  return { ...live, stationId, format: "openeew", receivedMs: START_MS + second * S, wallMs: 0, payload, ...more };
}
function chunkOf(...batches: readonly (readonly Packet[])[]): Buffer {
  const chunk = new Chunk(new ArrayBuffer(64 * 1024));
  for (const batch of batches) expect(chunk.push(packets.encode({ partition: 0, packets: batch }))).toBe(true);
  return Buffer.from(chunk.buffer, 0, chunk.used);
}
const ringOf = (more: Partial<ConstructorParameters<typeof Ring>[0]> = {}) =>
  new Ring({ folder, name: "ring", keepMs: 60 * S, mostBytes: 1e6, ...more });
const textsOf = (ring: Ring, key: string) =>
  [...ring.packetsOf(key)].map(({ payload }) => Buffer.from(payload).toString());

test("packets of a station come back in the order they came, whatever lay between them", () => {
  const station = fc.constantFrom("XX_A", "XX_B", "XX_C");
  const batches = fc.array(fc.array(station, { minLength: 1, maxLength: 5 }), { maxLength: 12 });
  fc.assert(
    fc.property(fc.array(batches, { maxLength: 8 }), (chunks) => {
      const ring = ringOf();
      const sent: Packet[] = [];
      for (const [i, chunk] of chunks.entries()) {
        const made = chunk.map((ids) => ids.map((id) => packetOf(id, sent.length + i)));
        sent.push(...made.flat());
        if (made.length > 0) ring.append(chunkOf(...made), START_MS + i * 4 * S);
      }
      for (const id of ["XX_A", "XX_B", "XX_C"]) {
        const want = sent.filter(({ stationId }) => stationId === id);
        expect([...ring.packetsOf(`live/${id}`)]).toEqual(want);
      }
      expect(ring.state().packets).toBe(sent.length);
      ring.close();
    }),
    { numRuns: 40 },
  );
});

test("worlds do not mix, and each has its own span of data time", () => {
  const ring = ringOf();
  const old = { mode: "replay", run: "monday", receivedMs: 1000 } as const;
  ring.append(chunkOf([packetOf("XX_A", 1), packetOf("XX_A", 2, old), packetOf("XX_A", 3)]), START_MS);
  ring.append(chunkOf([packetOf("XX_A", 4, { ...old, receivedMs: 9000 })]), START_MS + 15 * S);
  expect(textsOf(ring, "live/XX_A")).toEqual(["XX_A 1", "XX_A 3"]);
  expect(textsOf(ring, "replay:monday/XX_A")).toEqual(["XX_A 2", "XX_A 4"]);
  expect(ring.state().worlds).toEqual([
    { ...live, oldestMs: START_MS + S, newestMs: START_MS + 3 * S, seenMs: START_MS },
    { mode: "replay", run: "monday", oldestMs: 1000, newestMs: 9000, seenMs: START_MS + 15 * S },
  ]);
  ring.close();
});

test("what is older than it shall keep is forgotten, and every station and world with it", () => {
  const ring = ringOf();
  for (let second = 0; second < 600; second += 1) {
    ring.append(chunkOf([packetOf("XX_A", second), packetOf(`XX_S${second}`, second)]), START_MS + second * S);
    expect(ring.state().packets).toBeLessThanOrEqual(2 * 82);
  }
  const kept = textsOf(ring, "live/XX_A").map((text) => Number(text.split(" ")[1]));
  expect(kept.at(-1)).toBe(599);
  expect(kept[0]).toBeGreaterThanOrEqual(599 - 81);
  expect(kept[0]).toBeLessThanOrEqual(599 - 60);
  expect(textsOf(ring, "live/XX_S0")).toEqual([]);
  expect(textsOf(ring, "live/XX_S599")).toEqual(["XX_S599 599"]);
  ring.close();
});

test("it never holds more than its bytes, the newest packets stay", () => {
  const ring = ringOf({ mostBytes: 50_000 });
  for (let second = 0; second < 300; second += 1) {
    const payload = Buffer.alloc(900, second);
    ring.append(chunkOf([packetOf("XX_A", second, { payload })]), START_MS + second * S);
    expect(ring.state().bytes).toBeLessThanOrEqual(50_000);
  }
  const kept = [...ring.packetsOf("live/XX_A")];
  expect(kept.at(-1)?.receivedMs).toBe(START_MS + 299 * S);
  expect(kept.length).toBeGreaterThan(30);
  ring.close();
});

test("its files have no names: nothing is left in the folder, neither while it runs nor after a crash", () => {
  const ring = ringOf();
  for (let second = 0; second < 50; second += 1)
    ring.append(chunkOf([packetOf("XX_A", second)]), START_MS + second * S);
  expect(textsOf(ring, "live/XX_A")).toHaveLength(50);
  expect(readdirSync(folder)).toEqual([]);
  ring.close();
  expect(textsOf(ring, "live/XX_A")).toEqual([]);
});

test("a folder that is not there is told, and costs nothing but the packets", () => {
  const ring = ringOf({ folder: join(folder, "nowhere") });
  ring.append(chunkOf([packetOf("XX_A", 1)]), START_MS);
  expect(ring.state()).toMatchObject({ bytes: 0, packets: 0, fault: expect.stringContaining("nowhere") });
  ring.append(chunkOf([packetOf("XX_A", 2)]), START_MS + S);
  expect(ring.state().fault).toContain("ENOENT");
});

test("bytes that are no packets are left out, those beside them are kept", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (junk) => {
      const ring = ringOf();
      const chunk = new Chunk(new ArrayBuffer(4096));
      const batch = packets.encode({ partition: 0, packets: [packetOf("XX_A", 1)] });
      for (const body of [batch, junk, batch.subarray(0, batch.length - 3), batch]) chunk.push(body);
      ring.append(Buffer.from(chunk.buffer, 0, chunk.used), START_MS);
      expect(textsOf(ring, "live/XX_A")).toEqual(["XX_A 1", "XX_A 1"]);
      ring.close();
    }),
    { numRuns: 50 },
  );
});

test("a chunk takes what it has room for", () => {
  const chunk = new Chunk(new ArrayBuffer(20));
  expect([chunk.push(Buffer.alloc(10)), chunk.push(Buffer.alloc(3)), chunk.push(Buffer.alloc(2))]).toEqual([
    true,
    false,
    true,
  ]);
  expect(chunk.used).toBe(20);
});
