// Earthquakes that never happened, thought through at the start in a world of their own: code that has run is compiled, so
// that the first real event of a process is as fast as the tenth. Nothing of it leaves this file.
import { events, type SeismicEvent } from "../../shared/contracts/event.ts";
import type { World } from "../../shared/contracts/mode.ts";
import { type Motion, motions } from "../../shared/contracts/motion.ts";
import { type Pick, picks } from "../../shared/contracts/pick.ts";
import type { Topic } from "../../shared/contracts/topic.ts";
import { destination, distanceKm, type Place } from "../../shared/seismo/geodesy.ts";
import { pgvAt } from "../../shared/seismo/gmpe.ts";
import { intensityAt } from "../../shared/seismo/ipe.ts";
import { travelTimeS } from "../../shared/seismo/travelTime.ts";
import type { Settings } from "./config.ts";
import { Region } from "./region.ts";

const WORLD: World = { mode: "simulation", run: "warm-up" };
const CENTRE: Place = { latitudeDeg: 0, longitudeDeg: 0 };
const START_MS = Date.UTC(2000, 0, 1);
const DEPTH_KM = 12;
const [COLUMNS, SPACING_KM] = [12, 12];
/** A small one, and a large one some way off the first. */
const QUAKES = [
  { magnitude: 4.6, eastKm: 20 },
  { magnitude: 6.2, eastKm: -25 },
] as const;
const [QUIET_S, FOLLOWED_S] = [3, 22];
const WINDOWS_S = [0.6, 1, 2, 3, 4];
/** Between a sample and its being heard of. */
const LATENCY_MS = 300;

interface Station {
  readonly stationId: string;
  readonly place: Place;
  readonly km: number;
  readonly pMs: number;
  readonly sMs: number;
}

let isWarm = false;

/** Traces travel times and compiles, about a second, the first time in a process. @returns how many versions were made, to see that it worked. */
export function warmUp(settings: Settings): number {
  for (const phase of ["P", "S"] as const) travelTimeS(phase, 0, 0);
  if (isWarm) return 0;
  isWarm = true;
  return QUAKES.reduce((versions, quake) => versions + rehearse(settings, quake), 0);
}

function rehearse(settings: Settings, { magnitude, eastKm }: (typeof QUAKES)[number]): number {
  const stations = networkAround(destination(CENTRE, 90, eastKm));
  const places = new Map(stations.map(({ stationId, place }) => [stationId, place]));
  const region = new Region({ world: WORLD, settings, placeOf: (stationId) => places.get(stationId) });
  const onsets = stations
    .flatMap((station, i) => WINDOWS_S.map((_, update) => pickOf(station, { i, update, magnitude })))
    .sort((a, b) => a.receivedMs - b.receivedMs);
  let [versions, next] = [0, 0];
  for (let second = -QUIET_S; second < FOLLOWED_S; second += 1) {
    const untilMs = START_MS + 1000 * second;
    for (let pick = onsets[next]; pick !== undefined && pick.receivedMs <= untilMs; pick = onsets[next]) {
      versions += told(region.pushPick(asIfReceived(picks, pick)));
      next += 1;
    }
    for (const station of stations) {
      const entry = entryOf(station, untilMs, magnitude);
      versions += told(region.pushMotion(asIfReceived(motions, { ...WORLD, stations: [entry] })));
    }
  }
  region.snapshot();
  return versions;
}

/** Through its bytes: writing, reading and checking them is to be compiled as well. */
function asIfReceived<T>(topic: Topic<T>, message: T): T {
  return topic.decode(topic.encode(message));
}

function told(versions: readonly SeismicEvent[]): number {
  for (const version of versions) asIfReceived(events, version);
  return versions.length;
}

/** A grid, so that the source lies inside. */
function networkAround(source: Place): Station[] {
  return Array.from({ length: COLUMNS * COLUMNS }, (_, i) => {
    const east = ((i % COLUMNS) - COLUMNS / 2) * SPACING_KM;
    const north = (Math.floor(i / COLUMNS) - COLUMNS / 2) * SPACING_KM;
    const place = destination(CENTRE, (Math.atan2(east, north) * 180) / Math.PI, Math.hypot(east, north));
    const km = distanceKm(source, place);
    const [pMs, sMs] = (["P", "S"] as const).map((phase) => START_MS + 1000 * travelTimeS(phase, km, DEPTH_KM));
    return { stationId: `WU_${i}`, place, km, pMs: pMs ?? 0, sMs: sMs ?? 0 };
  });
}

/** Onsets are off by up to a quarter of a second, as if by chance. */
function pickOf(station: Station, of: { i: number; update: number; magnitude: number }): Pick {
  const { stationId, pMs, km } = station;
  const { i, update, magnitude } = of;
  const windowS = WINDOWS_S[update] ?? 0;
  const timeMs = Math.round(pMs + 250 * Math.sin(i));
  const pdM = 10 ** ((magnitude - 5.39 - 1.38 * Math.log10(Math.max(5, km))) / 1.23 - 2) * (0.5 + 0.1 * update);
  const knownMs = Math.round(timeMs + 1000 * windowS);
  return {
    ...WORLD,
    pickId: `${stationId}/P/${timeMs}`,
    update,
    stationId,
    phase: "P",
    phaseProbability: 0.95,
    timeMs,
    uncertaintyS: 0.1,
    snr: 30,
    windowS,
    pdM,
    pvMps: 10 * pdM,
    paMps2: 100 * pdM,
    pgaMps2: 100 * pdM,
    pgvMps: 10 * pdM,
    noisePdM: pdM / 100,
    knownMs,
    receivedMs: knownMs + LATENCY_MS,
  };
}

function entryOf(station: Station, timeMs: number, magnitude: number): Motion["stations"][number] {
  const { stationId, km, sMs } = station;
  const hypocentralKm = Math.hypot(km, DEPTH_KM);
  const isShaken = timeMs >= sMs;
  return {
    stationId,
    timeMs: timeMs - 1000,
    pgaMps2: isShaken ? 0.1 : 1e-3,
    pgvMps: isShaken ? pgvAt({ magnitude, hypocentralKm }) : 1e-5,
    intensity: isShaken ? intensityAt({ magnitude, hypocentralKm }) : 1,
    watermarkMs: timeMs - LATENCY_MS,
  };
}
