import fc from "fast-check";
import { expect, test } from "vitest";
import { destination, distanceKm, type Place } from "../../../shared/seismo/geodesy.ts";
import {
  corroborated,
  fusedIntensity,
  type ObservedIntensity,
  plumDetection,
  plumIntensityAt,
} from "../../../shared/seismo/plum.ts";

const CITY: Place = { latitudeDeg: 34, longitudeDeg: -118 };
const at = (km: number, intensity: number, siteIncrement = 0): ObservedIntensity => ({
  place: destination(CITY, 90, km),
  intensity,
  siteIncrement,
});
const rock = { place: CITY, siteIncrement: 0 };

test("the strongest shaking within 30 km is expected, however strong it is farther off", () => {
  const observed = [at(5, 3.1), at(29.9, 5.2), at(30.1, 7), at(200, 9)];
  expect(plumIntensityAt(rock, observed)).toBe(5.2);
  expect(plumIntensityAt(rock, observed, 40)).toBe(7);
  expect(plumIntensityAt(rock, observed, 4)).toBeUndefined();
  expect(plumIntensityAt(rock, [])).toBeUndefined();
});

test("what the station's ground added is taken off and what the place's adds is put on, before the strongest is sought", () => {
  const observed = [at(5, 5, 0.9), at(10, 4.4, -0.2)];
  expect(plumIntensityAt({ place: CITY, siteIncrement: 0.5 }, observed)).toBeCloseTo(4.4 + 0.2 + 0.5, 9);
});

test.each([
  [[at(0, 4), at(20, 2.5)], true],
  [[at(0, 3.99), at(20, 3.99)], false],
  [[at(0, 4), at(20, 2.49)], false],
  [[at(0, 4), at(31, 6)], false],
  [[at(0, 9)], false],
  [[at(0, 6), at(100, 4.1), at(110, 2.6)], true],
  [[], false],
])("%# two stations of 4.0 and 2.5 within 30 km of each other are an earthquake, anything less is not", (observed, is) => {
  expect(plumDetection(observed) !== undefined).toBe(is);
});

test("the detection names the strongest pair", () => {
  const [alone, first, second, third] = [at(500, 9), at(0, 5), at(10, 4), at(20, 3)];
  expect(plumDetection([third, second, alone, first])).toEqual({ first, second });
});

test("thresholds and radius are the caller's where given", () => {
  const observed = [at(0, 3.5), at(40, 3)];
  expect(plumDetection(observed, { first: 3, radiusKm: 50 })).toBeDefined();
  expect(plumDetection(observed, { first: 3.3, radiusKm: 50, second: 3.2 })).toBeUndefined();
});

test("whatever the stations say, a detected pair obeys the rule", () => {
  const station = fc.record({
    km: fc.double({ min: 0, max: 80, noNaN: true }),
    mmi: fc.double({ min: 1, max: 9, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(station, { maxLength: 12 }), (stations) => {
      const observed = stations.map(({ km, mmi }) => at(km, mmi));
      const near = (a: ObservedIntensity, b: ObservedIntensity) => a !== b && distanceKm(a.place, b.place) <= 30;
      const isThere = observed.some((a) => a.intensity >= 4 && observed.some((b) => b.intensity >= 2.5 && near(a, b)));
      const pair = plumDetection(observed);
      expect(pair !== undefined).toBe(isThere);
      if (pair !== undefined) expect(near(pair.first, pair.second)).toBe(true);
    }),
  );
});

test("north and south count like east and west", () => {
  for (const azimuth of [0, 45, 135, 180, 270]) {
    const station = (km: number) => ({ place: destination(CITY, azimuth, km), intensity: 5, siteIncrement: 0 });
    expect(plumIntensityAt(rock, [station(29.9)])).toBe(5);
    expect(plumIntensityAt(rock, [station(30.1)])).toBeUndefined();
  }
});

test("a station is believed where a second one within 30 km feels 2.5 or more, however strong it shakes alone", () => {
  const [alone, strong, weak, faint, far] = [at(300, 9), at(0, 7), at(20, 2.5), at(10, 2.4), at(49, 2.6)];
  expect(corroborated([alone, strong])).toEqual([]);
  expect(corroborated([strong, faint])).toEqual([faint]);
  expect(corroborated([strong, weak, alone])).toEqual([strong, weak]);
  expect(corroborated([strong, far])).toEqual([]);
  expect(corroborated([strong, far], { radiusKm: 50 })).toEqual([strong, far]);
  expect(corroborated([])).toEqual([]);
});

test("source and neighbours together expect the worse", () => {
  expect(fusedIntensity(4, 6)).toBe(6);
  expect(fusedIntensity(6, 4)).toBe(6);
  expect(fusedIntensity(4, undefined)).toBe(4);
});
