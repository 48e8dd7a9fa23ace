// Against ObsPy's classic STA/LTA (oracles/stalta.json).
import { expect, test } from "vitest";
import { ClassicStaLta } from "../../../shared/seismo/classicStaLta.ts";
import { noSharedData, sharedJson } from "../../sharedData.ts";

interface Case {
  readonly nsta: number;
  readonly nlta: number;
  readonly x: number[];
  readonly classic_sta_lta: number[];
}

const cases = noSharedData ? [] : (sharedJson("oracles/stalta.json") as { cases: Case[] }).cases;

test.skipIf(noSharedData).each([1, 7, 1000, 100_000])("is ObsPy's ratio to 1e-9, in blocks of %d", (size) => {
  expect(cases.length).toBeGreaterThan(2);
  for (const { nsta, nlta, x, classic_sta_lta } of cases) {
    const detector = new ClassicStaLta({ staSamples: nsta, ltaSamples: nlta });
    const samples = Float64Array.from(x);
    const ratios = new Float64Array(x.length);
    for (let at = 0; at < x.length; at += size) {
      detector.push(samples.subarray(at, at + size), ratios.subarray(at, at + size));
    }
    classic_sta_lta.forEach((wanted, i) => {
      expect(Math.abs((ratios[i] ?? Number.NaN) - wanted)).toBeLessThanOrEqual(1e-9 * wanted);
    });
  }
});

test("after a shock a million times stronger the running sums still tell the noise", () => {
  const detector = new ClassicStaLta({ staSamples: 5, ltaSamples: 50 });
  const samples = Float64Array.from({ length: 500 }, (_, i) => (i === 60 ? 1e6 : 1e-3));
  const ratios = new Float64Array(500);
  detector.push(samples, ratios);
  expect(ratios[60]).toBeCloseTo(10, 6);
  expect(ratios[499]).toBeCloseTo(1, 6);
});

test("silence has no ratio", () => {
  const ratios = new Float64Array(30).fill(9);
  new ClassicStaLta({ staSamples: 2, ltaSamples: 10 }).push(new Float64Array(30), ratios);
  expect([...ratios]).toEqual(Array<number>(30).fill(0));
});
