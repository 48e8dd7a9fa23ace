// REST interface of API keys and of the account of what was done: for whoever may `operate`.
import express, { type Request, type Response, Router } from "express";
import { z } from "zod";
import type { ApiKey, ApiKeys } from "../../../shared/runtime/apiKeys.ts";
import type { Audit } from "../../../shared/runtime/audit.ts";
import type { Clock } from "../../../shared/runtime/clock.ts";
import { Fault, faultAnswer, only, parsed, wantJson } from "../../../shared/runtime/faults.ts";
import type { Log } from "../../../shared/runtime/log.ts";
import { mustMay, SCOPES } from "../../../shared/runtime/principal.ts";

export interface KeyRouteDeps {
  readonly keys: Pick<ApiKeys, "make" | "list" | "revoke" | "refresh">;
  readonly audit: Audit;
  readonly clock: Clock;
  readonly log: Log;
}

const wantScopes = `want a list of distinct scopes out of ${SCOPES.join(", ")}`;
const wantOwner = "want 1 to 64 letters, digits, _ or -, and not public";
const wantDays = "want a number of days from 0.01 to 3660";

export const newKeySchema = z.strictObject({
  ownerId: z
    .string(wantOwner)
    .regex(/^(?!public$)[\w-]{1,64}$/, wantOwner)
    .describe("Whose things it makes, sees and changes; several keys may have one owner."),
  name: z.string("want 1 to 120 characters").regex(/^[^\p{Cc}]{1,120}$/u, "want 1 to 120 characters on one line"),
  scopes: z
    .array(z.enum(SCOPES, wantScopes), wantScopes)
    .min(1, wantScopes)
    .refine((scopes) => new Set(scopes).size === scopes.length, wantScopes)
    .describe("read; manage: the owner's subscriptions, and read; drill: tests; operate: everything of everybody."),
  expiresInDays: z.number(wantDays).min(0.01, wantDays).max(3660, wantDays).optional().describe("Absent: never."),
});

const wantLimit = "want a whole number from 1 to 1000";
export const auditQuery = z.strictObject({
  limit: z.coerce.number(wantLimit).int(wantLimit).min(1, wantLimit).max(1000, wantLimit).default(100),
  after: z
    .string("want an auditId")
    .max(64, "want an auditId")
    .optional()
    .describe("The auditId of the last one seen.")
    .meta({ examples: ["1767225600000-3c9d0a1b2e4f"] }),
  beforeMs: z.coerce
    .number("want epoch milliseconds")
    .optional()
    .describe("Only what was done before this time.")
    .meta({ examples: [1_767_225_600_000] }),
});

const DAY_MS = 86_400_000;

export function keyRoutes({ keys, audit, clock, log }: KeyRouteDeps): Router {
  const router = Router();
  router
    .route("/v1/keys")
    .get(list)
    .post(wantJson, express.json({ limit: "64kb" }), make)
    .all(only("GET, POST"));
  router.route("/v1/keys/:id").delete(revoke).all(only("DELETE"));
  router.route("/v1/audit").get(tell).all(only("GET"));
  router.use(["/v1/keys", "/v1/audit"], faultAnswer(log));
  return router;

  function list(_request: Request, response: Response): void {
    mustMay(response, "operate");
    response.json({ keys: [...keys.list()].sort((a, b) => a.createdMs - b.createdMs) });
  }

  async function make(request: Request, response: Response): Promise<void> {
    const principal = mustMay(response, "operate");
    const { expiresInDays, ...given } = parsed(newKeySchema, request.body);
    const expiresMs = expiresInDays === undefined ? null : Math.round(clock.nowMs() + expiresInDays * DAY_MS);
    const { key, text } = await keys.make({ ...given, expiresMs });
    audit.note(principal, "key.made", { target: key.keyId, detail: detailOf(key) });
    response.status(201).json({ ...key, key: text });
  }

  async function revoke(request: Request, response: Response): Promise<void> {
    const principal = mustMay(response, "operate");
    const keyId = String(request.params.id);
    if (!(await keys.revoke(keyId))) throw new Fault(404, `no key "${keyId.slice(0, 64)}" that could be revoked`);
    audit.note(principal, "key.revoked", { target: keyId });
    response.status(204).end();
  }

  async function tell(request: Request, response: Response): Promise<void> {
    mustMay(response, "operate");
    const query = parsed(auditQuery, { ...request.query });
    const entries = await audit.list(query);
    response.json({ entries });
  }
}

function detailOf({ ownerId, name, scopes }: ApiKey): string {
  return `${name} of ${ownerId}: ${scopes.join(", ")}`;
}
