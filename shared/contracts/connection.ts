// connection.v1: whether devices are connected to the edge, as their birth messages and last wills say; batched by world.
import { z } from "zod";
import { worldKey, worldShape } from "./mode.ts";
import { jsonTopic } from "./topic.ts";
import { epochMs, stationId } from "./units.ts";

export const connectionSchema = z.object({
  ...worldShape,
  stations: z
    .array(
      z.object({
        stationId,
        connection: z.enum(["online", "offline"]),
        /** Wall clock of the edge that heard it; of two about one station the later one holds. */
        heardMs: epochMs,
      }),
    )
    .min(1),
});
export type Connection = z.output<typeof connectionSchema>;

export const connections = jsonTopic("connection.v1", connectionSchema, worldKey);
