// bulletin.v1: what the public is told about one version of an event: the facts that CAP, MQTT and the streams make their
// messages of. It carries all earlier ones it replaces, so that whoever formats it needs no memory.
import { z } from "zod";
import { contourSchema, eventSchema, magnitudeSchema, originSchema, STATUSES } from "./event.ts";
import { worldShape } from "./mode.ts";
import { jsonTopic } from "./topic.ts";
import { epochMs, nonNegative, probability } from "./units.ts";

export const BULLETIN_KINDS = ["issued", "updated", "cancelled", "final"] as const;

export const bulletinTextSchema = z.object({
  /** BCP 47. */
  language: z.string().min(2).max(35),
  direction: z.enum(["ltr", "rtl"]),
  headline: z.string(),
  detail: z.string(),
  instruction: z.string(),
});
export type BulletinText = z.output<typeof bulletinTextSchema>;

export const bulletinSchema = z.object({
  ...worldShape,
  /** `<eventId>.<version>`. */
  bulletinId: z.string().min(1).max(160),
  eventId: z.string().min(1).max(120),
  version: z.int().min(1),
  kind: z.enum(BULLETIN_KINDS),
  status: z.enum(STATUSES),
  /** Data clock of the version it is made of. */
  sentMs: epochMs,
  expiresMs: epochMs,
  /** All earlier bulletins about this event, the oldest first. */
  references: z.array(z.object({ bulletinId: z.string(), sentMs: epochMs })),
  origin: originSchema,
  magnitude: magnitudeSchema,
  likelihood: probability,
  stationCount: z.int().min(0),
  /** Strongest shaking expected anywhere, MMI; 1 in a withdrawal. */
  intensity: z.number(),
  /** Around the epicentre: where at least light shaking (MMI 4) is expected; in a withdrawal where it ever was told. */
  radiusKm: nonNegative,
  contours: z.array(contourSchema),
  /** Strongest shaking observed at stations near the event, for whoever asks what to expect at a place. */
  observed: eventSchema.shape.observed.optional(),
  /** One for every language there is, English first. */
  texts: z.array(bulletinTextSchema).min(1),
  /** Why this version was published. */
  reason: z.string().max(200),
});
export type Bulletin = z.output<typeof bulletinSchema>;

export const bulletins = jsonTopic("bulletin.v1", bulletinSchema, ({ eventId }) => eventId);
