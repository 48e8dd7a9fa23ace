// A station list into the registry: what each entry changes, what is wrong with it, and what is merely unlikely.
import type { Rejected, StationEntry, StationFile } from "../../../shared/contracts/stationFile.ts";
import type { Changed, Decision } from "./decision.ts";
import { imported } from "./edit.ts";
import type { Source, StationRecord } from "./record.ts";
import type { KeepOptions, Registry, RegistryContext } from "./registry.ts";
import { type Standing, unlikelyPlaces, type Warning } from "./unlikely.ts";

export interface ImportOptions extends KeepOptions {
  readonly source: Source;
  /** Stations that are left as they are, whatever the list says. */
  readonly isLeft?: (known: StationRecord) => boolean;
}

export interface ImportedChange {
  readonly stationId: string;
  readonly action: string;
  readonly changed: Changed;
}

export interface ImportReport {
  readonly added: number;
  readonly changed: number;
  readonly restored: number;
  readonly unchanged: number;
  readonly rejected: number;
  readonly faults: readonly Rejected[];
  readonly warnings: readonly Warning[];
  /** The first of them. */
  readonly changes: readonly ImportedChange[];
  readonly moreChanges: number;
}

/** More than these nobody reads; all are counted. */
const MOST_TOLD = 1000;

/** @throws Unavailable when the database does not answer; importing again goes on where it was */
export async function importList(
  { stations, rejected }: StationFile,
  { registry, context }: { readonly registry: Registry; readonly context: RegistryContext },
  options: ImportOptions,
): Promise<ImportReport> {
  const standing = new Map(
    stations.filter(({ closedMs }) => closedMs === undefined).map((each) => [each.stationId, each]),
  );
  const closed = stations.filter(({ closedMs }) => closedMs !== undefined).map(closedFault);
  const nowMs = context.clock.nowMs();
  const decide = (known: StationRecord | undefined, id: string): Decision | undefined => {
    const entry = standing.get(id);
    if (entry === undefined || (known !== undefined && options.isLeft?.(known))) return undefined;
    return imported(known, entry, { source: options.source, nowMs });
  };
  const decisions = await registry.decide([...standing.keys()], decide, options);
  const given = [...standing.values()];
  const others: Standing[] = [...context.stations.all()].filter(({ mode }) => mode === "live");
  const warnings = await unlikelyPlaces(given, [...given, ...others]);
  const faults = [...rejected, ...closed];
  return {
    ...countsOf(decisions),
    unchanged: standing.size - decisions.length,
    ...toldOf(decisions),
    faults,
    rejected: faults.length,
    warnings,
  };
}

function closedFault({ stationId, closedMs = 0 }: StationEntry): Rejected {
  const reason = `end: got ${new Date(closedMs).toISOString()}, want a station that still stands; it is left as it is`;
  return { where: `station ${stationId}`, reason };
}

function countsOf(decisions: readonly Decision[]) {
  const count = (wanted: string) => decisions.filter(({ changes }) => changes[0]?.action === wanted).length;
  return { added: count("registered"), changed: count("changed"), restored: count("restored") };
}

function toldOf(decisions: readonly Decision[]) {
  const changes = decisions.slice(0, MOST_TOLD).flatMap(({ record, changes: [change] }) => {
    if (change === undefined) return [];
    return [{ stationId: record.stationId, action: change.action, changed: change.detail as Changed }];
  });
  return { changes, moreChanges: Math.max(0, decisions.length - MOST_TOLD) };
}
