// All replays of this gateway: an event whose waveforms are kept becomes a plan, and only so many run at once.
import { Fault } from "../../../shared/runtime/faults.ts";
import { type Kept, WHY_NONE } from "../section/kept.ts";
import { Replay, type ReplayDeps, type ReplayPlan } from "./replay.ts";

export interface WantedReplay {
  readonly eventId: string;
  readonly speed: number;
}

export interface ReplaysDeps extends ReplayDeps {
  readonly kept: (eventId: string) => Promise<Kept | undefined>;
  readonly atOnce: number;
  /** Undefined when replays can be run; otherwise what is missing. */
  readonly missing: () => string | undefined;
}

const ENDED_KEPT = 20;

export class Replays {
  readonly #deps: ReplaysDeps;
  #replays: readonly Replay[] = [];
  #count = 0;

  constructor(deps: ReplaysDeps) {
    this.#deps = deps;
  }

  /** Newest first. */
  all(): readonly Replay[] {
    return this.#replays;
  }

  of(replayId: string): Replay | undefined {
    return this.#replays.find(({ plan }) => plan.replayId === replayId);
  }

  /** @throws Fault that says what stands in its way and what to do; Unavailable */
  async start(wanted: WantedReplay): Promise<Replay> {
    const missing = this.#deps.missing();
    if (missing !== undefined) throw new Fault(503, missing);
    const plan = await this.#planOf(wanted);
    const running = this.#replays.filter((replay) => !replay.isOver());
    if (running.length >= this.#deps.atOnce) {
      const names = running.map((replay) => replay.plan.replayId).join(", ");
      throw new Fault(409, `${names} are running, want at most ${this.#deps.atOnce} replays at once; stop one first`);
    }
    const replay = new Replay(plan, this.#deps);
    const ended = this.#replays.filter((one) => one.isOver()).slice(0, ENDED_KEPT);
    this.#replays = [replay, ...this.#replays.filter((one) => !one.isOver() || ended.includes(one))];
    return replay;
  }

  async close(): Promise<void> {
    await Promise.all(this.#replays.map((replay) => replay.stop()));
  }

  async #planOf({ eventId, speed }: WantedReplay): Promise<ReplayPlan> {
    const kept = await this.#deps.kept(eventId);
    const name = eventId.slice(0, 120);
    if (kept === undefined) throw new Fault(404, `eventId: no event "${name}"`, "eventId");
    const { event, span, stations, recorded } = kept;
    if (recorded.size === 0) {
      const instead = `${WHY_NONE}; wait until it is over, or replay a recording with npm run replay -- --event`;
      throw new Fault(409, `eventId: no waveforms are kept of "${name}": ${instead}`, "eventId");
    }
    const playable = [...recorded].filter((stationId) => stations.has(stationId));
    if (playable.length === 0) {
      throw new Fault(409, `eventId: what the waveforms of "${name}" mean is not known: its stations are forgotten`);
    }
    this.#count += 1;
    const startedMs = Math.round(this.#deps.clock.nowMs());
    const { mode, origin } = event;
    const day = new Date(origin.timeMs).toISOString().slice(0, 16).replaceAll(/[:T]/g, "-");
    const replayId = `${day}-${startedMs.toString(36)}-${this.#count}`;
    const { fromMs, toMs } = span;
    return { replayId, eventId, mode, speed, stations: playable.length, fromMs, toMs, startedMs };
  }
}
