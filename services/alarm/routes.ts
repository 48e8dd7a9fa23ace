// REST interface of the subscriptions: /v1/subscriptions, their deliveries, decisions and test messages.
import express, { type Request, type Response, Router } from "express";
import { z } from "zod";
import type { Audit } from "../../shared/runtime/audit.ts";
import type { Clock } from "../../shared/runtime/clock.ts";
import { Fault, faultAnswer, only, parsed, wantJson, wantJsonIfAny } from "../../shared/runtime/faults.ts";
import type { Log } from "../../shared/runtime/log.ts";
import { mayDo, mustMay, type Principal, principalOf } from "../../shared/runtime/principal.ts";
import { TokenBuckets } from "../../shared/runtime/tokenBucket.ts";
import { IPE, type ShakingModel } from "../../shared/seismo/shakingModel.ts";
import type { Guard } from "./guard.ts";
import type { History } from "./history.ts";
import { testMessage } from "./message.ts";
import { isTheirs } from "./owner.ts";
import { answerAbout } from "./recall.ts";
import type { Repository } from "./repository.ts";
import { isSuccess, outcomeLabel } from "./retry.ts";
import { headersOf, secretsOf } from "./signature.ts";
import { patched, rotated, shownSecret, subscriptionOf } from "./subscribe.ts";
import { newSubscriptionSchema, patchSchema, rotationSchema, type Subscription, viewOf } from "./subscription.ts";
import type { Subscriptions } from "./subscriptions.ts";
import type { WebhookClient } from "./webhook.ts";

export interface RouteDeps {
  readonly repository: Repository;
  readonly subscriptions: Subscriptions;
  readonly history: History;
  readonly client: WebhookClient;
  readonly guard: Guard;
  readonly clock: Clock;
  readonly log: Log;
  readonly audit?: Pick<Audit, "note"> | undefined;
  /** By which decisions of before are made again. */
  readonly model?: ShakingModel;
  /** Most subscriptions of one owner; the operator may make more. */
  readonly mostPerOwner?: number;
}

const MOST_BODY = "64kb";
/** For each subscription: nobody shall be flooded through us. */
const TESTS = { perS: 1 / 6, burst: 10 };
/** Before whoever edits is told that others do. */
const MOST_EDITS = 10;
/** A name server that does not answer must not hold up a new subscription; every attempt asks again. */
const RESOLVE_MS = 2000;

const limitOf = (most: number, standard: number) =>
  z.coerce
    .number(`want a whole number from 1 to ${most}`)
    .int(`want a whole number from 1 to ${most}`)
    .min(1, `want a whole number from 1 to ${most}`)
    .max(most, `want a whole number from 1 to ${most}`)
    .default(standard);
export const listQuery = z.strictObject({
  limit: limitOf(10_000, 1000),
  after: z
    .string()
    .max(64)
    .default("")
    .describe("The subscriptionId of the last one seen.")
    .meta({ examples: ["sub_5f1d3a2b9c8e7d6f5a4b3c2d"] }),
  ownerId: z
    .string()
    .max(64)
    .optional()
    .describe("Only this owner's, for those who see everybody's.")
    .meta({ examples: ["acme"] }),
});
export const deliveriesQuery = z.strictObject({
  limit: limitOf(500, 50),
  after: z
    .string("want an alertId")
    .max(200, "want an alertId")
    .optional()
    .describe("The alertId of the last one seen: what was finished before it.")
    .meta({ examples: ["live-20260101T000000-9g3q.1.sub_5f1d3a2b9c8e7d6f5a4b3c2d"] }),
  beforeMs: z.coerce
    .number("want epoch milliseconds")
    .optional()
    .describe("Only what was finished before this time.")
    .meta({ examples: [1_767_225_600_000] }),
  message: z
    .enum(["true", "false"], "want true or false")
    .default("false")
    .describe("With the body that was sent last."),
});
export const decisionsQuery = z.strictObject({
  eventId: z
    .string("want one event's id")
    .max(120)
    .optional()
    .meta({ examples: ["live-20260101T000000-9g3q"] }),
});
const noQuery = z.strictObject({});

export function alarmRoutes(deps: RouteDeps): Router {
  const router = Router();
  const json = [wantJson, express.json({ limit: MOST_BODY, type: () => true })];
  const jsonIfAny = [wantJsonIfAny, express.json({ limit: MOST_BODY, type: () => true })];
  const { history, repository, audit } = deps;
  const tests = new TokenBuckets({ clock: deps.clock, ...TESTS });

  router.route("/v1/subscriptions").get(list).post(json, create).all(only("GET, POST"));
  router.route("/v1/subscriptions/:id").get(show).patch(json, change).delete(remove).all(only("GET, PATCH, DELETE"));
  router.route("/v1/subscriptions/:id/secret/rotate").post(jsonIfAny, rotate).all(only("POST"));
  router.route("/v1/subscriptions/:id/test").post(sendTest).all(only("POST"));
  router.route("/v1/subscriptions/:id/deliveries").get(deliveries).all(only("GET"));
  router.route("/v1/subscriptions/:id/decisions").get(decisions).all(only("GET"));
  router.use("/v1/subscriptions", (request) => {
    throw new Fault(404, `no such path: ${request.method} ${request.originalUrl.slice(0, 200)}`);
  });
  router.use("/v1/subscriptions", faultAnswer(deps.log));
  return router;

  function list(request: Request, response: Response): void {
    const principal = mustMay(response, "read");
    const { limit, after, ownerId } = parsed(listQuery, { ...request.query });
    const theirs = [...deps.subscriptions.all()].filter((each) => isTheirs(principal, each));
    const wanted = ownerId === undefined ? theirs : theirs.filter((each) => each.ownerId === ownerId);
    const sorted = wanted.sort((a, b) => (a.subscriptionId < b.subscriptionId ? -1 : 1));
    const page = sorted.filter(({ subscriptionId }) => subscriptionId > after).slice(0, limit);
    response.json({ subscriptions: page.map(viewOf), total: sorted.length });
  }

  async function show(request: Request, response: Response): Promise<void> {
    mustMay(response, "read");
    parsed(noQuery, { ...request.query });
    response.json(viewOf(await found(deps, request, response)));
  }

  async function create(request: Request, response: Response): Promise<void> {
    const { ownerId, ...principal } = mustMay(response, "manage");
    const given = parsed(newSubscriptionSchema, request.body);
    checkCount(deps, { ownerId, ...principal });
    await checkUrl(deps, given.url);
    const subscription = subscriptionOf(given, { ownerId, nowMs: Math.round(deps.clock.nowMs()) });
    await repository.insert(subscription);
    deps.subscriptions.put(subscription);
    const { subscriptionId } = subscription;
    audit?.note({ ownerId, ...principal }, "subscription.made", { target: subscriptionId, detail: subscription.name });
    response.location(`/v1/subscriptions/${subscriptionId}`).status(201);
    response.json({ ...viewOf(subscription), ...shownSecret(subscription) });
  }

  async function change(request: Request, response: Response): Promise<void> {
    const principal = mustMay(response, "manage");
    const patch = parsed(patchSchema, request.body);
    if (patch.url !== undefined) {
      await found(deps, request, response);
      await checkUrl(deps, patch.url);
    }
    const after = await edited((before) => patched(before, patch, Math.round(deps.clock.nowMs())), request, response);
    const detail = Object.keys(patch).join(", ");
    audit?.note(principal, "subscription.changed", { target: after.subscriptionId, detail });
    response.json(viewOf(after));
  }

  async function rotate(request: Request, response: Response): Promise<void> {
    const principal = mustMay(response, "manage");
    const { overlapHours } = parsed(rotationSchema, request.body ?? {});
    const turn = (before: Subscription) => rotated(before, overlapHours, Math.round(deps.clock.nowMs()));
    const after = await edited(turn, request, response);
    audit?.note(principal, "subscription.secretRotated", { target: after.subscriptionId });
    response.json({ ...viewOf(after), ...shownSecret(after) });
  }

  /** What another replica or request changed a moment ago is not undone: the edit is made again, of what is there now. */
  async function edited(
    edit: (before: Subscription) => Subscription,
    request: Request,
    response: Response,
  ): Promise<Subscription> {
    for (let tries = 0; tries < MOST_EDITS; tries += 1) {
      await deps.subscriptions.refresh();
      const before = await found(deps, request, response);
      const after = edit(before);
      if (await repository.update(before, after)) {
        deps.subscriptions.put(after);
        return after;
      }
    }
    throw new Fault(409, "it is being changed by others just now; try again");
  }

  async function remove(request: Request, response: Response): Promise<void> {
    const principal = mustMay(response, "manage");
    const { subscriptionId } = await found(deps, request, response);
    if (!(await repository.remove(subscriptionId))) throw unknown(request);
    deps.subscriptions.remove(subscriptionId);
    audit?.note(principal, "subscription.removed", { target: subscriptionId });
    response.status(204).end();
  }

  async function sendTest(request: Request, response: Response): Promise<void> {
    const principal = mustMay(response, "manage", "drill");
    const subscription = await found(deps, request, response);
    const waitS = Math.ceil(tests.take(subscription.subscriptionId));
    if (waitS > 0) {
      response.set("retry-after", String(waitS));
      throw new Fault(429, `an endpoint is sent at most ${TESTS.burst} tests at once; try again in ${waitS} s`);
    }
    audit?.note(principal, "subscription.tested", { target: subscription.subscriptionId });
    response.json(await tested(deps, subscription));
  }

  async function deliveries(request: Request, response: Response): Promise<void> {
    mustMay(response, "read");
    const { message, ...page } = parsed(deliveriesQuery, { ...request.query });
    const { subscriptionId } = await found(deps, request, response);
    const all = await repository.deliveriesOf(subscriptionId, page);
    response.json({ deliveries: message === "true" ? all : all.map(({ message: _, ...rest }) => rest) });
  }

  async function decisions(request: Request, response: Response): Promise<void> {
    mustMay(response, "read");
    const { eventId } = parsed(decisionsQuery, { ...request.query });
    const subscription = await found(deps, request, response);
    const remembered = history.of(subscription.subscriptionId, eventId);
    response.json(await answerAbout(subscription, remembered, { repository, eventId, model: deps.model ?? IPE }));
  }
}

function idOf(request: Request): string {
  return String(request.params.id);
}

function unknown(request: Request): Fault {
  return new Fault(404, `no subscription "${idOf(request).slice(0, 64)}"`);
}

/** From memory; else another replica may just have made it, so the database is asked. */
export async function found(
  { subscriptions }: Pick<RouteDeps, "subscriptions">,
  request: Request,
  response: Response,
): Promise<Subscription> {
  const id = idOf(request);
  if (subscriptions.of(id) === undefined) await subscriptions.refresh();
  const subscription = subscriptions.of(id);
  // Somebody else's is as good as none: not even that it exists is told.
  if (subscription === undefined || !isTheirs(principalOf(response), subscription)) throw unknown(request);
  return subscription;
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
