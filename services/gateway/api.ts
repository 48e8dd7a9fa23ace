// The document of the gateway's interface; `routes.ts` answers it. What the page alone needs is left to `view.ts`.
import { z } from "zod";
import { magnitudeSchema, originSchema, STATUSES } from "../../shared/contracts/event.ts";
import { MODES, modeSchema } from "../../shared/contracts/mode.ts";
import type { ApiPart, Operation } from "../../shared/runtime/openapi.ts";
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
const eventsAnswer = z.object({ events: z.array(event) });

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
    ...{ method: "get", path: "/api/events", operationId: "events", summary: "Events still in memory" },
    scopes: ["read"],
    query: worldQuery,
    answer: { status: 200, description: "With their versions, alerts and what became of them.", schema: eventsAnswer },
    refusals: [400],
  },
  {
    ...{ method: "get", path: "/api/events/{eventId}", operationId: "event", summary: "One event, also an old one" },
    scopes: ["read"],
    answer: { status: 200, description: "As the page is given it.", schema: event },
    refusals: [404],
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
    world: "`live`, or the mode and after a colon the run: `drill:tuesday`.",
    stationId: "As the station is registered: `MX_TETE`.",
  },
  schemas: { ...stationSchemas, Event: event, Events: eventsAnswer, Status: statusAnswer },
};
