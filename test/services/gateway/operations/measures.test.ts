// Rates, delays and trends: what numbers an operator reads come to.
import { expect, test } from "vitest";
import { Delays } from "../../../../services/gateway/operations/delays.ts";
import { trendOf } from "../../../../services/gateway/operations/queueTrends.ts";
import { Rates } from "../../../../services/gateway/operations/rates.ts";

test("messages a second are those of all processes, and a process that starts again takes nothing away", () => {
  const rates = new Rates();
  const push = (second: number, a: number, b: number) => {
    const totals = new Map([
      ["a-1", { "pick.v1": a }],
      ["b-2", { "pick.v1": b }],
    ]);
    rates.push(totals, second * 1000);
  };
  push(0, 1000, 50);
  for (let second = 2; second <= 20; second += 2) push(second, 1000 + 4 * second, 50 + 2 * second);
  expect(rates.all(20_000)).toEqual([{ topic: "pick.v1", perS10: 6, perS60: 6 }]);
  // Process b was started anew, and has published six since.
  push(22, 1088, 6);
  expect(rates.all(22_000)[0]?.perS60).toBeCloseTo((120 + 8) / 22, 1);
});

test("of what was published before the first look nothing is known", () => {
  const rates = new Rates();
  rates.push(new Map([["a-1", { "pick.v1": 5000 }]]), 0);
  expect(rates.all(0)).toEqual([{ topic: "pick.v1", perS10: 0, perS60: 0 }]);
});

test("half of the news took at most p50 from stage to stage, and drills are not mixed with the real ones", () => {
  const delays = new Delays();
  for (let i = 1; i <= 100; i += 1) delays.push("event.v1", "live", { sensed: 0, received: i, picked: i + 7 });
  delays.push("event.v1", "drill", { sensed: 0, received: 9000 });
  delays.push("delivery.v2", "live", { sensed: 0, decided: 300, delivered: 420 });
  expect(delays.all()).toEqual([
    { mode: "live", from: "sensed", to: "received", count: 100, p50Ms: 50, p99Ms: 99 },
    { mode: "live", from: "received", to: "picked", count: 100, p50Ms: 7, p99Ms: 7 },
    { mode: "live", from: "decided", to: "delivered", count: 1, p50Ms: 120, p99Ms: 120 },
    { mode: "live", from: "sensed", to: "delivered", count: 1, p50Ms: 420, p99Ms: 420 },
    { mode: "drill", from: "sensed", to: "received", count: 1, p50Ms: 9000, p99Ms: 9000 },
  ]);
});

test.each([
  [[0, 30, 70, 120], "growing"],
  [[500, 300, 200, 10], "falling"],
  [[0, 30, 20, 120], "steady"],
  [[0, 1, 2, 3], "steady"],
  [[0, 1000], "steady"],
] as const)("a queue that held %j is %s", (looks, trend) => {
  expect(trendOf(looks)).toBe(trend);
});
