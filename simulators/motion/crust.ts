// What the way and the ground do to P and S: spreading, Q(f), soft layers and κ (Boore, 2003; Raoof et al., 1999).
import type { Phase } from "../../shared/seismo/travelTime.ts";

interface PhaseModel {
  readonly speedMps: number;
  /** Mean of the topmost 30 m. */
  readonly speed30Mps: number;
  /** What a wave is still refracted to on its last kilometre, and so how steeply it comes up. */
  readonly surfaceSpeedKmS: number;
  /** Root mean square of the radiation pattern over the focal sphere (Boore & Boatwright, 1984). */
  readonly meanRadiation: number;
  /** Against S: small sources look shorter to P (Madariaga, 1976). */
  readonly cornerRatio: number;
  readonly kappaS: number;
  /** Q at 1 Hz of crustal ways. */
  readonly q0: number;
  /** Travel time over Q of ways through the mantle. */
  readonly mantleTStarS: number;
  /** Power of the distance by which waves through the mantle weaken. */
  readonly mantleSpreading: number;
  /** What is left of it after conversions in the crust. */
  readonly left: number;
  /** Lengthening by scattering, seconds a kilometre. */
  readonly durationPerKm: number;
}

export const DENSITY_KGM3 = 2800;
export const PHASES: Readonly<Record<Phase, PhaseModel>> = {
  P: {
    speedMps: 6000,
    speed30Mps: 1200,
    surfaceSpeedKmS: 3.2,
    meanRadiation: Math.sqrt(4 / 15),
    cornerRatio: 1.5,
    kappaS: 0.03,
    q0: 200,
    mantleTStarS: 1,
    mantleSpreading: 1.5,
    left: 0.7,
    durationPerKm: 0.025,
  },
  S: {
    speedMps: 3500,
    speed30Mps: 350,
    surfaceSpeedKmS: 1.3,
    meanRadiation: Math.sqrt(2 / 5),
    cornerRatio: 1,
    kappaS: 0.04,
    q0: 220,
    mantleTStarS: 4,
    mantleSpreading: 2,
    left: 1,
    durationPerKm: 0.05,
  },
};

const Q_EXPONENT = 0.45;
/** S is a body wave before, a guided one after it. */
const GUIDED_FROM_KM = 40;
const MANTLE_FROM_KM = 1000;

/** The distance that amplitudes have been divided by, km. P that comes first is never guided: it goes on as 1/R. */
export function spreadingKm(phase: Phase, hypocentralKm: number): number {
  const crustKm = Math.min(hypocentralKm, MANTLE_FROM_KM);
  const guidedKm = phase === "P" ? crustKm : Math.sqrt(Math.min(crustKm, GUIDED_FROM_KM) * crustKm);
  // From 10° to 90° as mb's Q(Δ) says, roughly (Gutenberg & Richter, 1956).
  return guidedKm * Math.max(1, hypocentralKm / MANTLE_FROM_KM) ** PHASES[phase].mantleSpreading;
}

/** ln of what absorption on the way leaves. */
export function lnAbsorption(phase: Phase, hypocentralKm: number, frequencyHz: number): number {
  const { q0, speedMps, mantleTStarS } = PHASES[phase];
  if (hypocentralKm > MANTLE_FROM_KM) return -Math.PI * frequencyHz * mantleTStarS;
  return (-Math.PI * frequencyHz ** (1 - Q_EXPONENT) * hypocentralKm * 1000) / (q0 * speedMps);
}

const SOFT_DENSITY_KGM3 = 2000;
/** Mean speed to a depth grows as this power of it, and waves see the topmost quarter of their length. */
const GRADIENT = 0.3;
const SLOWEST = 0.75;

/** ln of soft layers' amplification: quarter wavelengths (Boore & Joyner, 1997) in ground that stiffens downwards; and κ. */
export function lnSite(phase: Phase, frequencyHz: number): number {
  const { speedMps, speed30Mps, kappaS } = PHASES[phase];
  const quarterMps = (speed30Mps * (4 * frequencyHz * 30) ** -GRADIENT) ** (1 / (1 - GRADIENT));
  const seenMps = Math.min(speedMps, Math.max(SLOWEST * speed30Mps, quarterMps));
  const softness = Math.log(speedMps / seenMps) / Math.log(speedMps / speed30Mps);
  const density = DENSITY_KGM3 * (SOFT_DENSITY_KGM3 / DENSITY_KGM3) ** Math.min(1, softness);
  const amplification = 0.5 * Math.log((DENSITY_KGM3 * speedMps) / (density * seenMps));
  return amplification - Math.PI * kappaS * frequencyHz;
}

const CODA_HZ = 1.5;

/** Decay of S coda with the time since the origin (Aki & Chouet, 1975). */
export function codaDecay(lapseS: number): number {
  const q = PHASES.S.q0 * CODA_HZ ** Q_EXPONENT;
  return Math.exp((-Math.PI * CODA_HZ * lapseS) / q) / lapseS;
}
