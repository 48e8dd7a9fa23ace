// The document of what comes after the alarm; `later/routes.ts` answers it.
import type { ApiPart, Operation } from "../../../shared/runtime/openapi.ts";
import { recoverBody } from "../later/routes.ts";
import { RECOVERED, RESENT } from "./answerExamples.ts";
import { recoverAnswer, testAnswer } from "./answers.ts";

const ONE = "/v1/subscriptions/{subscriptionId}";

const operations: readonly Operation[] = [
  {
    ...{ method: "post", path: `${ONE}/deliveries/{alertId}/resend`, operationId: "resend", scopes: ["manage"] },
    summary: "Send one again now, as information",
    answer: { status: 200, description: "What came of it.", schema: testAnswer, example: RESENT },
    refusals: [404, 409, 503],
  },
  {
    ...{ method: "post", path: `${ONE}/recover`, operationId: "recover", scopes: ["manage"] },
    summary: "All that was missed since a time is due now",
    body: {
      schema: recoverBody,
      examples: {
        iso: { summary: "With a zone", value: { since: "2026-01-01T00:00:00-06:00" } },
        epoch: { summary: "Epoch milliseconds", value: { since: 1_767_225_600_000 } },
      },
    },
    answer: {
      status: 202,
      description: "Queued; the newest of it if there are more.",
      schema: recoverAnswer,
      example: RECOVERED,
    },
    refusals: [400, 404, 409, 413, 415, 503],
  },
];

export const laterApi: ApiPart = {
  tag: { name: "later", description: "What comes after the alarm: sent again, or recovered after an outage." },
  operations,
  parameters: { subscriptionId: "`sub_…`", alertId: "The `webhook-id`, as deliveries tell it." },
  schemas: { Recovery: recoverBody, Recovered: recoverAnswer },
};
