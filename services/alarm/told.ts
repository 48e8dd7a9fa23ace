// Who was told which version of an event; kept in the hot state so that another replica withdraws what this one said.
import { type SeismicEvent, STATUSES } from "../../shared/contracts/event.ts";
import type { OwnAlert } from "./compose.ts";
import type { Told } from "./decide.ts";

/** By subscription. */
export type ToldBy = ReadonlyMap<string, Told>;
/** The same, kept from version to version: a copy of ten thousand at each would cost more than deciding on them. */
export type Account = Map<string, Told>;
/** Who heard one version, and what they had heard before it. */
export type Undo = readonly (readonly [string, Told | undefined])[];

/**
 * All who heard one version last. [version, status's place in STATUSES, magnitude, likelihood], then in the same order
 * subscriptions, hundredths of intensity, ten-thousandths of exceedance, S arrivals: 10,000 make 0.5 MB in 4 ms.
 */
interface Group {
  readonly news: readonly [number, number, number, number];
  readonly ids: string[];
  readonly intensity: number[];
  readonly exceedance: number[];
  readonly sArrivalMs: number[];
}

export const TOLD_TTL_MS = 3_600_000;

/** With the number of the format: during an update the older release must not read the newer one's. */
export function toldKey(eventId: string): string {
  return `alarm:told2:${eventId}`;
}

export function formatTold(told: ToldBy): string {
  const groups = new Map<number, Group>();
  for (const [id, one] of told) {
    const group = groups.get(one.version) ?? groupOf(one);
    groups.set(one.version, group);
    group.ids.push(id);
    group.intensity.push(Math.round(one.intensity * 100));
    group.exceedance.push(Math.round(one.exceedanceProbability * 10_000));
    group.sArrivalMs.push(one.sArrivalMs);
  }
  return JSON.stringify([...groups.values()]);
}

function groupOf({ version, status, magnitude, likelihood }: Told): Group {
  const news = [version, STATUSES.indexOf(status), magnitude, likelihood] as const;
  return { news, ids: [], intensity: [], exceedance: [], sArrivalMs: [] };
}

export function parseTold(text: string): ToldBy {
  const told = new Map<string, Told>();
  for (const { news, ids, intensity, exceedance, sArrivalMs } of groupsOf(text)) {
    const [version, status, magnitude, likelihood] = news;
    const same = { version, status: STATUSES[status] ?? "confirmed", magnitude, likelihood };
    for (const [at, id] of ids.entries()) {
      told.set(id, {
        ...same,
        intensity: (intensity[at] ?? 0) / 100,
        exceedanceProbability: (exceedance[at] ?? 0) / 10_000,
        sArrivalMs: sArrivalMs[at] ?? 0,
      });
    }
  }
  return told;
}

/** Written by `formatTold` of this version or an older one, never by anybody else. */
function groupsOf(text: string): readonly Group[] {
  return JSON.parse(text) as readonly Group[];
}

/** Of two accounts of the same event the later word to each subscriber. */
export function mergeTold(one: ToldBy, other: ToldBy): Account {
  const merged = new Map(one);
  for (const [id, told] of other) {
    if ((merged.get(id)?.version ?? 0) < told.version) merged.set(id, told);
  }
  return merged;
}

/** Notes what those who get these alerts are told. */
export function tell(
  account: Account,
  issued: readonly OwnAlert[],
  { version, status, magnitude, likelihood }: Pick<SeismicEvent, "version" | "status" | "magnitude" | "likelihood">,
): Undo {
  const undo: [string, Told | undefined][] = [];
  for (const { subscriptionId, intensity, exceedanceProbability, sArrivalMs } of issued) {
    undo.push([subscriptionId, account.get(subscriptionId)]);
    const news = { version, status, magnitude: magnitude.value, likelihood };
    account.set(subscriptionId, { ...news, intensity, exceedanceProbability, sArrivalMs });
  }
  return undo;
}

/** As if it had not been told. */
export function untell(account: Account, undo: Undo): void {
  for (const [id, before] of undo) {
    if (before === undefined) account.delete(id);
    else account.set(id, before);
  }
}
