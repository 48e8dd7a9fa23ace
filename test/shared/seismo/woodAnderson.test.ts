// Against SciPy's bilinear filter and the exact solution (oracles/wood_anderson.json).
import { expect, test } from "vitest";
import { SosFilter } from "../../../shared/seismo/butterworth.ts";
import { localMagnitude } from "../../../shared/seismo/localMagnitude.ts";
import { type TorsionSeismometer, WOOD_ANDERSON, woodAnderson } from "../../../shared/seismo/woodAnderson.ts";
import { noSharedData, sharedJson } from "../../sharedData.ts";

interface Case {
  readonly instrument: string;
  readonly sr: number;
  readonly accel_gal: readonly number[] | string;
  readonly wa_disp_m_lsim: readonly number[];
  readonly peak_m: { readonly bilinear: number; readonly lsim: number };
  readonly bilinear_ba: { readonly b: readonly number[]; readonly a: readonly number[] };
  readonly ml_hutton_boore: readonly { readonly r_km: number; readonly ml: number }[];
}

const cases = noSharedData ? [] : (sharedJson("oracles/wood_anderson.json") as { cases: Case[] }).cases;

/** The oracle has the poles −re ± im·i as they are printed, to four or six digits. */
function ofPoles(gain: number, re: number, im: number): TorsionSeismometer {
  const omega = Math.hypot(re, im);
  return { gain, periodS: (2 * Math.PI) / omega, damping: re / omega };
}

const INSTRUMENTS: Readonly<Record<string, TorsionSeismometer>> = {
  "classic_2080_T0.8_h0.8_obspy_paz": ofPoles(2080, 6.283, 4.7124),
  "classic_2800_T0.8_h0.8": ofPoles(2800, 6.283, 4.7124),
  "iaspei_2080_T0.8_h0.7": ofPoles(2080, 5.49779, 5.60886),
};

function traceOf(one: Case): Float64Array {
  const [accelGal = []] = cases.flatMap(({ sr, accel_gal }) =>
    sr === one.sr && typeof accel_gal !== "string" ? [accel_gal] : [],
  );
  const trace = Float64Array.from(accelGal, (gal) => gal / 100);
  new SosFilter(woodAnderson(one.sr, INSTRUMENTS[one.instrument])).push(trace);
  return trace;
}

const peakOf = (values: ArrayLike<number>) =>
  Array.from(values).reduce((peak, value) => Math.max(peak, Math.abs(value)), 0);

test.skipIf(noSharedData)("the coefficients are SciPy's to 1e-9", () => {
  expect(cases).toHaveLength(6);
  for (const { instrument, sr, bilinear_ba } of cases) {
    expect(Object.keys(INSTRUMENTS)).toContain(instrument);
    const [section] = woodAnderson(sr, INSTRUMENTS[instrument]);
    const wanted = [...bilinear_ba.b, ...bilinear_ba.a.slice(1)];
    wanted.forEach((value, i) => {
      expect(Math.abs((section?.[i] ?? Number.NaN) / value - 1), `${instrument} ${sr} Hz`).toBeLessThan(1e-9);
    });
  }
});

test.skipIf(noSharedData)("the peak of the trace is SciPy's to 1e-9", () => {
  for (const one of cases) {
    expect(Math.abs(peakOf(traceOf(one)) / one.peak_m.bilinear - 1), one.instrument).toBeLessThan(1e-9);
  }
});

// Measured: 0.8 % of the peak at 31.25 Hz and 0.08 % at 100 Hz.
test.skipIf(noSharedData)(
  "every sample is the exact instrument's within 1 % of the peak, at 100 Hz within 0.1 %",
  () => {
    for (const one of cases) {
      const trace = traceOf(one);
      const off = peakOf(one.wa_disp_m_lsim.map((value, i) => value - (trace[i] ?? Number.NaN)));
      expect(off / one.peak_m.lsim, `${one.instrument} ${one.sr} Hz`).toBeLessThan(one.sr === 100 ? 0.001 : 0.01);
    }
  },
);

test.skipIf(noSharedData)("the local magnitude of that peak is Hutton and Boore's", () => {
  for (const { peak_m, ml_hutton_boore } of cases) {
    for (const { r_km, ml } of ml_hutton_boore) expect(localMagnitude(peak_m.lsim, r_km)).toBeCloseTo(ml, 9);
  }
});

test("the standard instrument is IASPEI's", () => {
  const { gain, periodS, damping } = WOOD_ANDERSON;
  const printed = ofPoles(2080, 5.49779, 5.60886);
  expect(gain).toBe(printed.gain);
  expect(periodS).toBeCloseTo(printed.periodS, 6);
  expect(damping).toBeCloseTo(printed.damping, 6);
});
