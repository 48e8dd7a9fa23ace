// What heartbeats tell about the alarm path: its age is that of its worst partition, whatever the clocks and the order.
import { expect, test } from "vitest";
import type { Pulse } from "../../../shared/contracts/pulse.ts";
import { AlarmPath } from "../../../shared/runtime/alarmPath.ts";

const T0 = 1_700_000_000_000;
const newPath = (partitions = 2) => new AlarmPath({ partitions, periodMs: 10_000, startedMs: T0 });
/** One that set out after `sentS` and took so long. */
const pulse = (key: string, sentS: number, tookMs = 8): Pulse => {
  const sentMs = T0 + sentS * 1000;
  const hops = [
    { topic: "packet.v1", service: "decoder", atMs: sentMs + tookMs / 4 },
    { topic: "alert.v2", service: "alarm", atMs: sentMs + tookMs },
  ];
  return { id: `test/${key}/${sentMs}`, key, sentMs, hops };
};

test("before the first heartbeat the path is as old as the listening, and down after one and a half periods", () => {
  const path = newPath();
  expect(path.state(T0 + 15_000)).toMatchObject({ ageMs: 15_000, isDown: false, tookMs: null, p99Ms: null, hops: [] });
  expect(path.state(T0 + 15_001)).toMatchObject({ isDown: true, overdue: ["p0", "p1"] });
});

test("one silent partition is enough", () => {
  const path = newPath();
  path.push(pulse("p0", 20), T0 + 20_008);
  path.push(pulse("p1", 10), T0 + 10_008);
  expect(path.state(T0 + 25_001)).toMatchObject({ ageMs: 15_001, isDown: true, overdue: ["p1"] });
});

test("it is as slow as its slowest partition, and the hops of the newest heartbeat add up", () => {
  const path = newPath();
  path.push(pulse("p0", 1, 40), T0 + 1040);
  path.push(pulse("p1", 1, 8), T0 + 1041);
  expect(path.state(T0 + 2000)).toMatchObject({ tookMs: 40, p99Ms: 40 });
  expect(path.state(T0 + 2000).hops).toEqual([
    { topic: "packet.v1", service: "decoder", tookMs: 2 },
    { topic: "alert.v2", service: "alarm", tookMs: 6 },
  ]);
});

test("one that comes late and out of order makes nothing older", () => {
  const path = newPath(1);
  path.push(pulse("p0", 12), T0 + 12_008);
  path.push(pulse("p0", 2, 10_500), T0 + 12_500);
  expect(path.state(T0 + 13_000)).toMatchObject({ ageMs: 1000, tookMs: 8 });
});

test("a sender whose clock is ahead cannot make the path younger than the arrival", () => {
  const path = newPath(1);
  path.push(pulse("p0", 3600), T0 + 1000);
  expect(path.state(T0 + 17_000)).toMatchObject({ ageMs: 16_000, isDown: true });
});

test("the slow one in a hundred is told, of the newest five hundred", () => {
  const path = newPath(1);
  for (let n = 0; n < 600; n += 1) path.push(pulse("p0", n, n < 100 ? 9000 : n < 590 ? 5 : 70), T0 + n * 1000);
  expect(path.state(T0 + 600_000).p99Ms).toBe(70);
});
