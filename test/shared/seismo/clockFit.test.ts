// Devices whose true rate and clock are known because we made them.
import fc from "fast-check";
import { expect, test } from "vitest";
import { ClockFit } from "../../../shared/seismo/clockFit.ts";

const START_MS = 1.7e12;

test("receipt alone gives rate and time, though packets come up to a second late", () => {
  const lateness = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 60, maxLength: 60 });
  fc.assert(
    fc.property(fc.double({ min: 30, max: 31.5, noNaN: true }), lateness, (rateHz, lateMs) => {
      const fit = new ClockFit({ nominalRateHz: 31.25, jitterS: 0.2 });
      let fitted = { timeMs: 0, periodMs: 0, spreadS: 0 };
      // Every fifth packet at least comes as fast as the network allows.
      lateMs.forEach((ms, i) => {
        fitted = fit.push(32, START_MS + (((i + 1) * 32) / rateHz) * 1000 + (i % 5 === 0 ? 0 : ms));
      });
      const trueMs = START_MS + ((60 * 32) / rateHz) * 1000;
      expect(Math.abs(fitted.timeMs - trueMs)).toBeLessThan(350);
      expect(Math.abs(1000 / fitted.periodMs / rateHz - 1)).toBeLessThan(0.01);
    }),
    { numRuns: 100 },
  );
});

test("a device's own clock gives the true rate within some packets and holds it over gaps", () => {
  const rateHz = 30.06;
  const fit = new ClockFit({ nominalRateHz: 31.25, jitterS: 0.02 });
  let count = 0;
  for (let i = 0; i < 12; i += 1) {
    const missing = i === 9 ? 320 : 0;
    count += 32 + missing;
    const jitterMs = ((i * 7) % 3) * 10;
    const fitted = fit.push(32 + missing, START_MS + (count / rateHz) * 1000 + jitterMs);
    if (i > 4) expect(Math.abs(1000 / fitted.periodMs - rateHz)).toBeLessThan(0.35);
    expect(Math.abs(fitted.timeMs - (START_MS + (count / rateHz) * 1000))).toBeLessThan(60);
  }
});

test("the first packet alone is timed by what it told", () => {
  const { timeMs, periodMs } = new ClockFit({ nominalRateHz: 50, jitterS: 0.02 }).push(50, START_MS);
  expect(timeMs).toBe(START_MS);
  expect(periodMs).toBe(20);
});
