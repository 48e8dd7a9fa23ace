// Pieces of waveform side by side in steps of about a second, so that long packets are heard as short ones are.
import type { Segment, Taken } from "../../shared/sensors/segment.ts";

const STEP_MS = 1000;
const MIN_RATE_HZ = 10;
const MAX_RATE_HZ = 1000;

/** Refuses rates that the filters are not made for. */
export function checked(taken: Taken): Taken {
  if (taken.kind !== "segments") return taken;
  const rates = taken.segments.map(({ periodMs }) => 1000 / periodMs);
  const odd = rates.find((rateHz) => !(rateHz >= MIN_RATE_HZ && rateHz <= MAX_RATE_HZ));
  if (odd === undefined) return taken;
  return { kind: "malformed", reason: `sample rate: got ${odd} Hz, want ${MIN_RATE_HZ} to ${MAX_RATE_HZ}` };
}

/** Steps in order of time; in each the horizontals come before the vertical. */
export function stepsOf(segments: readonly Segment[]): Segment[][] {
  const ordered = [...segments].sort((a, b) => Number(a.component === "Z") - Number(b.component === "Z"));
  const startMs = Math.min(...ordered.map((segment) => segment.startMs));
  const endMs = Math.max(...ordered.map(endOf));
  const isShort = endMs - startMs <= 1.5 * STEP_MS;
  if (isShort && new Set(ordered.map(({ component }) => component)).size === ordered.length) return [ordered];
  const steps: Segment[][] = [];
  for (let fromMs = startMs; fromMs < endMs; fromMs = nextStart(ordered, fromMs + STEP_MS)) {
    const step = ordered.flatMap((segment) => partOf(segment, fromMs, fromMs + STEP_MS) ?? []);
    if (step.length > 0) steps.push(step);
  }
  return steps;
}

function endOf({ startMs, samples, periodMs }: Segment): number {
  return startMs + samples.length * periodMs;
}

/**
 * The first time from `fromMs` on at which any segment has samples: hours between two records are not walked through.
 */
function nextStart(segments: readonly Segment[], fromMs: number): number {
  const starts = segments.filter((segment) => endOf(segment) > fromMs).map(({ startMs }) => Math.max(startMs, fromMs));
  return Math.min(...starts);
}

function partOf(segment: Segment, fromMs: number, toMs: number): Segment | undefined {
  const { startMs, periodMs, samples } = segment;
  const first = Math.max(0, Math.ceil((fromMs - startMs) / periodMs));
  const end = Math.min(samples.length, Math.ceil((toMs - startMs) / periodMs));
  if (end <= first) return undefined;
  const gap = segment.gap && first === 0;
  return { ...segment, gap, samples: samples.subarray(first, end), startMs: startMs + first * periodMs };
}
