// Numbers under pictures: round ticks, short units, no lost peak, an edge that glides.
import { expect, test } from "vitest";
import { roundStep, ticksBetween, timeStepMs } from "../../../../services/gateway/page/draw/ticks.ts";
import { motionText } from "../../../../services/gateway/page/draw/units.ts";
import { MovingEdge } from "../../../../services/gateway/page/stations/edge.ts";
import { columnsOf, meanOf } from "../../../../services/gateway/page/stations/envelope.ts";
import { History } from "../../../../services/gateway/page/stations/history.ts";

test.each([
  [10, 5, 2],
  [97, 10, 10],
  [0.034, 4, 0.01],
  [60, 7, 10],
])("%d in at most %d steps: %d each", (span, most, step) => {
  expect(roundStep(span, most)).toBeCloseTo(step, 12);
});

test("times stand at whole seconds that people count in", () => {
  expect([15_000, 60_000, 120_000].map((spanMs) => timeStepMs(spanMs, 8))).toEqual([2000, 10_000, 15_000]);
  expect(ticksBetween(1_234, 31_000, 10_000)).toEqual([10_000, 20_000, 30_000]);
  expect(ticksBetween(5, 4, 1)).toEqual([]);
});

test.each([
  [9.81, "m/s2", "9.8 m/s²"],
  [0.0123, "m/s2", "12 mm/s²"],
  [0.00042, "m/s2", "420 µm/s²"],
  [3.4e-8, "m/s", "34 nm/s"],
] as const)("%d %s is shown as %s", (value, unit, text) => {
  expect(motionText(value, unit)).toBe(text);
});

test("a peak of one sample is seen, whatever the number of columns; gaps stay empty", () => {
  const samples = new Float32Array(1000);
  samples[333] = 5;
  samples[700] = -4;
  const piece = { startMs: 1000, periodMs: 10, endMs: 11_000, gap: false, samples };
  for (const count of [7, 100, 5000]) {
    const { low, high } = columnsOf([piece], { fromMs: 0, toMs: 14_000 }, count);
    expect(Math.max(...high.filter((value) => !Number.isNaN(value)))).toBe(5);
    expect(Math.min(...low.filter((value) => !Number.isNaN(value)))).toBe(-4);
    expect(low.at(-1)).toBeNaN();
  }
  expect(meanOf([piece], { fromMs: 0, toMs: 12_000 })).toBeCloseTo(0.001, 9);
});

test("the edge glides while packets come each second, and never passes the newest sample", () => {
  const edge = new MovingEdge();
  let before = edge.step(16, { newestMs: 0, packetMs: 1000, rate: 1 });
  let [least, most] = [Number.POSITIVE_INFINITY, 0];
  for (let frame = 1; frame < 1200; frame += 1) {
    const newestMs = 1000 * Math.floor((frame * 16) / 1000);
    const edgeMs = edge.step(16, { newestMs, packetMs: 1000, rate: 1 });
    expect(edgeMs).toBeLessThanOrEqual(newestMs);
    if (frame > 600) [least, most] = [Math.min(least, edgeMs - before), Math.max(most, edgeMs - before)];
    before = edgeMs;
  }
  expect(least).toBeGreaterThan(0);
  expect(most).toBeLessThan(32);
});

test("after a break it leaps to where the waveform goes on", () => {
  const edge = new MovingEdge();
  edge.step(16, { newestMs: 0, packetMs: 1000, rate: 1 });
  expect(edge.step(16, { newestMs: 60_000, packetMs: 1000, rate: 1 })).toBe(59_500);
});

test("ten minutes of a number are kept, each moment once", () => {
  const history = new History();
  for (let at = 0; at <= 900; at += 10) for (const _ of [1, 2]) history.note("a", 1000 * at, at);
  const points = history.of("a");
  expect([points[0]?.value, points.at(-1)?.value, points.length]).toEqual([300, 900, 61]);
  expect(history.of("b")).toEqual([]);
});
