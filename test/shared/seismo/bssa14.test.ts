import { expect, test } from "vitest";
import { bssa14, bssa14SiteLn } from "../../../shared/seismo/bssa14.ts";

// SCIENCE §4.11: magnitude, Joyner-Boore distance, Vs30 → PGA in g, PGV in cm/s.
test.each([
  [5, 10, 760, 0.05947, 1.9298],
  [5, 50, 760, 0.00892, 0.2955],
  [6.5, 10, 760, 0.2025, 16.0493],
  [6.5, 50, 760, 0.04706, 3.4285],
  [6.5, 50, 300, 0.07554, 7.0304],
  [7.5, 50, 760, 0.08444, 7.6956],
  [7.5, 150, 300, 0.03424, 4.8406],
])("magnitude %d at %d km on %d m/s moves the ground by %d g and %d cm/s", (magnitude, km, vs30Mps, pgaG, pgvCmps) => {
  const { pgaMps2, pgvMps } = bssa14(magnitude, { joynerBooreKm: km, vs30Mps });
  expect(pgaMps2 / 9.80665).toBeCloseTo(pgaG, 5);
  expect(pgvMps * 100).toBeCloseTo(pgvCmps, 4);
});

// φ as in OpenQuake's table for this model (BSSA_2014_NOSOF_INTRA_STD.csv), beyond 100 km by hand from equation 16; τ as
// in SCIENCE §4.11.
test.each([
  [3, 75, 600, 0.695, 0.398, 0.644, 0.401],
  [3, 100, 200, 0.625, 0.398, 0.564, 0.401],
  [4, 50, 250, 0.6506, 0.398, 0.5933, 0.401],
  [5, 20, 760, 0.595, 0.373, 0.598, 0.3735],
  [7, 0, 760, 0.495, 0.348, 0.552, 0.346],
  [7, 180, 760, 0.54985, 0.348, 0.59843, 0.346],
  [7, 400, 760, 0.595, 0.348, 0.634, 0.346],
])("the error at magnitude %d, %d km, %d m/s is φ %d, τ %d and φ %d, τ %d", (...row) => {
  const [magnitude, joynerBooreKm, vs30Mps, pgaPhi, pgaTau, pgvPhi, pgvTau] = row;
  const { pgaSigmaLn, pgvSigmaLn } = bssa14(magnitude, { joynerBooreKm, vs30Mps });
  expect(pgaSigmaLn).toBeCloseTo(Math.hypot(pgaPhi, pgaTau), 4);
  expect(pgvSigmaLn).toBeCloseTo(Math.hypot(pgvPhi, pgvTau), 4);
});

test("weak motion is amplified by the linear term alone, strong motion on soft ground by less", () => {
  const gain = (magnitude: number, joynerBooreKm: number) => {
    const on = (vs30Mps: number) => bssa14(magnitude, { joynerBooreKm, vs30Mps }).pgaMps2;
    return Math.log(on(250) / on(760));
  };
  expect(gain(3.5, 200)).toBeCloseTo(bssa14SiteLn("pga", 250), 3);
  expect(gain(7, 5)).toBeLessThan(bssa14SiteLn("pga", 250) - 0.3);
});

test("rock harder than the model knows amplifies no less than the hardest it knows", () => {
  expect(bssa14SiteLn("pga", 760)).toBeCloseTo(0, 12);
  expect(bssa14SiteLn("pga", 3000)).toBe(bssa14SiteLn("pga", 1500));
  expect(bssa14SiteLn("pgv", 3000)).toBe(bssa14SiteLn("pgv", 1300));
});
