// The waveforms that the archive keeps around an event: whose there are, and the samples of some stations.
import type { SeismicEvent } from "../../../shared/contracts/event.ts";
import type { World } from "../../../shared/contracts/mode.ts";
import type { Database } from "../../../shared/runtime/database.ts";
import { decodeMiniSeed2 } from "../../../shared/seismo/miniseed2.ts";
import { decodeMiniSeed3 } from "../../../shared/seismo/miniseed3.ts";
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
export async function stationsWithWaveforms({ query }: Database, span: WaveformSpan): Promise<ReadonlySet<string>> {
  const { mode, run, fromMs, toMs } = span;
  const rows = await query
    .selectFrom("waveform")
    .select("station_id")
    .distinct()
    .where("mode", "=", mode)
    .where("run", "=", run)
    .where("end_ms", ">", fromMs)
    // No piece is longer than this: so the index need not be read to its end.
    .where("end_ms", "<", toMs + LONGEST_MS)
    .where("start_ms", "<", toMs)
    .execute();
  return new Set(rows.map(({ station_id }) => station_id));
}

const LONGEST_MS = 300_000;

/** By station, channel and time; a channel with gaps in several pieces. @throws Unavailable */
export async function readWaveforms(
  { query }: Database,
  span: WaveformSpan,
  stationIds: readonly string[],
): Promise<StoredWaveform[]> {
  const { mode, run, fromMs, toMs } = span;
  const rows = await query
    .selectFrom("waveform")
    .select(["station_id", "channel", "start_ms", "sample_rate_hz", "format", "body"])
    .where("mode", "=", mode)
    .where("run", "=", run)
    .where("station_id", "in", stationIds)
    .where("end_ms", ">", fromMs)
    .where("start_ms", "<", toMs)
    .orderBy("station_id")
    .orderBy("channel")
    .orderBy("start_ms")
    .execute();
  return rows.map(({ station_id: stationId, channel, start_ms, sample_rate_hz, format, body }) => {
    const whole = { startMs: start_ms, sampleRateHz: sample_rate_hz, counts: countsOf(format, body) };
    return { stationId, channel, ...within(whole, span) };
  });
}

function countsOf(format: string, body: Uint8Array): Float64Array {
  const { records } = format === "miniseed2" ? decodeMiniSeed2(body) : decodeMiniSeed3(body);
  const counts = new Float64Array(records.reduce((sum, { samples }) => sum + samples.length, 0));
  let at = 0;
  for (const { samples } of records) {
    counts.set(samples, at);
    at += samples.length;
  }
  return counts;
}

type Timed = Pick<StoredWaveform, "startMs" | "sampleRateHz" | "counts">;

function within({ startMs, sampleRateHz, counts }: Timed, { fromMs, toMs }: WaveformSpan): Timed {
  const indexOf = (timeMs: number) => Math.max(0, Math.ceil(((timeMs - startMs) * sampleRateHz) / 1000));
  const [first, end] = [indexOf(fromMs), indexOf(toMs)];
  return { startMs: startMs + (first * 1000) / sampleRateHz, sampleRateHz, counts: counts.subarray(first, end) };
}
