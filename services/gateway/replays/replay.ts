// One replay of a stored event: a process of its own that ends by itself, or when it is stopped. Kept in memory alone.
import type { Mode } from "../../../shared/contracts/mode.ts";
import type { Clock } from "../../../shared/runtime/clock.ts";
import { runBounded } from "../drills/boundedProcess.ts";
import type { Launch, Launched } from "../drills/launch.ts";

export interface ReplayPlan {
  readonly replayId: string;
  readonly eventId: string;
  /** Of the event that is replayed. */
  readonly mode: Mode;
  /** Seconds of data a second. */
  readonly speed: number;
  readonly stations: number;
  /** Data time. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly startedMs: number;
}

export type ReplayState = "running" | "done" | "failed" | "stopped";

export interface ReplayView extends ReplayPlan {
  /** The run of mode replay that its stations, events and alerts carry. */
  readonly run: string;
  /** Key of its world. */
  readonly world: string;
  readonly state: ReplayState;
  /** "" but for one that failed. */
  readonly reason: string;
  readonly endedMs: number | null;
  readonly lastLine: string;
}

export interface ReplayDeps {
  readonly clock: Clock;
  readonly launch: (launch: Launch) => Launched;
  /** Arguments and secrets of its process. */
  readonly commandOf: (plan: ReplayPlan) => Omit<Launch, "onLine">;
}

/** To start, to register, and until all is told; then it is ended. */
const BESIDE_MS = 120_000;

export class Replay {
  readonly plan: ReplayPlan;
  readonly #deps: ReplayDeps;
  readonly #stopping = new AbortController();
  readonly #over: Promise<void>;
  #state: ReplayState = "running";
  #reason = "";
  #endedMs: number | null = null;
  #lastLine = "";

  constructor(plan: ReplayPlan, deps: ReplayDeps) {
    this.plan = plan;
    this.#deps = deps;
    this.#over = this.#play();
  }

  isOver(): boolean {
    return this.#endedMs !== null;
  }

  view(): ReplayView {
    const { replayId } = this.plan;
    return {
      ...{ ...this.plan, run: replayId, world: `replay:${replayId}`, state: this.#state, reason: this.#reason },
      ...{ endedMs: this.#endedMs, lastLine: this.#lastLine },
    };
  }

  /** Resolves when its process has ended. */
  stop(): Promise<void> {
    this.#stopping.abort();
    return this.#over;
  }

  async #play(): Promise<void> {
    const { clock, launch, commandOf } = this.#deps;
    const { fromMs, toMs, speed } = this.plan;
    const { signal } = this.#stopping;
    const reason = await runBounded({
      ...{ clock, launch, command: commandOf(this.plan), stopping: signal },
      longestMs: (toMs - fromMs) / speed + BESIDE_MS,
      onLine: (line) => {
        this.#lastLine = line;
      },
    });
    this.#endedMs = clock.nowMs();
    this.#reason = signal.aborted ? "" : reason;
    this.#state = signal.aborted ? "stopped" : reason === "" ? "done" : "failed";
  }
}
