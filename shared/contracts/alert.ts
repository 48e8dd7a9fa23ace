// alert.v2: what some subscribers get about one version of an event, and until when it is worth anything. Many subscribers
// a message, since what a bus costs it costs per message.
import { z } from "zod";
import { attemptSchema } from "./attempt.ts";
import { magnitudeSchema, originSchema, STATUSES } from "./event.ts";
import { worldShape } from "./mode.ts";
import { jsonTopic } from "./topic.ts";
import { epochMs, nonNegative, probability } from "./units.ts";

export const ALERT_TYPES = ["alarm.issued", "alarm.updated", "alarm.cancelled", "alarm.final"] as const;

/** What is the same for everybody who is told about this version. */
const newsShape = {
  ...worldShape,
  eventId: z.string().min(1).max(120),
  version: z.int().min(1),
  status: z.enum(STATUSES),
  /** Data clock of the decision. */
  asOfMs: epochMs,
  origin: originSchema,
  magnitude: magnitudeSchema,
  likelihood: probability,
};

const subscriberShape = {
  /** `<eventId>.<version>.<subscriptionId>`: the `webhook-id`, the same for every attempt. */
  alertId: z.string().min(1).max(200),
  subscriptionId: z.string().min(1).max(64),
  type: z.enum(ALERT_TYPES),
  /** Version this subscriber was told before, 0 if none. */
  supersedes: z.int().min(0),
  /** Data clock after which the alert is no longer an alarm. */
  expiresMs: epochMs,
  /** Of the place the numbers are for: the subscriber's point, or the point of their area where most is expected. */
  latitudeDeg: z.number().optional(),
  longitudeDeg: z.number().optional(),
  distanceKm: nonNegative,
  intensity: z.number(),
  /** Who expects it: the point source, or the shaking that stations within 30 km feel already. Not in a withdrawal. */
  intensityFrom: z.enum(["source", "neighbours"]).optional(),
  intensitySigma: nonNegative,
  exceedanceProbability: probability,
  sArrivalMs: epochMs,
  /** S arrival from the origin minus asOf: what was left at the decision; negative once the waves have passed. */
  secondsLeft: z.number(),
  /** When strong shaking should be over there; in an `alarm.final`. */
  allClearMs: epochMs.optional(),
  /** True when less is expected now than this subscriber asked to be told about. */
  weaker: z.boolean().optional(),
  /** BCP 47 tag of the headline's language; English where absent. */
  language: z.string().max(35).optional(),
  /** One sentence for people, its first word DRILL, SIMULATION or REPLAY where it is one. */
  headline: z.string(),
};

/** One subscriber's alert, as the code hands it about. */
export const alertSchema = z.object({ ...newsShape, ...subscriberShape });
export type Alert = z.output<typeof alertSchema>;

export const alertBatchSchema = z.object({ ...newsShape, alerts: z.array(z.object(subscriberShape)).min(1) });
export type AlertBatch = z.output<typeof alertBatchSchema>;

export const alerts = jsonTopic("alert.v2", alertBatchSchema, keyOf);

/** What one replica could not deliver at the first attempt, for whoever goes on with it. */
export const retrySchema = z.object({
  ...newsShape,
  alerts: z.array(z.object({ ...subscriberShape, attempts: z.array(attemptSchema) })).min(1),
});
export type RetryBatch = z.output<typeof retrySchema>;

/** A lane of its own: endpoints that hang must not stand in the way of those who hear for the first time. */
export const retries = jsonTopic("retry.v1", retrySchema, keyOf);

function keyOf({ alerts: [first] }: { readonly alerts: readonly { readonly subscriptionId: string }[] }): string {
  return first?.subscriptionId ?? "";
}

export type News = Pick<Alert, keyof typeof newsShape>;

/** What everybody is told alike, without anything else that `about` holds. */
export function newsOf(about: News): News {
  const { mode, run, eventId, version, status, asOfMs, origin, magnitude, likelihood } = about;
  return { mode, run, eventId, version, status, asOfMs, origin, magnitude, likelihood };
}

export function alertsOf({ alerts: own, ...news }: AlertBatch): Alert[] {
  return own.map((alert) => ({ ...news, ...alert }));
}
