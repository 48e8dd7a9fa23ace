// docs/openapi.json is what the running services say of themselves, and what they do: routes, statuses, bodies, scopes.
import { Ajv2020 } from "ajv/dist/2020.js";
import type { Router } from "express";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { alarmApi } from "../../services/alarm/api/alarmApi.ts";
import { catalogueApi } from "../../services/catalogue/api.ts";
import { registryApi } from "../../services/catalogue/registry/api.ts";
import { gatewayApi } from "../../services/gateway/api.ts";
import { operationsApi } from "../../services/gateway/operations/api.ts";
import { replaysApi } from "../../services/gateway/replays/api.ts";
import type { Operation } from "../../shared/runtime/openapi.ts";
import { SCOPES } from "../../shared/runtime/principal.ts";
import { processApi } from "../../shared/runtime/processApi.ts";
import { anEvent } from "../services/alarm/fixtures.ts";
import { type Faults, faultsIn } from "./faultsIn.ts";
import { type Interface, openInterface, type Reply, TOKEN } from "./interface.ts";
import openapi31 from "./openapi31.schema.json" with { type: "json" };
import { printed } from "./printed.ts";

const OF_SERVICES = [...alarmApi, catalogueApi, registryApi, gatewayApi, replaysApi, ...operationsApi].flatMap(
  ({ operations }) => operations,
);
const ALL = [...processApi.operations, ...OF_SERVICES];
const named = (operations: readonly Operation[]) =>
  operations.map((each): [string, Operation] => [`${each.method} ${each.path}`, each]);

let system: Interface;
// biome-ignore lint/suspicious/noExplicitAny: a document looked into by its own paths
let document: any;
let faultsOf: Faults;
beforeAll(async () => {
  system = await openInterface();
  document = (await system.call("GET", "/v1/openapi.json", { token: "" })).body;
  faultsOf = faultsIn(document);
}, 30_000);
afterAll(() => system?.close());

/** The path with ids that are there. */
async function reachable({ path, operationId }: Operation): Promise<string> {
  if (operationId === "replaceStation") return anotherStation();
  const keyId = path.includes("{keyId}") ? (await system.keyOf(["read"])).keyId : "";
  const feed = path.includes("{identifier}") ? String((await system.call("GET", "/v1/cap.atom")).body) : "";
  return path
    .replace("{deadId}", path.includes("{deadId}") ? await system.deadId() : "")
    .replace("{drillId}", path.includes("{drillId}") ? await scheduledDrill() : "")
    .replace("{alertId}", `${anEvent().eventId}.1.${system.subscriptionId}`)
    .replace("{identifier}", /\/v1\/cap\/([^"<]+)/.exec(feed)?.[1] ?? "")
    .replace("{subscriptionId}", system.subscriptionId)
    .replace("{keyId}", keyId)
    .replace("{world}", "live")
    .replace("{stationId}", system.stationId)
    .replace("{eventId}", anEvent().eventId)
    .replace("{version}", "1")
    .replace("{replayId}", path.includes("{replayId}") ? await startedReplay() : "");
}

async function startedReplay(): Promise<string> {
  const { body } = await system.call("POST", "/api/replays", { body: { eventId: anEvent().eventId } });
  return String(Reflect.get(Object(body), "replayId"));
}

/** One that is there, or a new one. */
async function scheduledDrill(): Promise<string> {
  const { body } = await system.call("GET", "/api/drills");
  const { drills }: { readonly drills: readonly { readonly drillId: string; readonly state: string }[] } = Object(body);
  const there = drills.find(({ state }) => state === "scheduled");
  if (there !== undefined) return there.drillId;
  const made = await system.call("POST", "/api/drills", { body: { scenario: "one-quake", inS: 86_400 } });
  return String(Reflect.get(Object(made.body), "drillId"));
}

/** Fails unless the document has this status for this operation, and the body is as it says. */
function expectAsDocumented({ method, path }: Operation, { status, body }: Reply): void {
  const given = document.paths[path][method].responses[status];
  expect(given, `${method} ${path} answered ${status}: ${JSON.stringify(body)}`).toBeDefined();
  const response = "$ref" in given ? document.components.responses[status] : given;
  const { schema } = response.content?.["application/json"] ?? {};
  if (schema === undefined) return;
  expect(faultsOf(schema.$ref, body), JSON.stringify(body).slice(0, 500)).toEqual([]);
}

test("docs/openapi.json is what the services say of themselves, open to everybody", async () => {
  const answer = await system.call("GET", "/v1/openapi.json", { token: "" });
  expect([answer.status, answer.headers.get("content-type")]).toEqual([
    200,
    expect.stringMatching(/^application.json/),
  ]);
  await expect(`${printed(answer.body)}\n`).toMatchFileSnapshot("../../docs/openapi.json");
});

test("it is a document of OpenAPI 3.1, its references lead somewhere and names are used once", () => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  const validate = ajv.compile(openapi31);
  expect(validate(document) ? [] : validate.errors).toEqual([]);
  for (const [name, schema] of Object.entries<object>(document.components.schemas)) {
    expect(ajv.validateSchema(schema), name).toBe(true);
  }
  const text = JSON.stringify(document);
  for (const [, ref = ""] of text.matchAll(/"\$ref":"#\/([^"]+)"/g)) {
    expect(
      ref.split("/").reduce((inside, key) => Object(inside)[key], document),
      ref,
    ).toBeDefined();
  }
  const ids = ALL.map(({ operationId }) => operationId);
  expect(ids).toEqual([...new Set(ids)]);
  for (const { path } of ALL) expect(document.paths[path].description ?? "", path).not.toContain("undefined");
  expect(text).not.toContain('"description":""');
});

test("every route is in the document, and everything in the document is a route", () => {
  const routes = system.routers
    .flatMap(routesOf)
    .filter((route) => / \/(v1|api)\//.test(route))
    .sort();
  const documented = OF_SERVICES.map(({ method, path }) => `${method} ${path.replaceAll(/\{\w+\}/g, "{}")}`).sort();
  expect(documented).toEqual(routes);
});

/** Of a router and those in it, what answers a method of its own. */
function routesOf(router: Router): string[] {
  return router.stack.flatMap(({ route, handle }) => {
    if (route === undefined) return "stack" in handle ? routesOf(handle as Router) : [];
    const path = route.path.replaceAll(/:\w+/g, "{}");
    return [...new Set(route.stack.flatMap(({ method }) => method ?? []))].map((method) => `${method} ${path}`);
  });
}

describe("every example is answered as documented:", () => {
  const examples = OF_SERVICES.flatMap((operation) =>
    Object.entries(operation.body?.examples ?? {}).map(([name, { value }]) => ({ operation, name, value })),
  );
  test.each(examples)("$operation.operationId, $name", async ({ operation, value }) => {
    // The network is not asked: an endpoint of ours stands for the one in the example.
    const body = JSON.parse(JSON.stringify(value).replaceAll(/https:\/\/example\.org\/\w+/g, system.endpointUrl));
    const type = operation.body?.type ?? "application/json";
    const path = await reachable(operation);
    if (body.updatedMs !== undefined) body.updatedMs = await updatedOf(path);
    const reply = await system.call(operation.method, path, { body, type });
    expect(reply.status, JSON.stringify(reply.body)).toBe(operation.answer.status);
    expectAsDocumented(operation, reply);
    const schema = document.paths[operation.path][operation.method].requestBody.content[type].schema;
    expect(faultsOf(schema.$ref, value)).toEqual([]);
  });
});

describe("every example of what may be asked for is answered as documented:", () => {
  test.each(named(OF_SERVICES.filter(({ query }) => query !== undefined)))("%s", async (_, operation) => {
    const path = await reachable(operation);
    const body = Object.values(operation.body?.examples ?? {})[0]?.value;
    const sent = operation.body?.type === undefined ? {} : { body, type: operation.body.type };
    for (const { name, schema, required } of queryOf(operation)) {
      for (const example of schema.examples ?? []) {
        const query = `${required ? "" : `${name}=${example}&`}${requiredOf(operation)}`;
        const reply = await system.call(operation.method, `${path}?${query}`, sent);
        expect(reply.status, query).toBe(operation.answer.status);
        expectAsDocumented(operation, reply);
      }
    }
  });
});

test("what is asked of a subscription that is switched off is refused as documented", async () => {
  const path = await anotherSubscription();
  await system.call("PATCH", path, { body: { enabled: false } });
  for (const operation of OF_SERVICES.filter(({ operationId }) => ["resend", "recover"].includes(operationId))) {
    const at = (await reachable(operation)).replace(/^.*?sub_\w+/, path);
    const reply = await system.call(operation.method, at, { body: { since: 0 } });
    expect(reply.status).toBe(409);
    expectAsDocumented(operation, reply);
  }
});

test("every answer of the alarm in JSON is shown by an example, and all examples are as documented", () => {
  const ofAlarm = alarmApi.flatMap(({ operations }) => operations);
  const bare = ofAlarm.filter(({ answer }) => answer.schema !== undefined && answer.example === undefined);
  expect(bare.map(({ operationId }) => operationId)).toEqual([]);
  const shown = OF_SERVICES.filter(({ answer }) => answer.example !== undefined);
  for (const operation of shown) {
    const { status, example: body } = operation.answer;
    expectAsDocumented(operation, { status, body, headers: new Headers() });
  }
});

describe("without a body it is answered as documented:", () => {
  const bodiless = ALL.filter(({ body }) => body === undefined || body.isOptional);
  test.each(named(bodiless))("%s", async (_, operation) => {
    const path = await expendable(operation);
    const query = requiredOf(operation);
    if (query !== "") expect((await system.call(operation.method, path)).status).toBe(400);
    const reply = await system.call(operation.method, query === "" ? path : `${path}?${query}`);
    expect(reply.status, JSON.stringify(reply.body)).toBe(operation.answer.status);
    expectAsDocumented(operation, reply);
  });
});

let made = 0;

/** Where one may be registered. */
function anotherStation(): string {
  made += 1;
  return `/v1/stations/XX_NEW${made}`;
}

/** One that nobody minds to lose. */
async function briefStation(): Promise<string> {
  const path = anotherStation();
  await system.call("PUT", path, { body: { latitudeDeg: 1, longitudeDeg: 2 } });
  return `${path}?updatedMs=${await updatedOf(path)}`;
}

async function updatedOf(stationPath: string): Promise<number> {
  const { station } = Object((await system.call("GET", stationPath)).body);
  return station.updatedMs;
}

/** Where what is taken away is not missed. */
function expendable(operation: Operation): Promise<string> {
  if (operation.operationId === "unsubscribe") return anotherSubscription();
  return operation.operationId === "removeStation" ? briefStation() : reachable(operation);
}

async function anotherSubscription(): Promise<string> {
  const body = { name: "brief", url: system.endpointUrl, latitudeDeg: 0, longitudeDeg: 0, minimumIntensity: 9 };
  return (await system.call("POST", "/v1/subscriptions", { body })).headers.get("location") ?? "";
}

test("the answers that were held against the document had something in them", async () => {
  const path = `/v1/subscriptions/${system.subscriptionId}`;
  for (const [list, at] of [
    ["deliveries", `${path}/deliveries`],
    ["decisions", `${path}/decisions`],
    ["entries", "/v1/audit"],
    ["events", "/v1/catalogue/events"],
    ["stations", "/api/stations"],
    ["stations", "/v1/stations"],
    ["changes", `/v1/stations/${system.stationId}`],
  ] as const) {
    expect(Reflect.get(Object((await system.call("GET", at)).body), list), at).not.toEqual([]);
  }
});

interface Parameter {
  readonly name: string;
  readonly required?: boolean;
  readonly schema: { readonly examples?: readonly unknown[] };
}

function queryOf({ path, method }: Operation): Parameter[] {
  const all: { in: string; name: string; schema: Parameter["schema"] }[] =
    document.paths[path][method].parameters ?? [];
  return all.filter((each) => each.in === "query");
}

function requiredOf(operation: Operation): string {
  const required = queryOf(operation).filter((each) => each.required);
  return required.map(({ name, schema }) => `${name}=${schema.examples?.[0]}`).join("&");
}

describe("a parameter that is not documented is refused as documented, those that are are known:", () => {
  const asking = OF_SERVICES.filter(({ query }) => query !== undefined);
  test.each(named(asking))("%s", async (_, operation) => {
    const path = await reachable(operation);
    const reply = await system.call(operation.method, `${path}?nobodyKnows=1`);
    expect(reply.status).toBe(400);
    expectAsDocumented(operation, reply);
    const messages = queryOf(operation).map(async ({ name }) =>
      JSON.stringify((await system.call(operation.method, `${path}?${name}=${"x".repeat(300)}`)).body),
    );
    expect((await Promise.all(messages)).filter((message) => /no such (field|parameter)/.test(message))).toEqual([]);
  });
});

describe("whoever lacks what is documented is refused, whoever has it is not:", () => {
  test.each(named(ALL))("%s", async (_, operation) => {
    const { method, scopes } = operation;
    const path = (await expendable(operation)).replace(/sub_\w+/, "sub_unknown").replace(/keys\/.*/, "keys/unknown");
    const given = operation.body === undefined ? {} : { body: {} };
    const statusOf = async (token: string) => (await system.call(method, path, { token, ...given })).status;
    if (scopes === "open") {
      expect(await statusOf("")).toBe(200);
      return;
    }
    const nobody = await system.call(method, path, { token: "" });
    expect(nobody.status).toBe(401);
    expectAsDocumented(operation, nobody);
    for (const scope of SCOPES) {
      const may = scopes.includes(scope) || scope === "operate" || (scope === "manage" && scopes.includes("read"));
      const status = await statusOf((await system.keyOf([scope])).text);
      expect(status === 403, `${scope}: ${status}`).toBe(!may);
      expect([401, 429, 500]).not.toContain(status);
    }
    expect([401, 403]).not.toContain(await statusOf(TOKEN));
  });
});

/** These wait for something else than the database. */
const WITHOUT_DATABASE = /stream|dead-letters|drills|planning/;

describe("what is not there, too large, of another type, or without the database is refused as documented:", () => {
  test.each(named(OF_SERVICES))("%s", async (_, operation) => {
    const { method, body, refusals = [] } = operation;
    const value = Object.values(body?.examples ?? {})[0]?.value;
    const sent = body === undefined ? {} : { body: value, type: body.type ?? "application/json" };
    const nowhere = operation.path.replaceAll(/\{\w+\}/g, "unknown");
    if (nowhere !== operation.path) {
      const reply = await system.call(method, nowhere, sent);
      expect(reply.status).toBe(404);
      expectAsDocumented(operation, reply);
    }
    if (body !== undefined && body.type === undefined) {
      const path = await reachable(operation);
      const large = await system.call(method, path, { body: { name: "x".repeat(70_000) } });
      const other = await system.call(method, path, { body: value, type: "text/plain" });
      expect([large.status, other.status]).toEqual([413, 415]);
      for (const reply of [large, other]) expectAsDocumented(operation, reply);
    }
    const [there, elsewhere] = [await expendable(operation), nowhere];
    const query = requiredOf(operation);
    const paths = [there, elsewhere].map((path) => (query === "" ? path : `${path}?${query}`));
    const replies = await system.withoutDatabase(() =>
      Promise.all(paths.map((path) => system.call(method, path, sent))),
    );
    for (const reply of replies) expectAsDocumented(operation, reply);
    const late = replies.filter(({ status }) => status === 503);
    for (const { headers } of late) expect(headers.get("retry-after")).toMatch(/^\d+$/);
    const isStream = operation.answer.type === "text/event-stream";
    const needsDatabase = !isStream && !WITHOUT_DATABASE.test(operation.path);
    if (refusals.includes(503) && needsDatabase) expect(late.length).toBeGreaterThan(0);
  });
});
