// What one sensor feels of one thing that happens, and the picks that the decoder would make of it, packet by packet.
import type { Pick } from "../../../../shared/contracts/pick.ts";
import { pickOf, type Step } from "../network.ts";
import { packetsOf, type Sensor } from "./sensors.ts";

/** Peak of the horizontals. */
export interface Shaking {
  readonly pgaMps2: number;
  readonly pgvMps: number;
}

/** Peaks of the vertical since the onset. */
export interface Peaks {
  readonly pdM: number;
  readonly pvMps: number;
  readonly paMps2: number;
}

export interface Felt {
  readonly stationId: string;
  readonly picks: readonly PickStep[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly shakingAt: (timeMs: number) => Shaking;
}

export type PickStep = Extract<Step, { readonly pick: Pick }>;

/** An onset as the decoder sees it, and how its peaks grow. */
export interface Onset {
  readonly phase: Pick["phase"];
  readonly phaseProbability: number;
  readonly timeMs: number;
  readonly snr: number;
  readonly peaksAt: (windowS: number) => Peaks;
  /** Strongest shaking between the onset and then. */
  readonly shakingTo: (timeMs: number) => Shaking;
  /** The window grows no longer than this. */
  readonly longestS: number;
  readonly more?: Partial<Pick>;
}

/** Data after an onset that the detector needs; S is in no hurry. */
const DECLARE_S = { P: 0.45, S: 1.2 };
/** What the decoder says of a device's clock. */
const CLOCK_S = 0.1;
/** Displacement, velocity of a noise of 1 m/s², high-passed at 0.075 Hz. */
const NOISE = { dM: 0.06, vMps: 0.05 };
const PEAK_TO_RMS = 2.5;

export function uncertaintyOf(snr: number): number {
  return Math.min(1, Math.max(0.05, Math.hypot(0.03 + 0.9 / Math.max(1, snr), CLOCK_S, 0.016)));
}

/** The pick at its declaration and again with each packet while its window grows; noise and gain of the sensor added. */
export function picksOfOnset(sensor: Sensor, onset: Onset): PickStep[] {
  const { phase, timeMs, longestS } = onset;
  const { gain, stationId, noiseMps2 } = sensor;
  const noisePdM = noiseMps2 * NOISE.dM;
  const steps: PickStep[] = [];
  for (const { endMs, receivedMs } of packetsOf(sensor, timeMs + 1000 * DECLARE_S[phase], timeMs + 14_000)) {
    const windowS = Math.min(longestS, (endMs - timeMs) / 1000);
    const peaks = onset.peaksAt(windowS);
    const { pgaMps2, pgvMps } = onset.shakingTo(endMs);
    const pick = pickOf({
      stationId,
      phase,
      timeMs,
      update: steps.length,
      phaseProbability: onset.phaseProbability,
      uncertaintyS: uncertaintyOf(onset.snr),
      snr: onset.snr,
      windowS,
      pdM: gain * Math.hypot(peaks.pdM, PEAK_TO_RMS * noisePdM),
      pvMps: gain * Math.hypot(peaks.pvMps, PEAK_TO_RMS * noiseMps2 * NOISE.vMps),
      paMps2: gain * Math.hypot(peaks.paMps2, PEAK_TO_RMS * noiseMps2),
      pgaMps2: gain * Math.hypot(pgaMps2, PEAK_TO_RMS * noiseMps2),
      pgvMps: gain * Math.hypot(pgvMps, PEAK_TO_RMS * noiseMps2 * NOISE.vMps),
      noisePdM: gain * noisePdM,
      knownMs: endMs,
      receivedMs,
      ...onset.more,
    });
    steps.push({ atMs: receivedMs, pick });
    if (windowS >= longestS) break;
  }
  return steps;
}

/** Peaks of a short burst: its frequency ties displacement and velocity to acceleration; full after half a second. */
export function burstPeaks(paMps2: number, frequencyHz: number): (windowS: number) => Peaks {
  const omega = 2 * Math.PI * frequencyHz;
  return (windowS) => {
    const share = Math.min(1, 0.5 + windowS);
    return { paMps2: share * paMps2, pvMps: (share * paMps2) / omega, pdM: (share * paMps2) / omega ** 2 };
  };
}

/** Shaking of a burst: it rings for some seconds and is gone. */
export function burstShaking(of: { timeMs: number; lastsS: number; paMps2: number; frequencyHz: number }) {
  const full = { pgaMps2: of.paMps2, pgvMps: of.paMps2 / (2 * Math.PI * of.frequencyHz) };
  const none = { pgaMps2: 0, pgvMps: 0 };
  return {
    shakingAt: (ms: number) => (ms >= of.timeMs && ms < of.timeMs + 1000 * of.lastsS ? full : none),
    shakingTo: (ms: number) => (ms >= of.timeMs ? full : none),
  };
}
