// The document of the subscriptions' interface; `routes.ts` answers it.
import type { ApiPart, Operation, Refusal, RequestBody } from "../../../shared/runtime/openapi.ts";
import { decisionsQuery, deliveriesQuery, listQuery } from "../routes.ts";
import { newSubscriptionSchema, patchSchema, rotationSchema, subscriptionSchema } from "../subscription.ts";
import { CHANGED, DECISIONS, DELIVERIES, LISTED, MADE, ROTATED, SHOWN, TESTED } from "./answerExamples.ts";
import {
  decisionsAnswer,
  deliveriesAnswer,
  newSubscriptionAnswer,
  subscriptionsAnswer,
  testAnswer,
} from "./answers.ts";

const BODY: readonly Refusal[] = [400, 413, 415, 503];
const PATH = "/v1/subscriptions";
const ONE = `${PATH}/{subscriptionId}`;

const LIFT = {
  ...{ name: "lift 3", url: "https://example.org/quake", latitudeDeg: 19.43, longitudeDeg: -99.13 },
  ...{ minimumIntensity: 4, modes: ["live", "drill"] },
} as const;
const PORT = {
  ...{ name: "port", url: "https://example.org/port", minimumIntensity: 5, language: "es-MX", signing: "v1a" },
  polygon: [
    ...[[-99.95, 16.78] as const, [-99.8, 16.78] as const, [-99.8, 16.9] as const],
    ...[[-99.95, 16.9] as const, [-99.95, 16.78] as const],
  ],
} as const;

const newSubscription: RequestBody = {
  schema: newSubscriptionSchema,
  examples: {
    point: { summary: "A point", value: LIFT },
    area: { summary: "An area, texts in Spanish, signed by a key pair", value: PORT },
    sure: {
      summary: "Only when it is a large earthquake, likely, and there is time to act",
      value: { ...LIFT, minimumMagnitude: 5.5, minimumLikelihood: 0.9, minimumLeadTimeS: 5, costLossRatio: 0.3 },
    },
  },
};
const patch: RequestBody = {
  schema: patchSchema,
  examples: {
    switchOn: { summary: "Switch on again, after 410 Gone", value: { enabled: true } },
    move: {
      summary: "Somewhere else, on soft ground",
      value: { latitudeDeg: 19.4, longitudeDeg: -99.1, vs30Mps: 180 },
    },
    calm: { summary: "Fewer messages", value: { types: ["alarm.issued", "alarm.cancelled"], minimumIntensity: 6 } },
  },
};
const rotation: RequestBody = {
  schema: rotationSchema,
  isOptional: true,
  examples: { week: { summary: "Both secrets for a week", value: { overlapHours: 168 } } },
};

const operations: readonly Operation[] = [
  {
    ...{ method: "post", path: PATH, operationId: "subscribe", summary: "Subscribe a webhook", scopes: ["manage"] },
    description:
      "Say either latitudeDeg and longitudeDeg, or polygon. The secret is shown in this answer and never again.",
    body: newSubscription,
    answer: { status: 201, description: "Made; `location` names it.", schema: newSubscriptionAnswer, example: MADE },
    refusals: BODY,
  },
  {
    ...{ method: "get", path: PATH, operationId: "listSubscriptions", summary: "List, by id", scopes: ["read"] },
    query: listQuery,
    answer: { status: 200, description: "A page.", schema: subscriptionsAnswer, example: LISTED },
    refusals: [400],
  },
  {
    ...{ method: "get", path: ONE, operationId: "showSubscription", summary: "Show one", scopes: ["read"] },
    answer: { status: 200, description: "As it is now.", schema: subscriptionSchema, example: SHOWN },
    refusals: [400, 404, 503],
  },
  {
    ...{
      method: "patch",
      path: ONE,
      operationId: "changeSubscription",
      summary: "Change some fields",
      scopes: ["manage"],
    },
    description: "A point replaces an area and the other way round; null forgets what may be unknown.",
    body: patch,
    answer: { status: 200, description: "As it is now.", schema: subscriptionSchema, example: CHANGED },
    refusals: [...BODY, 404, 409],
  },
  {
    ...{ method: "delete", path: ONE, operationId: "unsubscribe", summary: "Unsubscribe", scopes: ["manage"] },
    answer: { status: 204, description: "Gone, with its decisions; deliveries under way end." },
    refusals: [404, 503],
  },
  {
    ...{ method: "post", path: `${ONE}/secret/rotate`, operationId: "rotateSecret", summary: "Make a new secret" },
    scopes: ["manage"],
    description:
      "The old one signs too for overlapHours (24 unless said), so that receivers change over without a gap.",
    body: rotation,
    answer: {
      status: 200,
      description: "With the new secret, or the new public key.",
      schema: newSubscriptionAnswer,
      example: ROTATED,
    },
    refusals: [...BODY, 404, 409],
  },
  {
    ...{ method: "post", path: `${ONE}/test`, operationId: "sendTest", summary: "Send a signed `system.test` now" },
    scopes: ["manage", "drill"],
    description: "Once, whatever is subscribed to. At most ten at once to one endpoint, then one in six seconds.",
    answer: { status: 200, description: "What came of it.", schema: testAnswer, example: TESTED },
    refusals: [404, 503],
  },
  {
    ...{ method: "get", path: `${ONE}/deliveries`, operationId: "listDeliveries", summary: "What became of alerts" },
    scopes: ["read"],
    description: "Newest first.",
    query: deliveriesQuery,
    answer: { status: 200, description: "A page.", schema: deliveriesAnswer, example: DELIVERIES },
    refusals: [400, 404, 503],
  },
  {
    ...{ method: "get", path: `${ONE}/decisions`, operationId: "listDecisions", summary: "Why one was told, or not" },
    scopes: ["read"],
    description:
      "Newest first, the last hundred, as far as the replica that decides remembers. With `eventId`, of what is not " +
      "remembered: decided again from the stored versions, with the subscription as it is today.",
    query: decisionsQuery,
    answer: { status: 200, description: "All of them.", schema: decisionsAnswer, example: DECISIONS },
    refusals: [400, 404, 503],
  },
];

export const subscriptionsApi: ApiPart = {
  tag: { name: "subscriptions", description: "Who is told by webhook, where they are, and what became of it." },
  operations,
  parameters: { subscriptionId: "`sub_…`" },
  schemas: {
    Subscription: subscriptionSchema,
    NewSubscription: newSubscriptionSchema,
    SubscriptionMade: newSubscriptionAnswer,
    SubscriptionPatch: patchSchema,
    Subscriptions: subscriptionsAnswer,
    SecretRotation: rotationSchema,
    TestOutcome: testAnswer,
    Deliveries: deliveriesAnswer,
    Decisions: decisionsAnswer,
  },
};
