// The interface of a process as one OpenAPI 3.1 document, put together from what its services say of their routes; the
// schemas are those the routes parse with.
import { z } from "zod";
import type { Scope } from "./principal.ts";

/** A refusal; 401, 403 and 429 go without saying where a token is asked for. */
export type Refusal = keyof typeof REFUSALS;

export interface Operation {
  readonly method: "get" | "post" | "put" | "patch" | "delete";
  /** What varies in braces: `/v1/keys/{keyId}`. */
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  /** A key needs one of them; `open`: nobody is asked for a token. */
  readonly scopes: readonly [Scope, ...Scope[]] | "open";
  readonly query?: z.ZodObject;
  readonly body?: RequestBody;
  readonly answer: Answer;
  readonly refusals?: readonly Refusal[];
}

export interface RequestBody {
  /** One of the part's `schemas`. */
  readonly schema: z.ZodType;
  readonly isOptional?: true;
  /** Default: application/json, of at most 64 kB. Of other types a body is text. */
  readonly type?: string;
  /** By name; a test sends each and wants the documented answer. */
  readonly examples: Readonly<Record<string, { readonly summary: string; readonly value: unknown }>>;
}

export interface Answer {
  readonly status: 200 | 201 | 202 | 204;
  readonly description: string;
  /** One of the part's `schemas`; absent where the answer is empty or no JSON. */
  readonly schema?: z.ZodType;
  /** Default: application/json. */
  readonly type?: string;
  readonly example?: unknown;
}

/** What is posted to others; by the type in its body. */
export interface Webhook {
  readonly summary: string;
  readonly description: string;
  /** One of the part's `schemas`. */
  readonly schema: z.ZodType;
  readonly example: unknown;
}

/** What one service answers. */
export interface ApiPart {
  readonly tag: { readonly name: string; readonly description: string };
  readonly operations: readonly Operation[];
  readonly webhooks?: Readonly<Record<string, Webhook>>;
  /** What stands in braces in paths, and what it is. */
  readonly parameters?: Readonly<Record<string, string>>;
  readonly schemas?: Readonly<Record<string, z.ZodType>>;
}

const REFUSALS = {
  400: "Something in the request is not as documented; `field` says what.",
  401: "No token, or one that is unknown, revoked or expired.",
  403: "The key lacks a scope, which the message names; or its owner has as many as allowed.",
  404: "There is none, or it is somebody else's: which of the two is not told.",
  409: "Not as it is now: it is switched off, or being changed by others.",
  413: "The body is larger than 64 kB, or whatever else is said there.",
  415: "The body is no `application/json`.",
  429: "Too often; try again after `retry-after` seconds.",
  503: "Not now (no database, or too many live streams); nothing was changed. Try again after `retry-after` seconds.",
} as const;
const WAITS: readonly Refusal[] = [429, 503];

const DESCRIPTION = `Units stand in the names: \`longitudeDeg\`, \`depthKm\`, \`timeMs\` (milliseconds since 1970, UTC).

Every request carries \`authorization: Bearer TOKEN\`, the operator's \`API_TOKEN\` or an API key (\`tok_…\`), except on
loopback where no \`API_TOKEN\` is set: there everybody is the operator. An operation's security names the scopes of
which a key needs one; \`operate\` may everything and \`manage\` also reads. An owner sees and changes what their keys made.

A refusal is \`{"error": {"field", "message"}}\`. A method that a path does not know answers 405 with \`allow\`. Fields may be
added to answers: ignore those you do not know.`;

export const errorSchema = z.object({
  error: z.object({
    field: z.string().describe("The field at fault, where it is one.").optional(),
    message: z.string().describe("A sentence: what was got, what was wanted."),
  }),
});

/** @throws Error when two parts call different schemas by one name, or an operation has one that has no name. */
export function openapiOf(parts: readonly ApiPart[]): object {
  const named = new Map<z.ZodType, string>([[errorSchema, "Error"]]);
  for (const { schemas = {} } of parts) for (const [name, schema] of Object.entries(schemas)) named.set(schema, name);
  if (new Set(named.values()).size < named.size) throw new Error("openapi: two schemas have the same name");
  const paths: Record<string, Record<string, object>> = {};
  for (const part of parts) {
    for (const operation of part.operations) {
      const methods = paths[operation.path] ?? {};
      methods[operation.method] = operationOf(operation, part, named);
      paths[operation.path] = methods;
    }
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Tocsin",
      version: "1",
      description: DESCRIPTION,
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/", description: "Whoever serves this document." }],
    tags: parts.map(({ tag }) => tag),
    paths,
    webhooks: Object.fromEntries(parts.flatMap((part) => webhooksOf(part, named))),
    components: {
      securitySchemes: { bearer: { type: "http", scheme: "bearer", description: "`API_TOKEN`, or an API key." } },
      responses: responsesOf(),
      schemas: schemasOf(named),
    },
  };
}

type Names = ReadonlyMap<z.ZodType, string>;

function operationOf(operation: Operation, { tag, parameters = {} }: ApiPart, named: Names): object {
  const { operationId, summary, description, path, query, body, answer, scopes, refusals = [] } = operation;
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => ({
    ...{ name, in: "path", required: true, description: parameters[name] ?? "" },
    schema: { type: "string" },
  }));
  const all = [...inPath, ...(query === undefined ? [] : queryParametersOf(query))];
  const refused = [...new Set([...refusals, ...(scopes === "open" ? [] : ([401, 403, 429] as const))])];
  return {
    ...{ operationId, tags: [tag.name], summary },
    ...(description === undefined ? {} : { description }),
    security: scopes === "open" ? [] : scopes.map((scope) => ({ bearer: [scope] })),
    ...(all.length === 0 ? {} : { parameters: all }),
    ...(body === undefined ? {} : { requestBody: requestBodyOf(body, named) }),
    responses: {
      [answer.status]: answerOf(answer, named),
      ...Object.fromEntries(refused.map((status) => [status, { $ref: `#/components/responses/${status}` }])),
    },
  };
}

const WEBHOOK_HEADERS = {
  "webhook-id": "The same for every attempt.",
  "webhook-timestamp": "Of this attempt, seconds since 1970.",
  "webhook-signature": "`v1,…` or `v1a,…` over `<webhook-id>.<webhook-timestamp>.<body>`; two during a rotation.",
} as const;

function webhooksOf({ tag, webhooks = {} }: ApiPart, named: Names): [string, object][] {
  const parameters = Object.entries(WEBHOOK_HEADERS).map(([name, description]) => ({
    ...{ name, in: "header", required: true, description, schema: { type: "string" } },
  }));
  return Object.entries(webhooks).map(([name, { schema, summary, description, example }]) => {
    const content = { "application/json": { schema: refTo(schema, named), example } };
    const responses = {
      "2XX": { description: "Taken." },
      "410": { description: "Nothing more, please: the subscription is switched off." },
    };
    const about = { operationId: `on${capitalized(name)}`, tags: [tag.name], summary, description };
    return [
      name,
      { post: { ...about, parameters, requestBody: { required: true, content }, security: [], responses } },
    ];
  });
}

/** `alarm.issued` → `AlarmIssued`: generators make names of functions of it. */
function capitalized(name: string): string {
  return name.replaceAll(/(?:^|\.)(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function queryParametersOf(query: z.ZodObject): object[] {
  const { properties = {}, required = [] } = plain(z.toJSONSchema(query, { io: "output" }));
  return Object.entries(properties).map(([name, property]) => {
    const { description, ...schema } = plain(property);
    const shown = { ...(description === undefined ? {} : { description }), schema };
    const mustBe = required.includes(name) && !("default" in schema);
    return { name, in: "query", ...(mustBe ? { required: true } : {}), ...shown };
  });
}

function requestBodyOf({ schema, isOptional, type, examples }: RequestBody, named: Names): object {
  return {
    required: isOptional !== true,
    content: { [type ?? "application/json"]: { schema: refTo(schema, named), examples } },
  };
}

function answerOf({ description, schema, type = "application/json", example }: Answer, named: Names): object {
  const shown = example === undefined ? {} : { example };
  if (schema !== undefined) return { description, content: { [type]: { schema: refTo(schema, named), ...shown } } };
  if (type === "application/json") return { description };
  return { description, content: { [type]: { schema: { type: "string" }, ...shown } } };
}

function responsesOf(): object {
  const retryAfter = { "retry-after": { description: "Seconds.", schema: { type: "integer" } } };
  const content = { "application/json": { schema: { $ref: "#/components/schemas/Error" } } };
  const answerTo = ([status, description]: readonly [string, string]) => {
    const waits = WAITS.includes(Number(status) as Refusal);
    return [status, { description, ...(waits ? { headers: retryAfter } : {}), content }];
  };
  return Object.fromEntries(Object.entries(REFUSALS).map(answerTo));
}

function refTo(schema: z.ZodType, named: Names): object {
  const name = named.get(schema);
  if (name === undefined) throw new Error("openapi: a body or an answer whose schema has no name");
  return { $ref: uriOf(name) };
}

function uriOf(name: string): string {
  return `#/components/schemas/${name}`;
}

function schemasOf(named: Names): object {
  const registry = z.registry<{ id: string }>();
  for (const [schema, id] of named) registry.add(schema, { id });
  // As input: what is strict forbids other fields, answers leave room for new ones.
  const { schemas } = z.toJSONSchema(registry, { uri: uriOf, io: "input" });
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, plain(schema)]));
}

interface Plain {
  readonly [key: string]: unknown;
  readonly properties?: object;
  readonly required?: readonly string[];
  readonly description?: string;
}

/** Without what only zod needs: ids of its own, and the bound of whole numbers. */
function plain(schema: unknown): Plain {
  return JSON.parse(JSON.stringify(schema), (key, value: unknown) => {
    if (key === "$schema" || key === "$id") return undefined;
    return (key === "maximum" || key === "minimum") && Math.abs(Number(value)) === Number.MAX_SAFE_INTEGER
      ? undefined
      : value;
  }) as Plain;
}
