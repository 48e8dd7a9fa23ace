// Which of the registered stations a query selects, and what is told of their channels.
import { setImmediate } from "node:timers/promises";
import type { Station } from "../../../shared/contracts/station.ts";
import { AnyOf, type Wanted } from "./anyOf.ts";
import { channelsOf, type ToldChannel } from "./channelCodes.ts";
import { BLANK, type ChannelCodes } from "./channelParameters.ts";
import { isInRegion } from "./region.ts";
import type { StationQuery, StationRequest, TimeSpan } from "./stationParameters.ts";

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
  /** Since when each network has had a station whose beginning is known. */
  readonly beganMs: ReadonlyMap<string, number>;
}

type Line = ChannelCodes & TimeSpan;

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
  const [totals, beganMs] = [new Map<string, number>(), new Map<string, number>()];
  const stations: ToldStation[] = [];
  let looked = 0;
  for (const station of all) {
    looked += 1;
    if (looked % AT_ONCE === 0) await setImmediate();
    if (station.mode !== "live") continue;
    const [network = "", code = ""] = station.stationId.split("_");
    totals.set(network, (totals.get(network) ?? 0) + 1);
    beganMs.set(network, earlier(beganMs.get(network), station.createdMs));
    if (!isAsked(station, query)) continue;
    const told = { network, code, station, channels: channelsOf(station) };
    const [first, second] = [base, listed].map((any) => atTheTime(any.of(station.stationId), station));
    const channels = told.channels.filter((channel) => isIn(first, channel) && isIn(second, channel));
    if (channels.length > 0) stations.push({ ...told, channels });
    if (stations.length > most) break;
  }
  const isCountedOnly = query.level === "network";
  return { stations: isCountedOnly ? stations : stations.sort(byStation), totals, beganMs };
}

function earlier(ms: number | undefined, other: number | undefined): number {
  return Math.min(ms ?? Number.POSITIVE_INFINITY, other ?? Number.POSITIVE_INFINITY);
}

function byStation(a: ToldStation, b: ToldStation): number {
  return a.station.stationId < b.station.stationId ? -1 : 1;
}

function atTheTime(any: readonly Wanted<Line>[], station: Station): readonly Wanted<Line>[] {
  return any.filter(({ line }) => isDuring(station, line));
}

/** Whether its epoch touches the time; one whose beginning nobody knows has always been there. */
function isDuring({ createdMs, removedMs }: Station, { starttime, endtime }: TimeSpan): boolean {
  const isOver = starttime !== undefined && removedMs !== undefined && removedMs < starttime;
  return !isOver && !(endtime !== undefined && createdMs !== undefined && createdMs > endtime);
}

function isIn(any: readonly Wanted<Line>[] = [], { code }: ToldChannel): boolean {
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
