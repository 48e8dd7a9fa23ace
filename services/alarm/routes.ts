// REST interface of the subscriptions: /v1/subscriptions, their deliveries, decisions and test messages.
import express, { type NextFunction, type Request, type Response, Router } from "express";
import { z } from "zod";
import type { Clock } from "../../shared/runtime/clock.ts";
import type { Log } from "../../shared/runtime/log.ts";
import { Fault, faultAnswer, parsed } from "./faults.ts";
import type { Guard } from "./guard.ts";
import type { History } from "./history.ts";
import { testMessage } from "./message.ts";
import type { Repository } from "./repository.ts";
import { isSuccess, outcomeLabel } from "./retry.ts";
import { headersOf } from "./signature.ts";
import {
  newSecret,
  newSubscriptionId,
  newSubscriptionSchema,
  type Patch,
  patchSchema,
  type Subscription,
  viewOf,
} from "./subscription.ts";
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
}

const MOST_BODY = "64kb";
/** A name server that does not answer must not hold up a new subscription; every attempt asks again. */
const RESOLVE_MS = 2000;

const limitOf = (most: number, standard: number) =>
  z.coerce
    .number(`want a whole number from 1 to ${most}`)
    .int(`want a whole number from 1 to ${most}`)
    .min(1, `want a whole number from 1 to ${most}`)
    .max(most, `want a whole number from 1 to ${most}`)
    .default(standard);
const listQuery = z.strictObject({ limit: limitOf(10_000, 1000), after: z.string().max(64).default("") });
const deliveriesQuery = z.strictObject({ limit: limitOf(500, 50) });
const decisionsQuery = z.strictObject({ eventId: z.string("want one event's id").max(120).optional() });
const noQuery = z.strictObject({});

export function alarmRoutes(deps: RouteDeps): Router {
  const router = Router();
  const json = [wantJson, express.json({ limit: MOST_BODY, type: () => true })];
  const { history, repository } = deps;

  router.route("/v1/subscriptions").get(list).post(json, create).all(only("GET, POST"));
  router.route("/v1/subscriptions/:id").get(show).patch(json, change).delete(remove).all(only("GET, PATCH, DELETE"));
  router.route("/v1/subscriptions/:id/test").post(sendTest).all(only("POST"));
  router.route("/v1/subscriptions/:id/deliveries").get(deliveries).all(only("GET"));
  router.route("/v1/subscriptions/:id/decisions").get(decisions).all(only("GET"));
  router.use("/v1/subscriptions", (request) => {
    throw new Fault(404, `no such path: ${request.method} ${request.originalUrl.slice(0, 200)}`);
  });
  router.use("/v1/subscriptions", faultAnswer(deps.log));
  return router;

  function list(request: Request, response: Response): void {
    const { limit, after } = parsed(listQuery, { ...request.query });
    const sorted = [...deps.subscriptions.all()].sort((a, b) => (a.subscriptionId < b.subscriptionId ? -1 : 1));
    const page = sorted.filter(({ subscriptionId }) => subscriptionId > after).slice(0, limit);
    response.json({ subscriptions: page.map(viewOf), total: sorted.length });
  }

  async function show(request: Request, response: Response): Promise<void> {
    parsed(noQuery, { ...request.query });
    response.json(viewOf(await found(deps, request)));
  }

  async function create(request: Request, response: Response): Promise<void> {
    const { secret = newSecret(), vs30Mps = null, ...given } = parsed(newSubscriptionSchema, request.body);
    await checkUrl(deps, given.url);
    const nowMs = Math.round(deps.clock.nowMs());
    const times = { createdMs: nowMs, updatedMs: nowMs, disabledMs: null, disabledReason: "", failingSinceMs: null };
    const own = { subscriptionId: newSubscriptionId(), ownerId: "", previousSecret: null };
    const subscription = { ...own, ...given, vs30Mps, secret, ...times };
    await repository.insert(subscription);
    deps.subscriptions.put(subscription);
    response.location(`/v1/subscriptions/${subscription.subscriptionId}`).status(201);
    response.json({ ...viewOf(subscription), secret });
  }

  async function change(request: Request, response: Response): Promise<void> {
    const patch = parsed(patchSchema, request.body);
    // What another replica changed a moment ago must not be undone.
    await deps.subscriptions.refresh();
    const before = await found(deps, request);
    if (patch.url !== undefined) await checkUrl(deps, patch.url);
    const after = patched(before, patch, Math.round(deps.clock.nowMs()));
    if (!(await repository.update(after))) throw unknown(request);
    deps.subscriptions.put(after);
    response.json(viewOf(after));
  }

  async function remove(request: Request, response: Response): Promise<void> {
    const subscriptionId = idOf(request);
    if (!(await repository.remove(subscriptionId))) throw unknown(request);
    deps.subscriptions.remove(subscriptionId);
    response.status(204).end();
  }

  async function sendTest(request: Request, response: Response): Promise<void> {
    response.json(await tested(deps, await found(deps, request)));
  }

  async function deliveries(request: Request, response: Response): Promise<void> {
    const { limit } = parsed(deliveriesQuery, { ...request.query });
    const { subscriptionId } = await found(deps, request);
    response.json({ deliveries: await repository.deliveriesOf(subscriptionId, limit) });
  }

  async function decisions(request: Request, response: Response): Promise<void> {
    const { eventId } = parsed(decisionsQuery, { ...request.query });
    const { subscriptionId } = await found(deps, request);
    response.json({ decisions: history.of(subscriptionId, eventId) });
  }
}

function idOf(request: Request): string {
  return String(request.params.id);
}

function unknown(request: Request): Fault {
  return new Fault(404, `no subscription "${idOf(request).slice(0, 64)}"`);
}

/** From memory; else another replica may just have made it, so the database is asked. */
async function found({ subscriptions }: RouteDeps, request: Request): Promise<Subscription> {
  const id = idOf(request);
  if (subscriptions.of(id) === undefined) await subscriptions.refresh();
  const subscription = subscriptions.of(id);
  if (subscription === undefined) throw unknown(request);
  return subscription;
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

/** `updatedMs` always moves on, so that other replicas see the change. */
function patched(before: Subscription, patch: Patch, nowMs: number): Subscription {
  const { enabled, ...fields } = patch;
  const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
  const after: Subscription = { ...before, ...given, updatedMs: Math.max(nowMs, before.updatedMs + 1) };
  if (enabled === undefined || enabled === (before.disabledMs === null)) return after;
  return enabled
    ? { ...after, disabledMs: null, disabledReason: "" }
    : { ...after, disabledMs: nowMs, disabledReason: "switched off by its owner" };
}

async function tested({ client, clock }: RouteDeps, subscription: Subscription) {
  const [atMs, startedMs] = [Math.round(clock.nowMs()), clock.monotonicMs()];
  const body = testMessage(subscription, atMs);
  const id = `test.${atMs}.${subscription.subscriptionId}`;
  const headers = headersOf({ id, timestampS: Math.floor(atMs / 1000), body }, subscription.secret);
  const answer = await client.post({ url: subscription.url, headers, body });
  const tookMs = Math.round(clock.monotonicMs() - startedMs);
  const status = answer.kind === "answered" ? answer.status : 0;
  const error = answer.kind === "answered" ? "" : answer.error;
  return { webhookId: id, delivered: isSuccess(answer), outcome: outcomeLabel(answer), status, tookMs, error };
}

/** A body of another type is refused before it is read; DELETE, GET and tests carry none. */
function wantJson(request: Request, _response: Response, next: NextFunction): void {
  if (!request.is("application/json")) {
    const got = String(request.headers["content-type"] ?? "nothing").slice(0, 80);
    throw new Fault(415, `content-type: got ${got}, want application/json`);
  }
  next();
}

function only(methods: string) {
  return (request: Request, response: Response): void => {
    response.set("allow", methods);
    throw new Fault(405, `${request.method}: want ${methods}`);
  };
}
