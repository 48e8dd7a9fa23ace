import { expect, test } from "vitest";
import { borcherdtFactors, siteIncrement } from "../../../shared/seismo/site.ts";

test("rock of 760 m/s and unknown ground add nothing", () => {
  for (const intensity of [1.5, 4, 7]) {
    expect(siteIncrement(760, intensity)).toBe(0);
    expect(siteIncrement(undefined, intensity)).toBe(0);
  }
});

// By hand: log10 of the linear terms at 300 m/s is 0.6·log(760/300) = 0.24222 and 0.84·log(760/300) = 0.33911; times the
// slopes of Worden et al., 1.55 and 1.47 for weak, 3.70 and 3.16 for strong shaking, and averaged.
test.each([
  [3, (0.24222 * 1.55 + 0.33911 * 1.47) / 2],
  [7, (0.24222 * 3.7 + 0.33911 * 3.16) / 2],
])("ground of 300 m/s adds to intensity %d on rock %d", (rockIntensity, increment) => {
  expect(siteIncrement(300, rockIntensity)).toBeCloseTo(increment, 4);
});

test("soft ground adds more than firm ground, and harder rock takes some away", () => {
  const increments = [1500, 1000, 760, 500, 300, 180].map((vs30Mps) => siteIncrement(vs30Mps, 5));
  expect(increments).toEqual([...increments].sort((a, b) => a - b));
  expect(increments[0]).toBeLessThan(-0.5);
});

test("across the kink of the conversion the increment lies between that of weak and that of strong shaking", () => {
  for (let intensity = 4; intensity < 4.6; intensity += 0.05) {
    expect(siteIncrement(300, intensity)).toBeGreaterThan(siteIncrement(300, 3) - 0.01);
    expect(siteIncrement(300, intensity)).toBeLessThan(siteIncrement(300, 7) + 0.01);
  }
});

// SCIENCE §4.11 (SED's table): factors for 100, 200, 300 and 400 gal on rock.
test.each([
  [686, [1, 1, 1, 1], [1, 1, 1, 1]],
  [464, [1.15, 1.1, 1.04, 0.98], [1.29, 1.26, 1.23, 1.19]],
  [372, [1.24, 1.17, 1.06, 0.97], [1.49, 1.44, 1.38, 1.32]],
  [301, [1.33, 1.23, 1.09, 0.96], [1.71, 1.64, 1.55, 1.45]],
  [163, [1.65, 1.43, 1.15, 0.93], [2.55, 2.37, 2.14, 1.91]],
])("ground of %d m/s multiplies acceleration by %j and velocity by %j", (vs30Mps, pga, pgv) => {
  [1, 2, 3, 4].forEach((rockPgaMps2, i) => {
    expect(borcherdtFactors(vs30Mps, rockPgaMps2)).toEqual({ pga: pga[i], pgv: pgv[i] });
    expect(borcherdtFactors(vs30Mps + 0.9, rockPgaMps2)).toEqual({ pga: pga[i], pgv: pgv[i] });
  });
});

test.each([
  [685, 1, 1.15],
  [463, 1, 1.24],
  [371, 1, 1.33],
  [300, 1, 1.65],
  [90, 1, 1.65],
  [301, 1.499, 1.33],
  [301, 1.5, 1.23],
  [301, 2.499, 1.23],
  [301, 2.5, 1.09],
  [301, 3.5, 1.09],
  [301, 3.501, 0.96],
])("the classes of ground and of motion end where SED's do: %d m/s, %d m/s²", (vs30Mps, rockPgaMps2, pga) => {
  expect(borcherdtFactors(vs30Mps, rockPgaMps2).pga).toBe(pga);
});

test("unknown ground multiplies nothing", () => {
  expect(borcherdtFactors(undefined, 1)).toEqual({ pga: 1, pgv: 1 });
});
