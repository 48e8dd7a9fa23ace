// Magnitude from the first seconds of P: peak displacement with distance (Kuyuk & Allen, 2013), or velocity where displacement
// is buried in a cheap sensor's noise (Cua & Heaton, 2007); and from the shaking itself once S has come.
import { magnitudeOfPgv } from "./gmpe.ts";
import { type MagnitudeTerm, magnitudePosterior, misfitOf } from "./magnitudePosterior.ts";
import { magnitudeOfPeak } from "./pWaveEnvelope.ts";
import { MAD_TO_DEVIATION, median } from "./robust.ts";

/** Peaks of the vertical over the first `windowS` seconds after the onset. */
export interface PMeasure {
  readonly windowS: number;
  readonly pdM: number;
  readonly pvMps: number;
  readonly paMps2: number;
  /** The record reached its end before this window did. */
  readonly clipped?: boolean;
}

export type MagnitudeType = "Mpd" | "Mpv" | "Mpgv";

export interface StationMagnitude extends MagnitudeTerm {
  readonly type: MagnitudeType;
  readonly distanceKm: number;
}

export interface NetworkMagnitude {
  /** Median of the posterior. */
  readonly value: number;
  readonly type: MagnitudeType;
  /** Standard deviation of the posterior. */
  readonly uncertainty: number;
  /** 5 and 95 % quantiles of the posterior. */
  readonly low: number;
  readonly high: number;
  /** Stations that said more than that it is not larger than something. */
  readonly stationCount: number;
  /** Robust deviation among the stations' P magnitudes, noise or not; NaN for fewer than three. */
  readonly scatter: number;
}

/** Peak of noise over its RMS in a few seconds: what of a peak is noise is taken away as energy. */
const NOISE_PEAK = 1.5;
/** Displacement this many times the noise's RMS speaks for itself. */
const LEAST_PD_SNR = 8;
/** Where less than this share of a peak is left without the noise, it only tells that there was no more. */
const LEAST_SIGNAL_SHARE = 0.5;
/** RMS velocity over RMS displacement (1/s) of noise that is as strong at every frequency above 0.075 Hz. */
const VELOCITY_NOISE_PER_S = 0.8;
const NEAREST_KM = 5;
/** Distance within which stations are used, widened while fewer than three are within. */
const RANGES_KM = [100, 150, 200, 400];
/** Upper bounds are worth hearing from as far as this. */
const BOUND_RANGE_KM = 200;
const MOST_STATIONS = 50;
/** The nearest so many are looked at. */
export const MOST_BOUNDS = 50;
/**
 * What the equations say too little, on 17 recorded earthquakes (P) and on those and 27 of flatfiles (PGV), with the prior
 * in place: that takes 0.2 to 0.3 from a network, 0.5 from a single station. Chosen on either half of the recordings they
 * give a mean |dM| of 0.19 to 0.22 on the other, five seconds after the fourth P.
 */
const PD_BIAS = -0.3;
const PV_BIAS = -0.45;
const PGV_BIAS = -0.05;
/** Onsets are late by as much, and S peaks this long after its predicted time though the rupture is over. */
const P_PEAK_DELAY_S = 0.3;
const S_PEAK_DELAY_S = 1.5;
const PN_FROM_KM = 120;
const PG_DELAY_S_PER_KM = 1 / 5.8 - 1 / 8.04;
/** One station about the network, and what no number of stations takes away. */
const STATION_SIGMA = { Mpd: 0.4, Mpv: 0.35, Mpgv: 0.4 } as const;
const EVENT_SIGMA = { P: 0.3, shaking: 0.3 } as const;
/** A shorter window is less sure: this much more at one second. */
const WINDOW_SIGMA = 0.2;

/** @param epicentralKm below 5 km counts as 5. */
export function magnitudeOfPd(pdM: number, epicentralKm: number): number {
  return 5.39 + 1.23 * Math.log10(pdM * 100) + 1.38 * Math.log10(Math.max(NEAREST_KM, epicentralKm));
}

/**
 * Largest magnitude whose peak has come this long after the onset: that of a rupture of this half duration
 * (1.05e-8 s × M₀^⅓ in dyn·cm; Ekström et al., 2012), where Pd stops telling larger ones apart (Trugman et al., 2019).
 */
export function saturationMagnitude(sinceOnsetS: number): number {
  return 7 + 2 * Math.log10(Math.max(0.1, sinceOnsetS) / 7.7);
}

/** Larger ruptures reach past a station this near: it feels only the part beside it (R_M of Allen et al., 2012). */
function nearSaturationMagnitude(hypocentralKm: number): number {
  return 5 + Math.log(Math.max(1, hypocentralKm) / 2.042);
}

/**
 * From the longest window that ends before S and before the record clips, or the shortest of all: a lower bound once it
 * clips. Undefined where nothing was measured.
 * @param secondsToS between P and S at this station.
 */
export function stationMagnitude(
  measures: readonly PMeasure[],
  of: { readonly epicentralKm: number; readonly secondsToS: number; readonly noisePdM: number },
): StationMagnitude | undefined {
  const byWindow = measures.filter(({ paMps2 }) => paMps2 > 0).sort((a, b) => a.windowS - b.windowS);
  const whole = byWindow.filter(({ clipped }) => clipped !== true);
  const inTime = whole.length > 0 ? whole : byWindow;
  const measure = inTime.findLast(({ windowS }) => windowS <= of.secondsToS) ?? inTime[0];
  if (measure === undefined) return undefined;
  const { windowS, pdM, pvMps, paMps2 } = measure;
  const { epicentralKm: distanceKm, noisePdM } = of;
  const isBound = byWindow.some((one) => one.clipped === true && one.windowS <= of.secondsToS);
  const window = { windowS, distanceKm, clipped: isBound || whole.length === 0 };
  const ofPd = (peak: number) => magnitudeOfPd(peak, distanceKm) - PD_BIAS;
  const ofPv = (peak: number) => magnitudeOfPeak("velocity", peak, distanceKm) - PV_BIAS;
  const ofPa = { value: magnitudeOfPeak("acceleration", paMps2, distanceKm), noiseSigma: 0, isNoise: false };
  // Integrated, what a clipped record lacks becomes a displacement that never was; its acceleration only falls short.
  if (whole.length === 0) return termOf("Mpv", window, ofPa);
  if (pdM > LEAST_PD_SNR * noisePdM) return termOf("Mpd", window, withoutNoise(ofPd, pdM, noisePdM));
  if (pvMps > 0) return termOf("Mpv", window, withoutNoise(ofPv, pvMps, VELOCITY_NOISE_PER_S * noisePdM));
  return termOf("Mpv", window, ofPa);
}

/** By how much the strong direct wave comes after Pn, which is first from here on (iasp91). */
function pgDelayS(epicentralKm: number): number {
  return PG_DELAY_S_PER_KM * Math.max(0, epicentralKm - PN_FROM_KM);
}

interface Denoised {
  readonly value: number;
  readonly noiseSigma: number;
  readonly isNoise: boolean;
}

function withoutNoise(magnitudeOf: (peak: number) => number, peak: number, noiseRms: number): Denoised {
  const left = 1 - ((NOISE_PEAK * noiseRms) / peak) ** 2;
  const whole = magnitudeOf(peak);
  if (left < LEAST_SIGNAL_SHARE ** 2) return { value: whole, noiseSigma: 0, isNoise: true };
  const value = magnitudeOf(peak * Math.sqrt(left));
  return { value, noiseSigma: whole - value, isNoise: false };
}

function termOf(
  type: "Mpd" | "Mpv",
  window: { readonly windowS: number; readonly distanceKm: number; readonly clipped: boolean },
  { value, noiseSigma, isNoise }: Denoised,
): StationMagnitude {
  const { windowS, distanceKm, clipped } = window;
  const short = WINDOW_SIGMA / Math.max(0.5, windowS);
  const sigma = Math.hypot(STATION_SIGMA[type], short, noiseSigma);
  const bound = clipped ? "lower" : isNoise ? "upper" : "none";
  return {
    value,
    type,
    sigma,
    saturatesAt: saturationMagnitude(windowS - P_PEAK_DELAY_S - pgDelayS(distanceKm)),
    bound,
    distanceKm,
  };
}

export interface Shaking {
  /** Strongest horizontal so far. */
  readonly pgvMps: number;
  readonly epicentralKm: number;
  readonly depthKm: number;
  /** Seconds of data after the predicted S; negative while S is on its way. */
  readonly sinceS: number;
  readonly clipped?: boolean;
}

/** From the strongest shaking so far: a lower bound until the strongest has passed. */
export function shakingMagnitude(of: Shaking): StationMagnitude {
  const { pgvMps, epicentralKm, depthKm, sinceS, clipped } = of;
  const hypocentralKm = Math.hypot(epicentralKm, depthKm);
  const passedS = sinceS - S_PEAK_DELAY_S;
  return {
    value: magnitudeOfPgv(pgvMps, hypocentralKm) - PGV_BIAS,
    type: "Mpgv",
    sigma: STATION_SIGMA.Mpgv,
    saturatesAt: Math.min(saturationMagnitude(passedS), nearSaturationMagnitude(hypocentralKm)),
    bound: clipped === true ? "lower" : "none",
    distanceKm: epicentralKm,
  };
}

/** From a station that would have told of shaking this strong, and told of none. */
export function stillnessMagnitude(of: Shaking): StationMagnitude {
  return { ...shakingMagnitude(of), bound: "upper" };
}

/** What P and the shaking say together; undefined for no P. Where P is all noise, so much is the most it can be. */
export function networkMagnitude(
  ofP: readonly StationMagnitude[],
  ofShaking: readonly StationMagnitude[] = [],
): NetworkMagnitude | undefined {
  if (ofP.length === 0) return undefined;
  const p = { terms: withinRange(ofP), eventSigma: EVENT_SIGMA.P };
  const shaking = { terms: withinRange(ofShaking), eventSigma: EVENT_SIGMA.shaking };
  const telling = [...p.terms, ...shaking.terms].some(({ bound }) => bound !== "upper");
  if (!telling) return networkMagnitude(ofP.map((station) => ({ ...station, bound: "none" })));
  const found = magnitudePosterior([p, shaking]);
  const ofPTelling = p.terms.filter(({ bound }) => bound !== "upper");
  const ofShakingTelling = shaking.terms.filter(({ bound }) => bound !== "upper");
  const [sigmaOfP = 0, sigmaOfShaking = 0] = found.groupSigmas;
  const byShaking = ofShakingTelling.length > 0 && (ofPTelling.length === 0 || sigmaOfShaking < sigmaOfP);
  const ofPd = ofPTelling.filter(({ type }) => type === "Mpd").length;
  return {
    value: found.median,
    type: byShaking ? "Mpgv" : ofPd * 2 >= ofPTelling.length ? "Mpd" : "Mpv",
    uncertainty: found.sigma,
    low: found.low,
    high: found.high,
    stationCount: Math.max(ofPTelling.length, ofShakingTelling.length),
    scatter: p.terms.length >= 3 ? scatterOf(p.terms) : Number.NaN,
  };
}

/** As the robust deviation, but a short window is not held against an earthquake too large for it. */
function scatterOf(terms: readonly StationMagnitude[]): number {
  const centre = median(terms.map(({ value }) => value));
  return MAD_TO_DEVIATION * median(terms.map((term) => Math.abs(misfitOf(term, centre))));
}

/** The nearest come first: of a city full of sensors the others say the same again. */
function withinRange(stations: readonly StationMagnitude[]): readonly StationMagnitude[] {
  const sorted = [...stations].sort((a, b) => a.distanceKm - b.distanceKm || a.value - b.value);
  const telling = sorted.filter(({ bound }) => bound !== "upper");
  const rangeKm = RANGES_KM.find((km) => countWithin(telling, km) >= Math.min(3, telling.length));
  const used = telling.slice(0, Math.min(MOST_STATIONS, countWithin(telling, rangeKm ?? Number.POSITIVE_INFINITY)));
  const bounds = sorted.filter(({ bound, distanceKm }) => bound === "upper" && distanceKm <= BOUND_RANGE_KM);
  return [...used, ...bounds.slice(0, MOST_BOUNDS)];
}

function countWithin(stations: readonly StationMagnitude[], rangeKm: number): number {
  return stations.filter(({ distanceKm }) => distanceKm <= rangeKm).length;
}
