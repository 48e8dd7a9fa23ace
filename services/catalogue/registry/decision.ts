// What becomes of one station of the registry: its new record, what is written down of it, and who must hear.
import { FIXABLE } from "../../../shared/contracts/station.ts";
import type { Source, StationRecord } from "./record.ts";

export const ACTIONS = ["registered", "changed", "moved", "removed", "restored", "acknowledged"] as const;
export type Action = (typeof ACTIONS)[number];

/** What a field was and is; null: it was not there. */
export type Changed = Readonly<Record<string, { readonly from: unknown; readonly to: unknown }>>;

export interface Change {
  readonly action: Action;
  readonly source: Source;
  readonly detail: object;
}

export interface Decision {
  /** Undefined when it was not registered before. */
  readonly before: StationRecord | undefined;
  readonly record: StationRecord;
  readonly changes: readonly Change[];
  /** False where everybody knows it already. */
  readonly isTold: boolean;
}

const COMPARED = [...FIXABLE, "fixed", "claimed"] as const;

export function changedOf(before: StationRecord | undefined, after: StationRecord): Changed {
  const pairs = COMPARED.flatMap((field) => {
    const [from, to] = [before?.[field] ?? null, after[field] ?? null];
    return JSON.stringify(from) === JSON.stringify(to) ? [] : [[field, { from, to }] as const];
  });
  return Object.fromEntries(pairs);
}

/** Later than the record and than now, so that it counts everywhere. */
export function laterMs(nowMs: number, ...others: readonly number[]): number {
  return Math.max(Math.round(nowMs), ...others.map((ms) => Math.floor(ms) + 1));
}
