// The Virtual Seismologist's amplitude rule (SCIENCE §4.9) against its own expected envelopes on rock at 50 km.
import { expect, test } from "vitest";
import { amplitudeDiscriminant, P_ABOVE } from "../../../shared/seismo/discriminant.ts";

/** log10 of M 5 at 50 km by SCIENCE §4.9's rock rows (ZA, ZV, HA, HV), cgs, by hand to two decimals. */
const ROWS = {
  P: [
    [0.74, -4.01e-3, 1.75, 1.09, -1.2, -0.96],
    [0.82, -8.54e-4, 1.14, 1.1, -1.36, -2.901],
    [0.72, -3.3e-3, 1.6, 1.05, -1.2, -1.06],
    [0.8, -8.4e-4, 0.76, 1.03, -1.24, -3.103],
  ],
  S: [
    [0.78, -2.7e-3, 1.76, 1.11, -1.38, -0.75],
    [0.9, -1.03e-3, 1.39, 1.09, -1.51, -2.78],
    [0.73, -7.2e-4, 1.16, 0.96, -1.48, -0.42],
    [0.86, -5.58e-4, 0.84, 0.98, -1.37, -2.58],
  ],
} as const;

function envelope([a, b, c1, c2, d, e]: readonly number[], magnitude: number, km: number): number {
  const r =
    Math.hypot(km, 3) + (c1 as number) * (Math.atan(magnitude - 5) + 1.4) * Math.exp((c2 as number) * (magnitude - 5));
  return 10 ** ((a as number) * magnitude + (b as number) * r + (d as number) * Math.log10(r) + (e as number)) / 100;
}

test.each(
  [4, 5, 6, 7].flatMap((magnitude) => [20, 50, 100].map((km) => [magnitude, km] as const)),
)("the envelopes of M %d at %d km lie on their own side of the rule", (magnitude, km) => {
  const value = (phase: "P" | "S") => {
    const [za, zv, ha, hv] = ROWS[phase].map((row) => envelope(row, magnitude, km));
    return amplitudeDiscriminant({
      verticalMps2: za ?? 0,
      verticalMps: zv ?? 0,
      horizontalMps2: ha ?? 0,
      horizontalMps: hv ?? 0,
    });
  };
  expect(value("P")).toBeGreaterThan(P_ABOVE);
  expect(value("S")).toBeLessThan(P_ABOVE);
});

test("a hundred gal and ten cm/s on every component give −.06, and no amplitude gives nothing", () => {
  const even = { verticalMps2: 1, verticalMps: 0.1, horizontalMps2: 1, horizontalMps: 0.1 };
  expect(amplitudeDiscriminant(even)).toBeCloseTo(-0.06, 9);
  expect(amplitudeDiscriminant({ ...even, horizontalMps: 0 })).toBeUndefined();
});
