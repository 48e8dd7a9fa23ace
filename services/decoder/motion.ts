// Peak ground motion second by second: the larger horizontal, or the vertical where there is none.
import type { Motion } from "../../shared/contracts/motion.ts";
import { intensityOfMotion } from "../../shared/seismo/gmice.ts";
import type { Block, Filtered } from "./component.ts";
import type { ComponentName } from "./segment.ts";

export type StationMotion = Motion["stations"][number];

interface Peaks {
  pgaMps2: number;
  pgvMps: number;
}
interface Second {
  vertical: Peaks | undefined;
  horizontal: Peaks | undefined;
}

/** Seconds waiting for a component that comes late; the oldest are let go beyond this. */
const MAX_WAITING = 32;
/** A component this far behind the others is not waited for. */
const PATIENCE_MS = 2500;

export class MotionSeconds {
  readonly #seconds = new Map<number, Second>();
  readonly #lastMs = new Map<ComponentName, number>();
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

  #take(component: ComponentName, secondMs: number, peaks: Peaks): void {
    const second = this.#seconds.get(secondMs) ?? { vertical: undefined, horizontal: undefined };
    this.#seconds.set(secondMs, second);
    const side = component === "Z" ? "vertical" : "horizontal";
    const before = second[side];
    second[side] = {
      pgaMps2: Math.max(peaks.pgaMps2, before?.pgaMps2 ?? 0),
      pgvMps: Math.max(peaks.pgvMps, before?.pgvMps ?? 0),
    };
  }

  /** Seconds that are complete now, oldest first. */
  drain(stationId: string): StationMotion[] {
    const watermarkMs = Math.max(...this.#lastMs.values());
    const slowestMs = Math.min(...[...this.#lastMs.values()].filter((lastMs) => lastMs > watermarkMs - PATIENCE_MS));
    const entries: StationMotion[] = [];
    for (const [timeMs, { vertical, horizontal }] of [...this.#seconds].sort(([a], [b]) => a - b)) {
      const peaks = horizontal ?? vertical;
      if (timeMs + 1000 > slowestMs && this.#seconds.size <= MAX_WAITING) break;
      this.#seconds.delete(timeMs);
      this.#emittedMs = timeMs;
      if (peaks !== undefined) {
        entries.push({ stationId, timeMs, ...peaks, intensity: intensityOfMotion(peaks), watermarkMs });
      }
    }
    return entries;
  }

  /** Times jumped back: what was emitted no longer bounds what may come. */
  clear(): void {
    this.#seconds.clear();
    this.#lastMs.clear();
    this.#emittedMs = Number.NEGATIVE_INFINITY;
  }
}

function peak(values: Float64Array, from: number, to: number): number {
  let peak = 0;
  for (let i = from; i < to; i += 1) peak = Math.max(peak, Math.abs(values[i] as number));
  return peak;
}
