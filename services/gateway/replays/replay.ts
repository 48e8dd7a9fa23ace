// One replay of a stored event: a process of its own that ends by itself, or when it is stopped. Kept in memory alone.
import { stripVTControlCharacters } from "node:util";
import type { Mode } from "../../../shared/contracts/mode.ts";
import type { Clock } from "../../../shared/runtime/clock.ts";
import { reasonOf } from "../../../shared/runtime/errors.ts";
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

const LINE_CHARACTERS = 300;
const KILL_AFTER_MS = 8000;
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
    const [over, tooLong] = [new AbortController(), new AbortController()];
    const child = launch({ ...commandOf(this.plan), onLine: (line) => this.#say(line) });
    const ended = child.ended.catch(reasonOf).finally(() => over.abort());
    const longestMs = (toMs - fromMs) / speed + BESIDE_MS;
    void clock.sleep(longestMs, over.signal).then(() => over.signal.aborted || tooLong.abort());
    const end = async () => {
      child.stop();
      await clock.sleep(KILL_AFTER_MS, over.signal);
      if (!over.signal.aborted) child.kill();
    };
    const ending = AbortSignal.any([this.#stopping.signal, tooLong.signal]);
    ending.addEventListener("abort", () => void end(), { once: true });
    if (ending.aborted) void end();
    const reason = await ended;
    const late = `ended because it took longer than ${Math.round(longestMs / 1000)} s`;
    this.#endedMs = clock.nowMs();
    this.#reason = this.#stopping.signal.aborted ? "" : tooLong.signal.aborted ? late : reason;
    this.#state = this.#stopping.signal.aborted ? "stopped" : this.#reason === "" ? "done" : "failed";
  }

  #say(line: string): void {
    const plain = stripVTControlCharacters(line).slice(0, LINE_CHARACTERS);
    if (plain.trim() !== "") this.#lastLine = plain;
  }
}
