// delivery.v1: what became of an alert at its subscriber's endpoint.
import { z } from "zod";
import { ALERT_TYPES } from "./alert.ts";
import { worldShape } from "./mode.ts";
import { jsonTopic } from "./topic.ts";
import { epochMs, nonNegative } from "./units.ts";

export const deliverySchema = z.object({
  ...worldShape,
  alertId: z.string(),
  subscriptionId: z.string(),
  eventId: z.string(),
  version: z.int().min(1),
  type: z.enum(ALERT_TYPES),
  outcome: z.enum(["delivered", "expired", "superseded", "refused", "gone"]),
  attempts: z.array(
    z.object({
      /** Wall clock. */
      atMs: epochMs,
      tookMs: nonNegative,
      /** HTTP status, 0 when there was no answer. */
      status: z.int().min(0),
      error: z.string().max(300),
    }),
  ),
  /** Wall-clock milliseconds from the edge's receipt of the deciding packet to the endpoint's 2xx; null if it never came. */
  delayMs: z.number().nullable(),
});
export type Delivery = z.output<typeof deliverySchema>;

export const deliveries = jsonTopic("delivery.v1", deliverySchema, (delivery) => delivery.alertId);
