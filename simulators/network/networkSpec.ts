// What a scenario says of its network: in which pattern the sensors stand, or in which file their places are.
import { z } from "zod";
import { latitudeDeg, longitudeDeg } from "../../shared/contracts/units.ts";

export const MAX_STATIONS = 100_000;
/** A pattern laid out from its middle is stretched by a seventh at this distance. */
export const MAX_REACH_KM = 6000;

const place = z.strictObject({ latitudeDeg, longitudeDeg });
const stations = z.int().min(1).max(MAX_STATIONS);
const spacingKm = z.number().min(0.01).max(1000);
const radiusKm = z.number().min(0.01).max(MAX_REACH_KM);
/** Share of the spacing by which a sensor may stand off its point, to each side. */
const jitter = z.number().min(0).max(0.49).default(0.25);
/** Network code of the station ids. */
const network = z
  .string()
  .regex(/^[A-Z0-9-]{1,8}$/)
  .default("SIM");

const gridSchema = z.strictObject({ kind: z.literal("grid"), network, stations, center: place, spacingKm, jitter });

/** Rings at equal steps out to the radius, sensors equally far apart on all of them. */
const ringSchema = z.strictObject({
  kind: z.literal("ring"),
  network,
  stations,
  center: place,
  radiusKm,
  rings: z.int().min(1).max(1000).default(1),
});

/** Rows of sensors along a stretch of coast, on its land side alone: what breaks at sea lies outside. */
const coastSchema = z.strictObject({
  kind: z.literal("coast"),
  network,
  /** Without it, as many as there is room for; with it the rows next to the sea are filled first, from the middle. */
  stations: stations.optional(),
  line: z.array(place).min(2).max(500),
  /** Where the land is for one who walks along the line. */
  land: z.enum(["left", "right"]),
  inlandKm: z.number().min(0.01).max(2000),
  spacingKm,
  jitter,
});

/** Anywhere in a disc, no two nearer than `leastKm`, denser around towns. */
const scatterSchema = z.strictObject({
  kind: z.literal("scatter"),
  network,
  stations,
  center: place,
  radiusKm,
  leastKm: z.number().min(0).max(1000).default(0),
  towns: z
    .array(z.strictObject({ ...place.shape, radiusKm }))
    .max(1000)
    .default([]),
  /** Share of the sensors that are set in a town while there is room. */
  townShare: z.number().min(0).max(1).default(0.6),
});

const fileSchema = z.strictObject({
  kind: z.literal("file"),
  path: z.string().min(1),
  /** Of a longer list this many, drawn by the seed. */
  limit: stations.optional(),
});

export const networkSpecSchema = z.discriminatedUnion("kind", [
  gridSchema,
  ringSchema,
  coastSchema,
  scatterSchema,
  fileSchema,
]);
/** As a scenario writes it. */
export type NetworkSpec = z.input<typeof networkSpecSchema>;
/** With the standard values filled in. */
export type Network<K extends NetworkSpec["kind"]> = Extract<z.output<typeof networkSpecSchema>, { kind: K }>;

/** @throws Error "network.spacingKm: got -1, …" for the first field that is wrong */
export function networkSpecOf(value: unknown): z.output<typeof networkSpecSchema> {
  const parsed = networkSpecSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = issue?.path ?? [];
  const found = path.reduce<unknown>((at, key) => Reflect.get(Object(at), key), value);
  const got = (JSON.stringify(found) ?? "nothing").slice(0, 80);
  throw new Error(`${["network", ...path].join(".")}: got ${got}, ${issue?.message ?? "invalid"}`);
}
