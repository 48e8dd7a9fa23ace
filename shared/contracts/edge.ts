// edge.v1: what the edge knows beside packets: which devices are connected, as their birth messages and last wills say, and
// which share of a world's stations it leaves out because more comes than can be decoded.
import { z } from "zod";
import { worldKey, worldShape } from "./mode.ts";
import { jsonTopic } from "./topic.ts";
import { epochMs, stationId } from "./units.ts";

export const edgeSchema = z.object({
  ...worldShape,
  /** 0: nothing is left out. */
  shedShare: z.number().min(0).max(1),
  /** May be empty. */
  stations: z.array(
    z.object({
      stationId,
      connection: z.enum(["online", "offline"]),
      /** Wall clock of the edge that heard it; of two about one station the later one holds. */
      heardMs: epochMs,
    }),
  ),
});
export type EdgeNews = z.output<typeof edgeSchema>;
export type DeviceConnection = EdgeNews["stations"][number]["connection"];

export const edges = jsonTopic("edge.v1", edgeSchema, worldKey);
