// REST of what runs and of dead letters: to look needs `read`, dead letters `operate`; what is done is in the account.
import { type Request, type Response, Router } from "express";
import { z } from "zod";
import type { Audit } from "../../../shared/runtime/audit.ts";
import type { Bus } from "../../../shared/runtime/bus.ts";
import { reasonOf, Unavailable } from "../../../shared/runtime/errors.ts";
import { Fault, only, parsed } from "../../../shared/runtime/faults.ts";
import { mustMay } from "../../../shared/runtime/principal.ts";
import { deadLetterView } from "./deadLetters.ts";

export interface OperationsRouteDeps {
  readonly board: () => object;
  /** Undefined where the gateway runs without a bus. */
  readonly bus: Pick<Bus, "deadLetters" | "retry" | "discard"> | undefined;
  readonly audit: Audit;
}

const wantLimit = "want a whole number from 1 to 1000";
export const deadLettersQuery = z.strictObject({
  limit: z.coerce.number(wantLimit).int(wantLimit).min(1, wantLimit).max(1000, wantLimit).default(100),
});
export const noParameters = z.strictObject({});

export function operationsRoutes({ board, bus, audit }: OperationsRouteDeps): Router {
  const router = Router();
  router.route("/api/operations").get(show).all(only("GET"));
  router.route("/api/operations/dead-letters").get(list).all(only("GET"));
  router.route("/api/operations/dead-letters/:id/retry").post(retry).all(only("POST"));
  router.route("/api/operations/dead-letters/:id").delete(discard).all(only("DELETE"));
  return router;

  function show(request: Request, response: Response): void {
    mustMay(response, "read");
    parsed(noParameters, { ...request.query });
    response.json(board());
  }

  async function list(request: Request, response: Response): Promise<void> {
    mustMay(response, "operate");
    const { limit } = parsed(deadLettersQuery, { ...request.query });
    const letters = await asked((to) => to.deadLetters(limit));
    response.json({ deadLetters: letters.map(deadLetterView) });
  }

  async function retry(request: Request, response: Response): Promise<void> {
    const principal = mustMay(response, "operate");
    const deadId = idOf(request);
    const outcome = await asked((to) => to.retry(deadId));
    if (outcome === "unknown") throw unknown(deadId);
    if (outcome === "unaddressed") {
      throw new Fault(409, "it came to one replica's own queue, which is gone: it can be discarded, not retried");
    }
    audit.note(principal, "deadLetter.retried", { target: deadId });
    response.json({ deadId, outcome });
  }

  async function discard(request: Request, response: Response): Promise<void> {
    const principal = mustMay(response, "operate");
    const deadId = idOf(request);
    if (!(await asked((to) => to.discard(deadId)))) throw unknown(deadId);
    audit.note(principal, "deadLetter.discarded", { target: deadId });
    response.status(204).end();
  }

  async function asked<T>(question: (bus: Pick<Bus, "deadLetters" | "retry" | "discard">) => Promise<T>): Promise<T> {
    if (bus === undefined) throw new Fault(503, "no bus: there are no dead letters to ask for");
    try {
      return await question(bus);
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      throw new Fault(503, `the bus does not answer; nothing was taken away: ${reasonOf(error)}`);
    }
  }
}

function idOf({ params }: Request): string {
  return String(params.id).slice(0, 64);
}

function unknown(deadId: string): Fault {
  return new Fault(404, `no dead letter "${deadId}"; somebody may have retried or discarded it`);
}
