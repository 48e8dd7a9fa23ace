// The source: seismic moment, stress, mechanism, and how the rupture runs (Brune, 1970; Motazedian & Atkinson, 2005).
import { destination } from "../../shared/seismo/geodesy.ts";
import type { Quake, Rupture } from "../quake.ts";
import { gaussian, randomOf } from "../random.ts";
import { PHASES } from "./crust.ts";
import { type Mechanism, someMechanism } from "./mechanism.ts";
import type { Hypocentre } from "./ray.ts";

/** A piece of the rupture. */
export interface Piece extends Hypocentre {
  readonly delayS: number;
  /** Of the energy at high frequency; together 1. */
  readonly share: number;
  readonly durationS: number;
  /** Of what has broken so far, against the whole earthquake's: the less, the higher. */
  readonly cornerFactor: number;
}

export interface Source {
  readonly momentNm: number;
  readonly cornerHz: number;
  /** Undefined: an explosion, alike in all directions. */
  readonly mechanism: Mechanism | undefined;
  /** S against what an earthquake of this size has. */
  readonly shearFactor: number;
  /** No place is nearer to all of a piece than this. */
  readonly sizeKm: number;
  /** In the order they break. */
  readonly pieces: readonly Piece[];
}

const STRESS_PA = 8.5e6;
/** Small earthquakes break more gently, ln a magnitude below M 5.2 (after Yenier & Atkinson, 2015; Chiou et al., 2010). */
const GENTLER = { belowM: 5.2, lnPerMagnitude: 0.9 } as const;
/** Between earthquakes, in ln: scatters PGA by two thirds of it. */
const STRESS_SIGMA = 0.5;
const BLAST_STRESS_PA = 1e6;
const BLAST_SHEAR = 0.2;
const FINITE_FROM_M = 6.5;
/** Share of the speed of S. */
const RUPTURE_SPEED = 0.8;
/** Time that a source without length takes to break, in 1/corner. */
const GROWTH_LENGTHS = 1.5;
const GROWTH_PIECES = 5;
const PIECE_KM = 8;
const ONE_WAY = 0.6;
const NEAR_END = 0.15;
const MOST_PIECES = 24;
const SHOTS = 10;
const SHOT_EVERY_S = 0.042;

const known = new WeakMap<Quake, Source>();

/** The same for every station. */
export function sourceOf(quake: Quake): Source {
  const source = known.get(quake) ?? (quake.kind === "blast" ? blastOf(quake) : earthquakeOf(quake));
  known.set(quake, source);
  return source;
}

function earthquakeOf(quake: Quake): Source {
  const random = randomOf(quake.seed, "source");
  const gentler = GENTLER.lnPerMagnitude * Math.min(0, quake.magnitude - GENTLER.belowM);
  const stressPa = STRESS_PA * Math.exp(STRESS_SIGMA * gaussian(random) + gentler);
  const mechanism = quake.mechanism ?? someMechanism(random, quake.rupture?.strikeDeg);
  const momentNm = momentOf(quake.magnitude);
  const cornerHz = cornerOf(momentNm, stressPa);
  const rupture =
    quake.rupture ??
    (quake.magnitude < FINITE_FROM_M
      ? undefined
      : {
          // Subsurface length, all kinds of slip (Wells & Coppersmith, 1994).
          lengthKm: 10 ** (-2.44 + 0.59 * quake.magnitude),
          strikeDeg: mechanism.strikeDeg,
          speedKmS: (RUPTURE_SPEED * PHASES.S.speedMps) / 1000,
        });
  if (rupture === undefined) {
    const pieces = growthOf(quake, GROWTH_LENGTHS / cornerHz);
    return { momentNm, cornerHz, mechanism, shearFactor: 1, sizeKm: sizeOf(quake.magnitude), pieces };
  }
  const pieces = piecesOf(quake, rupture);
  return { momentNm, cornerHz, mechanism, shearFactor: 1, sizeKm: PIECE_KM, pieces };
}

/** Holes fired one after the other; no slip, little shear (Stump et al., 2002, describe such delays). */
function blastOf(quake: Quake): Source {
  const random = randomOf(quake.seed, "source");
  const momentNm = momentOf(quake.magnitude);
  const cornerHz = cornerOf(momentNm, BLAST_STRESS_PA);
  const pieces = Array.from({ length: SHOTS }, (_, i) => ({
    ...placeOf(quake),
    delayS: i * SHOT_EVERY_S + 0.004 * random(),
    share: 1 / SHOTS,
    durationS: 0.3 / cornerHz,
    cornerFactor: 1,
  }));
  return { momentNm, cornerHz, mechanism: undefined, shearFactor: BLAST_SHEAR, sizeKm: 0.1, pieces };
}

/** From the hypocentre along the strike: one way where that is told, else one way or both, as the seed says. */
function piecesOf(quake: Quake, { lengthKm, strikeDeg, speedKmS }: Rupture): Piece[] {
  const random = randomOf(quake.seed, "rupture");
  const isTold = quake.rupture !== undefined;
  const heading = isTold || random() < 0.5 ? strikeDeg : strikeDeg + 180;
  const startKm = isTold ? 0 : lengthKm * (random() < ONE_WAY ? NEAR_END : 0.5);
  const count = Math.max(1, Math.min(MOST_PIECES, Math.ceil(lengthKm / PIECE_KM)));
  const slips = Array.from({ length: count }, () => Math.exp(0.5 * gaussian(random)));
  const total = slips.reduce((sum, slip) => sum + slip, 0);
  const unordered = slips.map((slip, i) => {
    const alongKm = ((i + 0.5) * lengthKm) / count - startKm;
    const place = destination(quake, alongKm < 0 ? heading + 180 : heading, Math.abs(alongKm));
    const delayS = Math.max(0, Math.abs(alongKm) - lengthKm / count / 2) / speedKmS;
    return { ...place, depthKm: quake.depthKm, delayS, share: slip / total, durationS: lengthKm / count / speedKmS };
  });
  return withCorners(unordered.toSorted((a, b) => a.delayS - b.delayS)).map((piece, i) =>
    i === 0 ? { ...piece, ...placeOf(quake), delayS: 0 } : piece,
  );
}

/** A crack that grows evenly in all directions from one point: its corner sinks as one over the time. */
function growthOf(quake: Quake, durationS: number): Piece[] {
  const lengths = Array.from({ length: GROWTH_PIECES }, (_, i) => (i + 1) / GROWTH_PIECES);
  const scale = lengths.reduce((sum, length) => sum + length ** 4 / GROWTH_PIECES, 0) ** (1 / 4);
  return lengths.map((length, i) => ({
    ...placeOf(quake),
    delayS: (i * durationS) / GROWTH_PIECES,
    share: 1 / GROWTH_PIECES,
    durationS: durationS / GROWTH_PIECES,
    cornerFactor: scale / length,
  }));
}

/** Corners that sink as it breaks would lose moment: with all of them lower by `scale` the whole has its own again. */
function withCorners(pieces: readonly Omit<Piece, "cornerFactor">[]): Piece[] {
  let broken = 0;
  const sums = pieces.map(({ share }) => {
    broken += share;
    return broken;
  });
  const scale = pieces.reduce((sum, { share }, i) => sum + share * (sums[i] ?? 1) ** (4 / 3), 0) ** (1 / 4);
  return pieces.map((piece, i) => ({ ...piece, cornerFactor: scale * (sums[i] ?? 1) ** (-1 / 3) }));
}

function placeOf({ latitudeDeg, longitudeDeg, depthKm }: Quake): Hypocentre {
  return { latitudeDeg, longitudeDeg, depthKm };
}

function momentOf(magnitude: number): number {
  return 10 ** (1.5 * magnitude + 9.1);
}

function cornerOf(momentNm: number, stressPa: number): number {
  return 0.49 * PHASES.S.speedMps * Math.cbrt(stressPa / momentNm);
}

/** Saturation near a source as large as this (Yenier & Atkinson, 2014). */
function sizeOf(magnitude: number): number {
  return 10 ** (-0.405 + 0.235 * magnitude);
}
