// Rows of the waveform archive whose samples are known: each sample is its second since a start, in counts.
import { Piece } from "../../../../services/catalogue/waveforms/piece.ts";
import { type WaveformRow, waveformRow } from "../../../../services/catalogue/waveforms/waveformRow.ts";
import type { World } from "../../../../shared/contracts/mode.ts";

export const START_MS = Date.UTC(2026, 0, 1);
export const RATE_HZ = 10;
export const LIVE: World = { mode: "live", run: "" };

interface Kept {
  readonly world?: World;
  readonly stationId?: string;
  readonly channel?: string;
  /** Seconds after the start. */
  readonly fromS: number;
  readonly toS: number;
  /** Counts that are no whole numbers. */
  readonly isBroken?: boolean;
}

export function keptRow(kept: Kept): WaveformRow {
  const { world = LIVE, stationId = "XX_AAA", channel = "HNZ", fromS, toS, isBroken = false } = kept;
  const count = Math.round((toS - fromS) * RATE_HZ);
  const samples = Float64Array.from({ length: count }, (_, i) => {
    return Math.floor(fromS + i / RATE_HZ + 1e-9) + (isBroken ? 0.25 : 0);
  });
  const block = { samples, startMs: START_MS + fromS * 1000, periodMs: 1000 / RATE_HZ };
  return waveformRow({ ...world, stationId, channel, piece: new Piece([block], 1) });
}
