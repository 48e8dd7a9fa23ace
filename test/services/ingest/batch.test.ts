// Batches of packets: order, linger, limits, and a bus that does not take them.
import { expect, test } from "vitest";
import { Batcher, type BatcherOptions, type LossRule } from "../../../services/ingest/batch.ts";
import { Overload } from "../../../services/ingest/overload.ts";
import { type Packet, type PacketBatch, partitionOfPacket } from "../../../shared/contracts/packet.ts";
import { systemClock } from "../../../shared/runtime/clock.ts";
import { eventually } from "../../poll.ts";
import { HandClock } from "./handClock.ts";

const packetOf = (stationId: string, n: number, bytes = 4): Packet => {
  const payload = Buffer.alloc(bytes);
  payload.writeUInt32BE(n);
  return { mode: "drill", run: "t", stationId, format: "openeew", receivedMs: n, wallMs: n, payload };
};

/** Whoever sent it says when it was received. */
const played = (packet: Packet): Packet => ({ ...packet, receivedMs: packet.receivedMs - 1e9 });

function open(options: Partial<BatcherOptions> = {}) {
  const sent: PacketBatch[] = [];
  const lost: number[] = [];
  const rules: LossRule[] = [];
  const batcher = new Batcher({
    partitions: 1,
    lingerMs: 10,
    clock: systemClock,
    overload: new Overload(),
    send: async (batch) => void sent.push(batch),
    lost(packets, rule) {
      lost.push(packets);
      rules.push(rule);
    },
    ...options,
  });
  const order = () => sent.flatMap((batch) => batch.packets.map((packet) => packet.receivedMs));
  return { batcher, sent, lost, rules, order };
}

test("with one partition packets leave in exactly the order they came, and close together they travel together", async () => {
  const { batcher, sent, order } = open();
  for (let n = 0; n < 300; n += 1) batcher.push(packetOf(`XX_S${n % 7}`, n));
  await eventually("all left by the linger alone", () => order().length === 300);
  expect(order()).toEqual(Array.from({ length: 300 }, (_, n) => n));
  expect(sent.length).toBeLessThan(20);
  await batcher.close();
});

test("the first packet after a pause waits for nobody", async () => {
  const { batcher, order } = open();
  batcher.push(packetOf("XX_A", 1));
  expect(order()).toEqual([1]);
  await batcher.close();
});

test("each partition has its own batches, and one station stays in one", async () => {
  const { batcher, sent } = open({ partitions: 8 });
  for (let n = 0; n < 400; n += 1) batcher.push(packetOf(`XX_S${n % 40}`, n));
  await batcher.close();
  expect(new Set(sent.map((batch) => batch.partition)).size).toBeGreaterThan(4);
  for (const { partition, packets } of sent) {
    for (const packet of packets) expect(partitionOfPacket(packet, 8)).toBe(partition);
  }
  const ofOne = sent.flatMap(({ packets }) => packets).filter(({ stationId }) => stationId === "XX_S3");
  expect(ofOne.map(({ receivedMs }) => receivedMs)).toEqual(Array.from({ length: 10 }, (_, i) => 3 + 40 * i));
});

test.each([
  ["500 packets", 1001, 4, 500],
  ["256 kB", 22, 60_000, 5],
])("of packets that are played, a batch of %s does not wait for the linger", async (_, count, bytes, most) => {
  const { batcher, sent } = open({ clock: { ...systemClock, sleep: () => new Promise(() => undefined) } });
  for (let n = 0; n < count; n += 1) batcher.push(played(packetOf("XX_A", n, bytes)));
  expect(Math.max(...sent.map(({ packets }) => packets.length))).toBe(most);
  expect(sent.flatMap(({ packets }) => packets).length).toBeGreaterThan(count - most - 1);
  await batcher.close();
});

test("a batch the bus does not confirm holds up none behind it", async () => {
  const sent: PacketBatch[] = [];
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const { batcher } = open({ lingerMs: 0, send: (batch) => (sent.push(batch) === 1 ? held : Promise.resolve()) });
  for (let n = 0; n < 3; n += 1) batcher.push(packetOf("XX_A", n));
  expect(sent.length).toBe(3);
  let closed = false;
  const closing = batcher.close().then(() => {
    closed = true;
  });
  await new Promise(setImmediate);
  expect(closed, "close waits for the bus").toBe(false);
  release();
  await closing;
});

test("when the bus takes nothing any more, new packets are given up instead of filling the memory", async () => {
  const { batcher, lost } = open({ lingerMs: 0, send: () => new Promise(() => undefined) });
  for (let n = 0; n < 70; n += 1) batcher.push(packetOf("XX_A", n, 1024 * 1024));
  expect(lost.reduce((sum, packets) => sum + packets, 0)).toBeGreaterThan(0);
});

test("packets of a failed batch are counted as lost, and the next ones go on", async () => {
  const results = [Promise.reject(new Error("no broker")), Promise.resolve()];
  const { batcher, lost } = open({ lingerMs: 0, send: () => results.shift() ?? Promise.resolve() });
  batcher.push(packetOf("XX_A", 1));
  batcher.push(packetOf("XX_A", 2));
  await batcher.close();
  expect(lost).toEqual([1]);
});

/** A decoder in this process: ten milliseconds a packet, in which nothing else happens. */
function openSlow() {
  const clock = new HandClock();
  const sent: Packet[] = [];
  const slow = open({
    clock,
    async send({ packets }) {
      sent.push(...packets);
      clock.pass(10 * packets.length);
    },
  });
  return { ...slow, clock, numbers: () => sent.map(({ payload }) => Buffer.from(payload).readUInt32BE(0)) };
}

test("what has waited too long is given up, the oldest first; what comes later goes out", async () => {
  const { batcher, lost, rules, clock, numbers } = openSlow();
  for (let n = 0; n < 200; n += 1) batcher.push(packetOf("XX_A", n));
  await clock.moveTo(5000);
  const taken = numbers();
  expect(taken).toEqual(Array.from({ length: taken.length }, (_, n) => n));
  expect(taken.length).toBeLessThan(100);
  expect(lost.reduce((sum, packets) => sum + packets, 0)).toBe(200 - taken.length);
  expect(new Set(rules)).toEqual(new Set(["overload"]));
  batcher.push(packetOf("XX_A", 777));
  expect(numbers().at(-1)).toBe(777);
});

test("of what is played nothing is given up, however long it takes: who plays is made to wait", async () => {
  const { batcher, lost, clock, numbers } = openSlow();
  for (let n = 0; n < 1200; n += 1) batcher.push(played(packetOf("XX_A", n)));
  await clock.moveTo(60_000);
  expect(numbers()).toEqual(Array.from({ length: 1200 }, (_, n) => n));
  expect(lost).toEqual([]);
});

test("unless live stations are heard: then what is played is given up too", async () => {
  const { batcher, lost, clock, numbers } = openSlow();
  const live: Packet = { ...packetOf("XX_LIVE", 1_000_000), mode: "live", run: "" };
  batcher.push(live);
  for (let n = 0; n < 1200; n += 1) batcher.push(played(packetOf("XX_A", n)));
  await clock.moveTo(60_000);
  expect(lost.reduce((sum, packets) => sum + packets, 0)).toBe(1201 - numbers().length);
  expect(lost.length).toBeGreaterThan(0);
});

test("stations that are left out are counted packet by packet, and cost no one else a packet", async () => {
  const overload = new Overload();
  for (let n = 0; n < 100; n += 1) overload.sheds(packetOf(`XX_S${n}`, n));
  overload.waited(250);
  overload.left(50);
  overload.look(1);
  const { batcher, sent, lost } = open({ overload });
  for (let n = 0; n < 400; n += 1) batcher.push(packetOf(`XX_S${n % 100}`, n));
  await batcher.close();
  const packets = sent.flatMap((batch) => batch.packets);
  expect(packets.length + lost.length).toBe(400);
  const perStation = Map.groupBy(packets, ({ stationId }) => stationId);
  expect(new Set([...perStation.values()].map(({ length }) => length))).toEqual(new Set([4]));
  expect(perStation.size).toBeGreaterThan(30);
  expect(perStation.size).toBeLessThan(65);
});
