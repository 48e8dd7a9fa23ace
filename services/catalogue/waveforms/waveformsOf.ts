// What the archive keeps of stations in a span of time, decoded: for those who draw or measure.
import type { Mode } from "../../../shared/contracts/mode.ts";
import type { Database } from "../../../shared/runtime/database.ts";
import {
  concatenated,
  countsOfRecords,
  samplesWithin,
  type TimedSamples,
} from "../../../shared/seismo/recordSamples.ts";
import { bodyOf, byChannelAndTime, metaPages, type WaveformMeta } from "./repository.ts";

/** Counts, divided by the channel's sensitivity, are m/s² or m/s. */
export interface StationWaveform extends TimedSamples {
  readonly stationId: string;
  /** SEED's code, as fdsnws-station tells it. */
  readonly channel: string;
}

export interface WaveformsAsked {
  readonly mode: Mode;
  readonly run: string;
  readonly stationIds: readonly string[];
  readonly fromMs: number;
  readonly toMs: number;
}

/** By station, channel and time; a channel with gaps in several pieces. Reads the database once a piece. */
export async function waveformsOf(database: Database, asked: WaveformsAsked): Promise<StationWaveform[]> {
  const found: StationWaveform[] = [];
  for (const meta of await metaOf(database, asked)) {
    const kept = await bodyOf(database, meta);
    if (kept === undefined) continue;
    const { start_ms: startMs, sample_rate_hz: sampleRateHz } = meta;
    const part = samplesWithin({ startMs, sampleRateHz, counts: countsOfRecords(kept.format, kept.body) }, asked);
    if (part.counts.length > 0) found.push({ stationId: meta.station_id, channel: meta.channel, ...part });
  }
  return joined(found);
}

/** Two samples' times that differ by more than this share of a sample are no neighbours. */
const TOLERANCE = 0.5;
const SAME_RATE = 1e-3;

/** What two events kept of one channel is one piece where it hangs together. */
function joined(pieces: readonly StationWaveform[]): StationWaveform[] {
  const runs: StationWaveform[][] = [];
  for (const piece of pieces) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (run !== undefined && last !== undefined && follows(last, piece)) run.push(piece);
    else runs.push([piece]);
  }
  return runs.flatMap((run) => {
    const [first, ...more] = run;
    if (first === undefined) return [];
    return more.length === 0 ? [first] : [{ ...first, counts: concatenated(run.map(({ counts }) => counts)) }];
  });
}

function follows(a: StationWaveform, b: StationWaveform): boolean {
  if (a.stationId !== b.stationId || a.channel !== b.channel) return false;
  if (Math.abs(a.sampleRateHz / b.sampleRateHz - 1) > SAME_RATE) return false;
  const periodMs = 1000 / a.sampleRateHz;
  return Math.abs(a.startMs + a.counts.length * periodMs - b.startMs) <= TOLERANCE * periodMs;
}

async function metaOf(database: Database, asked: WaveformsAsked): Promise<readonly WaveformMeta[]> {
  const wanted = new Set(asked.stationIds);
  const all: WaveformMeta[] = [];
  for await (const page of metaPages(database, asked)) all.push(...page.filter((row) => wanted.has(row.station_id)));
  return all.sort(byChannelAndTime);
}
