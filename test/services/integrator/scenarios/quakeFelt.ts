// An earthquake as each sensor feels it: iasp91 arrivals, Kuyuk–Allen and Cua–Heaton amplitudes that grow with the rupture,
// intensity from the equation of Allen, Wald & Worden with scatter; P and S picks with the errors real ones have.
import type { Pick } from "../../../../shared/contracts/pick.ts";
import { distanceKm } from "../../../../shared/seismo/geodesy.ts";
import { intensityAt } from "../../../../shared/seismo/ipe.ts";
import { logPeakOfP } from "../../../../shared/seismo/pWaveEnvelope.ts";
import { travelTimeS } from "../../../../shared/seismo/travelTime.ts";
import { chance, gauss, pdOf, type Quake } from "../network.ts";
import { type Felt, type Onset, type Peaks, type PickStep, picksOfOnset, type Shaking } from "./felt.ts";
import { type Sensor, type Sensors, seedOf } from "./sensors.ts";

export interface QuakeOptions {
  readonly seed?: number;
  /** Of the stations that have a P pick, so many have an S pick. */
  readonly sShare?: number;
  /** Others that shake at the same time: a pick must stand out of their waves. */
  readonly others?: readonly Quake[];
  /** 0 for what a forger would send: no errors at all. */
  readonly scatter?: number;
  /** Set in every pick. */
  readonly more?: Partial<Pick>;
}

/** Decades: common to all amplitudes of a station, and one's own. */
const SCATTER = { station: 0.2, own: 0.12, pd: 0.25 };
const INTENSITY_SCATTER = 0.5;
/** By so many magnitudes recordings stay below the equations (medians, `shared/seismo/magnitude.ts`). */
const SHORTFALL = { velocity: 0.25, shaking: 0.3 };
const LEAST_SNR = 2.2;
/** The horizontals over the vertical in P; the vertical's S over its P. */
const P_SIDEWAYS = 0.7;
const S_UPWARDS = 2.5;
const PATH_S = 0.12;
/** The envelopes stop growing at 3 km; the ground does not. */
const NEAR = { km: 3, power: 1.2 };
const LONGEST_WINDOW_S = 12;
/** Coda: seconds after the strongest shaking in which it falls by a factor of ten, longer for larger ruptures. */
const CODA_S = 15;
const PEAK_TO_RMS = 3;

/** What a rupture has shown of its size after so many seconds: M 5.6 in one, 6.8 in four, 7.8 in twelve. */
export function magnitudeAfter(magnitude: number, seconds: number): number {
  return Math.min(magnitude, 5.6 + 2 * Math.log10(Math.max(0.1, seconds)));
}

/** Seconds a rupture lasts; the inverse of the above. */
export function ruptureS(magnitude: number): number {
  return Math.max(0.5, 10 ** ((magnitude - 5.6) / 2));
}

/** Acceleration and velocity that both say this intensity (Worden et al., 2012). */
export function shakingOfIntensity(intensity: number): Shaking {
  const logPga = intensity < 1.99 ? (intensity - 1.71) / 2.08 : invert(intensity, [1.78, 1.55], [-1.6, 3.7], 4.21);
  const logPgv = intensity < 1.99 ? (intensity - 4.62) / 2.17 : invert(intensity, [3.78, 1.47], [2.89, 3.16], 4.56);
  return { pgaMps2: 10 ** logPga / 100, pgvMps: 10 ** logPgv / 100 };
}

function invert(intensity: number, weak: [number, number], strong: [number, number], bend: number): number {
  const [constant, slope] = intensity < bend ? weak : strong;
  return (intensity - constant) / slope;
}

/** One earthquake at one place. */
interface Waves {
  readonly km: number;
  readonly pMs: number;
  readonly sMs: number;
  readonly peaksOfP: (windowS: number) => Peaks;
  readonly shakingAt: (timeMs: number) => Shaking;
}

function wavesAt(quake: Quake, sensor: Sensor, { seed = 1, scatter = 1 }: QuakeOptions): Waves {
  const random = chance(seedOf(seed, quake.originMs, sensor.stationId, "waves"));
  const error = () => scatter * gauss(random);
  const km = distanceKm(quake, sensor);
  const hypocentralKm = Math.hypot(km, quake.depthKm);
  const [station, v, a, d] = [error(), error(), error(), error()];
  const [pMs, sMs] = (["P", "S"] as const).map(
    (phase) => quake.originMs + 1000 * (travelTimeS(phase, km, quake.depthKm) + PATH_S * error()),
  ) as [number, number];
  const residual = INTENSITY_SCATTER * error();
  const near = (NEAR.km / Math.min(NEAR.km, Math.max(0.1, hypocentralKm))) ** NEAR.power;
  const common = SCATTER.station * station + Math.log10(near);
  const peaksOfP = (windowS: number): Peaks => {
    const shown = magnitudeAfter(quake.magnitude, windowS);
    const share = Math.min(1, 0.55 + 0.15 * windowS);
    const peak = (of: "velocity" | "acceleration", scatter: number) =>
      (share * 10 ** (logPeakOfP(of, shown - SHORTFALL.velocity, hypocentralKm) + common + SCATTER.own * scatter)) /
      100;
    return {
      pdM: near * share * pdOf(shown, hypocentralKm) * 10 ** (SCATTER.pd * (0.7 * station + 0.7 * d)),
      pvMps: peak("velocity", v),
      paMps2: peak("acceleration", a),
    };
  };
  const fullS = ruptureS(quake.magnitude);
  const fadeS = CODA_S + fullS;
  const strongestMs = sMs + 1000 * Math.min(20, 0.5 + fullS / 2);
  const shakingAt = (timeMs: number): Shaking => {
    if (timeMs < pMs) return { pgaMps2: 0, pgvMps: 0 };
    if (timeMs < sMs) {
      const { paMps2, pvMps } = peaksOfP((timeMs - pMs) / 1000);
      return { pgaMps2: P_SIDEWAYS * paMps2, pgvMps: P_SIDEWAYS * pvMps };
    }
    const shown = magnitudeAfter(quake.magnitude, 1 + (timeMs - sMs) / 500) - SHORTFALL.shaking;
    const full = shakingOfIntensity(intensityAt({ magnitude: shown, hypocentralKm }) + residual);
    const fade = 10 ** (-Math.max(0, (timeMs - strongestMs) / 1000) / fadeS);
    return { pgaMps2: full.pgaMps2 * fade, pgvMps: full.pgvMps * fade };
  };
  return { km, pMs, sMs, peaksOfP, shakingAt };
}

/** The strongest of a shaking that rises and falls, looked at twice a second. */
function strongest(shakingAt: (ms: number) => Shaking, fromMs: number, toMs: number): Shaking {
  let [pgaMps2, pgvMps] = [0, 0];
  for (let ms = fromMs; ms <= toMs; ms += 500) {
    const shaking = shakingAt(ms);
    pgaMps2 = Math.max(pgaMps2, shaking.pgaMps2);
    pgvMps = Math.max(pgvMps, shaking.pgvMps);
  }
  return { pgaMps2, pgvMps };
}

export function quakeFelt(quake: Quake, sensors: Sensors, options: QuakeOptions = {}): Felt[] {
  return [...sensors.values()].map((sensor) => {
    const waves = wavesAt(quake, sensor, options);
    return {
      stationId: sensor.stationId,
      fromMs: waves.pMs,
      toMs: waves.sMs + 1000 * (3 * CODA_S + 4 * ruptureS(quake.magnitude)),
      shakingAt: waves.shakingAt,
      picks: picksAt(quake, sensor, { ...options, waves }),
    };
  });
}

function picksAt(quake: Quake, sensor: Sensor, options: QuakeOptions & { readonly waves: Waves }): PickStep[] {
  const { waves, seed = 1, sShare = 0.5, scatter = 1, more } = options;
  const random = chance(seedOf(seed, quake.originMs, sensor.stationId, "picks"));
  const error = () => scatter * gauss(random);
  const noiseAt = (ms: number) =>
    (options.others ?? []).reduce(
      (noise, other) => Math.max(noise, 0.25 * wavesAt(other, sensor, { seed }).shakingAt(ms).pgaMps2),
      sensor.noiseMps2,
    );
  const shakingTo = (fromMs: number) => (ms: number) => strongest(waves.shakingAt, fromMs, ms);
  const snr = waves.peaksOfP(1).paMps2 / PEAK_TO_RMS / noiseAt(waves.pMs);
  const hasP = snr * 10 ** (0.05 * error()) >= LEAST_SNR;
  const picks: PickStep[] = [];
  if (hasP) {
    const timeMs = waves.pMs + 1000 * (sensor.clockErrorS + (0.03 + 0.7 / snr) * error());
    const longestS = Math.min(LONGEST_WINDOW_S, (waves.sMs - waves.pMs) / 1000 + 0.7);
    picks.push(
      ...picksOfOnset(sensor, {
        phase: "P",
        phaseProbability: 1 / (1 + Math.exp(-(0.3 + 2.2 * Math.log10(snr) + 0.7 * error()))),
        timeMs,
        snr,
        peaksAt: waves.peaksOfP,
        shakingTo: shakingTo(timeMs),
        longestS: Math.max(1, longestS),
        ...(more === undefined ? {} : { more }),
      }),
    );
  }
  const ofS = onsetOfS({ sensor, waves, hasP, sShare, scatter, noiseMps2: noiseAt(waves.sMs - 1000), random });
  if (ofS !== undefined) picks.push(...picksOfOnset(sensor, more === undefined ? ofS : { ...ofS, more }));
  return picks;
}

/** S beside a P that was picked, or alone where P was too weak: there one in three is taken for P. */
function onsetOfS(of: {
  sensor: Sensor;
  waves: Waves;
  hasP: boolean;
  sShare: number;
  scatter: number;
  noiseMps2: number;
  random: () => number;
}): Onset | undefined {
  const { sensor, waves, hasP, random } = of;
  const [chosen, mistaken, sureness, error] = [random(), random(), random(), of.scatter * gauss(random)];
  const full = waves.peaksOfP(4);
  const snr = hasP ? S_UPWARDS : (S_UPWARDS * full.paMps2) / PEAK_TO_RMS / of.noiseMps2;
  if (chosen > (hasP ? of.sShare : 0.7) || snr < LEAST_SNR) return undefined;
  const isMistaken = of.scatter > 0 && mistaken < (hasP ? 0.1 : 0.35);
  const timeMs = waves.sMs + 1000 * (sensor.clockErrorS + 0.1 + 0.3 * error);
  const grown = (windowS: number) => Math.min(1, 0.6 + 0.2 * windowS) * S_UPWARDS;
  return {
    phase: isMistaken ? "P" : "S",
    phaseProbability: isMistaken ? 0.6 + 0.2 * sureness : 0.6 + 0.35 * sureness,
    timeMs,
    snr,
    peaksAt: (windowS) => ({
      pdM: grown(windowS) * full.pdM,
      pvMps: grown(windowS) * full.pvMps,
      paMps2: grown(windowS) * full.paMps2,
    }),
    shakingTo: (ms) => strongest(waves.shakingAt, timeMs, ms),
    longestS: 4,
  };
}
