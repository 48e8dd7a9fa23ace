// Which of the registered stations a query selects, and what is told of their channels.
import { setImmediate } from "node:timers/promises";
import type { Channel, Station } from "../../../shared/contracts/station.ts";
import { isInRegion } from "./region.ts";
import {
  BLANK,
  type ChannelCodes,
  type StationQuery,
  type StationRequest,
  type TimeSpan,
} from "./stationParameters.ts";
import { Codes, isPattern } from "./wildcard.ts";

export interface ToldChannel {
  /** SEED's; made from rate, unit and component where the device only names an axis. */
  readonly code: string;
  readonly channel: Channel;
}

export interface ToldStation {
  readonly network: string;
  readonly code: string;
  readonly station: Station;
  readonly channels: readonly ToldChannel[];
}

export interface Selection {
  /** By network and code. */
  readonly stations: readonly ToldStation[];
  /** How many stations each network has in all. */
  readonly totals: ReadonlyMap<string, number>;
}

/** So many are looked at before alarms in the same process get their turn. */
const AT_ONCE = 200;

/** @param most when more are selected the rest is not looked for */
export async function selectStations(
  all: Iterable<Station>,
  { query, lines }: StationRequest,
  most: number,
): Promise<Selection> {
  const base = new AnyOf([query]);
  const listed = lines.length === 0 ? base : new AnyOf(lines);
  const totals = new Map<string, number>();
  const stations: ToldStation[] = [];
  let looked = 0;
  for (const station of all) {
    looked += 1;
    if (looked % AT_ONCE === 0) await setImmediate();
    if (station.mode !== "live") continue;
    const [network = "", code = ""] = station.stationId.split("_");
    totals.set(network, (totals.get(network) ?? 0) + 1);
    if (!isAsked(station, query)) continue;
    const told = { network, code, station, channels: channelsOf(station) };
    const [first, second] = [base.of(told), listed.of(told)];
    const channels = told.channels.filter((channel) => isIn(first, channel) && isIn(second, channel));
    if (channels.length > 0) stations.push({ ...told, channels });
    if (stations.length > most) break;
  }
  const isCountedOnly = query.level === "network";
  return { stations: isCountedOnly ? stations : stations.sort(byStation), totals };
}

function byStation(a: ToldStation, b: ToldStation): number {
  return a.station.stationId < b.station.stationId ? -1 : 1;
}

interface Wanted {
  readonly network: Codes;
  readonly station: Codes;
  readonly location: Codes;
  readonly channel: Codes;
  readonly during: TimeSpan;
}

/** Lines of codes, of which a station matches some; those that name a station are looked up. */
class AnyOf {
  readonly #named = new Map<string, Wanted[]>();
  readonly #others: Wanted[] = [];

  constructor(lines: readonly (ChannelCodes & TimeSpan)[]) {
    for (const { network, station, location, channel, starttime, endtime } of lines) {
      const wanted = {
        network: new Codes(network),
        station: new Codes(station),
        location: new Codes(location),
        channel: new Codes(channel),
        during: { starttime, endtime },
      };
      const name = nameOf(network, station);
      const same = this.#named.get(name);
      if (name === "") this.#others.push(wanted);
      else if (same === undefined) this.#named.set(name, [wanted]);
      else same.push(wanted);
    }
  }

  of({ network, code, station }: ToldStation): readonly Wanted[] {
    const others = this.#others.filter((wanted) => wanted.network.has(network) && wanted.station.has(code));
    const named = this.#named.get(station.stationId) ?? [];
    return [...named, ...others].filter(({ during }) => isDuring(station, during));
  }
}

/** "XX_AAA", or "" where more than one station may be meant. */
function nameOf(
  [network, ...networks]: readonly string[] = [],
  [station, ...stations]: readonly string[] = [],
): string {
  if (network === undefined || station === undefined || networks.length + stations.length > 0) return "";
  return isPattern(network) || isPattern(station) ? "" : `${network}_${station}`;
}

function isIn(any: readonly Wanted[], { code }: ToldChannel): boolean {
  return any.some(({ location, channel }) => location.has(BLANK) && channel.has(code));
}

function isAsked(station: Station, query: StationQuery): boolean {
  const { startbefore, startafter, endbefore, endafter, updatedafter } = query;
  const [startMs, endMs] = [
    station.createdMs ?? Number.NEGATIVE_INFINITY,
    station.removedMs ?? Number.POSITIVE_INFINITY,
  ];
  if (startbefore !== undefined && startMs >= startbefore) return false;
  if (startafter !== undefined && startMs <= startafter) return false;
  if (endbefore !== undefined && endMs >= endbefore) return false;
  if (endafter !== undefined && endMs <= endafter) return false;
  if (updatedafter !== undefined && station.updatedMs <= updatedafter) return false;
  return isInRegion(station, query);
}

/** Whether its epoch touches the time; one whose beginning nobody knows has always been there. */
function isDuring({ createdMs, removedMs }: Station, { starttime, endtime }: TimeSpan): boolean {
  const isOver = starttime !== undefined && removedMs !== undefined && removedMs < starttime;
  return !isOver && !(endtime !== undefined && createdMs !== undefined && createdMs > endtime);
}

const SEED = /^[A-Z][A-Z][A-Z0-9]$/;

function channelsOf({ channels, sampleRateHz }: Station): readonly ToldChannel[] {
  return channels.map((channel) => ({ code: codeOf(channel, sampleRateHz), channel }));
}

/** Band by rate, N for an accelerometer, H for a velocity sensor, and the component [SEED 2.4, appendix A]. */
function codeOf({ code, unit, component }: Channel, sampleRateHz: number): string {
  if (SEED.test(code)) return code;
  return `${bandOf(sampleRateHz)}${unit === "m/s2" ? "N" : "H"}${component}`;
}

function bandOf(sampleRateHz: number): string {
  if (sampleRateHz >= 1000) return "F";
  if (sampleRateHz >= 250) return "C";
  if (sampleRateHz >= 80) return "H";
  if (sampleRateHz >= 10) return "B";
  return sampleRateHz > 1 ? "M" : "L";
}
