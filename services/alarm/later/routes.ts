// REST interface of what comes after the alarm: send one delivery again, and all that was missed.
import express, { type Request, type Response, Router } from "express";
import { z } from "zod";
import type { Audit } from "../../../shared/runtime/audit.ts";
import { Fault, faultAnswer, only, parsed, wantJson } from "../../../shared/runtime/faults.ts";
import type { Log } from "../../../shared/runtime/log.ts";
import { mustMay, principalOf } from "../../../shared/runtime/principal.ts";
import { isGone, isSuccess, outcomeLabel } from "../retry.ts";
import type { Subscription } from "../subscription.ts";
import { informationOf } from "./information.ts";
import type { LaterRows } from "./laterRows.ts";
import { failureOf, type Sender, send } from "./send.ts";

export interface LaterRouteDeps extends Sender {
  readonly rows: LaterRows;
  readonly subscriptions: { disable(subscriptionId: string, reason: string): Promise<void> };
  readonly health: { succeeded(subscriptionId: string): void; failed(subscriptionId: string, error: string): void };
  readonly log: Log;
  /** The subscription a request is about. @throws Fault when there is none, or not for whoever asks. */
  readonly found: (request: Request, response: Response) => Promise<Subscription>;
  /** Something is due now. */
  readonly queued: () => void;
  readonly audit?: Pick<Audit, "note"> | undefined;
}

const MOST_BODY = "64kb";
export const MOST_RECOVERED = 1000;
const wantSince = "want an ISO 8601 time with its zone, or epoch milliseconds";
export const recoverBody = z.strictObject({
  since: z
    .union(
      [z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)), z.int().min(0).max(8.64e15)],
      wantSince,
    )
    .describe("ISO 8601 with its zone, or epoch milliseconds."),
});

export function laterRoutes(deps: LaterRouteDeps): Router {
  const router = Router();
  const json = [wantJson, express.json({ limit: MOST_BODY, type: () => true })];
  /** One at a time for each subscriber: their endpoint may hang. */
  const sending = new Set<string>();
  router.route("/v1/subscriptions/:id/deliveries/:alertId/resend").post(resend).all(only("POST"));
  router.route("/v1/subscriptions/:id/recover").post(json, recover).all(only("POST"));
  router.use("/v1/subscriptions", faultAnswer(deps.log));
  return router;

  async function resend(request: Request, response: Response): Promise<void> {
    const subscription = await enabled(deps, request, response);
    const { subscriptionId } = subscription;
    if (sending.has(subscriptionId)) throw new Fault(429, "another delivery is being sent again; wait for its end");
    sending.add(subscriptionId);
    const alertId = String(request.params.alertId);
    deps.audit?.note(principalOf(response), "delivery.resent", {
      target: subscriptionId,
      detail: alertId.slice(0, 200),
    });
    try {
      response.json(await sentAgain(deps, subscription, alertId));
    } finally {
      sending.delete(subscriptionId);
    }
  }

  async function recover(request: Request, response: Response): Promise<void> {
    mustMay(response, "manage");
    const { since } = parsed(recoverBody, request.body);
    const { subscriptionId } = await enabled(deps, request, response);
    const now = { nowMs: Math.round(deps.clock.nowMs()), most: MOST_RECOVERED };
    const queued = await deps.rows.recover(subscriptionId, since, now);
    if (queued > 0) deps.queued();
    const detail = `${queued} since ${since}`;
    deps.audit?.note(principalOf(response), "deliveries.recovered", { target: subscriptionId, detail });
    response.status(202).json({ queued, most: MOST_RECOVERED });
  }
}

/** Theirs, and they may manage it. */
async function enabled({ found }: LaterRouteDeps, request: Request, response: Response): Promise<Subscription> {
  mustMay(response, "manage");
  const subscription = await found(request, response);
  if (subscription.disabledMs === null) return subscription;
  throw new Fault(409, "the subscription is switched off; switch it on first");
}

async function sentAgain(deps: LaterRouteDeps, subscription: Subscription, alertId: string) {
  const { rows, clock, health, subscriptions } = deps;
  const { subscriptionId } = subscription;
  const row = await rows.find(subscriptionId, alertId);
  if (row === undefined) throw new Fault(404, `no delivery "${alertId.slice(0, 200)}"`);
  const information = informationOf(row);
  if (information === undefined) throw new Fault(409, "nothing was ever sent for this delivery");
  const startedMs = clock.monotonicMs();
  const answer = await send(deps, subscription, information);
  const tookMs = Math.round(clock.monotonicMs() - startedMs);
  const error = failureOf(answer);
  if (isSuccess(answer)) {
    health.succeeded(subscriptionId);
    await rows.delivered(alertId, Math.round(clock.nowMs()));
  } else if (isGone(answer)) await subscriptions.disable(subscriptionId, "the endpoint answered 410 Gone");
  else health.failed(subscriptionId, error);
  const status = answer.kind === "answered" ? answer.status : 0;
  return {
    webhookId: information.id,
    delivered: isSuccess(answer),
    outcome: outcomeLabel(answer),
    status,
    tookMs,
    error,
  };
}
