// Which pieces of waveform a request selects, and how much of each.
import type { Database } from "../../../shared/runtime/database.ts";
import { byChannelAndTime, metaPages, type WaveformMeta } from "../waveforms/repository.ts";
import { AnyOf } from "./anyOf.ts";
import { BLANK } from "./channelParameters.ts";
import type { DataselectLine, DataselectQuery, DataselectRequest } from "./dataselectParameters.ts";

export interface SelectedRow {
  readonly meta: WaveformMeta;
  /** Spans of it that are asked for; a record that overlaps one of them is answered whole. */
  readonly spans: readonly { readonly fromMs: number; readonly toMs: number }[];
}

export interface Selected {
  /** By run, station, channel and time. */
  readonly rows: readonly SelectedRow[];
  /** True when there is more: the rest was not looked for. */
  readonly isTooMuch: boolean;
}

/** Two samples' times that differ by more than this share of a sample are no neighbours. */
const TOLERANCE = 0.5;

/** @throws Unavailable */
export async function selectWaveforms(
  database: Database,
  { query, lines }: DataselectRequest,
  mostBytes: number,
): Promise<Selected> {
  const rows: SelectedRow[] = [];
  let bytes = 0;
  if (!isOfQuality(query)) return { rows, isTooMuch: false };
  const wanted = new AnyOf(lines);
  const fromMs = lines.reduce((least, line) => Math.min(least, line.fromMs), Number.POSITIVE_INFINITY);
  const toMs = lines.reduce((most, line) => Math.max(most, line.toMs), Number.NEGATIVE_INFINITY);
  const { mode, run } = query;
  for await (const page of metaPages(database, { mode, run, fromMs, toMs })) {
    for (const meta of page) {
      const spans = spansOf(meta, wanted);
      if (spans.length === 0) continue;
      rows.push({ meta, spans });
      bytes += meta.byte_count;
    }
    if (bytes > mostBytes) return { rows, isTooMuch: true };
  }
  const sorted = rows.sort((a, b) => byChannelAndTime(a.meta, b.meta));
  return { rows: longEnough(sorted, query), isTooMuch: false };
}

function isOfQuality({ quality, mode }: DataselectQuery): boolean {
  return quality === "B" || quality === (mode === "live" ? "D" : "M");
}

function spansOf(meta: WaveformMeta, wanted: AnyOf<DataselectLine>): readonly DataselectLine[] {
  return wanted
    .of(meta.station_id)
    .filter(({ location, channel }) => location.has(BLANK) && channel.has(meta.channel))
    .map(({ line }) => line)
    .filter(({ fromMs, toMs }) => meta.end_ms > fromMs && meta.start_ms < toMs);
}

/** Segments are what hangs together, within what is asked for. */
function longEnough(rows: readonly SelectedRow[], query: DataselectQuery): readonly SelectedRow[] {
  const { minimumlength, longestonly } = query;
  if (minimumlength === undefined && !longestonly) return rows;
  const segments = segmentsOf(rows).filter((segment) => lengthMs(segment) >= (minimumlength ?? 0) * 1000);
  if (!longestonly) return segments.flat();
  const longest = new Map<string, readonly SelectedRow[]>();
  for (const segment of segments) {
    const channel = channelOf(segment);
    if (lengthMs(segment) > lengthMs(longest.get(channel) ?? [])) longest.set(channel, segment);
  }
  return [...longest.values()].flat();
}

function segmentsOf(rows: readonly SelectedRow[]): readonly (readonly SelectedRow[])[] {
  const segments: SelectedRow[][] = [];
  for (const row of rows) {
    const segment = segments.at(-1);
    const last = segment?.at(-1);
    if (segment !== undefined && last !== undefined && follows(last.meta, row.meta)) segment.push(row);
    else segments.push([row]);
  }
  return segments;
}

function follows(a: WaveformMeta, b: WaveformMeta): boolean {
  const isSame = a.run === b.run && a.station_id === b.station_id && a.channel === b.channel;
  return isSame && Math.abs(b.start_ms - a.end_ms) <= (TOLERANCE * 1000) / a.sample_rate_hz;
}

function lengthMs(segment: readonly SelectedRow[]): number {
  return segment.reduce((sum, { meta, spans }) => {
    const fromMs = Math.max(meta.start_ms, Math.min(...spans.map((span) => span.fromMs)));
    return sum + Math.min(meta.end_ms, Math.max(...spans.map((span) => span.toMs))) - fromMs;
  }, 0);
}

function channelOf([row]: readonly SelectedRow[]): string {
  return row === undefined ? "" : `${row.meta.run}/${row.meta.station_id}/${row.meta.channel}`;
}
