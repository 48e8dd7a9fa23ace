// Every query of the waveform archive.
import type { World } from "../../../shared/contracts/mode.ts";
import type { Database } from "../../../shared/runtime/database.ts";
import type { WaveformTable } from "../../../shared/runtime/schema.ts";
import type { Covered } from "./ringWorker.ts";
import type { Span } from "./stationWaveforms.ts";
import type { WaveformRow } from "./waveformRow.ts";

/** A statement has room for so many parameters at least. */
const IDS_AT_ONCE = 500;
const META = ["mode", "run", "station_id", "channel", "start_ms", "end_ms", "sample_rate_hz", "sample_count"] as const;
export type WaveformMeta = Pick<WaveformTable, (typeof META)[number] | "byte_count">;
type Key = Pick<WaveformTable, "mode" | "run" | "station_id" | "channel" | "start_ms">;

/** A repeat changes nothing. */
export async function addWaveforms({ query }: Database, rows: readonly WaveformRow[], storedMs: number) {
  if (rows.length === 0) return;
  await query
    .insertInto("waveform")
    .values(rows.map((row) => ({ ...row, stored_ms: storedMs })))
    .onConflict((conflict) => conflict.columns(["mode", "run", "station_id", "channel", "start_ms"]).doNothing())
    .execute();
}

export interface WaveformFilter extends Span {
  readonly mode: string;
  /** All where it is left out. */
  readonly run?: string;
  /** All where it is left out. */
  readonly stationIds?: readonly string[];
}

/** What is kept of a span, without the waveforms themselves; by station, channel and time. */
export async function metaOf({ query }: Database, filter: WaveformFilter): Promise<WaveformMeta[]> {
  const { mode, run, stationIds, fromMs, toMs } = filter;
  const all: WaveformMeta[] = [];
  const batches = stationIds === undefined ? [undefined] : inBatches(stationIds);
  for (const ids of batches) {
    const rows = await query
      .selectFrom("waveform")
      .select([...META, "byte_count"])
      .where("mode", "=", mode)
      .where("end_ms", ">", fromMs)
      .where("start_ms", "<", toMs)
      .$if(run !== undefined, (found) => found.where("run", "=", run ?? ""))
      .$if(ids !== undefined, (found) => found.where("station_id", "in", ids ?? []))
      .orderBy("station_id")
      .orderBy("channel")
      .orderBy("start_ms")
      .execute();
    all.push(...rows);
  }
  return all;
}

/** What is kept of a world in a span. */
export async function coveredBy(database: Database, { mode, run, fromMs, toMs }: World & Span) {
  const rows = await metaOf(database, { mode, run, fromMs, toMs });
  return rows.map((row): Covered & { readonly stationId: string } => {
    return { stationId: row.station_id, channel: row.channel, fromMs: row.start_ms, toMs: row.end_ms };
  });
}

/** Undefined where it was removed meanwhile. */
export async function bodyOf(
  { query }: Database,
  key: Key,
): Promise<Pick<WaveformTable, "format" | "body"> | undefined> {
  return query
    .selectFrom("waveform")
    .select(["format", "body"])
    .where("mode", "=", key.mode)
    .where("run", "=", key.run)
    .where("station_id", "=", key.station_id)
    .where("channel", "=", key.channel)
    .where("start_ms", "=", key.start_ms)
    .executeTakeFirst();
}

/** Bytes of all waveforms, read from an index. */
export async function archiveBytes({ query }: Database): Promise<number> {
  const sum = await query
    .selectFrom("waveform")
    .select((all) => all.fn.sum<number | null>("byte_count").as("bytes"))
    .executeTakeFirst();
  return Number(sum?.bytes ?? 0);
}

/** Removes the oldest of those stored before a time. @returns how many bytes they had */
export async function removeOldest({ query }: Database, before: { storedMs: number; most: number }): Promise<number> {
  const rows = await query
    .selectFrom("waveform")
    .select(["mode", "run", "station_id", "channel", "start_ms", "byte_count"])
    .where("stored_ms", "<", before.storedMs)
    .orderBy("stored_ms")
    .limit(before.most)
    .execute();
  for (const row of rows) {
    await query
      .deleteFrom("waveform")
      .where("mode", "=", row.mode)
      .where("run", "=", row.run)
      .where("station_id", "=", row.station_id)
      .where("channel", "=", row.channel)
      .where("start_ms", "=", row.start_ms)
      .execute();
  }
  return rows.reduce((sum, row) => sum + row.byte_count, 0);
}

export interface OriginRange extends World {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Versions of events by their origin times, without what they say. */
export function eventVersionsIn({ query }: Database, { mode, run, fromMs, toMs }: OriginRange) {
  return query
    .selectFrom("event_version")
    .select(["event_id", "version"])
    .where("mode", "=", mode)
    .where("run", "=", run)
    .where("origin_time_ms", ">=", Math.floor(fromMs))
    .where("origin_time_ms", "<=", Math.ceil(toMs))
    .orderBy("event_id")
    .orderBy("version")
    .execute();
}

/** The event.v1 message. */
export async function eventBodyOf({ query }: Database, eventId: string, version: number): Promise<string | undefined> {
  const row = await query
    .selectFrom("event_version")
    .select("body")
    .where("event_id", "=", eventId)
    .where("version", "=", version)
    .executeTakeFirst();
  return row?.body;
}

function inBatches(ids: readonly string[]): (readonly string[])[] {
  const count = Math.ceil(ids.length / IDS_AT_ONCE);
  return Array.from({ length: count }, (_, i) => ids.slice(i * IDS_AT_ONCE, (i + 1) * IDS_AT_ONCE));
}
