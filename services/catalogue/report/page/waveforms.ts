// Where the record section's waveforms come from.
import type { World } from "../../../../shared/contracts/mode.ts";
import type { Database } from "../../../../shared/runtime/database.ts";
import type { Trace } from "./recordSection.ts";

export interface WaveformQuestion extends World {
  readonly stationIds: readonly string[];
  readonly fromMs: number;
  readonly toMs: number;
}

export type WaveformsOf = (database: Database, question: WaveformQuestion) => Promise<readonly Trace[]>;

/** Nobody keeps any. */
export const noWaveforms: WaveformsOf = async () => [];
