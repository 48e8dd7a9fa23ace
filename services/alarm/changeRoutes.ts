// REST: subscriptions made, changed and removed, and their secrets rotated; every change is written down.
import type { Request, Response } from "express";
import { Fault, parsed } from "../../shared/runtime/faults.ts";
import { mayDo, mustMay, type Principal } from "../../shared/runtime/principal.ts";
import { found, unknown } from "./found.ts";
import type { RouteDeps } from "./routes.ts";
import { patched, rotated, shownSecret, subscriptionOf } from "./subscribe.ts";
import { newSubscriptionSchema, patchSchema, rotationSchema, type Subscription, viewOf } from "./subscription.ts";

/** Before whoever edits is told that others do. */
const MOST_EDITS = 10;
/** A name server that does not answer must not hold up a new subscription; every attempt asks again. */
const RESOLVE_MS = 2000;

export async function answerCreate(request: Request, response: Response, deps: RouteDeps): Promise<void> {
  const principal = mustMay(response, "manage");
  const { ownerId } = principal;
  const given = parsed(newSubscriptionSchema, request.body);
  checkCount(deps, principal);
  await checkUrl(deps, given.url);
  const subscription = subscriptionOf(given, { ownerId, nowMs: Math.round(deps.clock.nowMs()) });
  await deps.repository.insert(subscription);
  deps.subscriptions.put(subscription);
  const { subscriptionId, name } = subscription;
  deps.audit?.note(principal, "subscription.made", { target: subscriptionId, detail: name });
  response.location(`/v1/subscriptions/${subscriptionId}`).status(201);
  response.json({ ...viewOf(subscription), ...shownSecret(subscription) });
}

export async function answerChange(request: Request, response: Response, deps: RouteDeps): Promise<void> {
  const principal = mustMay(response, "manage");
  const patch = parsed(patchSchema, request.body);
  if (patch.url !== undefined) {
    await found(deps, request, response);
    await checkUrl(deps, patch.url);
  }
  const edit = (before: Subscription) => patched(before, patch, Math.round(deps.clock.nowMs()));
  const after = await edited(edit, { request, response, deps });
  const detail = Object.keys(patch).join(", ");
  deps.audit?.note(principal, "subscription.changed", { target: after.subscriptionId, detail });
  response.json(viewOf(after));
}

export async function answerRotate(request: Request, response: Response, deps: RouteDeps): Promise<void> {
  const principal = mustMay(response, "manage");
  const { overlapHours } = parsed(rotationSchema, request.body ?? {});
  const turn = (before: Subscription) => rotated(before, overlapHours, Math.round(deps.clock.nowMs()));
  const after = await edited(turn, { request, response, deps });
  deps.audit?.note(principal, "subscription.secretRotated", { target: after.subscriptionId });
  response.json({ ...viewOf(after), ...shownSecret(after) });
}

export async function answerRemove(request: Request, response: Response, deps: RouteDeps): Promise<void> {
  const principal = mustMay(response, "manage");
  const { subscriptionId } = await found(deps, request, response);
  if (!(await deps.repository.remove(subscriptionId))) throw unknown(request);
  deps.subscriptions.remove(subscriptionId);
  deps.audit?.note(principal, "subscription.removed", { target: subscriptionId });
  response.status(204).end();
}

interface Asked {
  readonly request: Request;
  readonly response: Response;
  readonly deps: RouteDeps;
}

/** What another replica or request changed a moment ago is not undone: the edit is made again, of what is there now. */
async function edited(
  edit: (before: Subscription) => Subscription,
  { request, response, deps }: Asked,
): Promise<Subscription> {
  for (let tries = 0; tries < MOST_EDITS; tries += 1) {
    await deps.subscriptions.refresh();
    const before = await found(deps, request, response);
    const after = edit(before);
    if (await deps.repository.update(before, after)) {
      deps.subscriptions.put(after);
      return after;
    }
  }
  throw new Fault(409, "it is being changed by others just now; try again");
}

function checkCount({ subscriptions, mostPerOwner = Number.POSITIVE_INFINITY }: RouteDeps, principal: Principal): void {
  if (mayDo(principal, "operate")) return;
  let count = 0;
  for (const { ownerId } of subscriptions.all()) if (ownerId === principal.ownerId) count += 1;
  if (count >= mostPerOwner) throw new Fault(403, `an owner may have ${mostPerOwner} subscriptions, and has them`);
}

async function checkUrl({ guard, clock }: RouteDeps, given: string): Promise<void> {
  const url = URL.parse(given);
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new Fault(400, "url: want an http or https address", "url");
  if (url.username !== "" || url.password !== "") {
    throw new Fault(400, "url: want an address without user name and password", "url");
  }
  const answered = new AbortController();
  const refusal =
    guard.refusalOf(url) ??
    (await Promise.race([guard.resolvedRefusalOf(url), clock.sleep(RESOLVE_MS, answered.signal)]));
  answered.abort();
  if (refusal !== undefined) throw new Fault(400, `url: ${refusal}; want a public address`, "url");
}
