// Every query of the waveform archive.
import { setImmediate } from "node:timers/promises";
import { type SqlBool, sql } from "kysely";
import type { World } from "../../../shared/contracts/mode.ts";
import type { Database } from "../../../shared/runtime/database.ts";
import type { WaveformTable } from "../../../shared/runtime/schema.ts";
import type { Covered } from "./ringWorker.ts";
import type { Span } from "./stationWaveforms.ts";
import type { WaveformRow } from "./waveformRow.ts";

const PAGE = 500;
/** No piece is longer than what is kept around one event. */
export const LONGEST_MS = 300_000;
const NAMES = ["mode", "run", "station_id", "channel"] as const;
const META = [...NAMES, "start_ms", "end_ms", "sample_rate_hz", "sample_count", "byte_count"] as const;
export type WaveformMeta = Pick<WaveformTable, (typeof META)[number]>;
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
  readonly run?: string | undefined;
}

/** What is kept of a span, without the waveforms themselves; page by page, so that others have their turn between. */
export async function* metaPages({ query }: Database, filter: WaveformFilter): AsyncGenerator<readonly WaveformMeta[]> {
  const { mode, run, fromMs, toMs } = filter;
  for (let after: WaveformMeta | undefined; ; ) {
    const page = await query
      .selectFrom("waveform")
      .select(META)
      .where("mode", "=", mode)
      .where("end_ms", ">", fromMs)
      // For the index: nothing that ends later begins in time.
      .where("end_ms", "<", toMs + LONGEST_MS)
      .where("start_ms", "<", toMs)
      .$if(run !== undefined, (found) => found.where("run", "=", run ?? ""))
      .$if(after !== undefined, (found) => found.where(isBehind(after)))
      .orderBy("end_ms")
      .orderBy("run")
      .orderBy("station_id")
      .orderBy("channel")
      .limit(PAGE)
      .execute();
    if (page.length > 0) yield page;
    after = page.at(-1);
    if (page.length < PAGE) return;
    await setImmediate();
  }
}

function isBehind(row: WaveformMeta | undefined) {
  const last = [row?.end_ms ?? 0, row?.run ?? "", row?.station_id ?? "", row?.channel ?? ""];
  return sql<SqlBool>`(end_ms, run, station_id, channel) > (${sql.join(last)})`;
}

/** What is kept of a world in a span. */
export async function coveredBy(database: Database, { mode, run, fromMs, toMs }: World & Span) {
  const covered: (Covered & { readonly stationId: string })[] = [];
  for await (const page of metaPages(database, { mode, run, fromMs, toMs })) {
    for (const { station_id: stationId, channel, start_ms, end_ms } of page) {
      covered.push({ stationId, channel, fromMs: start_ms, toMs: end_ms });
    }
  }
  return covered;
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

/** One run after another. */
export function byChannelAndTime(a: WaveformMeta, b: WaveformMeta): number {
  for (const name of NAMES) if (a[name] !== b[name]) return a[name] < b[name] ? -1 : 1;
  return a.start_ms - b.start_ms;
}
