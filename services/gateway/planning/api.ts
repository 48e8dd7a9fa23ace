// The document of network planning; `routes.ts` answers it.
import { z } from "zod";
import type { ApiPart } from "../../../shared/runtime/openapi.ts";
import { planningQuery } from "./routes.ts";

const field = z.array(z.array(z.number().nullable()));
const gridShape = {
  latitudesDeg: z.array(z.number()).describe("Middles of the rows, from south to north."),
  longitudesDeg: z.array(z.number()).describe("Middles of the columns; beyond 180 across the date line."),
  alertS: field.describe("When the first alert is received, after the origin; by rows. null: too few stations."),
  blindKm: field.describe("How far around the epicentre S comes first."),
  warningS: field.nullable().describe("Seconds that `target` is left with; negative: S comes first. null without one."),
};
const planningAnswer = z.looseObject({
  ...gridShape,
  depthKm: z.number(),
  needed: z.int(),
  delayS: z.number(),
  target: z.object({ latitudeDeg: z.number(), longitudeDeg: z.number() }).nullable(),
  stationCount: z.int(),
  before: z
    .looseObject(gridShape)
    .nullable()
    .describe("The same cells without `without` and `with`; null without them."),
});

export const planningApi: ApiPart = {
  tag: { name: "planning", description: "What the network is worth, before the earthquake." },
  operations: [
    {
      ...{
        method: "get",
        path: "/api/planning",
        operationId: "planning",
        summary: "Blind zones and seconds of warning",
      },
      scopes: ["read"],
      description:
        "For an earthquake in each cell: P reaches the stations that are needed, the alert takes its time, and S has come so far.",
      query: planningQuery,
      answer: { status: 200, description: "Cell by cell.", schema: planningAnswer },
      refusals: [400, 404, 503],
    },
  ],
  schemas: { Planning: planningAnswer },
};
