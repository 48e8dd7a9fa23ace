// Pieces of waveform side by side in steps of about a second, so that long packets are heard as short ones are.
import type { Segment } from "../../shared/sensors/segment.ts";

const STEP_MS = 1000;

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
