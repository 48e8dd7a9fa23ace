import { describe, expect, test } from "vitest";
import { intensityAt } from "../../../shared/seismo/ipe.ts";
import { BSSA14, IPE, type SourceAtPlace } from "../../../shared/seismo/shakingModel.ts";
import { siteIncrement } from "../../../shared/seismo/site.ts";

const at = (magnitude: number, epicentralKm: number, over: Partial<SourceAtPlace> = {}): SourceAtPlace => ({
  magnitude,
  epicentralKm,
  depthKm: 10,
  vs30Mps: undefined,
  ...over,
});
const sure = { magnitudeSigma: 0, horizontalSigmaKm: 0, depthSigmaKm: 0 };

describe("by the intensity relation", () => {
  test("an unknown ground, and rock of 760 m/s, feel what the relation says at the hypocentral distance", () => {
    const expected = intensityAt({ magnitude: 6, hypocentralKm: 50 });
    expect(IPE.intensityAt(at(6, 40, { depthKm: 30 }))).toBeCloseTo(expected, 9);
    expect(IPE.intensityAt(at(6, 40, { depthKm: 30, vs30Mps: 760 }))).toBeCloseTo(expected, 9);
  });

  test("soft ground feels more, harder rock less, by the site's increment", () => {
    const rock = IPE.intensityAt(at(6, 40));
    expect(IPE.intensityAt(at(6, 40, { vs30Mps: 250 }))).toBeCloseTo(rock + siteIncrement(250, rock), 9);
    expect(IPE.intensityAt(at(6, 40, { vs30Mps: 1200 }))).toBeLessThan(rock - 0.2);
  });

  test("what is far too weak to be felt is not felt on soft ground either", () => {
    expect(IPE.intensityAt(at(4, 1500, { vs30Mps: 180 }))).toBe(1);
  });

  test("the scale ends at 10, and right above the source the distance at 1 km", () => {
    expect(IPE.intensityAt(at(9.5, 0, { vs30Mps: 100 }))).toBe(10);
    const touching = { depthKm: 0, epicentralKm: 0, magnitude: 4, vs30Mps: undefined };
    expect(IPE.intensityAt(touching)).toBe(intensityAt({ magnitude: 4, hypocentralKm: 1 }));
  });
});

describe("by ground motion", () => {
  // By hand: SCIENCE §4.11's checks of BSSA14 (g and cm/s) through Worden et al. (2012), e.g. for M 6.5 at 50 km on rock
  // −1.60 + 3.70·log10(0.04706·980.665) = 4.557 and 2.89 + 3.16·log10(3.4285) = 4.581.
  test.each([
    [5, 50, 760, (1.78 + 1.55 * Math.log10(0.00892 * 980.665) + 3.78 + 1.47 * Math.log10(0.2955)) / 2],
    [6.5, 50, undefined, (4.5574 + 4.5809) / 2],
    [6.5, 50, 300, (-1.6 + 3.7 * Math.log10(0.07554 * 980.665) + 2.89 + 3.16 * Math.log10(7.0304)) / 2],
    [7.5, 150, 300, (1.78 + 1.55 * Math.log10(0.03424 * 980.665) + 2.89 + 3.16 * Math.log10(4.8406)) / 2],
  ])("magnitude %d at %d km on %s m/s", (magnitude, km, vs30Mps, intensity) => {
    expect(BSSA14.intensityAt(at(magnitude, km, { vs30Mps }))).toBeCloseTo(intensity, 2);
  });

  // By hand at M 6.5, 50 km: σ ln PGA = √(0.348² + 0.495²), σ ln PGV = √(0.346² + 0.552²), through the slopes 3.70 and 3.16.
  test("a sure source leaves the errors of motion and of its conversion", () => {
    const byPga = Math.hypot((3.7 / Math.LN10) * Math.hypot(0.348, 0.495), 0.66);
    const byPgv = Math.hypot((3.16 / Math.LN10) * Math.hypot(0.346, 0.552), 0.63);
    expect(BSSA14.sigmaAt(at(6.5, 50), sure)).toBeCloseTo((byPga + byPgv) / 2, 3);
  });

  test("magnitude's and place's errors add in squares, the depth's does not count", () => {
    const own = BSSA14.sigmaAt(at(5, 60), sure);
    const slope = (a: SourceAtPlace, b: SourceAtPlace) => BSSA14.intensityAt(a) - BSSA14.intensityAt(b);
    const perMagnitude = slope(at(5.1, 60), at(5, 60)) / 0.1;
    const perKm = slope(at(5, 61), at(5, 60));
    expect(BSSA14.sigmaAt(at(5, 60), { magnitudeSigma: 0.4, horizontalSigmaKm: 8, depthSigmaKm: 99 })).toBeCloseTo(
      Math.hypot(own, perMagnitude * 0.4, perKm * 8),
      9,
    );
  });
});

test.each([
  ["ipe", IPE],
  ["bssa14", BSSA14],
])("%s has an intensity and an error for every source, also one that is right here or barely there", (_, model) => {
  for (const source of [at(0, 0, { depthKm: 0 }), at(9.5, 0), at(-2, 5000), at(11, 0.001, { vs30Mps: 100 })]) {
    expect(model.intensityAt(source)).toBeGreaterThanOrEqual(1);
    expect(model.intensityAt(source)).toBeLessThanOrEqual(10);
    const sigma = model.sigmaAt(source, { magnitudeSigma: 0.5, horizontalSigmaKm: 20, depthSigmaKm: 10 });
    expect(sigma > 0.6 && Number.isFinite(sigma), String(sigma)).toBe(true);
  }
});
