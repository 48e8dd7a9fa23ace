import { expect, test } from "vitest";
import {
  intensityAt,
  intensitySigmaAt,
  magnitudeOfIntensity,
  radiusOfIntensityKm,
} from "../../../shared/seismo/ipe.ts";

// SCIENCE §4.11: hypocentral distances 10, 30, 60, 100, 200 km.
test.each([
  [4.5, [5.275, 3.742, 2.785, 2.109, 1.191]],
  [5.5, [6.644, 5.163, 4.211, 3.536, 2.619]],
  [6.5, [7.727, 6.539, 5.626, 4.959, 4.045]],
  [7.2, [8.113, 7.378, 6.579, 5.941, 5.041]],
])("magnitude %d shakes as Allen, Wald and Worden say", (magnitude, intensities) => {
  const found = [10, 30, 60, 100, 200].map((hypocentralKm) => intensityAt({ magnitude, hypocentralKm }));
  found.forEach((intensity, i) => {
    expect(intensity).toBeCloseTo(intensities[i] ?? 0, 3);
  });
});

test("intensity is never below 1, and less certain near by", () => {
  expect(intensityAt({ magnitude: 2, hypocentralKm: 500 })).toBe(1);
  expect(intensitySigmaAt(0)).toBeCloseTo(1.19, 6);
  expect(intensitySigmaAt(1000)).toBeCloseTo(0.82, 3);
});

test("at its radius an intensity is just reached, and one that is never reached has none", () => {
  const radiusKm = radiusOfIntensityKm({ magnitude: 7, depthKm: 12, intensity: 5 });
  expect(intensityAt({ magnitude: 7, hypocentralKm: Math.hypot(radiusKm, 12) })).toBeCloseTo(5, 4);
  expect(radiusOfIntensityKm({ magnitude: 4, depthKm: 10, intensity: 8 })).toBe(0);
});

test("the magnitude of an intensity is the one that shakes so", () => {
  const intensity = intensityAt({ magnitude: 5.7, hypocentralKm: 40 });
  expect(magnitudeOfIntensity(intensity, 40)).toBeCloseTo(5.7, 2);
});
