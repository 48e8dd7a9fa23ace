// What is known of the alarm path from the heartbeats that came through it: how old the last one is, partition by partition.
import type { Pulse } from "../contracts/pulse.ts";
import { readConfig } from "./config.ts";
import type { Context } from "./service.ts";
import { pulseTable } from "./settings.ts";

export interface AlarmPathState {
  /** Of the partition that is worst off: since its newest heartbeat set out, or since we listen if none came. */
  readonly ageMs: number;
  /** One and a half periods have gone by without one. */
  readonly isDown: boolean;
  /** Partitions of packet.v1 whose heartbeat is overdue. */
  readonly overdue: readonly string[];
  /** How long the slowest partition's newest heartbeat took; null when none came yet. */
  readonly tookMs: number | null;
  /** Of the newest 500: 99 in 100 took at most this long; null when none came yet. */
  readonly p99Ms: number | null;
  /** Of the newest heartbeat: each hop and how long it took to get there. */
  readonly hops: readonly { readonly topic: string; readonly service: string; readonly tookMs: number }[];
}

export interface AlarmPathOptions {
  readonly partitions: number;
  readonly periodMs: number;
  /** Wall clock when listening began. */
  readonly startedMs: number;
}

const OVERDUE_PERIODS = 1.5;
const KEPT = 500;

interface Newest {
  readonly sentMs: number;
  readonly tookMs: number;
}

export class AlarmPath {
  readonly #options: AlarmPathOptions;
  readonly #newest = new Map<string, Newest>();
  readonly #tookMs: number[] = [];
  #last: Pulse | undefined;

  constructor(options: AlarmPathOptions) {
    this.#options = options;
  }

  /** Its sender's clock may be ahead of ours: a heartbeat is at least as old as its arrival. */
  push(pulse: Pulse, nowMs: number): void {
    const sentMs = Math.min(pulse.sentMs, nowMs);
    const tookMs = Math.max(0, (pulse.hops.at(-1)?.atMs ?? nowMs) - pulse.sentMs);
    this.#tookMs.push(tookMs);
    if (this.#tookMs.length > KEPT) this.#tookMs.shift();
    if (sentMs < (this.#newest.get(pulse.key)?.sentMs ?? Number.NEGATIVE_INFINITY)) return;
    this.#newest.set(pulse.key, { sentMs, tookMs });
    this.#last = pulse;
  }

  state(nowMs: number): AlarmPathState {
    const { partitions, periodMs, startedMs } = this.#options;
    const keys = Array.from({ length: partitions }, (_, partition) => `p${partition}`);
    const ages = keys.map((key) => [key, nowMs - (this.#newest.get(key)?.sentMs ?? startedMs)] as const);
    const overdue = ages.filter(([, ageMs]) => ageMs > OVERDUE_PERIODS * periodMs).map(([key]) => key);
    const slowest = keys.map((key) => this.#newest.get(key)?.tookMs ?? 0);
    return {
      ageMs: Math.max(0, ...ages.map(([, ageMs]) => ageMs)),
      isDown: overdue.length > 0,
      overdue,
      tookMs: this.#last === undefined ? null : Math.max(...slowest),
      p99Ms: this.#p99Ms(),
      hops: this.#hops(),
    };
  }

  #p99Ms(): number | null {
    const sorted = this.#tookMs.toSorted((a, b) => a - b);
    return sorted[Math.ceil(0.99 * sorted.length) - 1] ?? null;
  }

  #hops(): AlarmPathState["hops"] {
    const { sentMs = 0, hops = [] } = this.#last ?? {};
    return hops.map(({ topic, service, atMs }, i) => ({
      topic,
      service,
      tookMs: Math.max(0, atMs - (hops[i - 1]?.atMs ?? sentMs)),
    }));
  }
}

/** Undefined when heartbeats are turned off. */
export function openAlarmPath({ env, partitions, clock }: Pick<Context, "env" | "partitions" | "clock">) {
  const { periodMs } = readConfig(pulseTable, env);
  return periodMs === 0 ? undefined : new AlarmPath({ partitions, periodMs, startedMs: clock.nowMs() });
}
