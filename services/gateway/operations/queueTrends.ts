// The depths of the queues over the last looks: which of them grow.
import type { QueueState } from "../../../shared/runtime/bus.ts";

export type Trend = "steady" | "growing" | "falling";

export interface QueueView {
  readonly name: string;
  readonly topic: string;
  readonly group: string;
  readonly key: string;
  readonly kind: QueueState["kind"];
  /** False: there is no such queue; nobody has consumed it yet, or somebody deleted it. */
  readonly isThere: boolean;
  readonly waiting: number;
  readonly consumers: number;
  readonly trend: Trend;
}

const LOOKS = 4;
/** Fewer come and go within a second. */
const LEAST = 50;

export class QueueTrends {
  readonly #waiting = new Map<string, readonly number[]>();

  push(queues: readonly QueueState[]): readonly QueueView[] {
    return queues.map(({ held, ...queue }) => {
      const waiting = held?.waiting ?? 0;
      const looks = [...(this.#waiting.get(queue.name) ?? []), waiting].slice(-LOOKS);
      this.#waiting.set(queue.name, looks);
      const isThere = held !== undefined;
      return { ...queue, isThere, waiting, consumers: held?.consumers ?? 0, trend: trendOf(looks) };
    });
  }
}

/** It grows when it grew at every one of the last looks, and not by a handful. */
export function trendOf(looks: readonly number[]): Trend {
  const [first = 0, last = 0] = [looks[0], looks.at(-1)];
  if (looks.length < LOOKS || Math.abs(last - first) < LEAST) return "steady";
  const steps = looks.slice(1).map((depth, i) => depth - (looks[i] ?? 0));
  if (steps.every((step) => step > 0)) return "growing";
  return steps.every((step) => step < 0) ? "falling" : "steady";
}
