// The document of the interface of API keys and of the account; `keys/routes.ts` answers it.
import type { ApiPart, Operation } from "../../../shared/runtime/openapi.ts";
import { auditQuery, newKeySchema } from "../keys/routes.ts";
import { AUDIT, KEY_MADE, KEYS } from "./answerExamples.ts";
import { auditAnswer, keysAnswer, newKeyAnswer } from "./answers.ts";

const ACME = { ownerId: "acme", name: "acme lifts", scopes: ["manage"], expiresInDays: 365 } as const;
const WATCH = { ownerId: "acme", name: "acme dashboard", scopes: ["read"] } as const;

const operations: readonly Operation[] = [
  {
    ...{ method: "post", path: "/v1/keys", operationId: "makeKey", summary: "Make an API key", scopes: ["operate"] },
    body: {
      schema: newKeySchema,
      examples: {
        manage: { summary: "For whoever subscribes, for a year", value: ACME },
        read: { summary: "For whoever only looks", value: WATCH },
      },
    },
    answer: {
      ...{ status: 201, description: "With the key itself, which is never shown again.", schema: newKeyAnswer },
      example: KEY_MADE,
    },
    refusals: [400, 413, 415, 503],
  },
  {
    ...{ method: "get", path: "/v1/keys", operationId: "listKeys", summary: "List all keys", scopes: ["operate"] },
    answer: {
      status: 200,
      description: "Oldest first, also those revoked or expired.",
      schema: keysAnswer,
      example: KEYS,
    },
  },
  {
    ...{ method: "delete", path: "/v1/keys/{keyId}", operationId: "revokeKey", summary: "Revoke a key" },
    scopes: ["operate"],
    description: "At once here, within two seconds everywhere. What it made stays with its owner.",
    answer: { status: 204, description: "Revoked." },
    refusals: [404, 503],
  },
  {
    ...{
      method: "get",
      path: "/v1/audit",
      operationId: "audit",
      summary: "What was done, by whom",
      scopes: ["operate"],
    },
    description: "Newest first.",
    query: auditQuery,
    answer: { status: 200, description: "A page.", schema: auditAnswer, example: AUDIT },
    refusals: [400, 503],
  },
];

export const keysApi: ApiPart = {
  tag: { name: "keys", description: "API keys, and the account of what was done with them." },
  operations,
  parameters: { keyId: "The 16 characters between the two `_` of a key." },
  schemas: { NewKey: newKeySchema, KeyMade: newKeyAnswer, Keys: keysAnswer, Audit: auditAnswer },
};
