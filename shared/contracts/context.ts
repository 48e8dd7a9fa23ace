// context.v1: what the catalogue knows about the place of an event.
import { z } from "zod";
import { worldShape } from "./mode.ts";
import { jsonTopic } from "./topic.ts";
import { epochMs, latitudeDeg, longitudeDeg, nonNegative } from "./units.ts";

export const pastEventSchema = z.object({
  id: z.string(),
  source: z.string(),
  timeMs: epochMs,
  latitudeDeg,
  longitudeDeg,
  depthKm: z.number().nullable(),
  magnitude: z.number().nullable(),
  place: z.string(),
  distanceKm: nonNegative,
});
export type PastEvent = z.output<typeof pastEventSchema>;

export const contextSchema = z.object({
  ...worldShape,
  eventId: z.string(),
  version: z.int().min(1),
  /** "27 km SW of Zihuatanejo". */
  place: z.string(),
  nearest: z.array(pastEventSchema),
  largest: pastEventSchema.nullable(),
  /** Highest magnitude on record within 100 km; a hint at plausibility. */
  maxMagnitude: z.number().nullable(),
});
export type Context = z.output<typeof contextSchema>;

export const contexts = jsonTopic("context.v1", contextSchema, (context) => context.eventId);
