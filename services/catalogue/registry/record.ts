// A station of the registry: what is told of it to everybody, and what only the registry knows.
import { z } from "zod";
import { FIXABLE, type Station, stationSchema } from "../../../shared/contracts/station.ts";
import { epochMs, latitudeDeg, longitudeDeg } from "../../../shared/contracts/units.ts";
import type { StationTable } from "../../../shared/runtime/schema.ts";

export const SOURCES = ["device", "file", "operator"] as const;
export const STATES = ["registered", "waiting", "removed"] as const;

const place = z.object({ latitudeDeg, longitudeDeg });

export const movedSchema = z.object({
  atMs: epochMs,
  distanceKm: z.number(),
  from: place,
  to: place,
  returns: z.int().describe("How often in turn it came back to where it was found before."),
  reason: z.string().optional(),
});
/** Where a device was found instead of where it stood. */
export type Moved = z.output<typeof movedSchema>;

const { mode: _, run: __, ...told } = stationSchema.shape;
export const recordSchema = z.object({
  ...told,
  sampleRateHz: told.sampleRateHz.optional(),
  channels: z.array(told.channels.element).max(6),
  fixed: z.array(z.enum(FIXABLE)).describe("What an operator or a file has set: a device does not change it."),
  createdMs: epochMs,
  source: z.enum(SOURCES).describe("Who said the last word about it."),
  moved: movedSchema.optional().describe("Its device was found elsewhere; until an operator acknowledges it."),
});
export type StationRecord = z.output<typeof recordSchema>;
export type Source = StationRecord["source"];
export type State = (typeof STATES)[number];

/** `waiting`: nobody has told its channels or its rate yet, so that it cannot be used. */
export function stateOf({ removedMs, channels, sampleRateHz }: StationRecord): State {
  if (removedMs !== undefined) return "removed";
  return channels.length === 0 || sampleRateHz === undefined ? "waiting" : "registered";
}

/** What everybody is told; undefined while it cannot be used. */
export function stationOf(record: StationRecord): Station | undefined {
  const { source: _source, moved: _moved, fixed, sampleRateHz, channels, ...rest } = record;
  if (channels.length === 0 || sampleRateHz === undefined) return undefined;
  const kept = fixed.length === 0 ? {} : { fixed };
  return { ...rest, ...kept, mode: "live", run: "", sampleRateHz, channels };
}

export function recordOf(
  station: Station,
  { source, createdMs }: Pick<StationRecord, "source" | "createdMs">,
): StationRecord {
  const { mode: _mode, run: _run, ...rest } = station;
  return { ...rest, fixed: station.fixed ?? [], source, createdMs };
}

export function rowOf(record: StationRecord): StationTable {
  return {
    station_id: record.stationId,
    latitude_deg: record.latitudeDeg,
    longitude_deg: record.longitudeDeg,
    elevation_m: record.elevationM,
    vs30_mps: record.vs30Mps ?? null,
    name: record.name ?? "",
    owner: record.owner ?? "",
    sample_rate_hz: record.sampleRateHz ?? null,
    state: stateOf(record),
    source: record.source,
    fixed: JSON.stringify(record.fixed),
    body: JSON.stringify(record),
    moved_ms: record.moved === undefined ? null : Math.floor(record.moved.atMs),
    created_ms: Math.floor(record.createdMs),
    updated_ms: Math.floor(record.updatedMs),
    removed_ms: record.removedMs === undefined ? null : Math.floor(record.removedMs),
  };
}

/** @throws ZodError when it was not written by us */
export function recordIn({ body }: Pick<StationTable, "body">): StationRecord {
  return recordSchema.parse(JSON.parse(body));
}
