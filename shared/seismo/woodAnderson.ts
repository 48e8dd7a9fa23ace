// The Wood–Anderson torsion seismometer as a recursive filter of acceleration (Kanamori et al., 1999; bilinear transform).
import type { Sections } from "./butterworth.ts";

export interface TorsionSeismometer {
  /** Displacement of the trace for one of the ground, far above its own frequency. */
  readonly gain: number;
  readonly periodS: number;
  readonly damping: number;
}

/** As IASPEI's standard has it, after Uhrhammer & Collins (1990). Richter's own took its gain for 2800 and damping for 0.8. */
export const WOOD_ANDERSON: TorsionSeismometer = { gain: 2080, periodS: 0.8, damping: 0.7 };

/**
 * To be run by `SosFilter` over ground acceleration (m/s²): the displacement of the trace (m). An offset passes: the
 * acceleration must have been freed of it.
 */
export function woodAnderson(sampleRateHz: number, instrument: TorsionSeismometer = WOOD_ANDERSON): Sections {
  const omega = (2 * Math.PI) / instrument.periodS;
  const s = 2 * sampleRateHz;
  const a0 = s * s + 2 * instrument.damping * omega * s + omega * omega;
  const a1 = (2 * omega * omega - 2 * s * s) / a0;
  const a2 = (s * s - 2 * instrument.damping * omega * s + omega * omega) / a0;
  const b = instrument.gain / a0;
  return [[b, 2 * b, b, a1, a2]];
}
