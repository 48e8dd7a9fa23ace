import { expect, test } from "vitest";
import {
  intensityAt,
  intensitySigmaAt,
  radiusOfIntensityKm,
  ruptureIntensityAt,
  ruptureIntensitySigmaAt,
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

// An independent program's values, from OpenQuake's tables AWW_IPE_RHYPO_MEAN and AWW_IPE_RHYPO_SIGMA.
test.each([
  [5, 1, 8.1928149, 1.1892958],
  [5, 20, 5.0191197, 1.0298979],
  [5, 50, 3.7394023, 0.8841552],
  [6, 5, 7.8627966, 1.1731638],
  [6, 100, 4.2486195, 0.8384363],
  [7, 10, 8.0343509, 1.1307441],
  [7, 300, 4.2223319, 0.8221434],
])("magnitude %d at %d km from its hypocentre is %d ± %d", (magnitude, hypocentralKm, intensity, sigma) => {
  expect(intensityAt({ magnitude, hypocentralKm })).toBeCloseTo(intensity, 6);
  expect(intensitySigmaAt(hypocentralKm)).toBeCloseTo(sigma, 6);
});

// An independent program's values, from OpenQuake's tables AWW_IPE_RRUP_MEAN and AWW_IPE_RRUP_SIGMA.
test.each([
  [5, [7.7093365, 6.6649809, 5.1941946, 3.4168947, 2.2008926]],
  [6, [8.0856825, 7.4553302, 6.0976469, 4.3295066, 3.1138494]],
  [7, [8.1745641, 7.9579354, 6.9606367, 5.2403654, 4.0266109]],
])("magnitude %d shakes so at 1, 5, 20, 100 and 300 km from its rupture", (magnitude, intensities) => {
  const found = [1, 5, 20, 100, 300].map((ruptureKm) => ruptureIntensityAt({ magnitude, ruptureKm }));
  found.forEach((intensity, i) => {
    expect(intensity).toBeCloseTo(intensities[i] ?? 0, 6);
  });
});

test.each([
  [1, 0.9498849],
  [20, 0.9116361],
  [50, 0.822168],
  [300, 0.7249953],
])("%d km from the rupture intensity is uncertain by %d", (ruptureKm, sigma) => {
  expect(ruptureIntensitySigmaAt(ruptureKm)).toBeCloseTo(sigma, 6);
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
