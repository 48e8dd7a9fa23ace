// What the interface of the station registry takes and answers.
import { z } from "zod";
import { channelSchema, stationSchema } from "../../../shared/contracts/station.ts";
import { ACTIONS } from "./decision.ts";
import { recordSchema, SOURCES, STATES } from "./record.ts";

function within(min: number, max: number, what: string) {
  const want = `want ${what} from ${min} to ${max}`;
  return z.number(want).min(min, want).max(max, want);
}

const wantText = "want 1 to 120 characters on one line";
const line = z.string(wantText).regex(/^[^\p{Cc}]{1,120}$/u, wantText);
const wantChannels =
  "want 1 to 6 of {code, component: Z, N or E, unit: m/s2 or m/s, sensitivity: counts per unit, not 0, azimuthDeg?, dipDeg?}";
const strictChannel = z.strictObject(channelSchema.shape);
const SEEN =
  "As it was read last; a station that is registered needs it: 409 without, or where it has been changed since.";
const updatedMs = z.number("want epoch milliseconds").optional().describe(SEEN);

const fields = {
  elevationM: within(-12_000, 9000, "metres"),
  vs30Mps: within(50, 3000, "m/s"),
  name: line,
  owner: line,
  sampleRateHz: within(1, 1000, "Hz"),
  channels: z.array(strictChannel, wantChannels).min(1, wantChannels).max(6, wantChannels),
};
const latitude = within(-90, 90, "degrees");
const longitude = within(-180, 180, "degrees");

export const wholeSchema = z.strictObject({
  latitudeDeg: latitude,
  longitudeDeg: longitude,
  ...z.object(fields).partial().shape,
  updatedMs,
});

export const patchSchema = z.strictObject({
  latitudeDeg: latitude.nullish(),
  longitudeDeg: longitude.nullish(),
  elevationM: fields.elevationM.nullish(),
  vs30Mps: fields.vs30Mps.nullish(),
  name: fields.name.nullish(),
  owner: fields.owner.nullish(),
  sampleRateHz: fields.sampleRateHz.nullish(),
  channels: fields.channels.nullish(),
  updatedMs,
});

const degrees = (limit: number) => {
  const want = `want degrees from -${limit} to ${limit}`;
  return z.coerce.number(want).min(-limit, want).max(limit, want).optional();
};
const wantLimit = "want a whole number from 1 to 10000";
const wantNetwork = "want a network of 1 to 8 letters, digits and -";
const wantId = "want a station id like MX_ACAP";
const wantState = `want ${[...STATES, "moved", "all"].join(", ")}`;

export const listQuery = z.strictObject({
  network: z
    .string(wantNetwork)
    .regex(/^[A-Za-z0-9-]{1,8}$/, wantNetwork)
    .optional()
    .meta({ examples: ["MX"] }),
  text: z
    .string("want 1 to 120 characters")
    .min(1, "want 1 to 120 characters")
    .max(120, "want 1 to 120 characters")
    .optional()
    .describe("Anywhere in id, name or owner.")
    .meta({ examples: ["UNAM"] }),
  state: z
    .enum([...STATES, "moved", "all"], wantState)
    .default("all")
    .describe("`waiting`: for channels; `moved`: found elsewhere, and not acknowledged.")
    .meta({ examples: ["registered", "moved"] }),
  minLatitudeDeg: degrees(90).meta({ examples: [14] }),
  maxLatitudeDeg: degrees(90).meta({ examples: [33] }),
  minLongitudeDeg: degrees(180)
    .describe("Above maxLongitudeDeg: across the date line.")
    .meta({ examples: [-118] }),
  maxLongitudeDeg: degrees(180).meta({ examples: [-86] }),
  limit: z.coerce.number(wantLimit).int(wantLimit).min(1, wantLimit).max(10_000, wantLimit).default(1000),
  after: z
    .string(wantId)
    .max(25, wantId)
    .optional()
    .describe("The id of the last one seen.")
    .meta({ examples: ["MX_ACAP"] }),
  format: z
    .enum(["json", "csv"], "want json, csv")
    .default("json")
    .describe("`csv`: a station file, one row a channel.")
    .meta({ examples: ["json"] }),
});

const wantFlag = "want true or false";
export const importQuery = z.strictObject({
  dryRun: z
    .enum(["true", "false"], wantFlag)
    .default("false")
    .describe("`true`: only what would be done.")
    .meta({ examples: ["true"] }),
});

export const removeQuery = z.strictObject({
  updatedMs: z.coerce.number("want epoch milliseconds").optional().describe(SEEN),
});

export const stationAnswer = recordSchema.extend({ state: z.enum(STATES) });
export const listAnswer = z.object({
  stations: z.array(stationAnswer),
  next: stationSchema.shape.stationId.optional().describe("`after` for the next page; absent on the last one."),
});

const warning = z.object({ stationId: z.string(), reason: z.string() });
export const changedAnswer = z.object({
  station: stationAnswer,
  warnings: z.array(warning).describe("A place that is probably a mistake; it is taken all the same."),
});

const change = z.object({
  atMs: z.number(),
  source: z.enum(SOURCES),
  action: z.enum(ACTIONS),
  detail: z.unknown().describe("What each changed field was and is, or from where to where it moved."),
  keyId: z.string().optional().describe("Only for whoever may `operate`; empty: the operator's token."),
  ownerId: z.string().optional(),
});
export const historyAnswer = z.object({
  station: stationAnswer,
  changes: z.array(change).describe("Newest first, at most 200."),
});

const count = z.int();
export const importAnswer = z.object({
  dryRun: z.boolean(),
  added: count,
  changed: count,
  restored: count.describe("Had been removed."),
  unchanged: count,
  rejected: count,
  faults: z.array(z.object({ where: z.string(), reason: z.string() })),
  warnings: z.array(warning),
  changes: z
    .array(z.object({ stationId: z.string(), action: z.string(), changed: z.record(z.string(), z.unknown()) }))
    .describe("The first 1000."),
  moreChanges: count.describe("How many are not listed."),
});
