// Looks again and again at what runs: members, queues and how fast the stores answer; what could not be seen says why.
import type { Bus } from "../../../shared/runtime/bus.ts";
import { reasonOf, Unavailable } from "../../../shared/runtime/errors.ts";
import { type Member, membersIn } from "../../../shared/runtime/members.ts";
import type { Context } from "../../../shared/runtime/service.ts";
import { QueueTrends, type QueueView } from "./queueTrends.ts";
import { type Rate, Rates } from "./rates.ts";

/** What was seen at the last look, or why it was not. */
export interface Seen<T> {
  readonly value: T;
  /** Wall clock; 0 before the first look that succeeded. */
  readonly seenMs: number;
  /** "" when the last look succeeded; what is told is then of that look. */
  readonly fault: string;
  /** How long the last look took. */
  readonly tookMs: number;
}

export type SurveyDeps = Pick<Context, "store" | "clock" | "partitions"> & {
  readonly bus: Pick<Bus, "queues"> | undefined;
};

const MEMBERS_EVERY_MS = 2000;

export class Survey {
  readonly #deps: SurveyDeps;
  readonly #rates = new Rates();
  readonly #refused = new Rates();
  readonly #trends = new QueueTrends();
  #members: Seen<readonly Member[]> = unseen([]);
  #queues: Seen<readonly QueueView[]> = unseen([]);

  constructor(deps: SurveyDeps) {
    this.#deps = deps;
  }

  /** @param queuesEveryMs 0: queues are looked at only when `look` is called. @returns what ends it */
  start(queuesEveryMs: number): () => void {
    const { clock } = this.#deps;
    const stops = [clock.every(MEMBERS_EVERY_MS, () => void this.#lookAtMembers())];
    if (queuesEveryMs > 0) stops.push(clock.every(queuesEveryMs, () => void this.#lookAtQueues()));
    void this.look();
    return () => {
      for (const stop of stops) stop();
    };
  }

  async look(): Promise<void> {
    await Promise.all([this.#lookAtMembers(), this.#lookAtQueues()]);
  }

  members(): Seen<readonly Member[]> {
    return this.#members;
  }

  queues(): Seen<readonly QueueView[]> {
    return this.#queues;
  }

  rates(): readonly Rate[] {
    return this.#rates.all(this.#deps.clock.monotonicMs());
  }

  /** Messages a second, over the last minute, that the edge refused because nobody knows their station. */
  unregisteredPerS(): number {
    return this.#refused.all(this.#deps.clock.monotonicMs())[0]?.perS60 ?? 0;
  }

  async #lookAtMembers(): Promise<void> {
    const { store, clock } = this.#deps;
    this.#members = await this.#seen(this.#members, () => membersIn(store));
    const { fault, value } = this.#members;
    if (fault !== "") return;
    // Several services of one process tell the same totals.
    const byProcess = <T>(of: (member: Member) => T) =>
      new Map(value.map((one) => [`${one.host}-${one.pid}`, of(one)]));
    this.#rates.push(
      byProcess(({ published }) => published),
      clock.monotonicMs(),
    );
    this.#refused.push(
      byProcess(({ unregistered }) => ({ unregistered })),
      clock.monotonicMs(),
    );
  }

  async #lookAtQueues(): Promise<void> {
    const { bus, partitions } = this.#deps;
    if (bus === undefined) return;
    this.#queues = await this.#seen(this.#queues, async () => this.#trends.push(await bus.queues(partitions)));
  }

  async #seen<T>(before: Seen<T>, look: () => Promise<T>): Promise<Seen<T>> {
    const { clock } = this.#deps;
    const startedMs = clock.monotonicMs();
    const took = () => Math.round(clock.monotonicMs() - startedMs);
    try {
      const value = await look();
      return { value, seenMs: clock.nowMs(), fault: "", tookMs: took() };
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      return { ...before, fault: reasonOf(error), tookMs: took() };
    }
  }
}

function unseen<T>(value: T): Seen<T> {
  return { value, seenMs: 0, fault: "not looked at yet", tookMs: 0 };
}
