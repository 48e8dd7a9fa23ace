import { expect, test } from "vitest";
import { mostSiteIncrement, siteIncrement } from "../../../shared/seismo/site.ts";

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

test("no ground adds more at any intensity than is said to be the most", () => {
  for (const vs30Mps of [undefined, 100, 180, 300, 500, 760, 1500]) {
    for (let intensity = -1; intensity < 10; intensity += 0.1) {
      expect(siteIncrement(vs30Mps, intensity)).toBeLessThan(mostSiteIncrement(vs30Mps) + 0.02);
    }
  }
});
