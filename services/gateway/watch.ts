// Asks the other services whether they are ready, so that the page can tell which one is missing.
import type { Clock } from "../../shared/runtime/clock.ts";

export interface Readiness {
  readonly service: string;
  readonly ready: boolean;
  /** What it says is missing, or that it does not answer. */
  readonly missing: string;
  /** Wall clock of the answer. */
  readonly checkedMs: number;
}

const ANSWER_WITHIN_MS = 2000;
const MAX_TEXT = 200;

export class Watch {
  readonly #clock: Clock;
  readonly #targets: readonly (readonly [string, string])[];
  readonly #known = new Map<string, Readiness>();

  /** @param list `name=url,name=url` */
  constructor(list: string, clock: Clock) {
    this.#clock = clock;
    this.#targets = list
      .split(",")
      .filter((entry) => entry !== "")
      .map((entry) => [entry.slice(0, entry.indexOf("=")), entry.slice(entry.indexOf("=") + 1)]);
  }

  async ask(): Promise<void> {
    await Promise.all(
      this.#targets.map(async ([service, url]) => {
        const missing = await missingAt(url);
        this.#known.set(service, { service, ready: missing === "", missing, checkedMs: this.#clock.nowMs() });
      }),
    );
  }

  all(): readonly Readiness[] {
    return [...this.#known.values()];
  }
}

/** @returns "" when it is ready. */
async function missingAt(url: string): Promise<string> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS), redirect: "error" });
    const text = (await response.text()).trim().slice(0, MAX_TEXT);
    return response.ok ? "" : text || `status ${response.status}`;
  } catch {
    return "does not answer";
  }
}
