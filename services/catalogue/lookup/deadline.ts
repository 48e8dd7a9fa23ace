// Several questions with one deadline: what is not answered by then is left out, and nobody waits for it.
import type { Clock } from "../../../shared/runtime/clock.ts";
import { Unavailable } from "../../../shared/runtime/errors.ts";

export type InTime<T> = { readonly known: true; readonly value: T } | { readonly known: false };

export class Deadline {
  readonly #over: Promise<InTime<never>>;
  readonly #done = new AbortController();

  constructor(clock: Clock, afterMs: number) {
    this.#over = clock.sleep(afterMs, this.#done.signal).then(() => ({ known: false }));
  }

  /** Not known as well where the world is broken; a bug stays one. */
  ask<T>(work: Promise<T>): Promise<InTime<T>> {
    const answer = work.then(
      (value): InTime<T> => ({ known: true, value }),
      (error: unknown): InTime<T> => {
        if (error instanceof Unavailable) return { known: false };
        throw error;
      },
    );
    // What loses the race may still fail, and nobody listens to it any more.
    answer.catch(() => undefined);
    return Promise.race([answer, this.#over]);
  }

  end(): void {
    this.#done.abort();
  }
}
