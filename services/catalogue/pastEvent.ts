// One row of a catalogue file → one past earthquake, or what is wrong with it.
import type { PastEventTable } from "../../shared/runtime/schema.ts";

export const COLUMNS = [
  "id",
  "origin_time",
  "lat",
  "lon",
  "depth_km",
  "magnitude",
  "mag_type",
  "place",
  "source",
] as const;
type Column = (typeof COLUMNS)[number];

export interface RowFault {
  readonly field: string;
  readonly value: string;
  readonly reason: string;
}
export type Parsed =
  | { readonly kind: "event"; readonly event: PastEventTable }
  | { readonly kind: "fault"; readonly fault: RowFault };

/** Where each column stands in this file. */
export type Header = ReadonlyMap<Column, number>;

/** @returns the columns of a first line in any order, or which are missing. */
export function headerOf(fields: readonly string[]): Header | { readonly missing: readonly string[] } {
  const names = fields.map((field) => field.trim().toLowerCase());
  const missing = COLUMNS.filter((column) => !names.includes(column));
  return missing.length > 0 ? { missing } : new Map(COLUMNS.map((column) => [column, names.indexOf(column)]));
}

const NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/;
/** ISO 8601 in UTC: what comes without a zone is UTC in every catalogue. */
const TIME = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d+))?(?:Z|\+00:?00)?$/;
const MAX_TEXT = 200;

class BadField extends Error {
  readonly fault: RowFault;
  constructor(field: string, value: string, reason: string) {
    super(reason);
    this.fault = { field, value: value.slice(0, 80), reason };
  }
}

export function pastEventOf(header: Header, fields: readonly string[]): Parsed {
  const given = (column: Column) => (fields[header.get(column) ?? -1] ?? "").trim();
  try {
    if (fields.length < COLUMNS.length) {
      throw new BadField("line", fields.join(","), `${fields.length} fields, want ${COLUMNS.length}`);
    }
    return { kind: "event", event: read(given) };
  } catch (error) {
    if (error instanceof BadField) return { kind: "fault", fault: error.fault };
    throw error;
  }
}

function read(given: (column: Column) => string): PastEventTable {
  const within = (column: Column, min: number, max: number) => numberIn(column, given(column), [min, max]);
  const optional = (column: Column, min: number, max: number) =>
    given(column) === "" ? null : within(column, min, max);
  return {
    source: textOf("source", given("source")),
    id: textOf("id", given("id")),
    time_ms: timeOf(given("origin_time")),
    latitude_deg: within("lat", -90, 90),
    // Some catalogues count from 0 to 360 so that the Pacific stays in one piece.
    longitude_deg: wrapped(within("lon", -180, 360)),
    depth_km: optional("depth_km", -10, 800),
    magnitude: optional("magnitude", -5, 10),
    magnitude_type: given("mag_type").slice(0, MAX_TEXT),
    place: given("place").slice(0, MAX_TEXT),
  };
}

function numberIn(column: Column, value: string, [min, max]: readonly [number, number]): number {
  const number = NUMBER.test(value) ? Number(value) : Number.NaN;
  if (number >= min && number <= max) return number;
  throw new BadField(column, value, `want a number from ${min} to ${max}`);
}

function wrapped(longitudeDeg: number): number {
  return longitudeDeg > 180 ? longitudeDeg - 360 : longitudeDeg;
}

/** @returns epoch ms, whole: the database column is an integer. */
function timeOf(value: string): number {
  const [iso, day = "", time = "", fraction = ""] = TIME.exec(value) ?? [];
  const ms = iso === undefined ? Number.NaN : Date.parse(`${day}T${time}.${fraction.padEnd(3, "0").slice(0, 3)}Z`);
  // Without the comparison a 31 February would be one of March.
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== day) {
    throw new BadField("origin_time", value, "want a UTC time like 2018-02-16T23:39:39.000Z");
  }
  return ms;
}

function textOf(column: Column, value: string): string {
  if (value === "" || value.length > MAX_TEXT) throw new BadField(column, value, `want 1 to ${MAX_TEXT} characters`);
  return value;
}
