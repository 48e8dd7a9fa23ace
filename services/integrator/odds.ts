// How likely it is that picks are one earthquake and no accident: Bayes' rule with what is known of noise, silence and seismicity.
import type { StationMagnitude } from "../../shared/seismo/magnitude.ts";
import { misfitOf } from "../../shared/seismo/magnitudePosterior.ts";
import { median } from "../../shared/seismo/robust.ts";
import { type Assembly, type Associated, distinctOf } from "./associate.ts";
import type { Neighbourhood } from "./neighbourhood.ts";

/** Earthquakes of M ≥ 4 per km² and second where the Earth is active: half of what SSN's catalogue has for Mexico, 2018–2020. */
const RATE_M4 = 3e-11;
/** A sensor's own false triggers, a second: one an hour (0.84 measured on OpenEEW's, SCIENCE §4.2). */
export const NOISE_RATE = 1 / 3600;
/** After any trigger another one comes easily, a second: an S must be better than that to count. */
const S_RATE = 0.05;
/** How densities of SNR differ: an earthquake's is even over three decades; noise falls by e each fifth of one, with a tail. */
const SNR = { least: 2, decades: 2.5, noiseScale: 0.2, noiseTail: 0.05 };
/** A magnitude is uncertain, and the larger ones are no less true for being rare: the prior stops here. */
const LARGE = 6.5;
const MOST_NATS = 40;

export interface OddsOf {
  readonly assembly: Assembly;
  readonly magnitude: number;
  readonly neighbourhood: Neighbourhood;
  /** Magnitudes that the stations' P amplitudes speak for. */
  readonly stationMagnitudes: readonly StationMagnitude[];
  /** Triggers a second of the station that belong to no event. */
  readonly noiseRateOf: (stationId: string) => number;
  /** Error of travel times, seconds. */
  readonly modelErrorS: number;
}

/**
 * ln of (picks, given an earthquake here) : (the same picks by chance), times how common such an earthquake is. An origin that
 * three unknowns fix is worth its volume only: what the first picks pay for it, the later ones earn.
 */
export function logOdds(of: OddsOf): number {
  const { assembly, magnitude, neighbourhood, noiseRateOf, modelErrorS } = of;
  const { arrivals, location } = assembly;
  const [east, cross, north] = location.covarianceKm2;
  const areaKm2 = 2 * Math.PI * Math.sqrt(Math.max(1, east * north - cross * cross));
  const volume = Math.log(areaKm2 * Math.sqrt(2 * Math.PI) * Math.max(0.1, location.timeUncertaintyS));
  const prior = Math.log(RATE_M4) - Math.LN10 * (Math.min(LARGE, magnitude) - 4);
  const ofP = distinctOf(
    arrivals.filter(({ phase }) => phase === "P"),
    ({ held }) => held.place,
  );
  const ofS = arrivals.filter(({ phase }) => phase === "S");
  const picks = ofP.reduce((sum, arrival) => sum + pickNats(arrival, noiseRateOf, modelErrorS), 0);
  const second = ofS.reduce((sum, arrival) => sum + Math.max(0, fitNats(arrival, modelErrorS) - Math.log(S_RATE)), 0);
  const amplitudes = amplitudeNats(of.stationMagnitudes);
  const nats = prior + volume + picks + second + amplitudes + neighbourhood.silenceNats;
  return Math.max(-MOST_NATS, Math.min(MOST_NATS, nats));
}

function pickNats(arrival: Associated, noiseRateOf: OddsOf["noiseRateOf"], modelErrorS: number): number {
  const { stationId, snr, phaseProbability } = arrival.held.pick;
  const isP = Math.log(Math.max(0.01, phaseProbability));
  return fitNats(arrival, modelErrorS) - Math.log(noiseRateOf(stationId)) + isP + snrNats(snr);
}

/** Stations of one earthquake agree on its magnitude; noise's amplitudes are spread evenly over so many magnitudes. */
const AMPLITUDE = { sigma: 0.5, evenOver: 5, worst: 6 };

function amplitudeNats(magnitudes: readonly StationMagnitude[]): number {
  if (magnitudes.length < 2) return 0;
  const centre = median(magnitudes.map(({ value }) => value));
  const density = Math.log(AMPLITUDE.evenOver / (AMPLITUDE.sigma * Math.sqrt(2 * Math.PI)));
  const misfit = magnitudes.reduce(
    (sum, one) => sum + Math.min(AMPLITUDE.worst, 0.5 * (misfitOf(one, centre) / AMPLITUDE.sigma) ** 2),
    0,
  );
  // One of them is spent on the centre.
  return density * (magnitudes.length - 1) - misfit;
}

/** ln of the density of the residual, 1/s. */
function fitNats({ held, residualS }: Associated, modelErrorS: number): number {
  const sigma = Math.hypot(held.pick.uncertaintyS, modelErrorS);
  return -0.5 * (residualS / sigma) ** 2 - Math.log(sigma * Math.sqrt(2 * Math.PI));
}

function snrNats(snr: number): number {
  const over = Math.max(0, Math.log10(snr / SNR.least));
  const ofQuake = 1 / SNR.decades;
  const ofNoise = (1 - SNR.noiseTail) * (Math.exp(-over / SNR.noiseScale) / SNR.noiseScale) + SNR.noiseTail * ofQuake;
  return Math.log(ofQuake / ofNoise);
}

export function likelihoodOf(nats: number): number {
  return 1 / (1 + Math.exp(-nats));
}
