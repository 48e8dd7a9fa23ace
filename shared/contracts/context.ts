// context.v1: what the catalogue knows about the place of an event.
import { z } from "zod";
import { STATUSES } from "./event.ts";
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

/** A larger earthquake before this one, within the space–time window of its magnitude. */
export const mainshockSchema = pastEventSchema.extend({ magnitude: z.number(), afterS: nonNegative });
export type Mainshock = z.output<typeof mainshockSchema>;

/** What an agency says of the same earthquake. Differences are the agency's value minus ours. */
export const agencyEventSchema = pastEventSchema.extend({
  timeDifferenceS: z.number(),
  magnitudeDifference: z.number().nullable(),
});
export type AgencyEvent = z.output<typeof agencyEventSchema>;

export const VERDICTS = ["true", "qualified", "false"] as const;
export type VerdictValue = (typeof VERDICTS)[number];

/** Whether the earthquake was one, by what agencies say of it afterwards; as in ShakeAlert's follow-up messages. */
export const verdictSchema = z.object({
  value: z.enum(VERDICTS),
  /** Counts the changes of the verdict on this event. */
  revision: z.int().min(1),
  /** In words; the first is DRILL, SIMULATION or REPLAY where it is one. */
  reason: z.string().max(300),
  /** Wall clock for live, data clock otherwise. */
  decidedMs: epochMs,
  /** Of our own version that was compared. */
  said: z.object({
    status: z.enum(STATUSES),
    timeMs: epochMs,
    latitudeDeg,
    longitudeDeg,
    depthKm: z.number(),
    magnitude: z.number(),
  }),
});
export type Verdict = z.output<typeof verdictSchema>;

/** Parts of a context that can be late. */
export const CONTEXT_PARTS = ["place", "nearest", "largest", "aftershock", "agency"] as const;

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
  /** "Guerrero, Mexico", "off the coast of Guerrero, Mexico". */
  region: z.string().optional(),
  aftershockOf: mainshockSchema.optional(),
  /** The best match within 100 km and 30 s. */
  agency: agencyEventSchema.optional(),
  verdict: verdictSchema.optional(),
  /** Said where the magnitude is far above what is on record here; a hint, no more. */
  plausibility: z.string().optional(),
  /** What was not known within the deadline: these parts are empty here, and may not be in truth. */
  late: z.array(z.enum(CONTEXT_PARTS)).optional(),
});
export type Context = z.output<typeof contextSchema>;

export const contexts = jsonTopic("context.v1", contextSchema, (context) => context.eventId);
