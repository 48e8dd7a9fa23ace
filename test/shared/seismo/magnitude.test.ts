import fc from "fast-check";
import { expect, test } from "vitest";
import { pgvAt } from "../../../shared/seismo/gmpe.ts";
import {
  magnitudeOfPd,
  networkMagnitude,
  type StationMagnitude,
  saturationMagnitude,
  shakingMagnitude,
  stationMagnitude,
  stillnessMagnitude,
} from "../../../shared/seismo/magnitude.ts";
import { misfitOf } from "../../../shared/seismo/magnitudePosterior.ts";
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
  const of = { epicentralKm: 20, secondsToS: 2.4, noisePdM: 1e-7 };
  expect(stationMagnitude(measures, of)).toEqual(stationMagnitude(measures.slice(0, 2), of));
  expect(stationMagnitude(measures, of)?.type).toBe("Mpd");
  expect(stationMagnitude(measures, of)?.value).toBeGreaterThan(stationMagnitude(measures.slice(0, 1), of)?.value ?? 9);
});

test("displacement that is mostly noise gives way to velocity", () => {
  const noisy = stationMagnitude([{ windowS: 2, pdM: 3e-4, pvMps: 1e-3, paMps2: 5e-2 }], {
    epicentralKm: 40,
    secondsToS: 5,
    noisePdM: 1e-4,
  });
  expect(noisy?.type).toBe("Mpv");
  expect(noisy?.bound).toBe("none");
});

test("a peak that noise alone would make is an upper bound", () => {
  const noise = stationMagnitude([{ windowS: 2, pdM: 2e-4, pvMps: 1.2e-4, paMps2: 5e-3 }], {
    epicentralKm: 90,
    secondsToS: 11,
    noisePdM: 1e-4,
  });
  expect(noise?.bound).toBe("upper");
});

const CLIPPING = { epicentralKm: 40, secondsToS: 5, noisePdM: 1e-7 };

test("a record that clips is a lower bound, of P and of shaking", () => {
  const clipping = [measure(2, 1e-4), { ...measure(3, 1e-4), clipped: true }];
  expect(stationMagnitude(clipping, CLIPPING)?.bound).toBe("lower");
  const shaking = shakingMagnitude({ pgvMps: 0.02, epicentralKm: 40, depthKm: 10, sinceS: 9, clipped: true });
  expect(shaking.bound).toBe("lower");
});

// Hawaii, 2019-04-14, M5.3: displacement integrated from what the clipped seismometers had left said M7.6.
test("what is integrated from a clipped record says nothing: the window before counts, or else the acceleration", () => {
  const before = measure(2, 1e-4);
  const artefact = { ...measure(3, 1e-2), clipped: true };
  const alone = stationMagnitude([before], CLIPPING);
  expect(stationMagnitude([before, artefact], CLIPPING)).toEqual({ ...alone, bound: "lower" });
  const ofAcceleration = stationMagnitude([artefact], CLIPPING);
  expect(ofAcceleration?.value).toBeCloseTo(magnitudeOfPeak("acceleration", artefact.paMps2, 40), 9);
  expect(ofAcceleration?.bound).toBe("lower");
});

test("a record that clips when S is there has told all of its P", () => {
  expect(stationMagnitude([measure(4, 1e-4), { ...measure(6, 1e-2), clipped: true }], CLIPPING)?.bound).toBe("none");
});

test("nothing measured, nothing said; and of noise alone it is as large as that noise at most", () => {
  expect(stationMagnitude([], { epicentralKm: 40, secondsToS: 5, noisePdM: 0 })).toBeUndefined();
  expect(networkMagnitude([])).toBeUndefined();
  const noise = networkMagnitude([4, 4.1, 3.9].map((value) => station(value, { bound: "upper" })));
  expect(noise?.value).toBeGreaterThan(3.4);
  expect(noise?.value).toBeLessThanOrEqual(4);
});

// Half durations of 0.77, 2.4, 7.7 and 24 s for M 5, 6, 7 and 8 (Ekström et al., 2012).
test.each([
  [0.77, 5],
  [2.43, 6],
  [7.7, 7],
  [24.3, 8],
])("%d s after the onset an earthquake of magnitude %d has shown its peak", (sinceS, magnitude) => {
  expect(saturationMagnitude(sinceS)).toBeCloseTo(magnitude, 2);
});

const station = (value: number, more: Partial<StationMagnitude> = {}): StationMagnitude => ({
  value,
  type: "Mpd",
  sigma: 0.4,
  saturatesAt: 7,
  bound: "none",
  distanceKm: 40,
  ...more,
});
const FOUR = [station(5), station(5.1), station(4.9), station(5)];
const networkOf = (ofP: readonly StationMagnitude[], shaking: readonly StationMagnitude[] = []) =>
  networkMagnitude(ofP, shaking)?.value ?? Number.NaN;

test("stations that agree are believed, the prior taking a quarter at most", () => {
  expect(networkOf(FOUR.slice(0, 3))).toBeGreaterThan(4.65);
  expect(networkOf(FOUR)).toBeLessThanOrEqual(5);
});

// SED-EEW issue 46: far noisy channels inflate the magnitude.
test("one far or wild station does not inflate the magnitude, and noise never does", () => {
  expect(networkOf([...FOUR, station(7.5, { distanceKm: 240 })])).toBeCloseTo(networkOf(FOUR), 6);
  expect(networkOf([...FOUR, station(7.5)])).toBeLessThan(networkOf(FOUR) + 0.1);
  const noise = stationMagnitude([{ windowS: 4, pdM: 2e-4, pvMps: 1.2e-4, paMps2: 5e-3 }], {
    epicentralKm: 95,
    secondsToS: 11,
    noisePdM: 1e-4,
  }) as StationMagnitude;
  expect(noise.value).toBeGreaterThan(4.5);
  expect(networkOf([...FOUR, noise])).toBeLessThanOrEqual(networkOf(FOUR) + 1e-9);
});

test("more stations make it surer, but never surer than earthquakes are alike", () => {
  const of = (count: number) => networkMagnitude(Array.from({ length: count }, () => station(5)))?.uncertainty ?? 9;
  expect(of(3)).toBeGreaterThan(of(12));
  expect(of(12)).toBeGreaterThanOrEqual(0.3);
});

test("after one second a large earthquake and a moderate one look alike, and the posterior says so", () => {
  const early = networkMagnitude([5.3, 5.4, 5.2, 5.3].map((value) => station(value, { saturatesAt: 4.9 })));
  const late = networkMagnitude([5.3, 5.4, 5.2, 5.3].map((value) => station(value, { saturatesAt: 7 })));
  expect((early?.high ?? 0) - (late?.high ?? 9)).toBeGreaterThan(0.3);
  expect((early?.low ?? 9) - (late?.low ?? 0)).toBeLessThan(0.5);
});

const shaken = (magnitude: number, km: number, sinceS: number) =>
  shakingMagnitude({ pgvMps: pgvAt({ magnitude, hypocentralKm: km }), epicentralKm: km, depthKm: 0, sinceS });

test("where a few seconds of P saturate, strong shaking after S raises the magnitude", () => {
  const ofP = [6, 6.1, 5.9].map((value) => station(value, { saturatesAt: saturationMagnitude(3) }));
  const found = networkMagnitude(
    ofP,
    [40, 50, 60].map((km) => shaken(7.2, km, 15)),
  );
  expect(found?.value).toBeGreaterThan(6.7);
  expect(found?.value).toBeLessThan(7.4);
  expect(found?.type).toBe("Mpgv");
});

test("before S what shakes is a lower bound: it raises, it never lowers", () => {
  const strong = [40, 50].map((km) => shaken(6.5, km, -2));
  const weak = [40, 50].map((km) => shaken(4, km, -2));
  expect(networkOf(FOUR, strong)).toBeGreaterThan(networkOf(FOUR) + 0.2);
  expect(networkOf(FOUR, weak)).toBeGreaterThan(networkOf(FOUR) - 0.1);
});

test("stations that stay still long after S hold the magnitude down", () => {
  const still = [30, 40, 50].map((km) =>
    stillnessMagnitude({ pgvMps: 1e-3, epicentralKm: km, depthKm: 10, sinceS: 10 }),
  );
  expect(networkOf(FOUR, still)).toBeLessThan(networkOf(FOUR) - 0.15);
});

const stations = fc.array(
  fc.record({
    value: fc.double({ min: 2, max: 8.5, noNaN: true }),
    type: fc.constantFrom("Mpd" as const, "Mpv" as const),
    sigma: fc.double({ min: 0.3, max: 0.8, noNaN: true }),
    saturatesAt: fc.double({ min: 3.5, max: 8, noNaN: true }),
    bound: fc.constantFrom("none" as const, "upper" as const, "lower" as const),
    distanceKm: fc.double({ min: 1, max: 300, noNaN: true }),
  }),
  { minLength: 1, maxLength: 12 },
);

test("the order of stations means nothing, and the posterior is always in bounds", () => {
  fc.assert(
    fc.property(stations, (all) => {
      const found = networkMagnitude(all);
      const turned = networkMagnitude([...all].reverse());
      expect(turned === undefined).toBe(found === undefined);
      if (found === undefined) return;
      expect(turned?.value).toBeCloseTo(found.value, 9);
      expect(found.low).toBeLessThanOrEqual(found.value);
      expect(found.high).toBeGreaterThanOrEqual(found.value);
      expect(found.value).toBeGreaterThanOrEqual(0);
      expect(found.value).toBeLessThanOrEqual(9.5);
      expect(found.uncertainty).toBeGreaterThan(0);
    }),
  );
});

test("more shaking at a station that agrees with the others never lowers the magnitude", () => {
  const pgv = fc.double({ min: 0.003, max: 0.1, noNaN: true });
  fc.assert(
    fc.property(
      pgv,
      fc.double({ min: 1, max: 1.5, noNaN: true }),
      fc.integer({ min: -3, max: 20 }),
      (mps, more, sinceS) => {
        const of = (factor: number) =>
          [30, 45, 60].map((km) =>
            shakingMagnitude({ pgvMps: (mps * factor * 30) / km, epicentralKm: km, depthKm: 10, sinceS }),
          );
        expect(networkOf(FOUR, of(more))).toBeGreaterThanOrEqual(networkOf(FOUR, of(1)) - 1e-6);
      },
    ),
  );
});

test("an upper bound from a far noisy station never raises the magnitude", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 2, max: 8, noNaN: true }),
      fc.double({ min: 60, max: 400, noNaN: true }),
      (value, km) => {
        const noise = station(value, { bound: "upper", distanceKm: km, saturatesAt: 5 });
        expect(networkOf([...FOUR, noise])).toBeLessThanOrEqual(networkOf(FOUR) + 1e-6);
      },
    ),
  );
});

// SCIENCE §4.9, rows ZA and ZV of P, rock and soil averaged: computed apart from this code.
test.each([
  ["acceleration", 4, 10, 0.8305],
  ["acceleration", 5, 50, 0.6631],
  ["acceleration", 7, 100, 1.4719],
  ["velocity", 4, 10, -0.9328],
  ["velocity", 5, 50, -1.1079],
  ["velocity", 7, 100, -0.0565],
] as const)("P's peak %s of magnitude %d at %d km is 10^%d in cm and s", (of, magnitude, km, log) => {
  expect(logPeakOfP(of, magnitude, km)).toBeCloseTo(log, 3);
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

// A term of 5.0 from a window in which 5.5 has shown its peak.
test.each([
  ["an earthquake of its size", {}, 5, 0],
  ["a smaller one, for which it is too large", {}, 4, 1],
  ["a little larger one", {}, 5.3, -0.3],
  ["one far too large for its window", {}, 8, -0.5],
  ["a smaller one, told by noise", { bound: "upper" }, 4, 0],
  ["a larger one, clipped", { bound: "lower" }, 8, 0],
] as const)("a term's misfit to %s", (_, more, magnitude, misfit) => {
  expect(misfitOf(station(5, { saturatesAt: 5.5, ...more }), magnitude)).toBeCloseTo(misfit, 12);
});

test("short windows that agree with a great earthquake are no scatter", () => {
  const short = { saturatesAt: 5.4 };
  const scatterOf = (more: Partial<StationMagnitude>) =>
    networkMagnitude([station(5, more), station(5.1, more), station(7), station(7.4), station(7.1)])?.scatter;
  expect(scatterOf(short)).toBeLessThan(0.6);
  expect(scatterOf({})).toBeGreaterThan(scatterOf(short) ?? 9);
});
