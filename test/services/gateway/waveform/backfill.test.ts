// What comes now waits a moment for what came before; nothing is told twice, nothing is lost, whoever answers or does not.
import { beforeEach, expect, test } from "vitest";
import { Backfill } from "../../../../services/gateway/waveform/backfill.ts";
import { MovedClock } from "../../../movedClock.ts";
import { packetOf } from "./sensor.ts";

let clock: MovedClock;
let asked: number;
let told: number[];
let backfill: Backfill;

const packet = (second: number) => packetOf("XX_A", second, () => 0);
const packets = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => packet(from + i));
const secondOf = ({ receivedMs }: { readonly receivedMs: number }) => Math.floor(receivedMs / 1000) % 86_400;
const first = secondOf(packet(0));
const seconds = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

beforeEach(() => {
  clock = new MovedClock();
  asked = 0;
  told = [];
  backfill = new Backfill({
    clock,
    ask: () => {
      asked += 1;
    },
    push: (one) => void told.push(secondOf(one) - first),
  });
});

test("is asked for with the first packet, once, and told before it; what both bring is told once", async () => {
  for (const one of packets(60, 63)) backfill.take(one);
  expect([asked, told]).toEqual([1, []]);
  await backfill.answer(packets(0, 62));
  backfill.take(packet(63));
  expect([asked, told]).toEqual([1, seconds(0, 64)]);
});

test("what comes while it is told waits its turn", async () => {
  backfill.take(packet(60));
  const answering = backfill.answer(packets(0, 60));
  backfill.take(packet(61));
  await answering;
  expect(told).toEqual(seconds(0, 62));
});

test("nobody answers: what came waits a second, then it is told; a late answer is not", async () => {
  backfill.take(packet(60));
  await clock.move(900);
  backfill.tick();
  expect(told).toEqual([]);
  await clock.move(100);
  backfill.take(packet(61));
  expect(told).toEqual([60, 61]);
  await backfill.answer(packets(0, 60));
  expect(told).toEqual([60, 61]);
});

test("a station that is silent now is asked about after a second; a second answer is not taken", async () => {
  backfill.tick();
  await backfill.answer(packets(0, 3));
  expect([asked, told]).toEqual([0, []]);
  await clock.move(1000);
  backfill.tick();
  expect(asked).toBe(1);
  await backfill.answer(packets(0, 3));
  await backfill.answer(packets(0, 3));
  expect(told).toEqual([0, 1, 2]);
});
