// Against ObsPy's recursive STA/LTA (oracles/stalta.json).
import { expect, test } from "vitest";
import { recursiveStaLta, StaLta } from "../../../shared/seismo/staLta.ts";
import { noSharedData, sharedJson } from "../../sharedData.ts";

interface Case {
  readonly nsta: number;
  readonly nlta: number;
  readonly x: number[];
  readonly recursive_sta_lta: number[];
}

const cases = noSharedData ? [] : (sharedJson("oracles/stalta.json") as { cases: Case[] }).cases;

test.skipIf(noSharedData)("the plain ratio is ObsPy's to 1e-9", () => {
  expect(cases.length).toBeGreaterThan(2);
  for (const { nsta, nlta, x, recursive_sta_lta } of cases) {
    const ratios = recursiveStaLta(Float64Array.from(x), { staSamples: nsta, ltaSamples: nlta });
    recursive_sta_lta.forEach((wanted, i) => {
      expect(Math.abs((ratios[i] ?? Number.NaN) - wanted)).toBeLessThanOrEqual(1e-9 * wanted);
    });
  }
});

test.skipIf(noSharedData)(
  "the detector's ratio is the plain one divided by the bias of its empty start, exactly",
  () => {
    for (const { nsta, nlta, x, recursive_sta_lta } of cases) {
      // ObsPy leaves out the first sample.
      const samples = Float64Array.from(x, (value, i) => (i === 0 ? 0 : value));
      const ratios = new Float64Array(samples.length);
      new StaLta({ staSamples: nsta, ltaSamples: nlta }).push(samples, ratios);
      for (let i = nlta; i < x.length; i += 1) {
        // How full the two means are after i + 1 samples.
        const bias = (1 - (1 - 1 / nsta) ** (i + 1)) / (1 - (1 - 1 / nlta) ** (i + 1));
        const plain = recursive_sta_lta[i] ?? Number.NaN;
        expect(Math.abs((ratios[i] ?? Number.NaN) * bias - plain)).toBeLessThan(1e-9 * plain);
      }
      // Five long windows on, what is left of the bias is below a hundredth.
      expect((1 - 1 / nlta) ** (5 * nlta)).toBeLessThan(0.01);
    }
  },
);

test("steady noise has a ratio near one from the first second on", () => {
  const noise = Float64Array.from({ length: 400 }, (_, i) => Math.sin(i * 1.7) + Math.sin(i * 2.9));
  const ratios = new Float64Array(noise.length);
  new StaLta({ staSamples: 16, ltaSamples: 312 }).push(noise, ratios);
  for (const ratio of ratios.subarray(31)) expect(Math.abs(Math.log(ratio))).toBeLessThan(Math.log(1.6));
});

test("a channel that stood still and wakes does not reach a ratio without bounds", () => {
  const samples = new Float64Array(500);
  samples.fill(1e-7, 400);
  const ratios = new Float64Array(samples.length);
  new StaLta({ staSamples: 16, ltaSamples: 312 }).push(samples, ratios, { floor2: 1e-12 });
  expect(Math.max(...ratios)).toBeLessThan(0.1);
});
