// A low-cost device's clock and crystal: what it says the time is, and how fast it samples while it says the nominal rate.
import { drawAt } from "../random.ts";

export interface ClockSpec {
  /** Device clock minus truth. */
  readonly offsetMs?: number;
  /** Gains on the truth since it was right; a time server puts it right again now and then, which may set it back. */
  readonly drift?: { readonly ppm: number; readonly sinceMs: number; readonly resyncEveryS?: number };
  /** Set forward or, where negative, back at a moment. */
  readonly steps?: readonly { readonly atMs: number; readonly byMs: number }[];
  /** Power came on and no time server was found: the clock counts from 1970 until it is set. */
  readonly unset?: { readonly sinceMs: number; readonly untilMs?: number };
  /** True sample rate over the nominal one, less 1: OpenEEW's devices have −0.04 to 0. */
  readonly rateError?: number;
  /** The packet is stamped when it is sent, up to so much after its last sample. */
  readonly stampedWithinMs?: number;
  /** Share of packets that are stamped with a time before the packet before them. */
  readonly backwards?: { readonly share: number; readonly byMs: number };
}

const JITTER = 20;
const BACKWARDS = 21;

/** What the device's clock says at a true time, epoch ms; `sequence` is the packet's. */
export function deviceTimeMs(
  spec: ClockSpec,
  trueMs: number,
  { key, sequence }: { key: number; sequence: number },
): number {
  const { offsetMs = 0, drift, steps = [], unset, stampedWithinMs = 0, backwards } = spec;
  const stampedMs = trueMs + (stampedWithinMs === 0 ? 0 : stampedWithinMs * drawAt(key, JITTER, sequence));
  if (unset !== undefined && trueMs >= unset.sinceMs && trueMs < (unset.untilMs ?? Number.POSITIVE_INFINITY))
    return stampedMs - unset.sinceMs;
  let saidMs = stampedMs + offsetMs;
  if (drift !== undefined) saidMs += driftMs(drift, trueMs);
  for (const { atMs, byMs } of steps) if (trueMs >= atMs) saidMs += byMs;
  if (backwards !== undefined && drawAt(key, BACKWARDS, sequence) < backwards.share) saidMs -= backwards.byMs;
  return saidMs;
}

function driftMs({ ppm, sinceMs, resyncEveryS }: NonNullable<ClockSpec["drift"]>, trueMs: number): number {
  const elapsedMs = Math.max(0, trueMs - sinceMs);
  return (ppm / 1e6) * (resyncEveryS === undefined ? elapsedMs : elapsedMs % (resyncEveryS * 1000));
}
