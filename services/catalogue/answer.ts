// The answer to a request of the database: what was found, what is wrong with the request, or that there is no database now.
import type { Response } from "express";
import type { Database } from "../../shared/runtime/database.ts";
import { reasonOf, Unavailable } from "../../shared/runtime/errors.ts";
import type { Log } from "../../shared/runtime/log.ts";
import type { Query } from "../../shared/runtime/query.ts";

export interface AnswerDeps {
  readonly database: () => Promise<Database>;
  readonly log: Log;
}

/** @param find may set the response's status */
export async function answer(
  query: Query,
  { database, log }: AnswerDeps,
  response: Response,
  find: (database: Database) => Promise<object>,
): Promise<void> {
  const fault = query.fault();
  if (fault !== undefined) {
    response.status(400).json({ error: fault });
    return;
  }
  try {
    const found = await find(await database());
    response.json(found);
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    log.warn({ reason: reasonOf(error) }, "catalogue request not answered");
    response.status(503).set("retry-after", "5");
    response.json({ error: { message: "the catalogue's database does not answer; try again" } });
  }
}
