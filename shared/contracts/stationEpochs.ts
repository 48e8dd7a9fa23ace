// The claims of a list → one entry a station: the newest open epoch of station and channel wins, repetitions are told.
import type { ChannelClaim } from "./stationChannel.ts";
import { entryOf, type StationClaim, type StationEntry, stationIdOf, type Told } from "./stationEntry.ts";

interface Epoch {
  readonly startMs: number | undefined;
  readonly endMs: number | undefined;
}

const DAY_MS = 86_400_000;

/** Ends after `openMs` are no ends: lists write 2599-12-31 for a station that still stands. */
export function entriesOf(claims: Iterable<StationClaim>, openMs: number, told: Told): StationEntry[] {
  const stations: StationEntry[] = [];
  for (const group of groupsOf(claims, told)) {
    const claim = oneOf(
      group.map((each) => withOpenEnd(each, openMs)),
      told,
    );
    if (claim === undefined) continue;
    const entry = entryOf({ ...claim, channels: currentChannels(claim, openMs) }, told);
    if (typeof entry === "string") told({ where: claim.where, reason: entry });
    else stations.push(entry);
  }
  return stations;
}

/** Claims of the same station side by side, in the order in which each station first appears. */
function groupsOf(claims: Iterable<StationClaim>, told: Told): Iterable<StationClaim[]> {
  const groups = new Map<string, StationClaim[]>();
  for (const claim of claims) {
    const made = stationIdOf(claim);
    if (typeof made === "string") {
      told({ where: claim.where, reason: made });
      continue;
    }
    const group = groups.get(made.id);
    if (group === undefined) groups.set(made.id, [claim]);
    else group.push(claim);
  }
  return groups.values();
}

function oneOf(group: readonly StationClaim[], told: Told): StationClaim | undefined {
  const believed = group.length === 1 ? group : group.filter((claim) => isPlaced(claim, told));
  const isPart = believed.some((claim) => claim.isPart);
  const single = withoutRepeats(believed, isPart, told).sort(newestFirst);
  const newest = single[0];
  if (newest === undefined || single.length === 1 || !isPart) return newest;
  return { ...newest, channels: single.flatMap(({ channels }) => channels) };
}

/** A bad row must not stand for a station of which a good one speaks. */
function isPlaced(claim: StationClaim, told: Told): boolean {
  const entry = entryOf({ ...claim, channels: [], elevation: "", vs30: "", rate: "" }, told);
  if (typeof entry === "string") told({ where: claim.where, reason: entry });
  return typeof entry !== "string";
}

function withoutRepeats(group: readonly StationClaim[], isPart: boolean, told: Told): StationClaim[] {
  const seen = new Map<string, string>();
  return group.filter((claim) => {
    const channel = claim.channels[0];
    const key = [claim.startMs, claim.endMs, ...(isPart ? [channel?.location, channel?.code] : [])].join(" ");
    const first = seen.get(key);
    if (first === undefined) seen.set(key, claim.where);
    else {
      const made = stationIdOf(claim);
      const got = `${typeof made === "string" ? "" : made.id}${isPart ? ` channel ${channel?.code ?? ""}` : ""}`;
      told({ where: claim.where, reason: `station: got ${got} again, want it once; the first is at ${first}` });
    }
    return first === undefined;
  });
}

function withOpenEnd<E extends Epoch>(epoch: E, openMs: number): E {
  return epoch.endMs !== undefined && epoch.endMs > openMs ? { ...epoch, endMs: undefined } : epoch;
}

/** Epochs that still last come first, the one that began last before the others; of closed ones the one that ended last. */
function newestFirst(a: Epoch, b: Epoch): number {
  const endOf = (epoch: Epoch) => epoch.endMs ?? Number.MAX_VALUE;
  const startOf = (epoch: Epoch) => epoch.startMs ?? -Number.MAX_VALUE;
  return endOf(b) - endOf(a) || startOf(b) - startOf(a);
}

/** The newest epoch of every channel that lasts as long as its station. */
function currentChannels({ channels, endMs }: StationClaim, openMs: number): readonly ChannelClaim[] {
  const untilMs = endMs ?? Number.POSITIVE_INFINITY;
  const newest = new Map<string, ChannelClaim>();
  for (const channel of channels.map((each) => withOpenEnd(each, openMs)).sort(newestFirst)) {
    const key = `${channel.location.trim()} ${channel.code}`;
    const lasts = (channel.endMs ?? Number.POSITIVE_INFINITY) >= untilMs - DAY_MS;
    if (lasts && !newest.has(key)) newest.set(key, channel);
  }
  const order = [...channels].map(({ location, code }) => `${location.trim()} ${code}`);
  return [...new Set(order)].flatMap((key) => newest.get(key) ?? []);
}
