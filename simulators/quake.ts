// Ground motion of a made-up earthquake: the stochastic method (Boore, 2003, Pure appl. geophys. 160, 635-676) with an
// ω² source (Brune, 1970), P and S at their iasp91 times. None of its numbers is used by the services that judge it.
import { distanceKm, type Place } from "../shared/seismo/geodesy.ts";
import { travelTimeS } from "../shared/seismo/travelTime.ts";
import { type Random, randomOf } from "./random.ts";

export interface Quake extends Place {
  readonly originMs: number;
  readonly depthKm: number;
  readonly magnitude: number;
  /** The same seed and distance give the same motion, whenever it happens. */
  readonly seed: string;
}

/** Acceleration in m/s², up, north and east. */
export type Motion = readonly [number, number, number];

interface PhaseModel {
  readonly speedMps: number;
  /** Radiation pattern averaged over the focal sphere (Boore and Boatwright, 1984). */
  readonly radiation: number;
  /** Speed in the topmost layers, whose softness lets amplitudes grow with the root of the impedances' ratio. */
  readonly siteSpeedMps: number;
  /** Lengthening by scattering, seconds a kilometre. */
  readonly durationPerKm: number;
  /** Share of up, north and east. */
  readonly partition: Motion;
}

const P: PhaseModel = {
  speedMps: 6100,
  radiation: 0.52,
  siteSpeedMps: 1500,
  durationPerKm: 0.03,
  partition: [0.85, 0.37, 0.37],
};
const S: PhaseModel = {
  speedMps: 3500,
  radiation: 0.63,
  siteSpeedMps: 500,
  durationPerKm: 0.05,
  partition: [0.45, 0.63, 0.63],
};

const DENSITY_KGM3 = 2800;
const SITE_DENSITY_KGM3 = 2000;
/** Waves much longer than the soft layers are thick do not notice them. */
const SITE_FROM_HZ = 1;
const STRESS_DROP_PA = 1e7;
const FREE_SURFACE = 2;
/** Q(f) = 200 f^0.6, and what the topmost layers take: κ. */
const Q_AT_1HZ = 200;
const Q_EXPONENT = 0.6;
const KAPPA_S = 0.035;
/** Beyond this, waves spread over a cylinder instead of a sphere. */
const CYLINDER_FROM_KM = 100;
const TONES = 48;
const LOWEST_HZ = 0.05;
const HIGHEST_HZ = 20;
/** From 1 to the end of the coda, in its time constants. */
const CODA_LENGTHS = 5;

/** What one station feels of one earthquake. */
export class Shaking {
  readonly #waves: readonly Wave[];

  constructor(quake: Quake, place: Place, stationId: string) {
    const epicentralKm = distanceKm(quake, place);
    const hypocentralKm = Math.hypot(epicentralKm, quake.depthKm);
    this.#waves = (["P", "S"] as const).map((phase) => {
      const startMs = quake.originMs + 1000 * travelTimeS(phase, epicentralKm, quake.depthKm);
      const model = phase === "P" ? P : S;
      return new Wave({
        model,
        startMs,
        hypocentralKm,
        magnitude: quake.magnitude,
        random: randomOf(quake.seed, stationId, phase),
      });
    });
  }

  at(timeMs: number): Motion {
    const sum: [number, number, number] = [0, 0, 0];
    for (const wave of this.#waves) wave.addTo(sum, timeMs);
    return sum;
  }
}

interface WaveOptions {
  readonly model: PhaseModel;
  readonly startMs: number;
  readonly hypocentralKm: number;
  readonly magnitude: number;
  readonly random: Random;
}

/** One phase: tones of random phase under an envelope, together of the spectrum that source and path prescribe. */
class Wave {
  readonly #startMs: number;
  readonly #riseS: number;
  readonly #steadyS: number;
  readonly #codaS: number;
  readonly #partition: Motion;
  readonly #tones: readonly { readonly omega: number; readonly amplitude: number; readonly phases: Motion }[];

  constructor({ model, startMs, hypocentralKm, magnitude, random }: WaveOptions) {
    const momentNm = 10 ** (1.5 * magnitude + 9.1);
    const cornerHz = 0.49 * S.speedMps * Math.cbrt(STRESS_DROP_PA / momentNm);
    this.#startMs = startMs;
    this.#steadyS = 1 / cornerHz + model.durationPerKm * hypocentralKm;
    this.#riseS = Math.min(0.4, Math.max(0.04, 0.05 * this.#steadyS));
    this.#codaS = Math.max(1.5, 0.7 * this.#steadyS);
    this.#partition = model.partition;
    const energyS = this.#riseS / 3 + (this.#steadyS - this.#riseS) + this.#codaS / 2;
    const ratio = (HIGHEST_HZ / LOWEST_HZ) ** (1 / TONES);
    this.#tones = Array.from({ length: TONES }, (_, k) => {
      const [lowHz, highHz] = [LOWEST_HZ * ratio ** k, LOWEST_HZ * ratio ** (k + 1)];
      const frequencyHz = Math.sqrt(lowHz * highHz);
      const spectrum = accelerationSpectrum({ model, momentNm, cornerHz, hypocentralKm, frequencyHz });
      const amplitude = 2 * spectrum * Math.sqrt((highHz - lowHz) / energyS);
      const phases: Motion = [turn(random), turn(random), turn(random)];
      return { omega: 2 * Math.PI * frequencyHz, amplitude, phases };
    });
  }

  addTo(sum: [number, number, number], timeMs: number): void {
    const t = (timeMs - this.#startMs) / 1000;
    if (t < 0 || t > this.#steadyS + CODA_LENGTHS * this.#codaS) return;
    const envelope = t < this.#riseS ? t / this.#riseS : Math.min(1, Math.exp((this.#steadyS - t) / this.#codaS));
    for (const { omega, amplitude, phases } of this.#tones) {
      const weight = envelope * amplitude;
      for (const c of [0, 1, 2] as const) sum[c] += weight * this.#partition[c] * Math.cos(omega * t + phases[c]);
    }
  }
}

interface SpectrumOptions {
  readonly model: PhaseModel;
  readonly momentNm: number;
  readonly cornerHz: number;
  readonly hypocentralKm: number;
  readonly frequencyHz: number;
}

/** Fourier amplitude of ground acceleration at the free surface, m/s. */
function accelerationSpectrum({ model, momentNm, cornerHz, hypocentralKm, frequencyHz: f }: SpectrumOptions): number {
  const beyondKm = Math.max(hypocentralKm, CYLINDER_FROM_KM);
  const spreadingM = 1000 * Math.min(hypocentralKm, CYLINDER_FROM_KM) * Math.sqrt(beyondKm / CYLINDER_FROM_KM);
  const plateauMs =
    (momentNm * model.radiation * FREE_SURFACE) / (4 * Math.PI * DENSITY_KGM3 * model.speedMps ** 3 * spreadingM);
  const source = (2 * Math.PI * f) ** 2 / (1 + (f / cornerHz) ** 2);
  const quality = Q_AT_1HZ * f ** Q_EXPONENT;
  const path = Math.exp((-Math.PI * f * hypocentralKm * 1000) / (quality * model.speedMps));
  return plateauMs * source * path * siteAmplification(model, f) * Math.exp(-Math.PI * KAPPA_S * f);
}

function siteAmplification({ speedMps, siteSpeedMps }: PhaseModel, frequencyHz: number): number {
  const full = Math.sqrt((DENSITY_KGM3 * speedMps) / (SITE_DENSITY_KGM3 * siteSpeedMps));
  return 1 + (full - 1) / (1 + (SITE_FROM_HZ / frequencyHz) ** 2);
}

function turn(random: Random): number {
  return 2 * Math.PI * random();
}
