// One drill: when it is to begin, what its process says, how it ended. Kept in this gateway's memory alone.
import type { Clock } from "../../../shared/runtime/clock.ts";
import { runBounded } from "./boundedProcess.ts";
import type { Launch, Launched } from "./launch.ts";
import type { ScenarioView } from "./scenarios.ts";

export interface DrillPlan {
  readonly drillId: string;
  readonly scenario: ScenarioView;
  readonly stations: number | undefined;
  readonly requestedMs: number;
  /** When the ground breaks; undefined: as soon as the stations are known. */
  readonly atMs: number | undefined;
  /** When its process begins, and is ended at the latest. */
  readonly beginsMs: number;
  readonly endsMs: number;
}

export type DrillState = "scheduled" | "running" | "done" | "failed" | "stopped";

export interface DrillView {
  readonly drillId: string;
  /** The run that its stations, events and alerts carry. */
  readonly run: string;
  readonly scenario: string;
  readonly title: string;
  readonly stations: number | null;
  readonly state: DrillState;
  /** "" but for one that failed. */
  readonly reason: string;
  readonly requestedMs: number;
  readonly atMs: number | null;
  readonly beginsMs: number;
  readonly endsMs: number;
  readonly startedMs: number | null;
  readonly endedMs: number | null;
  readonly lastLine: string;
}

export interface DrillDeps {
  readonly clock: Clock;
  readonly launch: (launch: Launch) => Launched;
  /** Of a plan: arguments and secrets of its process. */
  readonly commandOf: (plan: DrillPlan) => Omit<Launch, "onLine">;
}

const LINES_KEPT = 200;
/** A wall clock may be set: it is looked at again this often. */
const LOOK_EVERY_MS = 30_000;

export class Drill {
  readonly plan: DrillPlan;
  readonly #deps: DrillDeps;
  readonly #stopping = new AbortController();
  readonly #over: Promise<void>;
  #lines: readonly string[] = [];
  #state: DrillState = "scheduled";
  #reason = "";
  #startedMs: number | null = null;
  #endedMs: number | null = null;

  constructor(plan: DrillPlan, deps: DrillDeps) {
    this.plan = plan;
    this.#deps = deps;
    this.#over = this.#live();
  }

  isOver(): boolean {
    return this.#endedMs !== null;
  }

  view(): DrillView {
    const { drillId, scenario, stations = null, requestedMs, atMs = null, beginsMs, endsMs } = this.plan;
    return {
      ...{ drillId, run: drillId, scenario: scenario.name, title: scenario.title, stations },
      ...{ state: this.#state, reason: this.#reason, requestedMs, atMs, beginsMs, endsMs },
      ...{ startedMs: this.#startedMs, endedMs: this.#endedMs, lastLine: this.#lines.at(-1) ?? "" },
    };
  }

  /** What its process said, the newest 200 lines. */
  lines(): readonly string[] {
    return this.#lines;
  }

  /** Resolves when its process has ended. */
  stop(): Promise<void> {
    this.#stopping.abort();
    return this.#over;
  }

  async #live(): Promise<void> {
    const { clock } = this.#deps;
    const { signal } = this.#stopping;
    while (!signal.aborted && clock.nowMs() < this.plan.beginsMs) {
      await clock.sleep(Math.min(LOOK_EVERY_MS, this.plan.beginsMs - clock.nowMs()), signal);
    }
    const reason = signal.aborted ? "" : await this.#play();
    this.#endedMs = clock.nowMs();
    this.#reason = reason;
    this.#state = signal.aborted ? "stopped" : reason === "" ? "done" : "failed";
  }

  /** Resolves to "" or to what went wrong. */
  #play(): Promise<string> {
    const { clock, launch, commandOf } = this.#deps;
    this.#state = "running";
    this.#startedMs = clock.nowMs();
    return runBounded({
      ...{ clock, launch, command: commandOf(this.plan), stopping: this.#stopping.signal },
      longestMs: this.plan.endsMs - this.#startedMs,
      onLine: (line) => {
        this.#lines = [...this.#lines.slice(1 - LINES_KEPT), line];
      },
    });
  }
}
