// The report of one event as schemas: what is answered, what the page draws, and the types of both.
import { z } from "zod";
import { ALERT_TYPES } from "../../../shared/contracts/alert.ts";
import { OUTCOMES } from "../../../shared/contracts/delivery.ts";
import { evidenceSchema, magnitudeSchema, originSchema, STATUSES } from "../../../shared/contracts/event.ts";
import { modeSchema } from "../../../shared/contracts/mode.ts";
import { probability } from "../../../shared/contracts/units.ts";

const afterOriginS = z.number().describe("On the event's clock, after the newest origin time.");
const wallMs = z.number().nullable().describe("Wall clock; null where it is not known.");

export const verdictSchema = z.object({
  verdict: z.enum(["true", "qualified", "false", "pending"]),
  reason: z.string(),
  source: z.string(),
  agencyEventId: z.string(),
  decidedMs: z.number(),
});

export const headSchema = z.object({
  eventId: z.string(),
  title: z.string().describe("One line for people; its first word says DRILL, SIMULATION or REPLAY where it is one."),
  mode: modeSchema,
  run: z.string(),
  status: z.enum(STATUSES),
  place: z.string(),
  origin: originSchema,
  magnitude: magnitudeSchema,
  likelihood: probability,
  versionCount: z.int(),
  verdict: verdictSchema.nullable().describe("What became known afterwards; null where nothing did."),
});
export type Head = z.output<typeof headSchema>;

export const momentSchema = z.object({
  kind: z.enum(["origin", "pick", "version", "delivery", "lastDelivery"]),
  atMs: z.number().describe("On the event's clock."),
  afterOriginS,
  wallMs,
  text: z.string(),
  stationId: z.string().exactOptional(),
  version: z.int().exactOptional(),
});
export type Moment = z.output<typeof momentSchema>;

export const changesSchema = z.object({
  movedKm: z.number(),
  depthKm: z.number(),
  timeS: z.number(),
  magnitude: z.number(),
  likelihood: z.number(),
  addedStations: z.array(z.string()),
  removedStations: z.array(z.string()),
});

export const versionReportSchema = z.object({
  version: z.int(),
  status: z.enum(STATUSES),
  asOfMs: z.number(),
  afterOriginS,
  storedMs: wallMs,
  stampsMs: z.record(z.string(), z.number()).describe("Wall clock at which its news passed each stage."),
  reason: z.string(),
  origin: originSchema,
  magnitude: magnitudeSchema,
  likelihood: probability,
  arrivalCount: z.int(),
  changes: changesSchema.nullable().describe("Against the version before; null in the first."),
  passed: z.array(evidenceSchema),
  failed: z.array(evidenceSchema),
  alerts: z.object({
    sent: z.int().describe("Alerts made of this version."),
    delivered: z.int(),
    firstAfterOriginS: z.number().nullable(),
    lastAfterOriginS: z.number().nullable(),
  }),
});
export type VersionReport = z.output<typeof versionReportSchema>;

export const toldOneSchema = z.object({
  subscriptionId: z.string(),
  name: z.string().nullable().describe("Null when the subscription is no longer there."),
  version: z.int(),
  type: z.enum(ALERT_TYPES),
  outcome: z.enum(OUTCOMES),
  intensity: z.number().nullable().describe("Expected there, MMI."),
  atMs: z.number().nullable().describe("On the event's clock, at the 2xx; null where there was none."),
  afterOriginS: z.number().nullable(),
  wallMs,
  secondsLeft: z.number().nullable().describe("Until S there, at the 2xx; negative once it has passed."),
  attempts: z.int(),
});
export type ToldOne = z.output<typeof toldOneSchema>;

export const toldSchema = z.object({
  subscribers: z.int().describe("Who were to be told of an earthquake, be it that it did not reach them."),
  reached: z.int().describe("Of them, who took it."),
  inTime: z.int().describe("Of them, before S was there."),
  late: z.int().describe("Took it after S, or only as information, or not at all."),
  secondsLeft: z
    .object({ min: z.number(), median: z.number(), max: z.number() })
    .nullable()
    .describe("At the first alarm each one took; null where nobody did."),
  deliveries: z.int().describe("All of them, updates and withdrawals too."),
  list: z
    .array(toldOneSchema)
    .nullable()
    .describe("From `toldFrom`, at most `toldLimit`. Null for those who may not know whom others serve: want operate."),
});
export type Told = z.output<typeof toldSchema>;

export const usedSchema = z.object({
  stationId: z.string(),
  name: z.string(),
  latitudeDeg: z.number().nullable(),
  longitudeDeg: z.number().nullable(),
  phase: z.enum(["P", "S"]),
  timeMs: z.number(),
  afterOriginS,
  residualS: z.number(),
  weight: z.number(),
  distanceKm: z.number(),
  azimuthDeg: z.number(),
});
export type UsedStation = z.output<typeof usedSchema>;

export const IGNORED_CODES = [
  "removed",
  "otherEvent",
  "tooLate",
  "misfit",
  "notAssociated",
  "quarantined",
  "warming",
  "silent",
  "unknown",
  "notTriggered",
] as const;

export const ignoredSchema = z.object({
  stationId: z.string(),
  name: z.string(),
  latitudeDeg: z.number(),
  longitudeDeg: z.number(),
  distanceKm: z.number(),
  code: z.enum(IGNORED_CODES),
  reason: z.string().describe("In words."),
  predictedPMs: z.number(),
  predictedSMs: z.number(),
  pickMs: z.number().nullable(),
  lastSampleMs: z.number().nullable(),
});
export type IgnoredStation = z.output<typeof ignoredSchema>;

export const stationsSchema = z.object({
  reachKm: z.number().describe("So far around the epicentre stations are listed that took no part."),
  used: z.array(usedSchema),
  ignored: z.array(ignoredSchema),
});
export type Stations = z.output<typeof stationsSchema>;

export const reportSchema = z.object({
  ...headSchema.shape,
  answer: z.string().describe("Why it did, or did not, alert: in a sentence or two."),
  timeline: z.array(momentSchema),
  versions: z.array(versionReportSchema),
  told: toldSchema,
  stations: stationsSchema,
});
export type Report = z.output<typeof reportSchema>;
