// The answer to "why did it (not) alert?" as schemas.
import { z } from "zod";
import { modeSchema } from "../../../shared/contracts/mode.ts";
import { latitudeDeg, longitudeDeg } from "../../../shared/contracts/units.ts";
import { headSchema, stationsSchema, toldOneSchema, toldSchema, versionReportSchema } from "./schema.ts";

export const whyQuery = z.object({
  eventId: z
    .string()
    .max(120)
    .optional()
    .describe("As messages carry it. Without it, and without time and place: our newest event.")
    .meta({ examples: ["live-20260101T000000-aa"] }),
  subscriptionId: z.string().max(64).optional().describe("Whom it is about, with `eventId`: one subscriber."),
  timeMs: z.number().optional().describe("When it was felt; or `time`."),
  time: z.string().max(40).optional().describe("The same as ISO 8601, UTC where no zone is given."),
  latitudeDeg: latitudeDeg.optional().describe("Where it was felt."),
  longitudeDeg: longitudeDeg.optional(),
  mode: modeSchema.optional().describe("Which world is asked about a time and place; live where it is left out."),
  run: z.string().max(64).optional().describe("Of a drill, simulation or replay."),
});

export const witnessSchema = z.object({
  stationId: z.string(),
  name: z.string(),
  distanceKm: z.number().describe("From where it was felt."),
  state: z.enum(["ok", "warming", "quarantined", "silent", "unknown"]),
  reason: z.string(),
  lastSampleMs: z.number().nullable(),
  pickMs: z.array(z.number()).describe("About the time, first to last."),
});
export type Witness = z.output<typeof witnessSchema>;

export const whySchema = z.object({
  answer: z.string().describe("A sentence or two."),
  event: z
    .object({
      ...headSchema.shape,
      reportPath: z.string(),
      pagePath: z.string(),
      versions: z.array(versionReportSchema.omit({ passed: true, alerts: true, stampsMs: true, changes: true })),
      told: toldSchema.omit({ list: true }),
      stations: stationsSchema,
    })
    .nullable()
    .describe("Null where we have none."),
  subscription: z
    .object({
      subscriptionId: z.string(),
      deliveries: z.array(toldOneSchema),
      decisionsPath: z.string().describe("Of the alarm: why it was told, or not, at each version."),
    })
    .nullable(),
  felt: z
    .object({
      timeMs: z.number(),
      latitudeDeg,
      longitudeDeg,
      neededStations: z.number().nullable().describe("To confirm, by the newest evidence stored; null without any."),
      stations: z.array(witnessSchema).describe("Within 150 km, nearest first."),
      nearest: z
        .object({ ...headSchema.shape, distanceKm: z.number(), apartS: z.number() })
        .nullable()
        .describe("The event of ours that comes closest, within ten minutes and 1000 km."),
    })
    .nullable()
    .describe("Where a time and place were asked about."),
});
export type Why = z.output<typeof whySchema>;
