// How much time is asked for at once: half as much when the server says it is too much, more again when it goes well.
const DAY_MS = 86_400_000;
const FIRST_MS = 365 * DAY_MS;
const MOST_MS = 3650 * DAY_MS;
const LEAST_MS = 1000;
/** So many windows in a row go well before one as long as the last refused one is tried again. */
const WELL_BEFORE_TRYING = 8;

export class Stride {
  #ms: number;
  #refusedMs = Number.POSITIVE_INFINITY;
  #well = 0;

  constructor(firstMs = FIRST_MS) {
    this.#ms = firstMs;
  }

  get ms(): number {
    return this.#ms;
  }

  /** @returns whether there is anything smaller to ask for */
  tooMuch(askedMs: number): boolean {
    this.#well = 0;
    this.#refusedMs = askedMs;
    this.#ms = Math.floor(askedMs / 2);
    return this.#ms >= LEAST_MS;
  }

  well(): void {
    this.#well += 1;
    const next = Math.min(MOST_MS, this.#ms * 2);
    if (next < this.#refusedMs || this.#well >= WELL_BEFORE_TRYING) {
      this.#ms = Math.max(this.#ms, next);
      this.#well = 0;
    }
  }
}
