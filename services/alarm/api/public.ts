// The document of what anybody may read; `outlets/routes.ts` answers it.
import type { ApiPart, Operation } from "../../../shared/runtime/openapi.ts";
import { feedQuery } from "../outlets/routes.ts";

const operations: readonly Operation[] = [
  {
    ...{
      method: "get",
      path: "/v1/cap.atom",
      operationId: "capFeed",
      summary: "The newest CAP messages",
      scopes: "open",
    },
    query: feedQuery,
    answer: { status: 200, description: "An Atom feed, newest first.", type: "application/atom+xml" },
    refusals: [400, 503],
  },
  {
    ...{ method: "get", path: "/v1/cap/{identifier}", operationId: "cap", summary: "One CAP message", scopes: "open" },
    answer: { status: 200, description: "CAP 1.2; it never changes.", type: "application/cap+xml" },
    refusals: [400, 404, 503],
  },
  {
    ...{ method: "get", path: "/v1/events/{eventId}/shakealert.xml", operationId: "shakeAlert", scopes: "open" },
    summary: "The newest version of an event as ShakeAlert XML",
    answer: { status: 200, description: "Message format 10.", type: "application/xml" },
    refusals: [400, 404, 503],
  },
  {
    ...{ method: "get", path: "/v1/events/{eventId}/quakeml.xml", operationId: "quakeml", scopes: "open" },
    summary: "The newest version of an event as QuakeML",
    answer: { status: 200, description: "QuakeML 1.2.", type: "application/xml" },
    refusals: [400, 404, 503],
  },
];

export const publicApi: ApiPart = {
  tag: { name: "public", description: "What anybody may read, without a token." },
  operations,
  parameters: { identifier: "Of the message, as the feed tells it.", eventId: "As messages and webhooks carry it." },
};
