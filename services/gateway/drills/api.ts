// The document of the interface of drills; `routes.ts` answers it.
import { z } from "zod";
import type { ApiPart, Operation } from "../../../shared/runtime/openapi.ts";
import { newDrillSchema } from "./routes.ts";

const drillShape = {
  drillId: z.string(),
  run: z.string().describe("Its stations, events and alerts carry it: `/api/events?mode=drill&run=…`."),
  scenario: z.string(),
  title: z.string(),
  stations: z.int().nullable().describe("null: as many as the scenario has."),
  state: z.enum(["scheduled", "running", "done", "failed", "stopped"]),
  reason: z.string().describe("Why it failed; empty otherwise."),
  requestedMs: z.number(),
  atMs: z.number().nullable().describe("When the ground breaks; null: as soon as the stations are known."),
  beginsMs: z.number().describe("When its process begins."),
  endsMs: z.number().describe("When its process is ended at the latest."),
  startedMs: z.number().nullable(),
  endedMs: z.number().nullable(),
  lastLine: z.string().describe("What its process said last."),
};
const drillsAnswer = z.object({ drills: z.array(z.looseObject(drillShape)) });
const drillAnswer = z.looseObject({
  ...drillShape,
  lines: z.array(z.string()).describe("What its process said, the newest 200 lines."),
});
const scenario = z.looseObject({
  name: z.string(),
  title: z.string(),
  about: z.string(),
  durationS: z.number(),
  leadS: z.number().describe("Seconds of quiet before the first earthquake."),
  stations: z.int().nullable(),
  largestMagnitude: z.number().nullable(),
});
const scenariosAnswer = z.object({ scenarios: z.array(scenario) });

const SCHEDULED = {
  ...{ drillId: "drill-mjx2k5c0-1", run: "drill-mjx2k5c0-1", scenario: "one-quake" },
  ...{ title: "One earthquake under the network", stations: null, state: "scheduled", reason: "" },
  ...{ requestedMs: 1_767_225_600_000, atMs: 1_767_226_200_000, beginsMs: 1_767_226_165_000 },
  ...{ endsMs: 1_767_226_370_000, startedMs: null, endedMs: null, lastLine: "" },
};

const operations: readonly Operation[] = [
  {
    ...{ method: "get", path: "/api/scenarios", operationId: "scenarios", summary: "What a drill can play" },
    scopes: ["read"],
    answer: { status: 200, description: "By name.", schema: scenariosAnswer },
    refusals: [400],
  },
  {
    ...{ method: "get", path: "/api/drills", operationId: "listDrills", summary: "Drills of this gateway" },
    scopes: ["read"],
    answer: {
      ...{ status: 200, description: "Newest first. They are forgotten when the gateway ends, and end with it." },
      ...{ schema: drillsAnswer, example: { drills: [SCHEDULED] } },
    },
    refusals: [400],
  },
  {
    ...{ method: "post", path: "/api/drills", operationId: "startDrill", summary: "Start a drill, or schedule one" },
    scopes: ["drill"],
    description:
      "A process of its own plays the scenario through the sensors' edge, as mode `drill`: no part of it can become live.",
    body: {
      schema: newDrillSchema,
      examples: {
        soon: { summary: "In ten minutes", value: { scenario: "one-quake", inS: 600 } },
        larger: { summary: "In an hour, with 60 stations", value: { scenario: "doublet", inS: 3600, stations: 60 } },
      },
    },
    answer: {
      ...{ status: 201, description: "It is scheduled, or runs.", schema: drillAnswer },
      example: { ...SCHEDULED, lines: [] },
    },
    refusals: [400, 409, 413, 415, 503],
  },
  {
    ...{ method: "get", path: "/api/drills/{drillId}", operationId: "drill", summary: "One drill, with what it said" },
    scopes: ["read"],
    answer: { status: 200, description: "As it is now.", schema: drillAnswer },
    refusals: [400, 404],
  },
  {
    ...{ method: "delete", path: "/api/drills/{drillId}", operationId: "stopDrill", summary: "Stop a drill" },
    scopes: ["drill"],
    description: "What it told until then stands as it was told last: no data come that could end it.",
    answer: { status: 200, description: "Its process has ended.", schema: drillAnswer },
    refusals: [404, 409],
  },
];

export const drillsApi: ApiPart = {
  tag: {
    name: "drills",
    description: "Earthquakes that are none, through everything that a real one would go through.",
  },
  operations,
  parameters: { drillId: "As it was answered when it was started." },
  schemas: { NewDrill: newDrillSchema, Drill: drillAnswer, Drills: drillsAnswer, Scenarios: scenariosAnswer },
};
