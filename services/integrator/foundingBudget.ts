// How much thought strays get: in a storm of triggers not every pick can be tried with all others, the clear ones first.

/** Attempts to found an event, a second of data; a network of ten thousand quiet sensors makes five. */
const A_SECOND = 20;
const MOST_SAVED = 40;
/** Fainter picks get what is left of the better half. */
const CLEAR_SNR = 6;

export class FoundingBudget {
  #left = MOST_SAVED;
  #clockMs = Number.NEGATIVE_INFINITY;

  /** Whether a pick may try now, by the data clock; it may again with its longer windows. */
  takes(snr: number, clockMs: number): boolean {
    const passedS = Math.max(0, clockMs - this.#clockMs) / 1000;
    this.#left = Math.min(MOST_SAVED, this.#left + A_SECOND * Math.min(MOST_SAVED, passedS));
    this.#clockMs = Math.max(this.#clockMs, clockMs);
    if (this.#left < (snr >= CLEAR_SNR ? 1 : MOST_SAVED / 2)) return false;
    this.#left -= 1;
    return true;
  }
}
