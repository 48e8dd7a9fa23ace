// delivery.v2: what became of some alerts about one version of an event at their subscribers' endpoints.
import { z } from "zod";
import { ALERT_TYPES } from "./alert.ts";
import { attemptSchema } from "./attempt.ts";
import { worldShape } from "./mode.ts";
import { jsonTopic } from "./topic.ts";

export const OUTCOMES = ["delivered", "expired", "superseded", "refused", "gone"] as const;

const newsShape = { ...worldShape, eventId: z.string(), version: z.int().min(1) };

const subscriberShape = {
  alertId: z.string(),
  subscriptionId: z.string(),
  type: z.enum(ALERT_TYPES),
  outcome: z.enum(OUTCOMES),
  attempts: z.array(attemptSchema),
  /** Wall-clock milliseconds from the edge's receipt of the deciding packet to the endpoint's 2xx; null if it never came. */
  delayMs: z.number().nullable(),
  /** The body as it was sent last; for the log, and to send it again. Empty when nothing was sent. */
  message: z.string(),
};

export const deliverySchema = z.object({ ...newsShape, ...subscriberShape });
export type Delivery = z.output<typeof deliverySchema>;

export const deliveryBatchSchema = z.object({ ...newsShape, deliveries: z.array(z.object(subscriberShape)).min(1) });
export type DeliveryBatch = z.output<typeof deliveryBatchSchema>;

export const deliveries = jsonTopic("delivery.v2", deliveryBatchSchema, ({ eventId }) => eventId);

export function deliveriesOf({ deliveries: own, ...news }: DeliveryBatch): Delivery[] {
  return own.map((delivery) => ({ ...news, ...delivery }));
}
