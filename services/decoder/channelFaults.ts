// When each kind of fault of a channel was last seen, and how that is told.

export type Fault = "clipped" | "spike" | "step" | "glitch";
const FAULTS: readonly Fault[] = ["clipped", "step", "glitch", "spike"];
const IN_WORDS = {
  clipped: "clipped: the sensor reached its end",
  spike: "spikes: single wrong samples",
  step: "step: the level jumped",
  glitch: "telemetry glitch: samples that are not of this ground",
} as const;

const TOLD_FOR_MS = 60_000;
const NEVER = Number.NEGATIVE_INFINITY;

export class ChannelFaults {
  readonly #lastMs: Record<Fault, number> = { clipped: NEVER, spike: NEVER, step: NEVER, glitch: NEVER };

  note(fault: Fault, timeMs: number): void {
    this.#lastMs[fault] = Math.max(this.#lastMs[fault], timeMs);
  }

  lastMs(fault: Fault): number {
    return this.#lastMs[fault];
  }

  /** Within the last minute. */
  isRecent(fault: Fault, nowMs: number): boolean {
    return nowMs - this.#lastMs[fault] < TOLD_FOR_MS;
  }

  /** What was wrong within the last minute, in words; empty when nothing was. */
  remark(nowMs: number): string {
    const { clipped, spike, step, glitch } = this.#lastMs;
    if (nowMs - Math.max(clipped, spike, step, glitch) >= TOLD_FOR_MS) return "";
    const recent = FAULTS.filter((fault) => this.isRecent(fault, nowMs));
    return recent.map((fault) => IN_WORDS[fault]).join("; ");
  }
}
