// motion.v1: how strongly the ground moved at each station in one second; also each station's watermark.
import { z } from "zod";
import { worldKey, worldShape } from "./mode.ts";
import { jsonTopic } from "./topic.ts";
import { epochMs, nonNegative, stationId } from "./units.ts";

export const motionSchema = z.object({
  ...worldShape,
  stations: z
    .array(
      z.object({
        stationId,
        /** Start of the second, data time. */
        timeMs: epochMs,
        pgaMps2: nonNegative,
        pgvMps: nonNegative,
        /** MMI from PGA and PGV (Worden et al., 2012), 1–10. */
        intensity: z.number().min(1).max(12),
        /** Time of the newest sample processed: what "has not arrived yet" is measured against. */
        watermarkMs: epochMs,
      }),
    )
    .min(1),
});
export type Motion = z.output<typeof motionSchema>;

export const motions = jsonTopic("motion.v1", motionSchema, worldKey);
