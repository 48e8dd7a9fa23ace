// What a trigger listens to and when it goes on and off: the same for the decoder, and for whoever draws its curve.
import { butterworth, type Sections } from "./butterworth.ts";

export const TRIGGER = {
  staS: 0.5,
  ltaS: 10,
  /** On from this ratio; while the long window is not yet full, from the other one. */
  onRatio: 4,
  warmupRatio: 6,
  /** Ready for the next one below this ratio. */
  offRatio: 1.5,
} as const;

/** Below this the long mean is never taken: sensors are not that quiet, dead channels are. */
export const QUIETEST = { "m/s2": 1e-6, "m/s": 2e-9 } as const;

/** 1–10 Hz, less where the rate does not reach so far. */
export function triggerBand(rateHz: number): Sections {
  return butterworth({ kind: "bandpass", lowHz: 1, highHz: Math.min(10, 0.4 * rateHz) }, 2, rateHz);
}
