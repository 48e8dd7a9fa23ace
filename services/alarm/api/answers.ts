// What the alarm's REST interface answers, as schemas for its document; the types they must keep to are those of the code.
import { z } from "zod";
import { deliverySchema } from "../../../shared/contracts/delivery.ts";
import { modeSchema } from "../../../shared/contracts/mode.ts";
import type { ApiKey } from "../../../shared/runtime/apiKeys.ts";
import type { AuditEntry } from "../../../shared/runtime/audit.ts";
import { SCOPES } from "../../../shared/runtime/principal.ts";
import type { DecisionRecord } from "../history.ts";
import type { FinishedDelivery } from "../repository.ts";
import { subscriptionSchema } from "../subscription.ts";

export const newSubscriptionAnswer = z.object({
  ...subscriptionSchema.shape,
  secret: z.string().describe("Shown this once, and only for v1: what signatures are verified with.").exactOptional(),
});

export const subscriptionsAnswer = z.object({
  subscriptions: z.array(subscriptionSchema),
  total: z.int().describe("All there are to see, not those of this page."),
});

export const testAnswer = z.object({
  webhookId: z.string(),
  delivered: z.boolean().describe("Whether the endpoint answered 2xx."),
  outcome: z.string(),
  status: z.int().describe("What it answered; 0 when it did not."),
  tookMs: z.number(),
  error: z.string(),
});

const { subscriptionId: _1, run: _2, message, ...delivery } = deliverySchema.shape;
export const deliveryAnswer = z.object({
  ...delivery,
  message: message.describe("The body that was sent last; with `message=true`.").exactOptional(),
  finishedMs: z.number(),
  later: z
    .object({
      tries: z.int(),
      nextAttemptMs: z.number().nullable(),
      deliveredMs: z.number().nullable(),
      givenUp: z.string().describe("Why it is offered no more; empty while it is, or when it was taken."),
    })
    .nullable()
    .describe("How it is offered as information after its life as an alarm; null where it is not."),
}) satisfies z.ZodType<Omit<FinishedDelivery, "message">>;
export const deliveriesAnswer = z.object({ deliveries: z.array(deliveryAnswer) });

export const recoverAnswer = z.object({
  queued: z.int().describe("How many are due now."),
  most: z.int().describe("More than this many are not queued: ask again from a later time."),
});

export const decisionAnswer = z.object({
  eventId: z.string(),
  version: z.int(),
  mode: modeSchema,
  asOfMs: z.number().describe("On the event's clock."),
  kind: z.enum(["notify", "hold"]),
  code: z.string().describe("The type of what was sent, or a short word for why nothing was."),
  reason: z.string().describe("The headline, or why nothing was sent, in a sentence."),
}) satisfies z.ZodType<DecisionRecord>;
export const decisionsAnswer = z.object({
  answer: z.string().describe("Why one was told, or not, in a sentence; empty where no `eventId` was asked for."),
  recomputed: z
    .boolean()
    .describe("Whether they were made again from the stored versions, with the subscription as it is today."),
  decisions: z.array(decisionAnswer),
});

export const keyAnswer = z.object({
  keyId: z.string(),
  ownerId: z.string(),
  name: z.string(),
  scopes: z.array(z.enum(SCOPES)),
  createdMs: z.number(),
  expiresMs: z.number().nullable().describe("Null: never."),
  revokedMs: z.number().nullable(),
  lastUsedMs: z.number().nullable().describe("To the minute; null: never yet."),
}) satisfies z.ZodType<ApiKey>;
export const keysAnswer = z.object({ keys: z.array(keyAnswer) });
export const newKeyAnswer = z.object({
  ...keyAnswer.shape,
  key: z.string().describe("Shown this once: `tok_…`, the bearer token."),
});

export const auditEntryAnswer = z.object({
  auditId: z.string().describe("Sorts by time."),
  atMs: z.number(),
  keyId: z.string().describe("Empty for the operator's token."),
  ownerId: z.string(),
  action: z.string(),
  target: z.string().describe("What it was done to."),
  detail: z.string(),
}) satisfies z.ZodType<AuditEntry>;
export const auditAnswer = z.object({ entries: z.array(auditEntryAnswer) });
