// A question to the database. Whatever goes wrong there is `Unavailable`, also an answer that never comes.
import type { Clock } from "./clock.ts";
import type { Database } from "./database.ts";
import { Unavailable } from "./errors.ts";

export interface AskDeps {
  readonly database: () => Promise<Database>;
  readonly clock: Clock;
}

const TIMEOUT_MS = 5000;

/** @param what for the message: "read subscriptions" */
export async function ask<T>(
  { database, clock }: AskDeps,
  what: string,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  const answered = new AbortController();
  const late = clock.sleep(TIMEOUT_MS, answered.signal).then((): undefined => undefined);
  const answer = database().then(async (opened) => ({ result: await work(opened) }));
  try {
    const first = await Promise.race([answer, late]);
    if (first === undefined) throw new Unavailable(`database: no answer within ${TIMEOUT_MS} ms`);
    return first.result;
  } catch (cause) {
    throw new Unavailable(`cannot ${what}`, { cause });
  } finally {
    answered.abort("answered");
  }
}
