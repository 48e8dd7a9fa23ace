// Peterson's models at the periods where his figures have their corners, dB re 1 (m/s²)²/Hz.
import { expect, test } from "vitest";
import { highNoiseDb, lowNoiseDb } from "../../../shared/seismo/noiseModels.ts";

test.each([
  [0.1, -168.0],
  [0.17, -166.7],
  [0.4, -166.7],
  [0.8, -169.2],
  [1.24, -163.7],
  [2.4, -148.6],
  [4.3, -141.1],
  [5, -141.1],
  [6, -149.0],
  [10, -163.8],
  [12, -166.2],
  [15.6, -162.1],
  [21.9, -177.5],
  [31.6, -185.0],
  [45, -187.5],
  [70, -187.5],
  [101, -185.0],
  [154, -185.0],
  [328, -187.5],
  [600, -184.4],
  [10_000, -151.9],
  [100_000, -103.1],
])("low noise at a period of %d s is %d dB", (periodS, db) => {
  expect(Math.abs((lowNoiseDb(1 / periodS) ?? 0) - db)).toBeLessThan(0.11);
});

test.each([
  [0.1, -91.5],
  [0.22, -97.4],
  [0.32, -110.5],
  [0.8, -120.0],
  [3.8, -98.0],
  [4.6, -96.5],
  [6.3, -101.0],
  [7.9, -113.5],
  [15.4, -120.0],
  [20, -138.5],
  [354.8, -126.0],
  [100_000, -48.5],
])("high noise at a period of %d s is %d dB", (periodS, db) => {
  expect(Math.abs((highNoiseDb(1 / periodS) ?? 0) - db)).toBeLessThan(0.11);
});

test("the models say nothing above 10 Hz", () => {
  expect([lowNoiseDb(10.1), highNoiseDb(20), lowNoiseDb(9e-6)]).toEqual([undefined, undefined, undefined]);
});

test("neither model jumps", () => {
  for (let at = 0; at < 1000; at += 1) {
    const [here, next] = [0, 1].map((step) => 10 * 10 ** (-(at + step) / 170));
    for (const model of [lowNoiseDb, highNoiseDb]) {
      expect(Math.abs((model(here ?? 1) ?? 0) - (model(next ?? 1) ?? 0))).toBeLessThan(2.5);
    }
  }
});
