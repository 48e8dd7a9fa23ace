// Decimation for pictures: no peak is lost, no sample counts twice, times stay.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { accelerationOf } from "../../../../services/gateway/section/acceleration.ts";
import { FULL_SCALE, lowHighOf, peakOf } from "../../../../services/gateway/section/lowHigh.ts";

const wave = (samples: readonly number[], sampleRateHz = 100) => ({
  ...{ startMs: 1_000_000, sampleRateHz },
  samples: Float64Array.from(samples),
});

describe("a waveform drawn small", () => {
  test("keeps the lowest and the highest sample of each step", () => {
    const { low, high, stepMs } = lowHighOf(wave([1, -3, 2, 0, 5, -1, 4]), 30, 5);
    expect({ low, high, stepMs }).toEqual({ low: [-600, -200, 800], high: [400, 1000, 800], stepMs: 30 });
  });

  test("has a sample in every step, where steps are asked for that are shorter than a sample", () => {
    expect(lowHighOf(wave([1, 2, 4]), 1, 4)).toEqual({
      ...{ startMs: 1_000_000, stepMs: 10 },
      ...{ low: [250, 500, 1000], high: [250, 500, 1000] },
    });
  });

  test("loses no peak at any step, and no sample falls between two", () => {
    const samples = fc.array(fc.double({ min: -9, max: 9, noNaN: true }), { minLength: 1, maxLength: 400 });
    fc.assert(
      fc.property(
        samples,
        fc.double({ min: 1, max: 900, noNaN: true }),
        fc.constantFrom(31.25, 50, 100),
        (all, step, hz) => {
          const { low, high, stepMs } = lowHighOf(wave(all, hz), step, 9);
          expect(Math.max(...high)).toBe(Math.round((Math.max(...all) * FULL_SCALE) / 9));
          expect(Math.min(...low)).toBe(Math.round((Math.min(...all) * FULL_SCALE) / 9));
          // As long as the waveform, to a step.
          expect(Math.abs(high.length * stepMs - (all.length * 1000) / hz)).toBeLessThanOrEqual(stepMs + 1e-6);
          expect(high.every(Number.isFinite)).toBe(true);
        },
      ),
    );
  });
});

describe("counts as acceleration", () => {
  const stored = (counts: readonly number[]) => ({
    ...{ stationId: "XX_A", channel: "HNZ", startMs: 0, sampleRateHz: 10 },
    counts: Float64Array.from(counts),
  });
  const channel = { code: "HNZ", component: "Z" as const, unit: "m/s2" as const, sensitivity: 100 };

  test("stand about what was before the waves, gravity or an offset", () => {
    const counts = [...Array<number>(20).fill(980), 1080, 880, 1280];
    const { samples } = accelerationOf(stored(counts), channel, 2000);
    expect(samples[0]).toBeCloseTo(0);
    expect([...samples.slice(20)]).toEqual([1, -1, 3]);
    expect(peakOf(samples)).toBe(3);
  });

  test("of a seismometer are the slope of its velocity", () => {
    const ramp = Array.from({ length: 30 }, (_, i) => 50 * i);
    const { samples } = accelerationOf(stored(ramp), { ...channel, unit: "m/s" }, 0);
    expect(samples[15]).toBeCloseTo(5);
  });
});
