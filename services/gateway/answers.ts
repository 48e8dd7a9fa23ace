// Answers that routes have in common: what was asked wrongly, what there is not, and what cannot be told now.
import type { Request, Response } from "express";
import { Unavailable } from "../../shared/runtime/errors.ts";
import type { Query } from "../../shared/runtime/query.ts";

/** @returns true when the parameters were bad and the answer is given. */
export function isFaulty(query: Query, response: Response): boolean {
  const fault = query.fault();
  if (fault !== undefined) response.status(400).json({ error: fault });
  return fault !== undefined;
}

export function noEvent({ params: { id } }: Request<{ id: string }>, response: Response): void {
  refuse(response, 404, `id: no event "${id.slice(0, 120)}"`);
}

/** `message` begins with the field it is about. */
export function refuse(response: Response, status: number, message: string): void {
  response.status(status).json({ error: { field: message.slice(0, message.indexOf(":")), message } });
}

/** Without its database nothing of the past is known: not now is another answer than never. */
export async function orUnavailable(response: Response, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    response.status(503).set("retry-after", "5");
    response.json({ error: { message: "the database does not answer; try again" } });
  }
}
