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
  /** Where the positive axis points, as StationXML says it: clockwise from north, down from the horizontal. Only told on. */
  azimuthDeg: z.number().min(0).lt(360).optional(),
  dipDeg: z.number().min(-90).max(90).optional(),
});
export type Channel = z.output<typeof channelSchema>;

/** What an operator or a file may fix, so that the device's own word does not change it. */
export const FIXABLE = [
  ...(["latitudeDeg", "longitudeDeg", "elevationM", "vs30Mps"] as const),
  ...(["name", "owner", "sampleRateHz", "channels"] as const),
] as const;
export type Fixable = (typeof FIXABLE)[number];

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
  /** Who owns or operates it. */
  owner: z.string().max(120).optional(),
  updatedMs: epochMs,
  /** Fields that stay whatever the device says. */
  fixed: z.array(z.enum(FIXABLE)).optional(),
  /** Where the device says it stands, when its place is fixed elsewhere. */
  claimed: z.object({ latitudeDeg, longitudeDeg }).optional(),
  /** When it was first registered. */
  createdMs: epochMs.optional(),
  /** When it was removed: directories drop it and keep that it was. */
  removedMs: epochMs.optional(),
});
export type Station = z.output<typeof stationSchema>;

/** "live/XX_AAA": one station in one world. The key of its partition, its state and its place in the hot state. */
export function stationKey(of: Pick<Station, "mode" | "run" | "stationId">): string {
  return `${worldKey(of)}/${of.stationId}`;
}

export const inventory = jsonTopic("inventory.v1", stationSchema, stationKey);
