// alert.v1: what one subscriber gets about one version of an event, and until when it is worth anything.
import { z } from "zod";
import { magnitudeSchema, originSchema, STATUSES } from "./event.ts";
import { worldShape } from "./mode.ts";
import { jsonTopic } from "./topic.ts";
import { epochMs, nonNegative, probability } from "./units.ts";

export const ALERT_TYPES = ["alarm.issued", "alarm.updated", "alarm.cancelled", "alarm.final"] as const;

export const alertSchema = z.object({
  ...worldShape,
  /** `<eventId>.<version>.<subscriptionId>`: the `webhook-id`, the same for every attempt. */
  alertId: z.string().min(1).max(200),
  subscriptionId: z.string().min(1).max(64),
  type: z.enum(ALERT_TYPES),
  eventId: z.string(),
  version: z.int().min(1),
  /** Version this subscriber was told before, 0 if none. */
  supersedes: z.int().min(0),
  status: z.enum(STATUSES),
  /** Data clock of the decision, and after which the alert is no longer an alarm. */
  asOfMs: epochMs,
  expiresMs: epochMs,
  origin: originSchema,
  magnitude: magnitudeSchema,
  likelihood: probability,
  /** At the subscriber's place. */
  distanceKm: nonNegative,
  intensity: z.number(),
  /** Who expects it: the point source, or the shaking that stations within 30 km feel already. Not in a withdrawal. */
  intensityFrom: z.enum(["source", "neighbours"]).optional(),
  intensitySigma: nonNegative,
  exceedanceProbability: probability,
  sArrivalMs: epochMs,
  /** S arrival from the origin minus asOf: what was left at the decision; negative once the waves have passed. */
  secondsLeft: z.number(),
  /** One sentence for people, its first word DRILL, SIMULATION or REPLAY where it is one. */
  headline: z.string(),
});
export type Alert = z.output<typeof alertSchema>;

export const alerts = jsonTopic("alert.v1", alertSchema, (alert) => alert.subscriptionId);
