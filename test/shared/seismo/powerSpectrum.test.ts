// Densities that mean what they say: a sine's power, white noise's level, no leak of an offset.
import { expect, test } from "vitest";
import { accelerationDensity, decibelsOf, powerSpectrum } from "../../../shared/seismo/powerSpectrum.ts";
import { randomOf } from "../../../simulators/random.ts";

const RATE_HZ = 100;
const options = { sampleRateHz: RATE_HZ, windowSamples: 1024 };
const samplesOf = (count: number, value: (tS: number) => number) =>
  Float64Array.from({ length: count }, (_, i) => value(i / RATE_HZ));

test("the power of a sine is half its amplitude squared, at its frequency, whatever it stands on", () => {
  const sine = samplesOf(4000, (tS) => 9.81 + 0.02 * Math.sin(2 * Math.PI * 5 * tS));
  const spectrum = powerSpectrum(sine, options) ?? expect.unreachable();
  const stepHz = RATE_HZ / 1024;
  const power = spectrum.density.reduce((sum, density) => sum + density * stepHz, 0);
  expect(power).toBeCloseTo(0.02 ** 2 / 2, 8);
  const loudest = spectrum.density.indexOf(Math.max(...spectrum.density));
  expect(Math.abs((spectrum.frequenciesHz[loudest] ?? 0) - 5)).toBeLessThanOrEqual(stepHz);
  expect(spectrum.frequenciesHz[0]).toBeCloseTo(stepHz, 12);
  expect(spectrum.frequenciesHz.at(-1)).toBe(50);
  expect(spectrum.windows).toBe(6);
});

test("white noise of 1 mm/s² lies level, at its variance over half the rate", () => {
  const chance = randomOf("white noise");
  const noise = samplesOf(100_000, () => 0.001 * Math.sqrt(12) * (chance() - 0.5));
  const { density } = powerSpectrum(noise, options) ?? expect.unreachable();
  const wanted = decibelsOf(0.001 ** 2 / 50);
  expect(wanted).toBeCloseTo(-76.99, 2);
  for (const [from, to] of [
    [5, 170],
    [170, 340],
    [340, 505],
  ] as const) {
    const part = density.slice(from, to);
    const mean = part.reduce((sum, value) => sum + value, 0) / part.length;
    expect(Math.abs(decibelsOf(mean) - wanted)).toBeLessThan(0.3);
  }
});

test("of too short a piece nothing is said", () => {
  expect(powerSpectrum(new Float64Array(1023), options)).toBeUndefined();
});

test("velocity is told as the acceleration that goes with it", () => {
  expect(decibelsOf(accelerationDensity(1e-12, 1 / (2 * Math.PI)))).toBeCloseTo(-120, 9);
  expect(decibelsOf(accelerationDensity(1e-12, 10))).toBeCloseTo(-120 + 20 * Math.log10(20 * Math.PI), 9);
});
