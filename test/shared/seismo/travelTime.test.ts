import { expect, test } from "vitest";
import { readRow, travelTimeRow, travelTimeS } from "../../../shared/seismo/travelTime.ts";
import { noSharedData, sharedJson } from "../../sharedData.ts";

interface Oracle {
  readonly distances_km: readonly number[];
  readonly depths_km: readonly number[];
  readonly P: readonly (readonly number[])[];
  readonly S: readonly (readonly number[])[];
}

// Measured maximum over 0–1000 km and 0–200 km: P 0.0032 s, S 0.0057 s, both above a source 200 km deep.
test.skipIf(noSharedData).each(["P", "S"] as const)(
  "first %s arrivals are TauP's for iasp91 within 0.006 s",
  (phase) => {
    const oracle = sharedJson("oracles/iasp91-first-arrivals.json") as Oracle;
    oracle.depths_km.forEach((depthKm, row) => {
      oracle.distances_km.forEach((km, column) => {
        const off = Math.abs(travelTimeS(phase, km, depthKm) - (oracle[phase][row]?.[column] ?? Number.NaN));
        expect(off, `${phase} at ${km} km from ${depthKm} km deep`).toBeLessThan(0.006);
      });
    });
  },
);

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
