// Causal filters that follow the spectra of absorption and soft ground.
import { expect, test } from "vitest";
import { lnAbsorption, lnSite } from "../../../simulators/motion/crust.ts";
import { amplitudeOf, fitShelves, type Shelves } from "../../../simulators/motion/shelves.ts";

test.each([
  ["P", 12],
  ["P", 150],
  ["S", 12],
  ["S", 60],
  ["S", 250],
] as const)("%s over %d km is followed within a quarter wherever there is anything to hear", (phase, km) => {
  const wanted = (hz: number) => Math.exp(lnAbsorption(phase, km, hz) + lnSite(phase, hz));
  const shelves = fitShelves((hz) => Math.log(wanted(hz)));
  for (const hz of [0.05, 0.1, 0.3, 1, 2, 4, 8, 12, 16, 20, 25]) {
    if (wanted(hz) < 0.02) continue;
    expect(amplitudeOf(shelves, hz) / wanted(hz), `${hz} Hz`).toBeGreaterThan(0.75);
    expect(amplitudeOf(shelves, hz) / wanted(hz), `${hz} Hz`).toBeLessThan(1.3);
  }
});

test("what comes through the mantle has nothing left above a few hertz", () => {
  const shelves = fitShelves((hz) => lnAbsorption("P", 6000, hz));
  expect(amplitudeOf(shelves, 0.05)).toBeGreaterThan(0.7);
  expect(amplitudeOf(shelves, 10)).toBeLessThan(2e-4);
});

test("a filter's amplitude is that of what it makes of a sine", () => {
  const shelves: Shelves = fitShelves((hz) => -0.1 * hz);
  const hz = 7;
  let samples = Array.from({ length: 3000 }, (_, i) => Math.sin((2 * Math.PI * hz * i) / 100));
  for (const { b0, b1, a1 } of shelves.sections) {
    let [before, made] = [0, 0];
    samples = samples.map((value) => {
      made = b0 * value + b1 * before - a1 * made;
      before = value;
      return made;
    });
  }
  const rms = Math.sqrt(samples.slice(1000).reduce((sum, value) => sum + value * value, 0) / 2000);
  expect(shelves.gain * rms * Math.SQRT2).toBeCloseTo(amplitudeOf(shelves, hz), 3);
});
