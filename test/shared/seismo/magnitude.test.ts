import { expect, test } from "vitest";
import {
  magnitudeOfPd,
  networkMagnitude,
  type StationMagnitude,
  shakingMagnitude,
  stationMagnitude,
} from "../../../shared/seismo/magnitude.ts";
import { logPeakOfP, magnitudeOfPeak } from "../../../shared/seismo/pWaveEnvelope.ts";

// SCIENCE §4.5, Kuyuk & Allen (2013): Pd in cm, distance in km.
test.each([
  [0.01, 20, 4.725],
  [0.1, 50, 6.505],
  [1, 100, 8.15],
])("a peak displacement of %d cm at %d km is magnitude %d", (pdCm, km, magnitude) => {
  expect(magnitudeOfPd(pdCm / 100, km)).toBeCloseTo(magnitude, 2);
});

const measure = (windowS: number, pdM: number) => ({ windowS, pdM, pvMps: 1e-3, paMps2: 0.02 });

test("a window that reaches into S is left out", () => {
  const measures = [measure(1, 1e-4), measure(2, 2e-4), measure(3, 5e-2)];
  const found = stationMagnitude(measures, { epicentralKm: 20, secondsToS: 2.4, noisePdM: 1e-7 });
  expect(found?.value).toBeCloseTo(magnitudeOfPd(2e-4, 20), 6);
  expect(found?.type).toBe("Mpd");
});

test("displacement that is mostly noise gives way to velocity and is only an upper bound", () => {
  const noisy = stationMagnitude([{ windowS: 2, pdM: 3e-4, pvMps: 1e-4, paMps2: 5e-3 }], {
    epicentralKm: 40,
    secondsToS: 5,
    noisePdM: 1e-4,
  });
  expect(noisy?.type).toBe("Mpv");
  expect(noisy?.value).toBeLessThan(magnitudeOfPd(3e-4, 40));
});

test("nothing measured, nothing said", () => {
  expect(stationMagnitude([], { epicentralKm: 40, secondsToS: 5, noisePdM: 0 })).toBeUndefined();
  expect(networkMagnitude([])).toBeUndefined();
});

const station = (value: number, distanceKm = 40): StationMagnitude => ({ value, type: "Mpd", weight: 1, distanceKm });

test("one far noisy station does not inflate the magnitude", () => {
  const four = networkMagnitude([station(5), station(5.1), station(4.9), station(5)]);
  const withFar = networkMagnitude([station(5), station(5.1), station(4.9), station(5), station(7.5, 240)]);
  const withWild = networkMagnitude([station(5), station(5.1), station(4.9), station(5), station(7.5, 60)]);
  expect(withFar?.value).toBeCloseTo(four?.value ?? 0, 6);
  expect(withWild?.value).toBeLessThan(5.2);
});

test("more stations make it surer", () => {
  const of = (count: number) => networkMagnitude(Array.from({ length: count }, () => station(5)))?.uncertainty ?? 9;
  expect(of(3)).toBeGreaterThan(of(12));
  expect(of(12)).toBeGreaterThanOrEqual(0.3);
});

test("where a few seconds of P saturate, strong shaking after S raises the magnitude", () => {
  const ofP = [station(6), station(6.1), station(5.9)];
  const shaking = [7.5, 7, 7.2].map((intensity) => shakingMagnitude({ intensity, epicentralKm: 30, depthKm: 10 }));
  const found = networkMagnitude(ofP, shaking);
  expect(found?.value).toBeGreaterThan(6.6);
  expect(found?.type).toBe("Mint");
});

test("the envelope of Cua and Heaton is inverted exactly", () => {
  for (const [magnitude, km] of [
    [4, 10],
    [5.5, 60],
    [7, 120],
  ] as const) {
    const peak = 10 ** logPeakOfP("velocity", magnitude, km) / 100;
    expect(magnitudeOfPeak("velocity", peak, km)).toBeCloseTo(magnitude, 2);
  }
});
