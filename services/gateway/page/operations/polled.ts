// An answer that is asked for again and again while somebody looks at it.
import { type Answer, ask } from "../app/ask.ts";

export class Polled<T> {
  readonly #everyMs: number;
  readonly #onAnswer: () => void;
  #path: string;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #round = 0;
  /** Undefined until the first answer. */
  now: Answer<T> | undefined;

  constructor(path: string, everyMs: number, onAnswer: () => void) {
    this.#path = path;
    this.#everyMs = everyMs;
    this.#onAnswer = onAnswer;
  }

  start(): void {
    void this.ask();
  }

  /** Now, and again after the usual time. */
  async ask(path = this.#path): Promise<void> {
    if (path !== this.#path) this.now = undefined;
    this.#path = path;
    clearTimeout(this.#timer);
    this.#round += 1;
    const round = this.#round;
    const answer = await ask<T>(path);
    // Somebody asked again meanwhile, or nobody looks any more.
    if (round !== this.#round) return;
    this.now = answer;
    this.#onAnswer();
    this.#timer = setTimeout(() => void this.#again(), this.#everyMs);
  }

  #again(): void | Promise<void> {
    if (document.visibilityState === "visible") return this.ask();
    this.#timer = setTimeout(() => void this.#again(), this.#everyMs);
  }

  stop(): void {
    this.#round += 1;
    clearTimeout(this.#timer);
  }
}
