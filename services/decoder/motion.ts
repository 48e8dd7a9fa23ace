// Peak ground motion second by second: the larger horizontal, or the vertical where there is none.
import type { Motion } from "../../shared/contracts/motion.ts";
import { intensityOfMotion } from "../../shared/seismo/gmice.ts";
import type { Block, ComponentName } from "../../shared/sensors/segment.ts";
import type { Filtered } from "./component.ts";

export type StationMotion = Motion["stations"][number];

interface Peaks {
  pgaMps2: number;
  pgvMps: number;
}
type Second = Map<ComponentName, Peaks>;

/** Seconds waiting for a component that comes late; the oldest are let go beyond this. */
const MAX_WAITING = 32;
/** A component this far behind the others is not waited for. */
const PATIENCE_MS = 2500;

export class MotionSeconds {
  readonly #seconds = new Map<number, Second>();
  readonly #lastMs = new Map<ComponentName, number>();
  readonly #doubtedMs = new Map<ComponentName, number>();
  #emittedMs = Number.NEGATIVE_INFINITY;

  push(component: ComponentName, block: Block, filtered: Filtered): void {
    const { samples, startMs, periodMs } = block;
    const count = samples.length;
    for (let i = 0; i < count; ) {
      const secondMs = Math.floor((startMs + i * periodMs) / 1000) * 1000;
      const end = Math.max(i + 1, Math.min(count, Math.ceil((secondMs + 1000 - startMs) / periodMs)));
      const pgaMps2 = peak(filtered.accelerationMps2, i, end);
      const pgvMps = peak(filtered.velocityMps, i, end);
      if (secondMs > this.#emittedMs) this.#take(component, secondMs, { pgaMps2, pgvMps });
      i = end;
    }
    this.#lastMs.set(component, startMs + (count - 1) * periodMs);
  }

  /** From this time on the component may have been wrong (undefined: it was not): its seconds wait for the next block. */
  doubt(component: ComponentName, fromMs: number | undefined): void {
    if (fromMs === undefined) this.#doubtedMs.delete(component);
    else this.#doubtedMs.set(component, fromMs);
  }

  /** What the component showed since then was no motion. */
  forget(component: ComponentName, sinceMs: number): void {
    for (const [timeMs, second] of this.#seconds) if (timeMs + 1000 > sinceMs) second.delete(component);
  }

  #take(component: ComponentName, secondMs: number, peaks: Peaks): void {
    const second: Second = this.#seconds.get(secondMs) ?? new Map();
    this.#seconds.set(secondMs, second);
    second.set(component, larger(peaks, second.get(component)));
  }

  /** Seconds that are complete now, oldest first. */
  drain(stationId: string): StationMotion[] {
    let watermarkMs = Number.NEGATIVE_INFINITY;
    for (const lastMs of this.#lastMs.values()) if (lastMs > watermarkMs) watermarkMs = lastMs;
    let completeMs = watermarkMs;
    for (const [name, lastMs] of this.#lastMs) {
      const isPresent = lastMs > watermarkMs - PATIENCE_MS;
      if (isPresent) completeMs = Math.min(completeMs, lastMs, this.#doubtedMs.get(name) ?? lastMs);
    }
    const entries: StationMotion[] = [];
    for (const [timeMs, second] of [...this.#seconds].sort(([a], [b]) => a - b)) {
      if (timeMs + 1000 > completeMs && this.#seconds.size <= MAX_WAITING) break;
      this.#seconds.delete(timeMs);
      this.#emittedMs = timeMs;
      const sides = [second.get("N"), second.get("E")].filter((side) => side !== undefined);
      const [first, other] = sides.length > 0 ? sides : [second.get("Z")];
      if (first === undefined) continue;
      const peaks = larger(first, other);
      entries.push({ stationId, timeMs, ...peaks, intensity: intensityOfMotion(peaks), watermarkMs });
    }
    return entries;
  }

  /** Times jumped back: what was emitted no longer bounds what may come. */
  clear(): void {
    this.#seconds.clear();
    this.#lastMs.clear();
    this.#doubtedMs.clear();
    this.#emittedMs = Number.NEGATIVE_INFINITY;
  }
}

function larger(a: Peaks, b: Peaks | undefined): Peaks {
  return b === undefined ? a : { pgaMps2: Math.max(a.pgaMps2, b.pgaMps2), pgvMps: Math.max(a.pgvMps, b.pgvMps) };
}

function peak(values: Float64Array, from: number, to: number): number {
  let peak = 0;
  for (let i = from; i < to; i += 1) peak = Math.max(peak, Math.abs(values[i] as number));
  return peak;
}
