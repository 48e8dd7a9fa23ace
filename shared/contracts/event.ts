// event.v1: one version of an event: where, when, how big, how sure, and on what evidence.
import { z } from "zod";
import { worldShape } from "./mode.ts";
import { jsonTopic } from "./topic.ts";
import { epochMs, latitudeDeg, longitudeDeg, nonNegative, probability, stationId } from "./units.ts";

export const originSchema = z.object({
  timeMs: epochMs,
  latitudeDeg,
  longitudeDeg,
  depthKm: z.number(),
  timeUncertaintyS: nonNegative,
  /** Semi-axes' root mean square of the horizontal posterior, km (one sigma). */
  horizontalUncertaintyKm: nonNegative,
  depthUncertaintyKm: nonNegative,
  /** Horizontal covariance [east-east, east-north, north-north], km². */
  covarianceKm2: z.tuple([z.number(), z.number(), z.number()]),
  azimuthalGapDeg: z.number().min(0).max(360),
  rmsS: nonNegative,
});
export type Origin = z.output<typeof originSchema>;

export const magnitudeSchema = z.object({
  value: z.number().min(-2).max(11),
  type: z.string().min(1).max(12),
  uncertainty: nonNegative,
  stationCount: z.int().min(0),
});
export type Magnitude = z.output<typeof magnitudeSchema>;

export const arrivalSchema = z.object({
  pickId: z.string(),
  stationId,
  phase: z.enum(["P", "S"]),
  timeMs: epochMs,
  residualS: z.number(),
  distanceKm: nonNegative,
  azimuthDeg: z.number().min(0).max(360),
  weight: nonNegative,
});
export type Arrival = z.output<typeof arrivalSchema>;

/** One rule of the decision, with its value and its limit, passed or failed. */
export const evidenceSchema = z.object({
  rule: z.string().min(1).max(80),
  value: z.number(),
  limit: z.number(),
  passed: z.boolean(),
  note: z.string().max(200).optional(),
});
export type Evidence = z.output<typeof evidenceSchema>;

/**
 * A closed ring [longitude, latitude], anticlockwise [RFC 7946 §3.1.6]. Across the date line longitudes go on beyond ±180.
 */
export const ringSchema = z
  .array(z.tuple([z.number().min(-360).max(360), latitudeDeg]))
  .min(9)
  .refine(isClosed, "want a last vertex that is the first one again");
export type Ring = z.output<typeof ringSchema>;

function isClosed(ring: readonly (readonly [number, number])[]): boolean {
  const [first, last] = [ring[0], ring.at(-1)];
  return first?.[0] === last?.[0] && first?.[1] === last?.[1];
}

/** `polygon` is the same line as `radiusKm` for those who draw; left out where the circle holds a pole. */
export const contourSchema = z.object({
  intensity: z.number(),
  radiusKm: nonNegative,
  polygon: ringSchema.optional(),
});
export type Contour = z.output<typeof contourSchema>;

export const STATUSES = ["preliminary", "confirmed", "final", "cancelled"] as const;

export const eventSchema = z.object({
  ...worldShape,
  eventId: z.string().min(1).max(120),
  version: z.int().min(1),
  status: z.enum(STATUSES),
  /** Data clock: receipt of the newest packet this version was made from. What "seconds left" counts from. */
  asOfMs: epochMs,
  origin: originSchema,
  magnitude: magnitudeSchema,
  likelihood: probability,
  arrivals: z.array(arrivalSchema),
  /** Strongest shaking observed so far at stations near the event; PLUM and the page read it. */
  observed: z.array(z.object({ stationId, latitudeDeg, longitudeDeg, intensity: z.number() })),
  /** Radius around the epicentre within which the intensity is expected to reach each whole MMI. */
  contours: z.array(contourSchema),
  evidence: z.array(evidenceSchema),
  /** Why this version was published: "new", "magnitude +0.3", "retracted: 12 of 14 stations silent". */
  reason: z.string().max(200),
});
export type SeismicEvent = z.output<typeof eventSchema>;

export const events = jsonTopic("event.v1", eventSchema, (event) => event.eventId);
