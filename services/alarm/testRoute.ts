// REST: a test message to a subscription's endpoint, and what became of it.
import type { Request, Response } from "express";
import { Fault } from "../../shared/runtime/faults.ts";
import { mustMay } from "../../shared/runtime/principal.ts";
import type { TokenBuckets } from "../../shared/runtime/tokenBucket.ts";
import { found } from "./found.ts";
import { testMessage } from "./message.ts";
import { isSuccess, outcomeLabel } from "./retry.ts";
import type { RouteDeps } from "./routes.ts";
import { headersOf, secretsOf } from "./signature.ts";
import type { Subscription } from "./subscription.ts";

/** For each subscription: nobody shall be flooded through us. */
export const TESTS = { perS: 1 / 6, burst: 10 };

export interface TestDeps extends RouteDeps {
  readonly tests: TokenBuckets;
}

export async function answerTest(request: Request, response: Response, deps: TestDeps): Promise<void> {
  const principal = mustMay(response, "manage", "drill");
  const subscription = await found(deps, request, response);
  const waitS = Math.ceil(deps.tests.take(subscription.subscriptionId));
  if (waitS > 0) {
    response.set("retry-after", String(waitS));
    throw new Fault(429, `an endpoint is sent at most ${TESTS.burst} tests at once; try again in ${waitS} s`);
  }
  deps.audit?.note(principal, "subscription.tested", { target: subscription.subscriptionId });
  response.json(await tested(deps, subscription));
}

async function tested({ client, clock }: RouteDeps, subscription: Subscription) {
  const [atMs, startedMs] = [Math.round(clock.nowMs()), clock.monotonicMs()];
  const body = testMessage(subscription, atMs);
  const id = `test.${atMs}.${subscription.subscriptionId}`;
  const headers = headersOf({ id, timestampS: Math.floor(atMs / 1000), body }, secretsOf(subscription, atMs));
  const answer = await client.post({ url: subscription.url, headers, body });
  const tookMs = Math.round(clock.monotonicMs() - startedMs);
  const status = answer.kind === "answered" ? answer.status : 0;
  const error = answer.kind === "answered" ? "" : answer.error;
  return { webhookId: id, delivered: isSuccess(answer), outcome: outcomeLabel(answer), status, tookMs, error };
}
