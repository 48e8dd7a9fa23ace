// The ring's thread as the service sees it: what it has no time for is dropped and counted, what comes later is kept.
import { tmpdir } from "node:os";
import { expect, test } from "vitest";
import { RingThread } from "../../../../services/catalogue/waveforms/ringThread.ts";
import { type Packet, packets } from "../../../../shared/contracts/packet.ts";
import { stationKey } from "../../../../shared/contracts/station.ts";
import { createMetrics } from "../../../../shared/runtime/metrics.ts";
import { eventually } from "../../../poll.ts";
import { openeewPackets, START_MS, shake, station } from "../../decoder/sensor.ts";
import { silentLog } from "../context.ts";

const MB = 1024 * 1024;
const own = openeewPackets(shake({ rateHz: 31.25, seconds: 30 }), 31.25);
const span = { fromMs: START_MS, toMs: START_MS + 60_000 };

test("a thread that is behind costs whole batches and no memory; it goes on with what comes then", async () => {
  const metrics = createMetrics();
  const options = { folder: tmpdir(), name: "tocsin-test-thread", keepMs: 300_000, mostBytes: 100 * MB };
  const ring = new RingThread({ options, nowMs: () => START_MS, log: silentLog(), metrics });
  const large = { ...own[0], stationId: "XX_LARGE", payload: Buffer.alloc(MB / 2) };
  const batch = packets.encode({ partition: 0, packets: [{ ...station, ...large } as (typeof own)[number]] });
  // Its answers cannot come before this turn is over.
  for (let i = 0; i < 40; i += 1) ring.push(batch);
  const dropped = await metrics.valueOf("eew_waveform_dropped_total");
  expect(dropped).toBeGreaterThan(20);
  await eventually("what was not dropped is written", () => ring.state.packets === 40 - dropped);
  ring.push(packets.encode({ partition: 0, packets: own }));
  const rows = await ring.ask({ station, span, covered: [] });
  expect(rows.map(({ channel }) => channel).sort()).toEqual(["BNE", "BNN", "BNZ"]);
  expect(ring.state.packets).toBe(40 - dropped + own.length);
  expect(await metrics.valueOf("eew_waveform_dropped_total")).toBe(dropped);
  await ring.close();
});

test("a batch that is larger than a chunk is kept too", async () => {
  const metrics = createMetrics();
  const options = { folder: tmpdir(), name: "tocsin-test-thread", keepMs: 300_000, mostBytes: 100 * MB };
  const ring = new RingThread({ options, nowMs: () => START_MS, log: silentLog(), metrics });
  const large = own.map((packet) => ({ ...packet, stationId: "XX_LARGE", payload: Buffer.alloc(MB / 8) }));
  ring.push(packets.encode({ partition: 0, packets: [...large, ...own] }));
  expect((await ring.ask({ station, span, covered: [] })).length).toBe(3);
  expect(ring.state.packets).toBe(large.length + own.length);
  await ring.close();
});

test("what was asked of a thread that ends is refused, and the next question starts another", async () => {
  const metrics = createMetrics();
  const options = { folder: tmpdir(), name: "tocsin-test-thread", keepMs: 300_000, mostBytes: 100 * MB };
  const ring = new RingThread({ options, nowMs: () => START_MS, log: silentLog(), metrics });
  ring.push(packets.encode({ partition: 0, packets: own }));
  const asked = ring.ask({ station, span, covered: [] });
  const refused = expect(asked).rejects.toThrow("waveform ring: ended");
  await ring.close();
  await refused;
  expect(await ring.ask({ station, span, covered: [] })).toEqual([]);
  ring.push(packets.encode({ partition: 0, packets: own }));
  expect(await ring.ask({ station, span, covered: [] })).toHaveLength(3);
  await ring.close();
});

test("what a station sent last is told as it came: its own alone, no older than asked, the newest of too much", async () => {
  const options = { folder: tmpdir(), name: "tocsin-test-thread", keepMs: 300_000, mostBytes: 100 * MB };
  const ring = new RingThread({ options, nowMs: () => START_MS, log: silentLog(), metrics: createMetrics() });
  const large = own.map((packet) => ({ ...packet, stationId: "XX_LARGE", payload: Buffer.alloc(MB / 2) }));
  ring.push(packets.encode({ partition: 0, packets: [...own, ...large] }));
  const newestOf = (stationId: string, forMs: number) =>
    ring.newestOf({ key: stationKey({ ...station, stationId }), forMs });
  const plain = (all: readonly Packet[]) =>
    all.map((one) => ({ ...one, payload: Buffer.from(one.payload).toString() }));
  const newestMs = own.at(-1)?.receivedMs ?? Number.NaN;
  const lastTen = own.filter(({ receivedMs }) => receivedMs >= newestMs - 10_000);
  expect(lastTen.length).toBeGreaterThan(5);
  expect(plain(await newestOf(station.stationId, 10_000))).toEqual(plain(lastTen));
  expect(await newestOf(station.stationId, 600_000)).toHaveLength(own.length);
  expect((await newestOf("XX_LARGE", 600_000)).map(({ receivedMs }) => receivedMs)).toEqual(
    own.slice(-8).map(({ receivedMs }) => receivedMs),
  );
  expect(await newestOf("XX_NOBODY", 600_000)).toEqual([]);
  await ring.close();
});
