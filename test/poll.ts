// Waits for something to become true, with a deadline; for tests instead of sleeping.
import { setTimeout as sleep } from "node:timers/promises";

/** Asks again every 20 ms until `ask` resolves to true; a rejection counts as not yet. */
export async function eventually(
  what: string,
  ask: () => boolean | Promise<boolean>,
  withinMs = 10_000,
): Promise<void> {
  const deadlineMs = Date.now() + withinMs;
  let last: unknown;
  while (Date.now() < deadlineMs) {
    try {
      if (await ask()) return;
    } catch (error) {
      last = error;
    }
    await sleep(20);
  }
  throw new Error(`not within ${withinMs} ms: ${what}`, { cause: last });
}
