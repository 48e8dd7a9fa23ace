// What a simulated earthquake does to the ground: when, how strong, how long, at which frequencies.
import fc from "fast-check";
import { expect, test } from "vitest";
import { destination, distanceKm } from "../../shared/seismo/geodesy.ts";
import { IASP91 } from "../../shared/seismo/iasp91.ts";
import { travelTimeS } from "../../shared/seismo/travelTime.ts";
import { type Quake, Shaking } from "../../simulators/quake.ts";
import { largest, motionOf } from "./groundMotion.ts";

const place = { latitudeDeg: 35, longitudeDeg: -118 };
const quakeOf = (more: Partial<Quake> = {}): Quake => ({
  ...place,
  originMs: 0,
  depthKm: 10,
  magnitude: 5.5,
  seed: "q",
  ...more,
});
const at = (epicentralKm: number, azimuthDeg = 40) => destination(place, azimuthDeg, epicentralKm);
const energyOf = (samples: Float64Array) => samples.reduce((sum, value) => sum + value * value, 0);

test("the motion is the same in whatever pieces, order and rate it is asked for", () => {
  const make = () => new Shaking(quakeOf({ magnitude: 6.8 }), at(30), "XX_A");
  const whole = motionOf(make(), { endS: 60 });
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 30 }),
      fc.boolean(),
      (sizes, isBackwards) => {
        const shaking = make();
        let from = 0;
        const pieces = sizes.map((size) => {
          const start = from;
          from += size;
          return [start, from] as const;
        });
        for (const [first, end] of isBackwards ? pieces.toReversed() : pieces) {
          const axis = () => new Float64Array(end - first);
          const block = { fromMs: first * 10, rateHz: 100, up: axis(), north: axis(), east: axis() };
          shaking.addTo(block);
          for (const name of ["up", "north", "east"] as const)
            block[name].forEach((value, i) => {
              if (first + i < whole[name].length) expect(value).toBeCloseTo(whole[name][first + i] ?? 0, 9);
            });
        }
      },
    ),
    { numRuns: 25 },
  );
  expect(make().at(15_000)[1]).toBeCloseTo(whole.north[1500] ?? 0, 9);
});

test("motion is added to what is there, and other seeds, stations and places have other motion", () => {
  const shakes = (quake: Quake, id: string) => motionOf(new Shaking(quake, at(30), id), { endS: 30 }).east;
  const once = shakes(quakeOf(), "XX_A");
  expect(shakes(quakeOf(), "XX_A")).toEqual(once);
  expect(shakes(quakeOf({ seed: "r" }), "XX_A")).not.toEqual(once);
  expect(shakes(quakeOf(), "XX_B")).not.toEqual(once);
  const axis = () => new Float64Array(100).fill(5);
  const block = { fromMs: 10_000, rateHz: 100, up: axis(), north: axis(), east: axis() };
  new Shaking(quakeOf(), at(30), "XX_A").addTo(block);
  block.east.forEach((value, i) => {
    expect(value).toBeCloseTo(5 + (once[1000 + i] ?? 0), 9);
  });
});

test.each([
  [12, 5],
  [60, 10],
  [250, 30],
  [800, 15],
])("at %d km from a source %d km deep nothing moves before P, and S is stronger than all before it", (km, depthKm) => {
  const to = at(km);
  const quake = quakeOf({ depthKm });
  const shaking = new Shaking(quake, to, "XX_A");
  const [pS, sS] = (["P", "S"] as const).map((phase) => travelTimeS(phase, distanceKm(quake, to), depthKm, IASP91));
  if (pS === undefined || sS === undefined) throw new Error("two phases");
  expect(shaking.startMs).toBeCloseTo(1000 * pS, 3);
  const { up, north } = motionOf(shaking, { endS: sS + 30 });
  expect(largest(up.slice(0, Math.floor(100 * pS)))).toBe(0);
  expect(largest(up.slice(0, Math.floor(100 * pS) + 50))).toBeGreaterThan(0);
  const p = largest(north.slice(0, Math.floor(100 * sS)));
  expect(largest(north.slice(Math.floor(100 * sS)))).toBeGreaterThan(1.5 * p);
});

test("coda dies away, and after its end nothing moves", () => {
  const shaking = new Shaking(quakeOf(), at(40), "XX_A");
  const seconds = (shaking.endMs - 0) / 1000;
  const { north } = motionOf(shaking, { endS: seconds + 20 });
  const rms = (fromS: number) => Math.sqrt(energyOf(north.slice(100 * fromS, 100 * (fromS + 10))) / 1000);
  expect(rms(40)).toBeLessThan(0.3 * rms(15));
  expect(rms(80)).toBeLessThan(0.5 * rms(40));
  expect(rms(80)).toBeGreaterThan(0);
  expect(largest(north.slice(Math.ceil(100 * seconds)))).toBe(0);
});

/** Fourier amplitude of both horizontals at some frequencies, by Goertzel's sums. */
function spectrumOf(quake: Quake, km: number, frequenciesHz: readonly number[]): number[] {
  const stations = Array.from({ length: 12 }, (_, i) => new Shaking(quake, at(km, 30 * i), `XX_${i}`));
  const motions = stations.map((shaking) => motionOf(shaking, { endS: 80 }));
  return frequenciesHz.map((hz) => {
    const powers = motions.flatMap(({ north, east }) => [north, east].map((axis) => powerAt(axis, hz)));
    return Math.exp(powers.reduce((sum, power) => sum + Math.log(power), 0) / powers.length / 2);
  });
}

/** Mean over neighbouring frequencies, or chance alone would decide. */
function powerAt(samples: Float64Array, hz: number): number {
  let sum = 0;
  for (let k = -4; k <= 4; k += 1) {
    const omega = (2 * Math.PI * hz * (1 + 0.03 * k)) / 100;
    let [re, im] = [0, 0];
    samples.forEach((value, i) => {
      re += value * Math.cos(omega * i);
      im += value * Math.sin(omega * i);
    });
    sum += (re * re + im * im) / 9 / 1e4;
  }
  return sum;
}

test("spectra rise with the square of the frequency below the corner and no more above it", () => {
  // Corner of M 5.5 at 10 MPa: 0.49·3500·(10⁷/2.2·10¹⁷)^⅓ = 0.61 Hz, times what its own stress makes of it.
  const [low = 0, double = 0, above = 0, twice = 0] = spectrumOf(quakeOf(), 30, [0.05, 0.1, 2, 4]);
  expect(Math.log2(double / low)).toBeGreaterThan(1.5);
  expect(Math.log2(double / low)).toBeLessThan(2.4);
  expect(Math.abs(Math.log2(twice / above))).toBeLessThan(0.7);
});

test("two magnitudes more are a thousand times the moment at low frequency, and far less at high", () => {
  const [low5 = 0, high5 = 0] = spectrumOf(quakeOf({ magnitude: 4.2 }), 60, [0.08, 5]);
  const [low7 = 0, high7 = 0] = spectrumOf(quakeOf({ magnitude: 6.2 }), 60, [0.08, 5]);
  expect(low7 / low5).toBeGreaterThan(250);
  expect(low7 / low5).toBeLessThan(1100);
  expect(high7 / high5).toBeGreaterThan(4);
  expect(high7 / high5).toBeLessThan(25);
});

test("the energy of the motion is that of its spectrum (Parseval)", () => {
  const { north } = motionOf(new Shaking(quakeOf(), at(30), "XX_A"), { endS: 80 });
  let spectral = 0;
  for (let hz = 0.0125; hz < 50; hz += 0.0125) {
    const omega = (2 * Math.PI * hz) / 100;
    const turn = 2 * Math.cos(omega);
    let [s1, s2] = [0, 0];
    for (const value of north) [s1, s2] = [value + turn * s1 - s2, s1];
    spectral += (2 * (s1 * s1 + s2 * s2 - turn * s1 * s2) * 0.0125) / 1e4;
  }
  expect(spectral / (energyOf(north) / 100)).toBeCloseTo(1, 2);
});

test("a quarry blast is mostly P, an earthquake of its size mostly S", () => {
  const ratio = (kind: "earthquake" | "blast") => {
    const ratios = Array.from({ length: 16 }, (_, i) => {
      const quake = quakeOf({ kind, magnitude: 2.5, depthKm: 0.2, seed: `b${i}` });
      const { up } = motionOf(new Shaking(quake, at(30, 22.5 * i), "XX_A"), { endS: 25 });
      const sAt = Math.floor(100 * travelTimeS("S", 30, 0.2, IASP91));
      return largest(up.slice(0, sAt)) / largest(up.slice(sAt));
    });
    return ratios.toSorted((a, b) => a - b)[8] ?? 0;
  };
  expect(ratio("blast")).toBeGreaterThan(2);
  expect(ratio("earthquake")).toBeLessThan(0.8);
  expect(ratio("earthquake")).toBeGreaterThan(0.15);
});

/** Seconds between 5 and 95 % of the energy. */
function significantS(samples: Float64Array): number {
  const all = energyOf(samples);
  let sum = 0;
  let [from, to] = [0, 0];
  samples.forEach((value, i) => {
    sum += value * value;
    if (sum < 0.05 * all) from = i;
    if (sum < 0.95 * all) to = i;
  });
  return (to - from) / 100;
}

test("a great rupture shakes for over a minute, and short and hard where it runs to", () => {
  const rupture = { lengthKm: 160, strikeDeg: 90, speedKmS: 2.8 };
  const quake = quakeOf({ magnitude: 7.8, rupture });
  const felt = (azimuthDeg: number, km: number) => {
    const motions = Array.from({ length: 8 }, (_, i) => {
      const { north } = motionOf(new Shaking(quake, at(km, azimuthDeg), `XX_${i}`), { endS: 400 });
      return { durationS: significantS(north), peak: largest(north) };
    });
    const middle = (of: (motion: { durationS: number; peak: number }) => number) =>
      motions.map(of).toSorted((a, b) => a - b)[4] ?? 0;
    return { durationS: middle(({ durationS }) => durationS), peak: middle(({ peak }) => peak) };
  };
  // Both 150 km from the nearest end.
  const [ahead, behind] = [felt(90, 310), felt(270, 150)];
  expect(behind.durationS).toBeGreaterThan(60);
  expect(behind.durationS).toBeGreaterThan(1.5 * ahead.durationS);
  expect(ahead.peak).toBeGreaterThan(1.15 * behind.peak);
  const point = motionOf(new Shaking(quakeOf({ magnitude: 6.3 }), at(150, 270), "XX_0"), { endS: 200 });
  expect(behind.durationS).toBeGreaterThan(1.7 * significantS(point.north));
});

test("a distant M 8 crosses a network of 100 km within seconds, slow and weak", () => {
  const quake = quakeOf({ magnitude: 8, depthKm: 20 });
  const shakings = [6620, 6670, 6720].map((km) => new Shaking(quake, at(km), "XX_A"));
  const startsS = shakings.map(({ startMs }) => startMs / 1000);
  // iasp91 at 60°: 608.3 s from the surface, 20 km of depth about 2.6 s less.
  expect(startsS[1]).toBeGreaterThan(604);
  expect(startsS[1]).toBeLessThan(607.5);
  expect((startsS[2] ?? 0) - (startsS[0] ?? 0)).toBeLessThan(8);
  expect((startsS[2] ?? 0) - (startsS[0] ?? 0)).toBeGreaterThan(5);
  const [, middle] = shakings;
  if (middle === undefined) throw new Error("three stations");
  const axis = () => new Float64Array(20_000);
  const block = { fromMs: middle.startMs, rateHz: 100, up: axis(), north: axis(), east: axis() };
  middle.addTo(block);
  expect(largest(block.up)).toBeLessThan(0.005);
  expect(largest(block.up)).toBeGreaterThan(1e-6);
  expect(powerAt(block.up, 0.3)).toBeGreaterThan(100 * powerAt(block.up, 4));
});

test("behind the core nothing comes", () => {
  const shaking = new Shaking(quakeOf({ magnitude: 8 }), at(12_500), "XX_A");
  expect(shaking.peakMps2).toBe(0);
  expect(shaking.endMs).toBeLessThan(shaking.startMs);
  expect(shaking.at(1_000_000)).toEqual([0, 0, 0]);
});
