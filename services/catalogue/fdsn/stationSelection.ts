// Which of the registered stations a query selects, and what is told of their channels.
import { setImmediate } from "node:timers/promises";
import type { Station } from "../../../shared/contracts/station.ts";
import { AnyOf, type Wanted } from "./anyOf.ts";
import { channelsOf, type ToldChannel } from "./channelCodes.ts";
import { BLANK, type ChannelCodes } from "./channelParameters.ts";
import { isInRegion } from "./region.ts";
import type { StationQuery, StationRequest } from "./stationParameters.ts";

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
    const [first, second] = [base.of(station.stationId), listed.of(station.stationId)];
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

function isIn(any: readonly Wanted<ChannelCodes>[], { code }: ToldChannel): boolean {
  return any.some(({ location, channel }) => location.has(BLANK) && channel.has(code));
}

/** Epochs are open on both sides: they begin before and end after any time. */
function isAsked(station: Station, query: StationQuery): boolean {
  if (query.startafter !== undefined || query.endbefore !== undefined) return false;
  if (query.updatedafter !== undefined && station.updatedMs <= query.updatedafter) return false;
  return isInRegion(station, query);
}
