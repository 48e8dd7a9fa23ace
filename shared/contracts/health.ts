// station.v1: the health of stations, batched: freshness, latency, clock, rate, noise, and why one is not trusted.
import { z } from "zod";
import { worldKey, worldShape } from "./mode.ts";
import { jsonTopic } from "./topic.ts";
import { epochMs, nonNegative, stationId } from "./units.ts";

export const healthSchema = z.object({
  ...worldShape,
  stations: z
    .array(
      z.object({
        stationId,
        lastSampleMs: epochMs,
        /** Receipt minus last sample, seconds, after the clock was corrected. */
        latencyS: z.number(),
        /** Device clock minus data clock, seconds (robust lower envelope). */
        clockOffsetS: z.number(),
        fittedRateHz: nonNegative,
        noiseMps2: nonNegative,
        packets: z.int().min(0),
        gaps: z.int().min(0),
        duplicates: z.int().min(0),
        late: z.int().min(0),
        malformed: z.int().min(0),
        state: z.enum(["warming", "ok", "quarantined"]),
        reason: z.string().max(160),
      }),
    )
    .min(1),
});
export type Health = z.output<typeof healthSchema>;

export const healths = jsonTopic("station.v1", healthSchema, worldKey);
