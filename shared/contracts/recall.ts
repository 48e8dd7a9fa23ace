// recall.v1 asks for what a station sent in the last minutes; backfill.v1 is the answer: its packets as they came.
import { z } from "zod";
import { worldShape } from "./mode.ts";
import { type PacketBatch, packets } from "./packet.ts";
import { stationKey } from "./station.ts";
import { jsonTopic, type Topic } from "./topic.ts";
import { stationId } from "./units.ts";

const MOST_RECALLED_MS = 600_000;

export const recallSchema = z.object({
  ...worldShape,
  stationId,
  /** How far back from its newest packet, on the data clock. */
  forMs: z.number().positive().max(MOST_RECALLED_MS),
});
export type Recall = z.output<typeof recallSchema>;

export const recalls = jsonTopic("recall.v1", recallSchema, stationKey);

/** Packets of one station in the order they came; none when none are held. */
export const backfills: Topic<PacketBatch> = { ...packets, name: "backfill.v1" };
