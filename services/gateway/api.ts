// The document of the gateway's interface; `routes.ts` answers it. What the page alone needs is left to `view.ts`.
import { z } from "zod";
import { attemptSchema } from "../../shared/contracts/attempt.ts";
import { arrivalSchema, magnitudeSchema, originSchema, STATUSES } from "../../shared/contracts/event.ts";
import { MODES, modeSchema } from "../../shared/contracts/mode.ts";
import { stationSchema } from "../../shared/contracts/station.ts";
import { latitudeDeg, longitudeDeg } from "../../shared/contracts/units.ts";
import type { ApiPart, Operation } from "../../shared/runtime/openapi.ts";
import { MAX_RADIUS_KM, PAGE } from "./past/eventFilter.ts";
import { MOST_RECEIPTS } from "./past/receipts.ts";
import { COMPONENTS } from "./section/recordSection.ts";
import { stationOperations, stationSchemas } from "./stationApi.ts";

const worldQuery = z.object({
  mode: modeSchema.optional(),
  run: z.string().max(64).optional().describe("Of a drill, simulation or replay."),
});
const world = z.string().describe("The mode, and after a colon the run of what is not live.");

const version = z.looseObject({
  version: z.int(),
  status: z.enum(STATUSES),
  asOfMs: z.number().describe("On the event's clock."),
  origin: originSchema,
  magnitude: magnitudeSchema,
  likelihood: z.number(),
  arrivedMs: z.number().describe("When the gateway heard of it."),
});
const event = z.looseObject({
  eventId: z.string(),
  world,
  mode: modeSchema,
  run: z.string(),
  title: z.string().describe("One line for people; its first word says DRILL, SIMULATION or REPLAY where it is one."),
  place: z.string(),
  versions: z.array(version).describe("First to last."),
  alertCount: z.int(),
});
const eventsQuery = z.object({
  ...worldQuery.shape,
  status: z.enum(STATUSES).optional().describe("Of its newest version, as all that follows."),
  minMagnitude: z
    .number()
    .min(-2)
    .max(11)
    .optional()
    .meta({ examples: [4] }),
  fromMs: z.number().optional().describe("Only what began then or later."),
  toMs: z.number().optional(),
  latitudeDeg: latitudeDeg.optional().describe("With `longitudeDeg` and `radiusKm`: only what began near there."),
  longitudeDeg: longitudeDeg.optional(),
  radiusKm: z.number().min(1).max(MAX_RADIUS_KM).optional(),
  text: z
    .string()
    .max(120)
    .optional()
    .describe("Words of its title, such as a town.")
    .meta({ examples: ["drill"] }),
  limit: z.int().min(1).max(PAGE.most).default(PAGE.standard),
  before: z.string().max(160).optional().describe("What the page before calls `next`."),
});
const eventsAnswer = z.object({
  events: z
    .array(event)
    .describe("Newest first. One that is no longer in memory comes with its newest version alone, and without alerts."),
  next: z.string().nullable().describe("`before` of the next page; null: there is none."),
  complete: z.boolean().describe("False when the database does not answer: then these are those in memory."),
});

const sectionQuery = z.object({
  component: z
    .enum(COMPONENTS)
    .default("Z")
    .describe("Z is up.")
    .meta({ examples: ["Z"] }),
  stations: z.int().min(1).max(200).default(60).describe("The nearest ones."),
});
const lowHigh = z.object({
  startMs: z.number(),
  stepMs: z.number(),
  low: z.array(z.int()).describe("The lowest sample of each step, in thousandths of the peak."),
  high: z.array(z.int()),
});
const sectionAnswer = z.looseObject({
  eventId: z.string(),
  version: z.int(),
  origin: originSchema,
  component: z.enum(COMPONENTS),
  fromMs: z.number(),
  toMs: z.number(),
  curves: z
    .object({ stepKm: z.number(), pS: z.array(z.number()), sS: z.array(z.number()) })
    .describe("Seconds from the origin to P and S, at 0, stepKm, 2 stepKm … from the epicentre."),
  stations: z
    .array(
      z.looseObject({
        ...{ stationId: z.string(), name: z.string(), channel: z.string() },
        ...{ distanceKm: z.number(), azimuthDeg: z.number(), pMs: z.number(), sMs: z.number(), peakMps2: z.number() },
        pieces: z.array(lowHigh).describe("In m/s², about what was before the waves; a gap begins another piece."),
        arrivals: z.array(arrivalSchema.pick({ phase: true, timeMs: true, residualS: true, weight: true })),
      }),
    )
    .describe("Nearest first."),
  more: z.int().describe("Stations further away that have waveforms too."),
});
const eventStationsAnswer = z.looseObject({
  eventId: z.string(),
  mode: modeSchema,
  run: z.string(),
  fromMs: z.number().describe("With mode and run: what to ask fdsnws-dataselect for."),
  toMs: z.number(),
  stations: z.array(stationSchema.omit({ mode: true, run: true, updatedMs: true })),
});

const receiptsQuery = z.object({ limit: z.int().min(1).max(MOST_RECEIPTS).default(500) });
const receiptsAnswer = z.object({
  total: z.int(),
  outcomes: z.record(z.string(), z.int()).describe("How many alerts came to which outcome."),
  medianSecondsLeft: z
    .number()
    .nullable()
    .describe("Of the first alert delivered to each subscriber; negative: the waves were there before."),
  receipts: z.array(
    z.looseObject({
      ...{ alertId: z.string(), subscriptionId: z.string(), version: z.int(), type: z.string(), outcome: z.string() },
      secondsLeft: z.number().nullable(),
      intensity: z.number().nullable(),
      distanceKm: z.number().nullable(),
      delayMs: z.number().nullable(),
      attempts: z.array(attemptSchema),
      finishedMs: z.number(),
      lateDeliveredMs: z.number().nullable(),
      givenUp: z.string(),
    }),
  ),
  cap: z
    .array(z.object({ identifier: z.string(), version: z.int(), sentMs: z.number() }))
    .describe("Public messages about it: `GET /v1/cap/{identifier}`."),
});

const statusAnswer = z.looseObject({
  nowMs: z.number(),
  startedMs: z.number(),
  modes: z.array(z.enum(MODES)).describe("Seen since the start."),
  events: z.int(),
  openEvents: z.int(),
  services: z.array(z.looseObject({ service: z.string(), ready: z.boolean(), missing: z.string() })),
  pages: z.int().describe("Open live streams."),
});

const operations: readonly Operation[] = [
  ...stationOperations,
  {
    ...{ method: "get", path: "/api/events", operationId: "events", summary: "Events, newest first" },
    scopes: ["read"],
    query: eventsQuery,
    answer: { status: 200, description: "A page.", schema: eventsAnswer },
    refusals: [400],
  },
  {
    ...{ method: "get", path: "/api/events/{eventId}", operationId: "event", summary: "One event, also an old one" },
    scopes: ["read"],
    answer: { status: 200, description: "As the page is given it.", schema: event },
    refusals: [404, 503],
  },
  {
    ...{ method: "get", path: "/api/events/{eventId}/versions/{version}", operationId: "eventVersion" },
    summary: "One version of an event, with its arrivals and the shaking observed",
    scopes: ["read"],
    answer: { status: 200, description: "In full.", schema: version },
    refusals: [404, 503],
  },
  {
    ...{ method: "get", path: "/api/events/{eventId}/waveforms", operationId: "recordSection" },
    summary: "Waveforms of an event by distance, small enough to draw",
    description: "404 with `retry-after` while they are being written.",
    scopes: ["read"],
    query: sectionQuery,
    answer: { status: 200, description: "One trace a station.", schema: sectionAnswer },
    refusals: [400, 404, 503],
  },
  {
    ...{ method: "get", path: "/api/events/{eventId}/stations", operationId: "eventStations" },
    summary: "The stations whose waveforms are kept of an event, as they stood",
    scopes: ["read"],
    answer: { status: 200, description: "With what their counts mean.", schema: eventStationsAnswer },
    refusals: [404, 503],
  },
  {
    ...{ method: "get", path: "/api/events/{eventId}/receipts", operationId: "eventReceipts" },
    summary: "What became of an event's alerts",
    scopes: ["read"],
    query: receiptsQuery,
    answer: { status: 200, description: "In the order of their versions.", schema: receiptsAnswer },
    refusals: [400, 404, 503],
  },
  {
    ...{ method: "get", path: "/api/status", operationId: "status", summary: "The health of the whole" },
    scopes: ["read"],
    query: worldQuery,
    answer: { status: 200, description: "As of now.", schema: statusAnswer },
    refusals: [400],
  },
  {
    ...{ method: "get", path: "/api/stream", operationId: "stream", summary: "All that the page is told, live" },
    scopes: ["read"],
    description: "Server-sent events: `snapshot` first, or what was missed since `last-event-id`.",
    answer: { status: 200, description: "Never ends.", type: "text/event-stream" },
    refusals: [503],
  },
  {
    ...{ method: "get", path: "/api/alerts/stream", operationId: "alertStream", summary: "Public alerts, live" },
    scopes: ["read"],
    description:
      "Server-sent events: `snapshot` first, then `alarm` for live alerts; `drill`, `simulation` and `replay` for all others.",
    answer: { status: 200, description: "Never ends.", type: "text/event-stream" },
    refusals: [503],
  },
];

export const gatewayApi: ApiPart = {
  tag: { name: "gateway", description: "The picture of now. With `HTTP_PUBLIC_READ` no token is asked for." },
  operations,
  parameters: {
    eventId: "As messages and webhooks carry it.",
    version: "1, 2, 3, …",
    world: "`live`, or the mode and after a colon the run: `drill:tuesday`.",
    stationId: "As the station is registered: `MX_TETE`.",
  },
  schemas: {
    ...stationSchemas,
    Event: event,
    EventVersion: version,
    Events: eventsAnswer,
    Receipts: receiptsAnswer,
    RecordSection: sectionAnswer,
    EventStations: eventStationsAnswer,
    Status: statusAnswer,
  },
};
