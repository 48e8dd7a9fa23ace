// Several questions with one deadline: what is not answered by then is left out, and nobody waits for it.
import type { Clock } from "../../../shared/runtime/clock.ts";
import { Unavailable } from "../../../shared/runtime/errors.ts";

export type InTime<T> = { readonly known: true; readonly value: T } | { readonly known: false };

const NOT_KNOWN = { known: false } as const;
/** Questions that are late and still open; with more of them nothing is asked, so that connections are left to keep versions. */
const MOST_LATE = 4;

export class Questions {
  readonly #clock: Clock;
  readonly #deadlineMs: number;
  #late = 0;

  constructor(clock: Clock, deadlineMs: number) {
    this.#clock = clock;
    this.#deadlineMs = deadlineMs;
  }

  /** From now on. */
  deadline(): Deadline {
    return new Deadline(this.#clock.sleep.bind(this.#clock), {
      afterMs: this.#deadlineMs,
      mayAsk: () => this.#late < MOST_LATE,
      onLate: (answer) => {
        this.#late += 1;
        void answer.finally(() => {
          this.#late -= 1;
        });
      },
    });
  }
}

interface Limits {
  readonly afterMs: number;
  readonly mayAsk: () => boolean;
  readonly onLate: (answer: Promise<unknown>) => void;
}

export class Deadline {
  readonly #over: Promise<typeof NOT_KNOWN>;
  readonly #done = new AbortController();
  readonly #limits: Limits;

  constructor(sleep: Clock["sleep"], limits: Limits) {
    this.#limits = limits;
    this.#over = sleep(limits.afterMs, this.#done.signal).then(() => NOT_KNOWN);
  }

  /** A question to the database. Not known as well where the world is broken; a bug stays one. */
  async ask<T>(work: () => Promise<T>): Promise<InTime<T>> {
    return this.#limits.mayAsk() ? this.askAnyway(work) : NOT_KNOWN;
  }

  /** A question that holds no connection. */
  async askAnyway<T>(work: () => Promise<T>): Promise<InTime<T>> {
    let isSettled = false;
    const answer = work()
      .then(
        (value): InTime<T> => ({ known: true, value }),
        (error: unknown): InTime<T> => {
          if (error instanceof Unavailable) return NOT_KNOWN;
          throw error;
        },
      )
      .finally(() => {
        isSettled = true;
      });
    const first = await Promise.race([answer, this.#over]);
    // What lost the race may still fail, and nobody listens to it any more.
    if (!isSettled) this.#limits.onLate(answer.catch(() => undefined));
    return first;
  }

  end(): void {
    this.#done.abort();
  }
}
