// The document of the report and of "why": `routes.ts` answers them.
import { z } from "zod";
import type { ApiPart, Operation } from "../../../shared/runtime/openapi.ts";
import { REPORT, WHY } from "./apiExamples.ts";
import { reportSchema } from "./schema.ts";
import { whyQuery, whySchema } from "./whySchema.ts";

const MOST_TOLD = 500;
const reportQuery = z.object({
  toldFrom: z
    .int()
    .min(0)
    .max(1e6)
    .default(0)
    .describe("How many of the told are left out.")
    .meta({ examples: [0, 500] }),
  toldLimit: z.int().min(0).max(MOST_TOLD).default(MOST_TOLD).describe("How many of the told are listed."),
});

const operations: readonly Operation[] = [
  {
    ...{ method: "get", path: "/v1/catalogue/events/{eventId}/report", operationId: "reportEvent", scopes: ["read"] },
    summary: "What happened: every version, who was told when, stations used and ignored with the reason",
    description: "The same as a page: `/reports/{eventId}`. Without scope `operate` the told are counted, not listed.",
    query: reportQuery,
    answer: { status: 200, description: "The whole report.", schema: reportSchema, example: REPORT },
    refusals: [400, 404, 503],
  },
  {
    ...{ method: "get", path: "/v1/why", operationId: "why", scopes: ["read"] },
    summary: "Why did it (not) alert?",
    description:
      "About an event, about one subscriber of it (theirs, or any with `operate`), or about a time and place where " +
      "something was felt: then the event of ours is found, or it is told why there was none.",
    query: whyQuery,
    answer: { status: 200, description: "In a sentence or two, with the facts.", schema: whySchema, example: WHY },
    refusals: [400, 404, 503],
  },
];

export const reportApi: Pick<ApiPart, "operations"> & Required<Pick<ApiPart, "schemas">> = {
  operations,
  schemas: { EventReport: reportSchema, Why: whySchema },
};
