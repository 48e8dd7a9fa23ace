// What an operator or a file says of a station: it is fixed from then on, until the fixing is lifted.
import { FIXABLE, type Fixable } from "../../../shared/contracts/station.ts";
import type { StationEntry } from "../../../shared/contracts/stationEntry.ts";
import { placeOf } from "../../../shared/contracts/stationFixed.ts";
import type { Place } from "../../../shared/seismo/geodesy.ts";
import { type Action, changedOf, type Decision, laterMs } from "./decision.ts";
import type { Source, StationRecord } from "./record.ts";

type Values = Partial<Pick<StationRecord, Fixable>>;
/** What is set; null: the device has the word again. */
export type Edit = { readonly [F in Fixable]?: StationRecord[F] | null | undefined };

export interface EditOptions {
  readonly source: Source;
  readonly nowMs: number;
}

/** What a station must have; its device or nobody tells the rest. */
export type Whole = { readonly [F in Fixable]?: StationRecord[F] | undefined } & Place;

/** Makes or replaces it: what is not given is no longer fixed, and forgotten where a station can do without. */
export function replaced(known: StationRecord | undefined, stationId: string, whole: Whole, options: EditOptions) {
  const { sampleRateHz, channels = [] } = known ?? {};
  const own = sampleRateHz === undefined ? { channels } : { sampleRateHz, channels };
  const values = { elevationM: known?.elevationM ?? 0, ...own, ...given(whole) };
  return settled(known, { stationId, ...values, fixed: fixedIn(whole), ...placeOf(whole) }, options);
}

/** Changes some fields; a place is fixed, and left to the device, as a whole. */
export function patched(known: StationRecord, edit: Edit, options: EditOptions): Decision | undefined {
  const lifted = FIXABLE.filter((field) => edit[field] === null || isOfPlaceLifted(field, edit));
  const set = new Set([...known.fixed.filter((field) => !lifted.includes(field)), ...fixedIn(edit)]);
  if (set.has("latitudeDeg") || set.has("longitudeDeg")) set.add("latitudeDeg").add("longitudeDeg");
  const values: Values = Object.fromEntries(FIXABLE.map((field) => [field, settingOf(known, edit, field)] as const));
  const next = { ...known, ...given(values), fixed: FIXABLE.filter((field) => set.has(field)) };
  for (const field of ["vs30Mps", "name", "owner"] as const) if (edit[field] === null) delete next[field];
  return settled(known, next, options);
}

/** An entry of a station list: what it tells is set, the rest stays as it was. */
export function imported(known: StationRecord | undefined, entry: StationEntry, options: EditOptions) {
  const { stationId, elevationM, channels, closedMs: _, ...told } = entry;
  const edit = {
    ...told,
    // Lists say 0 and nothing alike, and no channels where they tell none.
    ...(elevationM === 0 ? {} : { elevationM }),
    ...(channels.length === 0 ? {} : { channels: [...channels] }),
  };
  return known === undefined || known.removedMs !== undefined
    ? replaced(known, stationId, edit, options)
    : patched(known, edit, options);
}

export function removed(known: StationRecord, { source, nowMs }: EditOptions): Decision | undefined {
  if (known.removedMs !== undefined) return undefined;
  const updatedMs = laterMs(nowMs, known.updatedMs);
  const { moved: _, ...rest } = known;
  const record = { ...rest, source, updatedMs, removedMs: updatedMs };
  return { before: known, record, changes: [{ action: "removed", source, detail: {} }], isTold: true };
}

/** The move was seen: it is told no more, and the same two places may be noticed anew. */
export function acknowledged(known: StationRecord): Decision | undefined {
  const { moved, ...record } = known;
  if (moved === undefined) return undefined;
  const changes = [{ action: "acknowledged", source: "operator", detail: moved } as const];
  return { before: known, record, changes, isTold: false };
}

function settled(
  known: StationRecord | undefined,
  next: Omit<StationRecord, "source" | "createdMs" | "updatedMs">,
  { source, nowMs }: EditOptions,
): Decision | undefined {
  const updatedMs = laterMs(nowMs, ...(known === undefined ? [] : [known.updatedMs]));
  const isAnew = known === undefined || known.removedMs !== undefined;
  const createdMs = isAnew ? updatedMs : known.createdMs;
  const { removedMs: _, claimed: __, moved: ___, ...rest } = next;
  const moved = isAnew || known.moved === undefined ? {} : { moved: known.moved };
  const record = { ...rest, ...standing(known, next), ...moved, source, createdMs, updatedMs };
  const detail = changedOf(known, record);
  if (!isAnew && Object.keys(detail).length === 0) return undefined;
  const action: Action = known === undefined ? "registered" : isAnew ? "restored" : "changed";
  return { before: known, record, changes: [{ action, source, detail }], isTold: true };
}

/** The place that counts, and the device's own where that is another. */
function standing(
  known: StationRecord | undefined,
  next: Pick<StationRecord, "fixed" | "latitudeDeg" | "longitudeDeg">,
) {
  const claimed = known?.removedMs === undefined ? known?.claimed : undefined;
  if (claimed === undefined) return {};
  if (!next.fixed.includes("latitudeDeg")) return claimed;
  const isSame = claimed.latitudeDeg === next.latitudeDeg && claimed.longitudeDeg === next.longitudeDeg;
  return isSame ? {} : { claimed };
}

function isOfPlaceLifted(field: Fixable, edit: Edit): boolean {
  const isPlace = field === "latitudeDeg" || field === "longitudeDeg";
  return isPlace && (edit.latitudeDeg === null || edit.longitudeDeg === null);
}

function settingOf(known: StationRecord, edit: Edit, field: Fixable) {
  return edit[field] ?? known[field];
}

function fixedIn(edit: Edit): Fixable[] {
  return FIXABLE.filter((field) => edit[field] !== undefined && edit[field] !== null);
}

/** Without what is not there. */
function given<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}
