// A record section: waveforms by distance, with what should and what did arrive; made station by station, never in one go.
import { setImmediate } from "node:timers/promises";
import { channelOfCode } from "../../../shared/contracts/channelOfCode.ts";
import type { Arrival, Origin, SeismicEvent } from "../../../shared/contracts/event.ts";
import { azimuthDeg, distanceKm } from "../../../shared/seismo/geodesy.ts";
import { travelTimeS } from "../../../shared/seismo/travelTime.ts";
import { accelerationOf, type StoredWaveform } from "./acceleration.ts";
import type { EventStation } from "./eventStations.ts";
import { type LowHigh, lowHighOf, peakOf } from "./lowHigh.ts";

export const COMPONENTS = ["Z", "N", "E"] as const;

export interface SectionAsk {
  readonly component: (typeof COMPONENTS)[number];
  readonly stations: number;
}

export interface SectionStation {
  readonly stationId: string;
  readonly name: string;
  readonly channel: string;
  readonly distanceKm: number;
  readonly azimuthDeg: number;
  /** When P and S should arrive, from the newest version. */
  readonly pMs: number;
  readonly sMs: number;
  /** What 1000 in its pieces stands for. */
  readonly peakMps2: number;
  readonly pieces: readonly LowHigh[];
  readonly arrivals: readonly Pick<Arrival, "phase" | "timeMs" | "residualS" | "weight">[];
}

export interface RecordSection {
  readonly eventId: string;
  readonly version: number;
  readonly origin: Origin;
  readonly component: SectionAsk["component"];
  readonly fromMs: number;
  readonly toMs: number;
  /** Seconds from the origin to P and S at 0, stepKm, 2·stepKm … */
  readonly curves: { readonly stepKm: number; readonly pS: readonly number[]; readonly sS: readonly number[] };
  readonly stations: readonly SectionStation[];
  /** Stations further away that have waveforms too. */
  readonly more: number;
}

export interface Section {
  readonly event: SeismicEvent;
  readonly stations: ReadonlyMap<string, EventStation>;
  /** Pieces of some stations between two times. */
  readonly read: (stationIds: readonly string[]) => Promise<readonly StoredWaveform[]>;
  /** Ids of all that have any waveform between these times. */
  readonly kept: ReadonlySet<string>;
  readonly fromMs: number;
  readonly toMs: number;
}

/** So many steps a trace, whatever its length: more than a screen has columns. */
const STEPS = 1500;
const READ_AT_ONCE = 4;
const CURVE_POINTS = 60;

export async function recordSection(section: Section, ask: SectionAsk): Promise<RecordSection> {
  const { event, stations, kept, fromMs, toMs } = section;
  const near = [...stations.values()]
    .filter(({ stationId, channels }) => kept.has(stationId) && channels.some((c) => c.component === ask.component))
    .map((station) => ({ station, km: distanceKm(event.origin, station) }))
    .sort((a, b) => a.km - b.km);
  const chosen = near.slice(0, ask.stations);
  const drawn: SectionStation[] = [];
  for (let from = 0; from < chosen.length; from += READ_AT_ONCE) {
    const some = chosen.slice(from, from + READ_AT_ONCE);
    const read = await section.read(some.map(({ station }) => station.stationId));
    for (const { station } of some) {
      const one = drawnOf(section, { station, component: ask.component, read });
      if (one !== undefined) drawn.push(one);
      await setImmediate();
    }
  }
  const farthestKm = Math.max(10, drawn.at(-1)?.distanceKm ?? 0);
  const { eventId, version, origin } = event;
  const head = { eventId, version, origin, component: ask.component, fromMs, toMs };
  return {
    ...head,
    curves: curvesOf(origin.depthKm, farthestKm * 1.05),
    stations: drawn,
    more: near.length - chosen.length,
  };
}

interface Drawn {
  readonly station: EventStation;
  readonly component: SectionAsk["component"];
  readonly read: readonly StoredWaveform[];
}

function drawnOf({ event, fromMs, toMs }: Section, of: Drawn): SectionStation | undefined {
  const { station } = of;
  const { channel, stored } = channelOf(of);
  const [first] = stored;
  if (channel === undefined || first === undefined) return undefined;
  const { origin } = event;
  const km = distanceKm(origin, station);
  const at = (phase: "P" | "S") => origin.timeMs + travelTimeS(phase, km, origin.depthKm) * 1000;
  const pMs = at("P");
  const waves = stored.map((one) => accelerationOf(one, channel, pMs - QUIET_BEFORE_P_MS));
  const peakMps2 = Math.max(...waves.map(({ samples }) => peakOf(samples))) || 1e-9;
  return {
    ...{ stationId: station.stationId, name: station.name ?? "", channel: first.channel },
    ...{ distanceKm: km, azimuthDeg: azimuthDeg(origin, station), pMs, sMs: at("S"), peakMps2 },
    pieces: waves.map((wave) => lowHighOf(wave, (toMs - fromMs) / STEPS, peakMps2)),
    arrivals: event.arrivals
      .filter(({ stationId }) => stationId === station.stationId)
      .map(({ phase, timeMs, residualS, weight }) => ({ phase, timeMs, residualS, weight })),
  };
}

/** Where a component has two instruments, the accelerometer. */
function channelOf({ station, component, read }: Drawn) {
  const own = read.filter(({ stationId }) => stationId === station.stationId);
  const found = own.flatMap((stored) => {
    const channel = channelOfCode(stored.channel, station.channels);
    return channel?.component === component ? [{ channel, stored }] : [];
  });
  const channel = (found.find((one) => one.channel.unit === "m/s2") ?? found[0])?.channel;
  return { channel, stored: found.filter((one) => one.channel === channel).map(({ stored }) => stored) };
}

/** The origin may be wrong by this: what is before surely is no wave. */
const QUIET_BEFORE_P_MS = 2000;

function curvesOf(depthKm: number, toKm: number): RecordSection["curves"] {
  const stepKm = toKm / CURVE_POINTS;
  const times = (phase: "P" | "S") =>
    Array.from({ length: CURVE_POINTS + 1 }, (_, i) => {
      return Math.round(travelTimeS(phase, i * stepKm, Math.max(0, depthKm)) * 1000) / 1000;
    });
  return { stepKm, pS: times("P"), sS: times("S") };
}
