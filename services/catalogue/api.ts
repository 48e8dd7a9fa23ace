// The document of the catalogue's interface; `routes.ts` answers it.
import { z } from "zod";
import { contextSchema, pastEventSchema } from "../../shared/contracts/context.ts";
import { eventSchema } from "../../shared/contracts/event.ts";
import { modeSchema } from "../../shared/contracts/mode.ts";
import { latitudeDeg, longitudeDeg } from "../../shared/contracts/units.ts";
import type { ApiPart, Operation } from "../../shared/runtime/openapi.ts";
import { NEARBY } from "./nearby.ts";
import { reportApi } from "./report/api.ts";

const km = z.number().min(1).max(2000);
const nearbyQuery = z.object({
  latitudeDeg: latitudeDeg.meta({ examples: [19.43] }),
  longitudeDeg: longitudeDeg.meta({ examples: [-99.13] }),
  count: z.int().min(1).max(100).default(NEARBY.count).describe("How many of the nearest."),
  radiusKm: km.default(NEARBY.radiusKm).describe("Within which distance they are looked for."),
  largestWithinKm: km.default(NEARBY.largestWithinKm).describe("Within which distance the largest is looked for."),
  beforeMs: z.number().optional().describe("Only earthquakes before this time."),
});
const eventsQuery = z.object({
  mode: modeSchema.optional(),
  run: z.string().max(64).optional().describe("Of a drill, simulation or replay."),
  limit: z.int().min(1).max(200).default(50),
  beforeMs: z.number().optional().describe("Only what began before this time."),
});

const nearbyAnswer = z.object({
  place: z.string().describe("27 km SW of Zihuatanejo"),
  nearest: z.array(pastEventSchema),
  largest: pastEventSchema.nullable(),
  maxMagnitude: z.number().nullable(),
});
const record = z.object({
  title: z.string().describe("One line for people; its first word says DRILL, SIMULATION or REPLAY where it is one."),
  event: eventSchema,
  context: contextSchema.nullable(),
});
const eventsAnswer = z.object({ events: z.array(record) });
const versionsAnswer = z.object({ eventId: z.string(), versions: z.array(record) });

const operations: readonly Operation[] = [
  {
    ...{ method: "get", path: "/v1/catalogue/nearby", operationId: "nearby", scopes: ["read"] },
    summary: "Past earthquakes near a place, and what the place is called",
    query: nearbyQuery,
    answer: { status: 200, description: "Nearest first.", schema: nearbyAnswer },
    refusals: [400, 503],
  },
  {
    ...{ method: "get", path: "/v1/catalogue/events", operationId: "listEvents", scopes: ["read"] },
    summary: "Our own events, newest first, in their newest version",
    query: eventsQuery,
    answer: { status: 200, description: "A page.", schema: eventsAnswer },
    refusals: [400, 503],
  },
  {
    ...{ method: "get", path: "/v1/catalogue/events/{eventId}", operationId: "showEvent", scopes: ["read"] },
    summary: "All versions of one event",
    answer: { status: 200, description: "First to last.", schema: versionsAnswer },
    refusals: [400, 404, 503],
  },
];

export const catalogueApi: ApiPart = {
  tag: { name: "catalogue", description: "Past earthquakes, and our own events with all their versions." },
  operations: [...operations, ...reportApi.operations],
  parameters: { eventId: "As messages and webhooks carry it." },
  schemas: {
    SeismicEvent: eventSchema,
    EventContext: contextSchema,
    PastEvent: pastEventSchema,
    Nearby: nearbyAnswer,
    EventRecord: record,
    EventRecords: eventsAnswer,
    EventVersions: versionsAnswer,
    ...reportApi.schemas,
  },
};
