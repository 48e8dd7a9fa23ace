// A device's word about its station against the registry's: what is fixed stays, the rest is taken, a move is noticed.
import type { Station } from "../../../shared/contracts/station.ts";
import { isSameStation, placeOf, withFixed } from "../../../shared/contracts/stationFixed.ts";
import { type Change, changedOf, type Decision, laterMs } from "./decision.ts";
import { isNews, movedOf } from "./moved.ts";
import { type Moved, recordOf, type StationRecord, stationOf } from "./record.ts";

export interface ClaimOptions {
  readonly nowMs: number;
  readonly movedM: number;
}

/**
 * @param claim as everybody was told; the news of other replicas come the same way and change nothing
 * @returns undefined when the registry has it so
 */
export function decideClaim(
  known: StationRecord | undefined,
  claim: Station,
  options: ClaimOptions,
): Decision | undefined {
  if (known === undefined) return claim.removedMs === undefined ? firstSeen(claim) : undefined;
  const isStale = known.removedMs !== undefined || claim.removedMs !== undefined || claim.updatedMs < known.updatedMs;
  if (isStale) return restated(known, claim, options.nowMs);
  const said = claim.claimed ?? placeOf(claim);
  const { removedMs: _, ...merged } = withFixed({ ...claim, ...said }, known);
  const before = known.claimed ?? placeOf(known);
  const found = movedOf(known.moved, { before, now: said, ...options });
  const moved = found ?? known.moved;
  const next = { ...recordOf(merged, known), ...(moved === undefined ? {} : { moved }) };
  const told = stationOf(next);
  const isTold = told !== undefined && !isSameStation(told, claim);
  const changed = changedOf(known, next);
  if (!isTold && found === undefined && Object.keys(changed).length === 0) return undefined;
  const updatedMs = isTold ? laterMs(options.nowMs, claim.updatedMs, known.updatedMs) : claim.updatedMs;
  return { before: known, record: { ...next, updatedMs }, changes: changesOf(found, changed), isTold };
}

function firstSeen(claim: Station): Decision {
  const { createdMs = claim.updatedMs, claimed: _, ...station } = claim;
  const record = recordOf(station, { source: "device", createdMs });
  const isTold = !isSameStation(stationOf(record) ?? claim, claim);
  const updatedMs = isTold ? laterMs(claim.updatedMs, claim.updatedMs) : claim.updatedMs;
  const change: Change = { action: "registered", source: "device", detail: changedOf(undefined, record) };
  return { before: undefined, record: { ...record, updatedMs }, changes: [change], isTold };
}

/** Somebody believes what is no longer so: all are told again. */
function restated(known: StationRecord, claim: Station, nowMs: number): Decision | undefined {
  const { channels, sampleRateHz } = claim;
  const isUntold = known.removedMs !== undefined && stationOf(known) === undefined;
  // One that was removed while it waited for its channels: only with some can it be told that it was.
  const record = isUntold ? { ...known, channels, sampleRateHz } : known;
  const told = stationOf(record);
  if (told === undefined || isSameStation(told, claim)) return undefined;
  const updatedMs = laterMs(nowMs, claim.updatedMs, known.updatedMs);
  return { before: known, record: { ...record, updatedMs }, changes: [], isTold: true };
}

const PLACE = new Set(["latitudeDeg", "longitudeDeg", "claimed"]);

/** Where a device stands by a GPS of its own wavers: a few metres are taken and not written down. */
function changesOf(found: Moved | undefined, changed: ReturnType<typeof changedOf>): readonly Change[] {
  const others = Object.entries(changed).filter(([field]) => !PLACE.has(field));
  const isMove = found !== undefined && isNews(found);
  return [
    ...(isMove ? [{ action: "moved", source: "device", detail: found } as const] : []),
    ...(others.length > 0
      ? [{ action: "changed", source: "device", detail: Object.fromEntries(others) } as const]
      : []),
  ];
}
