// τp and τc by their definitions: of a steady sine both are its period (Allen & Kanamori, 2003; Wu & Kanamori, 2005).
import { expect, test } from "vitest";
import { AveragePeriod, PredominantPeriod } from "../../../shared/seismo/predominantPeriod.ts";

const RATES = [20, 31.25, 100, 200];
const PERIODS_S = [0.8, 1, 2, 4];

test.each(
  RATES.flatMap((rateHz) => PERIODS_S.map((periodS) => [rateHz, periodS] as const)),
)("at %d Hz τp of a swing of %d s is its period within 7 %", (rateHz, periodS) => {
  const samples = Float64Array.from({ length: 20 * rateHz }, (_, i) => Math.sin((2 * Math.PI * i) / rateHz / periodS));
  new PredominantPeriod(rateHz).push(samples);
  const steady = samples.subarray(15 * rateHz);
  const mean = steady.reduce((sum, one) => sum + one, 0) / steady.length;
  expect(Math.abs(mean / periodS - 1)).toBeLessThan(0.07);
});

test("EPIC's recursion, by hand: without a past, one velocity v at 100 Hz gives 2π√(v²/(100 v)²)", () => {
  const samples = Float64Array.of(1, 0, 0);
  new PredominantPeriod(100).push(samples);
  expect(samples[0]).toBeCloseTo((2 * Math.PI) / 100, 12);
});

test("τp does not depend on the unit, is bounded, and 0 where nothing ever moved", () => {
  const swing = (scale: number) => Float64Array.from({ length: 300 }, (_, i) => scale * Math.sin(i / 9));
  const [metres, nanometres] = [swing(1), swing(1e9)];
  for (const samples of [metres, nanometres]) new PredominantPeriod(100).push(samples);
  expect(nanometres.at(-1)).toBeCloseTo(metres.at(-1) ?? 0, 9);
  const still = new Float64Array(100);
  new PredominantPeriod(100).push(still);
  expect(Math.max(...still)).toBe(0);
  const constant = new Float64Array(5000).fill(1);
  new PredominantPeriod(100).push(constant);
  expect(constant.at(-1)).toBeLessThanOrEqual(100);
});

test.each(PERIODS_S)("τc over whole swings of %d s is that period, and grows with what comes later", (periodS) => {
  const omega = (2 * Math.PI) / periodS;
  const at = (f: (s: number) => number, rateHz = 100) =>
    Float64Array.from({ length: 3 * periodS * rateHz }, (_, i) => f(i / rateHz));
  const velocity = at((s) => omega * Math.cos(omega * s));
  const displacement = at((s) => Math.sin(omega * s));
  const period = new AveragePeriod();
  expect(period.push(velocity, displacement)).toBeCloseTo(periodS, 2);
  const slower = displacement.map((value) => 10 * value);
  expect(period.push(velocity, slower)).toBeGreaterThan(periodS);
  expect(new AveragePeriod().push(new Float64Array(9), new Float64Array(9))).toBe(0);
});
