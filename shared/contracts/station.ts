// inventory.v1: what a station is and where it stands; sent when it is registered or changes.
import { z } from "zod";
import { worldKey, worldShape } from "./mode.ts";
import { jsonTopic } from "./topic.ts";
import { epochMs, latitudeDeg, longitudeDeg, stationId } from "./units.ts";

/** What one count (or one number in a packet) means: `unit` per count is 1 / sensitivity. */
export const channelSchema = z.object({
  /** SEED channel code (`HNZ`) or the axis name in the packet (`x`). */
  code: z.string().min(1).max(8),
  component: z.enum(["Z", "N", "E"]),
  unit: z.enum(["m/s2", "m/s"]),
  /** Counts per unit: value / sensitivity = m/s² or m/s. For OpenEEW packets in gal this is 100. */
  sensitivity: z.number().refine((value) => value !== 0),
});
export type Channel = z.output<typeof channelSchema>;

export const stationSchema = z.object({
  ...worldShape,
  stationId,
  latitudeDeg,
  longitudeDeg,
  elevationM: z.number(),
  /** Nominal; the decoder fits the true rate. */
  sampleRateHz: z.number().min(1).max(1000),
  channels: z.array(channelSchema).min(1).max(6),
  vs30Mps: z.number().min(50).max(3000).optional(),
  name: z.string().max(120).optional(),
  updatedMs: epochMs,
});
export type Station = z.output<typeof stationSchema>;

/** "live/XX_AAA": one station in one world. The key of its partition, its state and its place in the hot state. */
export function stationKey(of: Pick<Station, "mode" | "run" | "stationId">): string {
  return `${worldKey(of)}/${of.stationId}`;
}

export const inventory = jsonTopic("inventory.v1", stationSchema, stationKey);
