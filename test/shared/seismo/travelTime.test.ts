// Against TauP (oracles/*-first-arrivals.json), the flat table of SCIENCE §4.8, and straight rays.
import { afterEach, describe, expect, test } from "vitest";
import { AK135 } from "../../../shared/seismo/ak135.ts";
import { IASP91 } from "../../../shared/seismo/iasp91.ts";
import { readRow, setVelocityModel, travelTimeRow, travelTimeS } from "../../../shared/seismo/travelTime.ts";
import { halfSpace, type VelocityModel } from "../../../shared/seismo/velocityModel.ts";
import { noSharedData, sharedJson } from "../../sharedData.ts";

interface Oracle {
  readonly distances_km: readonly number[];
  readonly depths_km: readonly number[];
  readonly P: readonly (readonly number[])[];
  readonly S: readonly (readonly number[])[];
}

afterEach(() => setVelocityModel(IASP91));

// Measured maximum over 0–1000 km and 0–200 km: P 0.0032 s, S 0.0057 s, both above a source 200 km deep.
describe.skipIf(noSharedData).each([IASP91, AK135])("in $name", (model) => {
  test.each(["P", "S"] as const)("first %s arrivals are TauP's within 0.006 s", (phase) => {
    const oracle = sharedJson(`oracles/${model.name}-first-arrivals.json`) as Oracle;
    expect(oracle.depths_km.length * oracle.distances_km.length).toBe(808);
    oracle.depths_km.forEach((depthKm, row) => {
      oracle.distances_km.forEach((km, column) => {
        const off = Math.abs(travelTimeS(phase, km, depthKm, model) - (oracle[phase][row]?.[column] ?? Number.NaN));
        expect(off, `${phase} at ${km} km from ${depthKm} km deep`).toBeLessThan(0.006);
      });
    });
  });
});

/** What the table of SCIENCE §4.8 was computed in: the mantle even, at the mean of iasp91's first layer. */
const FLAT: VelocityModel = {
  name: "iasp91, flat, three layers",
  geometry: "flat",
  nodes: [...IASP91.nodes.slice(0, 4), [35, 8.0425, 4.4775]],
};
const TABLE_KM = [0, 5, 10, 20, 30, 40, 50, 60, 80, 100, 120, 150, 200, 250, 300];

test.each([
  [5, "P", [0.86, 1.22, 1.93, 3.55, 5.24, 6.95, 8.66, 10.38, 13.82, 17.26, 20.71, 25.55, 31.77, 37.98, 44.2]],
  [5, "S", [1.49, 2.1, 3.33, 6.14, 9.05, 12.0, 14.96, 17.92, 23.86, 29.8, 35.75, 44.63, 55.92, 67.09, 78.26]],
  [8, "P", [1.38, 1.63, 2.21, 3.71, 5.35, 7.03, 8.73, 10.44, 13.86, 17.3, 20.74, 25.19, 31.41, 37.62, 43.84]],
  [8, "S", [2.38, 2.81, 3.81, 6.41, 9.24, 12.14, 15.07, 18.02, 23.93, 29.86, 35.79, 44.17, 55.33, 66.5, 77.67]],
  [10, "P", [1.72, 1.93, 2.44, 3.86, 5.45, 7.11, 8.79, 10.49, 13.9, 17.33, 20.76, 24.95, 31.17, 37.39, 43.6]],
  [10, "S", [2.98, 3.33, 4.21, 6.65, 9.41, 12.27, 15.18, 18.1, 23.99, 29.91, 35.84, 43.77, 54.94, 66.11, 77.27]],
  [20, "P", [3.45, 3.55, 3.86, 4.88, 6.22, 7.71, 9.25, 10.79, 13.86, 16.94, 20.02, 23.76, 29.97, 36.19, 42.41]],
  [20, "S", [5.95, 6.14, 6.65, 8.42, 10.73, 13.31, 15.98, 18.64, 23.98, 29.31, 34.64, 41.81, 52.97, 64.14, 75.31]],
  [30, "P", [4.99, 5.06, 5.26, 5.99, 7.04, 8.29, 9.65, 11.08, 14.04, 16.63, 19.12, 22.85, 29.07, 35.29, 41.5]],
  [30, "S", [8.62, 8.74, 9.08, 10.35, 12.17, 14.33, 16.69, 19.16, 24.29, 29.18, 33.65, 40.35, 51.52, 62.68, 73.85]],
] as const)("from %d km deep in a flat Earth of three layers %s comes when SCIENCE says", (depthKm, phase, timesS) => {
  timesS.forEach((timeS, i) => {
    const off = Math.abs(travelTimeS(phase, TABLE_KM[i] ?? 0, depthKm, FLAT) - timeS);
    expect(off, `${TABLE_KM[i]} km`).toBeLessThan(0.02);
  });
});

test("in a half-space rays are straight", () => {
  const model = halfSpace(6, 3.5);
  for (let depthKm = 0; depthKm <= 200; depthKm += 8) {
    for (let km = 0; km <= 1000; km += 7) {
      const straightKm = Math.hypot(km, depthKm);
      expect(Math.abs(travelTimeS("P", km, depthKm, model) - straightKm / 6)).toBeLessThan(0.01);
      expect(Math.abs(travelTimeS("S", km, depthKm, model) - straightKm / 3.5)).toBeLessThan(0.01);
    }
  }
});

test("a slow layer below the source turns no rays back", () => {
  const model: VelocityModel = {
    name: "lid",
    geometry: "flat",
    nodes: [
      [0, 6, 3.5],
      [10, 6, 3.5],
      [10, 5, 3],
    ],
  };
  expect(Math.abs(travelTimeS("P", 300, 5, model) - Math.hypot(300, 5) / 6)).toBeLessThan(0.01);
  const below = travelTimeS("P", 0, 30, model);
  expect(Math.abs(below - (20 / 5 + 10 / 6))).toBeLessThan(0.001);
});

test("below a fast lid, where rays leave a shadow, times go on as diffracted waves, never earlier than straight up", () => {
  const lid: VelocityModel = {
    name: "fast lid",
    geometry: "flat",
    nodes: [
      [0, 8, 4.6],
      [30, 8, 4.6],
      [30, 5, 3],
      [60, 5, 3],
      [60, 9, 5],
    ],
  };
  for (const geometry of ["flat", "spherical"] as const) {
    const model = { ...lid, geometry };
    for (const depthKm of [0, 20, 40, 59, 80]) {
      const straightUpS =
        Math.min(depthKm, 30) / 8 + Math.min(30, Math.max(0, depthKm - 30)) / 5 + Math.max(0, depthKm - 60) / 9;
      expect(travelTimeS("P", 0, depthKm, model)).toBeCloseTo(straightUpS, 2);
      for (let km = 1; km <= 1000; km += 1) {
        const step = travelTimeS("P", km, depthKm, model) - travelTimeS("P", km - 1, depthKm, model);
        // Nothing goes along the surface slower than in the slowest layer.
        expect(step > 0 && step < 1 / 4.9, `${geometry} ${depthKm} km deep, ${km} km off: ${step} s`).toBe(true);
      }
    }
  }
});

test("the model set is that of every later time, and one given stands for itself", () => {
  const before = travelTimeS("S", 100, 10);
  setVelocityModel(AK135);
  expect(travelTimeS("S", 100, 10)).toBe(travelTimeS("S", 100, 10, AK135));
  expect(travelTimeRow("S", 10)[100]).toBeCloseTo(travelTimeS("S", 100, 10, AK135), 4);
  expect(travelTimeS("S", 100, 10)).toBeLessThan(before - 0.5);
  expect(travelTimeS("S", 100, 10, IASP91)).toBe(before);
});

test.each([
  [[]],
  [[[5, 6, 3.5]]],
  [
    [
      [0, 6, 3.5],
      [20, 6, 3.5],
      [10, 7, 4],
    ],
  ],
  [[[0, 6, 0]]],
] as const)("nodes %j are no model", (nodes) => {
  const model: VelocityModel = { name: "wrong", geometry: "flat", nodes };
  expect(() => travelTimeS("P", 10, 10, model)).toThrow(/velocity model wrong/);
});

test("between whole kilometres a time is good to 0.05 s even right above a shallow source", () => {
  for (const [km, depthKm] of [
    [0.5, 0.5],
    [1.5, 2.5],
    [3.3, 8.4],
  ] as const) {
    expect(Math.abs(travelTimeS("P", km, depthKm) - Math.hypot(km, depthKm) / 5.8)).toBeLessThan(0.05);
    expect(Math.abs(travelTimeS("S", km, depthKm) - Math.hypot(km, depthKm) / 3.36)).toBeLessThan(0.05);
  }
});

test("every distance and depth has a time, and it grows with distance", () => {
  for (const phase of ["P", "S"] as const) {
    for (let depthKm = 0; depthKm <= 200; depthKm += 1) {
      const row = travelTimeRow(phase, depthKm);
      for (let km = 1; km < row.length; km += 1) expect((row[km] ?? 0) - (row[km - 1] ?? 0)).toBeGreaterThan(0);
    }
  }
});

test("beyond the table the last slope goes on, and depth is held at its ends", () => {
  const slope = travelTimeS("P", 1000, 10) - travelTimeS("P", 999, 10);
  expect(travelTimeS("P", 1010, 10)).toBeCloseTo(travelTimeS("P", 1000, 10) + 10 * slope, 2);
  expect(travelTimeS("S", 50, 300)).toBe(travelTimeS("S", 50, 200));
  expect(travelTimeS("S", 50, -2)).toBe(travelTimeS("S", 50, 0));
});

test("a row read between its kilometres is the table", () => {
  expect(readRow(travelTimeRow("S", 12), 47.3)).toBeCloseTo(travelTimeS("S", 47.3, 12), 5);
});
