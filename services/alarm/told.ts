// Who was told which version of an event; kept in the hot state so that another replica withdraws what this one said.
import { STATUSES } from "../../shared/contracts/event.ts";
import type { Told } from "./decide.ts";

/** By subscription. */
export type ToldBy = ReadonlyMap<string, Told>;

/** [version, status's place in STATUSES, intensity, magnitude, S arrival] by subscription: 10,000 make 0.6 MB. */
type Row = readonly [number, number, number, number, number];

export const TOLD_TTL_MS = 3_600_000;

export function toldKey(eventId: string): string {
  return `alarm:told:${eventId}`;
}

export function formatTold(told: ToldBy): string {
  const rows: Record<string, Row> = {};
  for (const [id, { version, status, intensity, magnitude, sArrivalMs }] of told) {
    rows[id] = [version, STATUSES.indexOf(status), intensity, magnitude, sArrivalMs];
  }
  return JSON.stringify(rows);
}

export function parseTold(text: string): ToldBy {
  const told = new Map<string, Told>();
  for (const [id, [version, status, intensity, magnitude, sArrivalMs]] of Object.entries(rowsOf(text))) {
    told.set(id, { version, status: STATUSES[status] ?? "confirmed", intensity, magnitude, sArrivalMs });
  }
  return told;
}

/** Written by `formatTold` of this version or an older one, never by anybody else. */
function rowsOf(text: string): Record<string, Row> {
  return JSON.parse(text) as Record<string, Row>;
}

/** Of two accounts of the same event the later word to each subscriber. */
export function mergeTold(one: ToldBy, other: ToldBy): ToldBy {
  const merged = new Map(one);
  for (const [id, told] of other) {
    if ((merged.get(id)?.version ?? 0) < told.version) merged.set(id, told);
  }
  return merged;
}
