// trust.v1: how much a pick of each station is worth in the association, as the integrator has learnt from its false ones.
import { z } from "zod";
import { worldKey, worldShape } from "./mode.ts";
import { jsonTopic } from "./topic.ts";
import { nonNegative, probability, stationId } from "./units.ts";

export const trustSchema = z.object({
  ...worldShape,
  stations: z
    .array(
      z.object({
        stationId,
        /** 1: as good as any; 0.1: ten times as many false triggers as a usual sensor; 0: its picks found no event. */
        weight: probability,
        /** Triggers that belong to no event, as they are expected of it in an hour. */
        falsePicksPerHour: nonNegative,
      }),
    )
    .min(1),
});
export type Trust = z.output<typeof trustSchema>;

export const trusts = jsonTopic("trust.v1", trustSchema, worldKey);
