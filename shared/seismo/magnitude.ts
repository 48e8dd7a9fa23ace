// Magnitude from the first seconds of P: peak displacement with distance (Kuyuk & Allen, 2013), or velocity where displacement
// is buried in a cheap sensor's noise (Cua & Heaton, 2007); and from the shaking itself once S has passed.
import { magnitudeOfIntensity } from "./ipe.ts";
import { magnitudeOfPeak } from "./pWaveEnvelope.ts";
import { huberMean, robustDeviation } from "./robust.ts";

/** Peaks of the vertical over the first `windowS` seconds after the onset. */
export interface PMeasure {
  readonly windowS: number;
  readonly pdM: number;
  readonly pvMps: number;
  readonly paMps2: number;
}

export type MagnitudeType = "Mpd" | "Mpv" | "Mint";

export interface StationMagnitude {
  readonly value: number;
  readonly type: MagnitudeType;
  readonly weight: number;
  readonly distanceKm: number;
}

export interface NetworkMagnitude {
  readonly value: number;
  readonly type: MagnitudeType;
  readonly uncertainty: number;
  readonly stationCount: number;
  /** Robust deviation among the stations' P magnitudes; NaN for fewer than three. */
  readonly scatter: number;
}

/** Displacement counts from this many times the noise's RMS on: noise alone peaks at three to four. */
const LEAST_PD_SNR = 5;
const FULL_WINDOW_S = 3;
const NEAREST_KM = 5;
/** Distance within which stations are used, widened while fewer than three are within. */
const RANGES_KM = [100, 150, 200, 400];
/** Medians over 37 P waves and 90 peaks of shaking of earthquakes of M 4.4 to 7.2 on OpenEEW and strong-motion sensors. */
const PV_BIAS = -0.25;
const INTENSITY_BIAS = -0.3;
/** One station about the network, and what no number of stations takes away. */
const SIGMAS = {
  Mpd: { station: 0.4, event: 0.3 },
  Mpv: { station: 0.45, event: 0.3 },
  Mint: { station: 0.55, event: 0.2 },
} as const;
/** From here on a few seconds of P do not tell how long the rupture goes on; its error grows with what the shaking says. */
const SATURATION_FROM = 6;
const SATURATION_SIGMA = 0.6;

/** @param epicentralKm below 5 km counts as 5. */
export function magnitudeOfPd(pdM: number, epicentralKm: number): number {
  return 5.39 + 1.23 * Math.log10(pdM * 100) + 1.38 * Math.log10(Math.max(NEAREST_KM, epicentralKm));
}

/**
 * From the longest window that ends before S, or the shortest of all; undefined where nothing was measured.
 * @param secondsToS between P and S at this station.
 */
export function stationMagnitude(
  measures: readonly PMeasure[],
  of: { readonly epicentralKm: number; readonly secondsToS: number; readonly noisePdM: number },
): StationMagnitude | undefined {
  const byWindow = measures.filter(({ paMps2 }) => paMps2 > 0).sort((a, b) => a.windowS - b.windowS);
  const measure = byWindow.findLast(({ windowS }) => windowS <= of.secondsToS) ?? byWindow[0];
  if (measure === undefined) return undefined;
  const { windowS, pdM, pvMps, paMps2 } = measure;
  const weight = Math.max(0.1, Math.min(1, windowS / FULL_WINDOW_S));
  const distanceKm = of.epicentralKm;
  const pd = pdM > 0 ? magnitudeOfPd(pdM, distanceKm) : Number.POSITIVE_INFINITY;
  if (pdM > LEAST_PD_SNR * of.noisePdM) return { value: pd, type: "Mpd", weight, distanceKm };
  const pv =
    pvMps > 0
      ? magnitudeOfPeak("velocity", pvMps, distanceKm) - PV_BIAS
      : magnitudeOfPeak("acceleration", paMps2, distanceKm);
  // Noise adds to the peak of displacement, so that one is too large rather than too small.
  return { value: Math.min(pv, pd), type: "Mpv", weight, distanceKm };
}

/** From the strongest shaking (MMI) at a station after S; inverts the intensity equation. */
export function shakingMagnitude(of: {
  readonly intensity: number;
  readonly epicentralKm: number;
  readonly depthKm: number;
}): StationMagnitude {
  const hypocentralKm = Math.hypot(of.epicentralKm, of.depthKm);
  const value = magnitudeOfIntensity(of.intensity, hypocentralKm) - INTENSITY_BIAS;
  return { value, type: "Mint", weight: 1, distanceKm: of.epicentralKm };
}

interface Group {
  readonly value: number;
  readonly variance: number;
  readonly stations: number;
  readonly type: MagnitudeType;
  readonly scatter: number;
}

/** Mean of what P says and what the shaking says, each the surer the more stations; undefined for no P. */
export function networkMagnitude(
  ofP: readonly StationMagnitude[],
  ofShaking: readonly StationMagnitude[] = [],
): NetworkMagnitude | undefined {
  const p = groupOf(ofP);
  if (p === undefined) return undefined;
  const shaking = groupOf(ofShaking);
  const saturation = SATURATION_SIGMA * Math.max(0, (shaking?.value ?? 0) - SATURATION_FROM);
  const pWeight = 1 / (p.variance + saturation ** 2);
  const shakingWeight = shaking === undefined ? 0 : 1 / shaking.variance;
  const total = pWeight + shakingWeight;
  const value = (p.value * pWeight + (shaking?.value ?? 0) * shakingWeight) / total;
  return {
    value: Math.min(9.5, Math.max(0, value)),
    type: shaking !== undefined && shakingWeight > pWeight ? shaking.type : p.type,
    uncertainty: 1 / Math.sqrt(total),
    stationCount: Math.max(p.stations, shaking?.stations ?? 0),
    scatter: p.scatter,
  };
}

/** Huber mean over the stations near enough. */
function groupOf(stations: readonly StationMagnitude[]): Group | undefined {
  const used = withinRange(stations);
  const first = used[0];
  if (first === undefined) return undefined;
  const ofPd = used.filter((station) => station.type === "Mpd").length;
  const type = first.type === "Mint" ? "Mint" : ofPd * 2 >= used.length ? "Mpd" : "Mpv";
  const sigma = SIGMAS[type];
  const values = used.map((station) => station.value);
  const weights = used.map((station) => station.weight);
  const scatter = used.length >= 3 ? robustDeviation(values) : Number.NaN;
  const stationSigma = Math.max(sigma.station, Number.isNaN(scatter) ? 0 : scatter);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const variance = sigma.event ** 2 + stationSigma ** 2 / total;
  return { value: huberMean(values, weights, sigma.station), variance, stations: used.length, type, scatter };
}

function withinRange(stations: readonly StationMagnitude[]): readonly StationMagnitude[] {
  for (const rangeKm of RANGES_KM) {
    const within = stations.filter((station) => station.distanceKm <= rangeKm);
    if (within.length >= Math.min(3, stations.length)) return within;
  }
  return stations;
}
