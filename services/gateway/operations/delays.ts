// How long news takes from stage to stage, by the stamps of the newest messages, each mode for itself.
import { alerts } from "../../../shared/contracts/alert.ts";
import { deliveries } from "../../../shared/contracts/delivery.ts";
import { events } from "../../../shared/contracts/event.ts";
import { MODES, type Mode } from "../../../shared/contracts/mode.ts";
import type { Stage, Stamps } from "../../../shared/contracts/topic.ts";

export interface Delay {
  readonly mode: Mode;
  readonly from: Stage;
  readonly to: Stage;
  /** Messages it was taken from. */
  readonly count: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

interface Step {
  readonly from: Stage;
  readonly to: Stage;
  /** The topic by which both stamps come first. */
  readonly topic: string;
}

/** The last one is the whole way. */
const STEPS: readonly Step[] = [
  { from: "sensed", to: "received", topic: events.name },
  { from: "received", to: "picked", topic: events.name },
  { from: "picked", to: "located", topic: events.name },
  { from: "located", to: "decided", topic: alerts.name },
  { from: "decided", to: "delivered", topic: deliveries.name },
  { from: "sensed", to: "delivered", topic: deliveries.name },
];
const KEPT = 500;

export class Delays {
  readonly #tookMs = new Map<string, number[]>();

  push(topic: string, mode: Mode, stamps: Stamps): void {
    for (const [i, step] of STEPS.entries()) {
      const [fromMs, toMs] = [stamps[step.from], stamps[step.to]];
      if (step.topic !== topic || fromMs === undefined || toMs === undefined) continue;
      const key = `${mode}/${i}`;
      const newest = this.#tookMs.get(key) ?? [];
      newest.push(toMs - fromMs);
      if (newest.length > KEPT) newest.shift();
      this.#tookMs.set(key, newest);
    }
  }

  /** Of the newest 500 messages of each; only what was seen. */
  all(): readonly Delay[] {
    return MODES.flatMap((mode) =>
      STEPS.flatMap(({ from, to }, i) => {
        const sorted = (this.#tookMs.get(`${mode}/${i}`) ?? []).toSorted((a, b) => a - b);
        if (sorted.length === 0) return [];
        const at = (share: number) => Math.round(sorted[Math.ceil(share * sorted.length) - 1] ?? 0);
        return [{ mode, from, to, count: sorted.length, p50Ms: at(0.5), p99Ms: at(0.99) }];
      }),
    );
  }
}
