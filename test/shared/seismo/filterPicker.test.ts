// FilterPicker against a plain transcription of Lomax, Satriano & Vassallo (2012), equations 1 to 5, and what it promises.
import { expect, test } from "vitest";
import { FILTER_PICKER, FilterPicker } from "../../../shared/seismo/filterPicker.ts";

function noise(count: number, seed = 1): Float64Array {
  let state = seed;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
  return Float64Array.from({ length: count }, () => random() + random() + random());
}

function withP(rateHz: number, onsetS: number, { hz, times }: { readonly hz: number; readonly times: number }) {
  const samples = noise(30 * rateHz);
  for (let i = Math.round(onsetS * rateHz); i < samples.length; i += 1) {
    samples[i] = (samples[i] as number) + times * Math.sin(2 * Math.PI * hz * (i / rateHz - onsetS));
  }
  return samples;
}

/** The characteristic function as the paper writes it, one sample and one band after the other. */
function characteristic(samples: Float64Array, rateHz: number): number[] {
  const dt = 1 / rateHz;
  const bands = Array.from({ length: Math.ceil(Math.log2(FILTER_PICKER.filterS * rateHz)) }, (_, n) => {
    const w = (2 ** n * dt) / (2 * Math.PI);
    return { high: w / (w + dt), low: dt / (w + dt), y1: [0, 0], y2: 0, y3: 0, before: 0, mean: 0, variance: 0 };
  });
  return Array.from(samples, (x, i) => {
    const difference = i === 0 ? 0 : x - (samples[i - 1] as number);
    const values = bands.map((band) => {
      const first = band.high * ((band.y1[0] as number) + difference - band.before);
      band.y2 = band.high * (band.y2 + first - (band.y1[0] as number));
      band.y1 = [first, 0];
      band.before = difference;
      band.y3 += band.low * (band.y2 - band.y3);
      let energy = band.y3 ** 2;
      const sigma = Math.sqrt(band.variance);
      let f = sigma > 0 ? (energy - band.mean) / sigma : 0;
      if (f < 1) f = 0;
      if (f > 5 * FILTER_PICKER.s1) {
        f = 5 * FILTER_PICKER.s1;
        energy = f * sigma + band.mean;
      }
      const c = Math.max(1 / (FILTER_PICKER.longS * rateHz), 1 / (i + 1));
      const off = energy - band.mean;
      band.mean += c * off;
      band.variance = (1 - c) * (band.variance + c * off * off);
      return f;
    });
    return Math.max(...values);
  });
}

test.each([
  31.25, 100, 200,
])("at %d Hz it declares where the paper's function first stays above its thresholds", (rateHz) => {
  const samples = withP(rateHz, 20, { hz: 5, times: 20 });
  const f = characteristic(samples, rateHz);
  const up = Math.round(FILTER_PICKER.upS * rateHz);
  const [pick] = new FilterPicker(rateHz).push(samples).filter(({ trigger }) => trigger > 15 * rateHz);
  const expected = f.findIndex((value, i) => {
    const mean = f.slice(i, i + up).reduce((sum, one) => sum + one, 0) / up;
    return i > 15 * rateHz && value >= FILTER_PICKER.s1 && mean >= FILTER_PICKER.s2;
  });
  expect(pick?.trigger).toBe(expected);
  expect(pick?.declared).toBe(expected + up - 1);
});

test.each([
  [31.25, 2, 8],
  [31.25, 8, 8],
  [50, 5, 8],
  [100, 3, 8],
  [100, 10, 8],
  [100, 25, 8],
  [200, 10, 8],
  [20, 3, 10],
])("at %d Hz a P of %d Hz, %d times the noise, is found within a quarter of a second of its onset", (rateHz, hz, times) => {
  const picks = new FilterPicker(rateHz)
    .push(withP(rateHz, 20, { hz, times }))
    .filter((one) => one.trigger > 18 * rateHz);
  expect(picks).toHaveLength(1);
  const [pick] = picks;
  expect(Math.abs((pick?.onset ?? 0) / rateHz - 20)).toBeLessThan(0.25);
  expect((pick?.declared ?? 0) / rateHz - 20).toBeLessThan(0.6);
  expect(pick?.uncertaintySamples).toBeGreaterThan(0);
});

test("blocks of any size give the same picks, and neither unit nor offset matters", () => {
  const samples = withP(100, 20, { hz: 5, times: 6 });
  const whole = new FilterPicker(100).push(samples);
  expect(whole.length).toBeGreaterThan(0);
  for (const size of [1, 7, 100, 1024]) {
    const picker = new FilterPicker(100);
    const found: { readonly trigger: number; readonly onset: number }[] = [];
    for (let from = 0; from < samples.length; from += size) {
      const picks = picker.push(samples.subarray(from, from + size));
      found.push(...picks.map(({ trigger, onset }) => ({ trigger: trigger + from, onset: onset + from })));
    }
    expect(found).toEqual(whole.map(({ trigger, onset }) => ({ trigger, onset })));
  }
  const scaled = samples.map((value) => 9.81 + 1e-3 * value);
  expect(new FilterPicker(100).push(scaled).map(({ trigger }) => trigger)).toEqual(whole.map(({ trigger }) => trigger));
});

test("an hour of noise is two picks at most", () => {
  const picks = new FilterPicker(31.25).push(noise(3600 * 31.25, 3)).filter(({ trigger }) => trigger > 5 * 31.25);
  expect(picks.length).toBeLessThanOrEqual(2);
});

test("an earthquake is one pick until it is quiet again", () => {
  const picks = new FilterPicker(100)
    .push(withP(100, 15, { hz: 4, times: 50 }))
    .filter(({ trigger }) => trigger > 1000);
  expect(picks).toHaveLength(1);
});

test("after it was cleared it gives what a new one gives", () => {
  const samples = withP(100, 20, { hz: 5, times: 6 });
  const used = new FilterPicker(100);
  used.push(noise(777, 5));
  used.clear();
  expect(used.push(samples)).toEqual(new FilterPicker(100).push(samples));
});
