// Keeps something open that may end at any time: opens it, waits for its end, opens it again after a jittered wait.
import type { Clock } from "./clock.ts";

const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 2000;
const FIRST_REQUEUE_MS = 10;
const LONGEST_REQUEUE_MS = 1000;

/** 100 ms, doubled with every failure in a row up to 2 s, of which half is chance: many clients do not come back at once. */
export function reopenWaitMs(failures: number): number {
  const waitMs = Math.min(FIRST_WAIT_MS * 2 ** failures, LONGEST_WAIT_MS);
  return waitMs * (0.5 + Math.random() / 2);
}

/** How long a message waits before it is delivered again: 10 ms after the first attempt, doubled up to 1 s. */
export function requeueWaitMs(attempt: number): number {
  return Math.min(FIRST_REQUEUE_MS * 2 ** (attempt - 1), LONGEST_REQUEUE_MS);
}

export interface KeepOpen {
  readonly clock: Clock;
  /** Ends the keeping; whatever is open then is for the caller to close. */
  readonly signal: AbortSignal;
  /** Resolves, when it is open, to a promise of its end. */
  readonly open: () => Promise<{ readonly ended: Promise<unknown> }>;
  readonly onFailure: (error: unknown) => void;
}

export async function keepOpen({ clock, signal, open, onFailure }: KeepOpen): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    try {
      const { ended } = await open();
      failures = 0;
      await ended;
    } catch (error) {
      onFailure(error);
    }
    if (!signal.aborted) await clock.sleep(reopenWaitMs(failures), signal);
    failures += 1;
  }
}
