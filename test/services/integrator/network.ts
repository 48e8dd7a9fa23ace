// Synthetic networks and the picks and shaking they would send: iasp91 arrivals, Kuyuk–Allen amplitudes, seeded chance.

import { integratorTable } from "../../../services/integrator/config.ts";
import { Region, type RegionOptions } from "../../../services/integrator/region.ts";
import type { SeismicEvent } from "../../../shared/contracts/event.ts";
import type { World } from "../../../shared/contracts/mode.ts";
import type { Motion } from "../../../shared/contracts/motion.ts";
import type { Pick } from "../../../shared/contracts/pick.ts";
import { readConfig } from "../../../shared/runtime/config.ts";
import { destination, distanceKm, type Place } from "../../../shared/seismo/geodesy.ts";
import { pgvAt } from "../../../shared/seismo/gmpe.ts";
import { intensityAt } from "../../../shared/seismo/ipe.ts";
import { travelTimeS } from "../../../shared/seismo/travelTime.ts";

export const WORLD: World = { mode: "simulation", run: "test" };
export const START_MS = Date.UTC(2026, 0, 5, 12);
const LATENCY_MS = 300;

export type Network = ReadonlyMap<string, Place>;

export interface Quake extends Place {
  readonly depthKm: number;
  readonly magnitude: number;
  readonly originMs: number;
}

/** One thing that reaches the integrator. */
export type Step =
  | { readonly atMs: number; readonly pick: Pick }
  | { readonly atMs: number; readonly entry: Motion["stations"][number] };

/** Repeatable chance (mulberry32). */
export function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export function gauss(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** `columns` × `rows` stations about a centre, each a fifth of the spacing off its place. */
export function gridNetwork(of: {
  centre: Place;
  columns: number;
  rows: number;
  spacingKm: number;
  name?: string;
}): Network {
  const random = chance(of.columns * 1000 + of.rows * 10 + of.spacingKm);
  const stations = new Map<string, Place>();
  for (let i = 0; i < of.columns; i += 1) {
    for (let j = 0; j < of.rows; j += 1) {
      const east = (i - (of.columns - 1) / 2 + (random() - 0.5) * 0.4) * of.spacingKm;
      const north = (j - (of.rows - 1) / 2 + (random() - 0.5) * 0.4) * of.spacingKm;
      const azimuth = (Math.atan2(east, north) * 180) / Math.PI;
      stations.set(`${of.name ?? "XX"}_${i}${j}`, destination(of.centre, azimuth, Math.hypot(east, north)));
    }
  }
  return stations;
}

export function pickOf(of: Partial<Pick> & { stationId: string; timeMs: number }): Pick {
  const { stationId, phase = "P" } = of;
  const timeMs = Math.round(of.timeMs);
  return {
    ...WORLD,
    pickId: `${WORLD.mode}:${WORLD.run}/${stationId}/${phase}/${timeMs}`,
    update: 0,
    phase,
    phaseProbability: 0.95,
    uncertaintyS: 0.1,
    snr: 30,
    windowS: 0.6,
    pdM: 1e-5,
    pvMps: 1e-4,
    paMps2: 1e-2,
    pgaMps2: 1e-2,
    pgvMps: 1e-4,
    noisePdM: 1e-7,
    knownMs: timeMs + 600,
    receivedMs: timeMs + 600 + LATENCY_MS,
    ...of,
    timeMs,
  };
}

/** A P pick a station within reach and its updates, one a second for three seconds. */
export function picksOf(
  quake: Quake,
  network: Network,
  options: { sigmaS?: number; seed?: number; reachKm?: number } = {},
): Step[] {
  const { sigmaS = 0.2, seed = 1, reachKm = 180 } = options;
  const random = chance(seed);
  return [...network].flatMap(([stationId, place]) => {
    const km = distanceKm(quake, place);
    if (km > reachKm) return [];
    const timeMs = quake.originMs + 1000 * (travelTimeS("P", km, quake.depthKm) + sigmaS * gauss(random));
    const pdM = pdOf(quake.magnitude, km) * 10 ** (0.25 * gauss(random));
    return [0, 1, 2, 3].map((update) => {
      const windowS = 0.6 + update;
      const grown = { pdM: pdM * (0.5 + update / 6), windowS, update };
      const receivedMs = Math.round(timeMs + 1000 * windowS + LATENCY_MS);
      const pick = pickOf({
        stationId,
        timeMs,
        ...grown,
        receivedMs,
        knownMs: receivedMs - LATENCY_MS,
        uncertaintyS: sigmaS,
      });
      return { atMs: receivedMs, pick };
    });
  });
}

/** Peak displacement that Kuyuk & Allen (2013) expect, metres. */
export function pdOf(magnitude: number, km: number): number {
  return 10 ** ((magnitude - 5.39 - 1.38 * Math.log10(Math.max(5, km))) / 1.23) / 100;
}

/** Every station's seconds from `fromS` to `toS` after the start: quiet, or shaken by the quakes from S on. */
export function motionOf(network: Network, of: { fromS: number; toS: number; quakes?: readonly Quake[] }): Step[] {
  const steps: Step[] = [];
  for (let second = of.fromS; second < of.toS; second += 1) {
    for (const [stationId, place] of network) {
      const timeMs = START_MS + second * 1000;
      const shaken = (of.quakes ?? []).map((quake) => shakingOf(quake, place, timeMs));
      const pgvs = (of.quakes ?? []).map((quake) => pgvOf(quake, place, timeMs));
      const entry = {
        stationId,
        timeMs,
        pgaMps2: 0.001,
        pgvMps: Math.max(0.0001, ...pgvs),
        intensity: Math.max(1, ...shaken),
        watermarkMs: timeMs + 999,
      };
      steps.push({ atMs: timeMs + 999 + LATENCY_MS, entry });
    }
  }
  return steps;
}

function shakingOf(quake: Quake, place: Place, timeMs: number): number {
  if (!isShaking(quake, place, timeMs)) return 1;
  return intensityAt({ magnitude: quake.magnitude, hypocentralKm: hypocentralKm(quake, place) });
}

function pgvOf(quake: Quake, place: Place, timeMs: number): number {
  if (!isShaking(quake, place, timeMs)) return 0;
  return pgvAt({ magnitude: quake.magnitude, hypocentralKm: hypocentralKm(quake, place) });
}

function isShaking(quake: Quake, place: Place, timeMs: number): boolean {
  const sMs = quake.originMs + 1000 * travelTimeS("S", distanceKm(quake, place), quake.depthKm);
  return timeMs >= sMs && timeMs <= sMs + 8000;
}

function hypocentralKm(quake: Quake, place: Place): number {
  return Math.hypot(distanceKm(quake, place), quake.depthKm);
}

export function regionOf(network: Network, more: Partial<RegionOptions> = {}): Region {
  const settings = readConfig(integratorTable, {});
  return new Region({ world: WORLD, settings, placeOf: (stationId) => network.get(stationId), ...more });
}

/** In the order of receipt; motion entries one by one, or gathered as `batchMs` says. */
export function play(region: Region, steps: readonly Step[], batch = 1): SeismicEvent[] {
  const sorted = [...steps].sort((a, b) => a.atMs - b.atMs);
  const versions: SeismicEvent[] = [];
  let waiting: Motion["stations"][number][] = [];
  const flush = () => {
    if (waiting.length > 0) versions.push(...region.pushMotion({ ...WORLD, stations: waiting }));
    waiting = [];
  };
  for (const step of sorted) {
    if ("entry" in step) {
      waiting.push(step.entry);
      if (waiting.length >= batch) flush();
    } else {
      flush();
      versions.push(...region.pushPick(step.pick));
    }
  }
  flush();
  return versions;
}
