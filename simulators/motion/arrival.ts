// From a source and a place to the waves of one phase: strength, length, polarisation and peak.
import { azimuthDeg, type Place } from "../../shared/seismo/geodesy.ts";
import type { Phase } from "../../shared/seismo/travelTime.ts";
import type { Quake } from "../quake.ts";
import { gaussian, randomOf } from "../random.ts";
import { DENSITY_KGM3, lnAbsorption, lnSite, PHASES, spreadingKm } from "./crust.ts";
import { Envelope, type Pulse } from "./envelope.ts";
import { radiationOf } from "./mechanism.ts";
import { PhaseWave } from "./phaseWave.ts";
import { type Ray, rayOf, TELESEISMIC_FROM_KM } from "./ray.ts";
import { amplitudeOf, FIT_HZ, fitShelves, type Section, type Shelves, sectionOf, warped } from "./shelves.ts";
import { type Piece, type Source, sourceOf } from "./source.ts";

export interface Arrival {
  readonly wave: PhaseWave;
  readonly peakMps2: number;
}

const FREE_SURFACE = 2;
/** Where pieces of a long rupture are weighed by what absorption leaves of them. */
const WEIGHING_HZ = 3;
/** Of the ground under one station, in ln. */
const SITE_SIGMA = 0.45;
/** The radiation pattern holds below, and is blurred to its mean above (Takemura et al., 2009). */
const PATTERN_HZ = 2;
const LEAST_PATTERN = 0.15;
/** Share of P that scattering has turned sideways, and of S on the vertical. */
const SCATTERED = { P: 0.3, S: 0.42 } as const;
/** Coda ends where it is weaker than this, m/s², or than a hundredth of a weak peak. */
const STILL_MPS2 = 1e-5;
const LEAST_SHARE = 0.01;
const PEAK_OVER_RMS = 3;
const MANTLE_SCATTERING_S = 3;
const DISTANCE_STEP = 0.04;

interface Felt {
  readonly piece: Piece;
  readonly ray: Ray;
  /** Plateau of the acceleration spectrum that its share of moment gives here, m/s, before absorption and site. */
  readonly plateau: number;
}

interface To {
  readonly place: Place;
  readonly stationId: string;
}

/** Undefined where this phase does not come. */
export function arrivalOf(phase: Phase, quake: Quake, to: To): Arrival | undefined {
  const source = sourceOf(quake);
  const felt = feltOf(phase, source, to.place);
  const [first] = felt;
  if (first === undefined) return undefined;
  const strongest = felt.reduce((most, one) => (one.plateau > most.plateau ? one : most), first);
  const pulses = pulsesOf(phase, source, { felt, strongest, siteGain: siteGainOf(to) });
  const firstS = Math.min(...pulses.map(({ startS }) => startS));
  const envelope = new Envelope(
    pulses.map((pulse) => ({ ...pulse, startS: pulse.startS - firstS })),
    firstS,
  );
  const path = pathOf(phase, strongest.ray.hypocentralKm);
  const peakPower = envelope.peakPower();
  const corner = warped(source.cornerHz * PHASES[phase].cornerRatio);
  const peakMps2 = PEAK_OVER_RMS * Math.sqrt(peakPower * bandwidthHz(path, corner));
  const endS = envelope.endS(peakPower * Math.min(LEAST_SHARE, STILL_MPS2 / peakMps2) ** 2);
  const startMs = quake.originMs + 1000 * firstS;
  const wave = new PhaseWave({
    startMs,
    endMs: startMs + 1000 * endS,
    envelope,
    radiation: shelvesOfRadiation(phase, source, strongest.ray),
    mix: mixOf(phase, strongest.ray.slownessSKm, azimuthDeg(to.place, quake) + 180),
    path: path.shelves,
    randomAgain: () => randomOf(quake.seed, to.stationId, phase),
  });
  return { wave, peakMps2 };
}

function feltOf(phase: Phase, source: Source, place: Place): Felt[] {
  const { speedMps, meanRadiation, cornerRatio, left } = PHASES[phase];
  const explosion = phase === "P" ? 1 / meanRadiation : source.shearFactor;
  const radiation = left * meanRadiation * (source.mechanism === undefined ? explosion : 1);
  const level =
    (source.momentNm * (2 * Math.PI * source.cornerHz * cornerRatio) ** 2 * radiation * FREE_SURFACE) /
    (4 * Math.PI * DENSITY_KGM3 * speedMps ** 3 * 1000);
  const rays = new Map<number, Ray | undefined>();
  return source.pieces.flatMap((piece) => {
    // Pieces that break one after the other at one place share its ray.
    const ray = rays.has(piece.latitudeDeg) ? rays.get(piece.latitudeDeg) : rayOf(phase, piece, place);
    rays.set(piece.latitudeDeg, ray);
    if (ray === undefined) return [];
    const km = ray.isTeleseismic ? ray.hypocentralKm : Math.hypot(ray.hypocentralKm, source.sizeKm);
    return [{ piece, ray, plateau: (level * Math.sqrt(piece.share)) / spreadingKm(phase, km) }];
  });
}

interface Pieces {
  readonly felt: readonly Felt[];
  readonly strongest: Felt;
  readonly siteGain: number;
}

/** In the order they come in. All go through the strongest one's absorption, so the others are weighed by theirs. */
function pulsesOf(phase: Phase, source: Source, { felt, strongest, siteGain }: Pieces): Pulse[] {
  const { cornerRatio, durationPerKm } = PHASES[phase];
  const absorption = (ray: Ray) => lnAbsorption(phase, ray.hypocentralKm, WEIGHING_HZ);
  return felt
    .map(({ piece, ray, plateau }) => {
      const lnLoss = ray.isTeleseismic ? 0 : absorption(ray) - absorption(strongest.ray);
      const scatteredS = ray.isTeleseismic ? MANTLE_SCATTERING_S : durationPerKm * ray.hypocentralKm;
      return {
        startS: piece.delayS + ray.travelS,
        durationS: piece.durationS + scatteredS,
        energy: (plateau * siteGain * Math.exp(lnLoss)) ** 2,
        cornerHz: source.cornerHz * cornerRatio * piece.cornerFactor,
      };
    })
    .toSorted((a, b) => a.startS - b.startS);
}

/** Of the place and the station's name: the same in every earthquake. */
function siteGainOf({ place, stationId }: To): number {
  const random = randomOf("site", stationId, place.latitudeDeg.toFixed(3), place.longitudeDeg.toFixed(3));
  return Math.exp(SITE_SIGMA * gaussian(random));
}

function shelvesOfRadiation(phase: Phase, { mechanism }: Source, ray: Ray): [Section, Section, Section] {
  const even = sectionOf(1, 1);
  if (mechanism === undefined) return [even, even, even];
  const { p, sv, sh } = radiationOf(mechanism, ray);
  const { meanRadiation } = PHASES[phase];
  if (phase === "P") return [patternShelf(p / meanRadiation), even, even];
  return [patternShelf((sv * Math.SQRT2) / meanRadiation), patternShelf((sh * Math.SQRT2) / meanRadiation), even];
}

function patternShelf(ratio: number): Section {
  const low = Math.max(LEAST_PATTERN, Math.abs(ratio));
  const centre = warped(PATTERN_HZ);
  const { b0, b1, a1 } = sectionOf(centre * Math.sqrt(low), centre / Math.sqrt(low));
  return { b0: low * b0, b1: low * b1, a1 };
}

/** Rows up, north, east; columns L and twice scattered for P, SV, SH and scattered for S. */
function mixOf(phase: Phase, slownessSKm: number, awayDeg: number): number[] {
  const [away, sinUp] = [(awayDeg * Math.PI) / 180, Math.min(0.95, slownessSKm * PHASES[phase].surfaceSpeedKmS)];
  const [cos, sin, cosUp] = [Math.cos(away), Math.sin(away), Math.sqrt(1 - sinUp * sinUp)];
  const scattered = SCATTERED[phase];
  if (phase === "P")
    return [cosUp, 0, 0, sinUp * cos, scattered * cos, -scattered * sin, sinUp * sin, scattered * sin, scattered * cos];
  const half = Math.SQRT1_2;
  return [-sinUp * half, 0, scattered, cosUp * cos * half, -sin * half, 0, cosUp * sin * half, cos * half, 0];
}

interface Path {
  readonly shelves: Shelves;
  /** Squared amplitude at FIT_HZ. */
  readonly squares: readonly number[];
}

const paths = new Map<string, Path>();

/** Absorption and site together; places within 4 % of a distance share their filter. */
function pathOf(phase: Phase, hypocentralKm: number): Path {
  const step = Math.round(Math.log(Math.max(1, hypocentralKm)) / DISTANCE_STEP);
  const isFar = hypocentralKm > TELESEISMIC_FROM_KM;
  const key = `${phase} ${isFar ? "far" : step}`;
  const known = paths.get(key);
  if (known !== undefined) return known;
  const km = isFar ? hypocentralKm : Math.min(TELESEISMIC_FROM_KM, Math.exp(step * DISTANCE_STEP));
  const shelves = fitShelves((hz) => lnAbsorption(phase, km, hz) + lnSite(phase, hz));
  const path = { shelves, squares: FIT_HZ.map((hz) => amplitudeOf(shelves, hz) ** 2) };
  paths.set(key, path);
  return path;
}

/** What white noise of one power unit a hertz becomes, squared: twice, for both signs of the frequency. */
function bandwidthHz({ squares }: Path, corner: number): number {
  const perStep = Math.log((FIT_HZ[1] ?? 1) / (FIT_HZ[0] ?? 1));
  return squares.reduce((sum, square, i) => {
    const hz = FIT_HZ[i] ?? 0;
    const brune = warped(hz) ** 2 / (warped(hz) ** 2 + corner ** 2);
    return sum + 2 * square * brune * brune * hz * perStep;
  }, 0);
}
