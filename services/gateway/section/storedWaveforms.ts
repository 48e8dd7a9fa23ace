// The waveforms that the archive keeps around an event: whose there are, and the samples of some stations.
import type { SeismicEvent } from "../../../shared/contracts/event.ts";
import type { World } from "../../../shared/contracts/mode.ts";
import type { Database } from "../../../shared/runtime/database.ts";
import { countsOfRecords, samplesWithin } from "../../../shared/seismo/recordSamples.ts";
import type { WorldView } from "../view.ts";
import type { StoredWaveform } from "./acceleration.ts";

export interface WaveformSpan extends World {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What is kept around an event, as the archive does it: before and after its first P. */
export const KEPT_MS = { before: 30_000, after: 120_000 } as const;

export function spanOf({ mode, run, origin, arrivals }: SeismicEvent): WaveformSpan {
  const p = arrivals.filter(({ phase }) => phase === "P").map(({ timeMs }) => timeMs);
  const firstMs = p.length > 0 ? Math.min(...p) : origin.timeMs;
  return { mode, run, fromMs: firstMs - KEPT_MS.before, toMs: firstMs + KEPT_MS.after };
}

/** From the last sample to the last row. */
const WRITTEN_WITHIN_S = 12;
/** A world that is silent for longer, or went on for longer, has had its waveforms kept, or none. */
const LOST_AFTER_S = 60;

/** Undefined: none are on their way. @param world how its data clock runs, where it is known at all */
export function secondsUntilKept(
  { toMs }: Pick<WaveformSpan, "toMs">,
  world: Pick<WorldView, "dataMs" | "wallMs" | "rate"> | undefined,
  nowMs: number,
): number | undefined {
  if (world === undefined) return undefined;
  const silentS = (nowMs - world.wallMs) / 1000;
  const missingS = (toMs - world.dataMs) / 1000 / Math.max(0.1, world.rate) - silentS;
  if (silentS > LOST_AFTER_S || missingS < -LOST_AFTER_S) return undefined;
  return Math.ceil(Math.max(0, missingS)) + WRITTEN_WITHIN_S;
}

/** @throws Unavailable */
export async function stationsWithWaveforms(database: Database, span: WaveformSpan): Promise<ReadonlySet<string>> {
  const rows = await keptIn(database, span).select("station_id").distinct().execute();
  return new Set(rows.map(({ station_id }) => station_id));
}

/** No piece is longer than this: so the index need not be read to its end. */
const LONGEST_MS = 300_000;

function keptIn({ query }: Database, { mode, run, fromMs, toMs }: WaveformSpan) {
  return query
    .selectFrom("waveform")
    .where("mode", "=", mode)
    .where("run", "=", run)
    .where("end_ms", ">", fromMs)
    .where("end_ms", "<", toMs + LONGEST_MS)
    .where("start_ms", "<", toMs);
}

/** By station, channel and time; a channel with gaps in several pieces. @throws Unavailable */
export async function readWaveforms(
  database: Database,
  span: WaveformSpan,
  stationIds: readonly string[],
): Promise<StoredWaveform[]> {
  const rows = await keptIn(database, span)
    .select(["station_id", "channel", "start_ms", "sample_rate_hz", "format", "body"])
    .where("station_id", "in", stationIds)
    .orderBy("station_id")
    .orderBy("channel")
    .orderBy("start_ms")
    .execute();
  const waveforms = rows.map(({ station_id: stationId, channel, start_ms: startMs, sample_rate_hz, format, body }) => {
    const whole = { startMs, sampleRateHz: sample_rate_hz, counts: countsOfRecords(format, body) };
    return { stationId, channel, ...samplesWithin(whole, span) };
  });
  return waveforms.filter(({ counts }) => counts.length > 0);
}
