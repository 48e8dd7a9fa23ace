// Stored counts as ground acceleration: by the channel's gain, without the offset that was there before the waves.
import type { Channel } from "../../../shared/contracts/station.ts";
import type { Waveform } from "./lowHigh.ts";

export interface StoredWaveform {
  readonly stationId: string;
  readonly channel: string;
  readonly startMs: number;
  readonly sampleRateHz: number;
  readonly counts: Float64Array;
}

/** With less than this before the waves, the mean of all is the better offset. */
const LEAST_QUIET_S = 1;

/** m/s². @param quietUntilMs when the first wave can have come: the offset is the mean of what was before */
export function accelerationOf(stored: StoredWaveform, channel: Channel, quietUntilMs: number): Waveform {
  const { startMs, sampleRateHz, counts } = stored;
  const quiet = Math.floor(((quietUntilMs - startMs) / 1000) * sampleRateHz);
  const offset = meanOf(counts, quiet >= LEAST_QUIET_S * sampleRateHz ? quiet : counts.length);
  const samples = new Float64Array(counts.length);
  for (let i = 0; i < counts.length; i += 1) samples[i] = ((counts[i] ?? 0) - offset) / channel.sensitivity;
  return { startMs, sampleRateHz, samples: channel.unit === "m/s" ? slopeOf(samples, sampleRateHz) : samples };
}

function meanOf(values: Float64Array, count: number): number {
  const end = Math.min(values.length, count);
  let sum = 0;
  for (let i = 0; i < end; i += 1) sum += values[i] ?? 0;
  return end === 0 ? 0 : sum / end;
}

/** Central differences. */
function slopeOf(velocities: Float64Array, sampleRateHz: number): Float64Array {
  const slope = new Float64Array(velocities.length);
  for (let i = 1; i + 1 < velocities.length; i += 1) {
    slope[i] = (((velocities[i + 1] ?? 0) - (velocities[i - 1] ?? 0)) * sampleRateHz) / 2;
  }
  return slope;
}
