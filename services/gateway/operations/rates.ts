// Messages a second by topic, from the totals that the processes tell of themselves: a process that starts again begins at 0.

/** By topic. */
type Totals = Readonly<Record<string, number>>;

export interface Rate {
  readonly topic: string;
  /** Over the last 10 s and the last minute. */
  readonly perS10: number;
  readonly perS60: number;
}

interface Step {
  readonly atMs: number;
  readonly byTopic: ReadonlyMap<string, number>;
}

const SHORT_MS = 10_000;
const LONG_MS = 60_000;

export class Rates {
  #totals = new Map<string, Totals>();
  #steps: readonly Step[] = [];
  #firstMs: number | undefined;

  /** @param totals by process @param nowMs a clock that never runs backwards. */
  push(totals: ReadonlyMap<string, Totals>, nowMs: number): void {
    const byTopic = new Map<string, number>();
    for (const [process, published] of totals) {
      const before = this.#totals.get(process);
      for (const [topic, total] of Object.entries(published)) {
        // Of a process that is new what it published before is not of now.
        const more = total - (before === undefined ? total : (before[topic] ?? 0));
        byTopic.set(topic, (byTopic.get(topic) ?? 0) + Math.max(0, more));
      }
    }
    this.#totals = new Map(totals);
    this.#firstMs ??= nowMs;
    this.#steps = [...this.#steps.filter(({ atMs }) => atMs > nowMs - LONG_MS), { atMs: nowMs, byTopic }];
  }

  all(nowMs: number): readonly Rate[] {
    const topics = new Set(this.#steps.flatMap(({ byTopic }) => [...byTopic.keys()]));
    return [...topics].map((topic) => ({
      topic,
      perS10: this.#perS(topic, nowMs, SHORT_MS),
      perS60: this.#perS(topic, nowMs, LONG_MS),
    }));
  }

  #perS(topic: string, nowMs: number, windowMs: number): number {
    const known = Math.min(windowMs, nowMs - (this.#firstMs ?? nowMs));
    if (known <= 0) return 0;
    const within = this.#steps.filter(({ atMs }) => atMs > nowMs - windowMs);
    const sum = within.reduce((total, { byTopic }) => total + (byTopic.get(topic) ?? 0), 0);
    return Math.round((sum / (known / 1000)) * 100) / 100;
  }
}
