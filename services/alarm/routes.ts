// REST interface of the subscriptions: /v1/subscriptions, their deliveries, decisions and test messages.
import express, { type Request, type Response, Router } from "express";
import { z } from "zod";
import type { Audit } from "../../shared/runtime/audit.ts";
import type { Clock } from "../../shared/runtime/clock.ts";
import { Fault, faultAnswer, only, parsed, wantJson, wantJsonIfAny } from "../../shared/runtime/faults.ts";
import type { Log } from "../../shared/runtime/log.ts";
import { mustMay } from "../../shared/runtime/principal.ts";
import { TokenBuckets } from "../../shared/runtime/tokenBucket.ts";
import { IPE, type ShakingModel } from "../../shared/seismo/shakingModel.ts";
import { answerChange, answerCreate, answerRemove, answerRotate } from "./changeRoutes.ts";
import { found } from "./found.ts";
import type { Guard } from "./guard.ts";
import type { History } from "./history.ts";
import { isTheirs } from "./owner.ts";
import { answerAbout } from "./recall.ts";
import type { Repository } from "./repository.ts";
import { viewOf } from "./subscription.ts";
import type { Subscriptions } from "./subscriptions.ts";
import { answerTest, TESTS, type TestDeps } from "./testRoute.ts";
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

type Answer = (request: Request, response: Response, deps: TestDeps) => void | Promise<void>;

const ONE = "/v1/subscriptions/:id";

export function alarmRoutes(given: RouteDeps): Router {
  const router = Router();
  const json = [wantJson, express.json({ limit: MOST_BODY, type: () => true })];
  const jsonIfAny = [wantJsonIfAny, express.json({ limit: MOST_BODY, type: () => true })];
  const deps: TestDeps = { ...given, tests: new TokenBuckets({ clock: given.clock, ...TESTS }) };
  const by = (answer: Answer) => (request: Request, response: Response) => answer(request, response, deps);
  router.route("/v1/subscriptions").get(by(answerList)).post(json, by(answerCreate)).all(only("GET, POST"));
  router
    .route(ONE)
    .get(by(answerShow))
    .patch(json, by(answerChange))
    .delete(by(answerRemove))
    .all(only("GET, PATCH, DELETE"));
  router.route(`${ONE}/secret/rotate`).post(jsonIfAny, by(answerRotate)).all(only("POST"));
  router.route(`${ONE}/test`).post(by(answerTest)).all(only("POST"));
  router.route(`${ONE}/deliveries`).get(by(answerDeliveries)).all(only("GET"));
  router.route(`${ONE}/decisions`).get(by(answerDecisions)).all(only("GET"));
  router.use("/v1/subscriptions", (request) => {
    throw new Fault(404, `no such path: ${request.method} ${request.originalUrl.slice(0, 200)}`);
  });
  router.use("/v1/subscriptions", faultAnswer(deps.log));
  return router;
}

function answerList(request: Request, response: Response, deps: RouteDeps): void {
  const principal = mustMay(response, "read");
  const { limit, after, ownerId } = parsed(listQuery, { ...request.query });
  const theirs = [...deps.subscriptions.all()].filter((each) => isTheirs(principal, each));
  const wanted = ownerId === undefined ? theirs : theirs.filter((each) => each.ownerId === ownerId);
  const sorted = wanted.sort((a, b) => (a.subscriptionId < b.subscriptionId ? -1 : 1));
  const page = sorted.filter(({ subscriptionId }) => subscriptionId > after).slice(0, limit);
  response.json({ subscriptions: page.map(viewOf), total: sorted.length });
}

async function answerShow(request: Request, response: Response, deps: RouteDeps): Promise<void> {
  mustMay(response, "read");
  parsed(noQuery, { ...request.query });
  response.json(viewOf(await found(deps, request, response)));
}

async function answerDeliveries(request: Request, response: Response, deps: RouteDeps): Promise<void> {
  mustMay(response, "read");
  const { message, ...page } = parsed(deliveriesQuery, { ...request.query });
  const { subscriptionId } = await found(deps, request, response);
  const all = await deps.repository.deliveriesOf(subscriptionId, page);
  response.json({ deliveries: message === "true" ? all : all.map(({ message: _, ...rest }) => rest) });
}

async function answerDecisions(request: Request, response: Response, deps: RouteDeps): Promise<void> {
  const { history, repository, model = IPE } = deps;
  mustMay(response, "read");
  const { eventId } = parsed(decisionsQuery, { ...request.query });
  const subscription = await found(deps, request, response);
  const remembered = history.of(subscription.subscriptionId, eventId);
  response.json(await answerAbout(subscription, remembered, { repository, eventId, model }));
}
