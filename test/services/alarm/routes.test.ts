import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createGuard } from "../../../services/alarm/guard.ts";
import { History } from "../../../services/alarm/history.ts";
import { Repository } from "../../../services/alarm/repository.ts";
import { alarmRoutes } from "../../../services/alarm/routes.ts";
import { Subscriptions } from "../../../services/alarm/subscriptions.ts";
import { WebhookClient } from "../../../services/alarm/webhook.ts";
import type { Delivery } from "../../../shared/contracts/delivery.ts";
import { connectDatabase } from "../../../shared/runtime/connectDatabase.ts";
import type { Database } from "../../../shared/runtime/database.ts";
import { Unavailable } from "../../../shared/runtime/errors.ts";
import { createMetrics } from "../../../shared/runtime/metrics.ts";
import type { SubscriptionTable } from "../../../shared/runtime/schema.ts";
import { fastClock as clock, type Endpoint, LOOPBACK, quiet as log, ok, openEndpoint, SECRET } from "./fixtures.ts";

let base = "";
let server: Server;
let database: Database;
let repository: Repository;
let receiver: Endpoint;
let databaseIsDown = false;
/** What the database's next callers wait for, in their order. */
const waits: (() => Promise<void>)[] = [];

beforeAll(async () => {
  receiver = await openEndpoint(ok);
  database = await connectDatabase("sqlite::memory:", { log });
  const reach = async () => {
    await waits.shift()?.();
    if (databaseIsDown) throw new Unavailable("database: connection refused");
    return database;
  };
  repository = new Repository({ database: reach, clock });
  const subscriptions = new Subscriptions({ repository, clock, log, metrics: createMetrics(), refreshMs: 60_000 });
  await subscriptions.refresh();
  const guard = createGuard(LOOPBACK);
  const client = new WebhookClient({ guard, clock, timeoutMs: 2500, connectionsPerOrigin: 2 });
  const router = alarmRoutes({ repository, subscriptions, history: new History(), client, guard, clock, log });
  server = createServer(express().use(router));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.close();
  await receiver.close();
  await database.close();
});

interface Reply {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: whatever the interface answers; the test looks into it
  readonly body: any;
}

async function call(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Reply> {
  const content = typeof body === "string" ? body : JSON.stringify(body);
  const response = await fetch(base + path, {
    method,
    headers: body === undefined ? headers : { "content-type": "application/json", ...headers },
    ...(body === undefined ? {} : { body: content }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === "" ? undefined : JSON.parse(text) };
}

const good = () => ({ name: "lift 1", url: receiver.url, latitudeDeg: 35.5, longitudeDeg: -118, minimumIntensity: 4 });
const made = async (over = {}) => (await call("POST", "/v1/subscriptions", { ...good(), ...over })).body;

test("a new subscription gets an id and a secret, and the secret is never shown again", async () => {
  const created = await call("POST", "/v1/subscriptions", good());
  expect(created.status).toBe(201);
  expect(created.body).toMatchObject({ ...good(), acceptPreliminary: false, modes: ["live"], enabled: true });
  expect(created.body.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  const path = created.headers.get("location") ?? "";
  expect(path).toBe(`/v1/subscriptions/${created.body.subscriptionId}`);
  const { secret: _, ...shown } = created.body;
  expect((await call("GET", path)).body).toEqual(shown);
  expect((await call("GET", "/v1/subscriptions")).body.subscriptions).toContainEqual(shown);
});

test("two subscriptions never share a secret, and one's own secret is kept", async () => {
  expect((await made()).secret).not.toBe((await made()).secret);
  expect((await made({ secret: SECRET })).secret).toBe(SECRET);
});

describe("a bad subscription is refused with the field's name", () => {
  const bad: [string, unknown, string | undefined][] = [
    ["no name", { name: undefined }, "name"],
    ["an empty name", { name: "" }, "name"],
    ["a name of 121 characters", { name: "x".repeat(121) }, "name"],
    ["a name with a line break", { name: "a\nb" }, "name"],
    ["a number for a name", { name: 4 }, "name"],
    ["no url", { url: undefined }, "url"],
    ["a relative url", { url: "/hook" }, "url"],
    ["a file url", { url: "file:///etc/passwd" }, "url"],
    ["a script url", { url: "javascript:alert(1)" }, "url"],
    ["a url with a password", { url: "http://user:pass@example.org/" }, "url"],
    ["a private url", { url: "http://10.0.0.1/" }, "url"],
    ["the cloud's metadata", { url: "http://169.254.169.254/latest/" }, "url"],
    ["a mapped loopback url", { url: "http://[::ffff:10.0.0.1]/" }, "url"],
    ["an endless url", { url: `http://example.org/${"x".repeat(2000)}` }, "url"],
    ["a list for a url", { url: ["http://example.org"] }, "url"],
    ["latitude 91", { latitudeDeg: 91 }, "latitudeDeg"],
    ["latitude as text", { latitudeDeg: "35" }, "latitudeDeg"],
    ["latitude NaN, which JSON writes null", { latitudeDeg: Number.NaN }, "latitudeDeg"],
    ["longitude -181", { longitudeDeg: -181 }, "longitudeDeg"],
    ["an object for a longitude", { longitudeDeg: {} }, "longitudeDeg"],
    ["ground softer than any", { vs30Mps: 99 }, "vs30Mps"],
    ["ground harder than any", { vs30Mps: 2001 }, "vs30Mps"],
    ["ground in words", { vs30Mps: "soft" }, "vs30Mps"],
    ["ground NaN, which JSON writes null", { vs30Mps: Number.NaN }, "vs30Mps"],
    ["intensity 0", { minimumIntensity: 0 }, "minimumIntensity"],
    ["intensity 11", { minimumIntensity: 11 }, "minimumIntensity"],
    ["'yes' for a flag", { acceptPreliminary: "yes" }, "acceptPreliminary"],
    ["no modes", { modes: [] }, "modes"],
    ["an unknown mode", { modes: ["live", "party"] }, "modes"],
    ["a mode twice", { modes: ["live", "live"] }, "modes"],
    ["modes as text", { modes: "live" }, "modes"],
    ["a short secret", { secret: "whsec_c2hvcnQ=" }, "secret"],
    ["a secret without prefix", { secret: "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" }, "secret"],
    ["a secret that is not base64", { secret: `whsec_${"*".repeat(40)}` }, "secret"],
    ["an unknown field", { maximumMagnitude: 5 }, "maximumMagnitude"],
    ["an id of one's own", { subscriptionId: "sub_1" }, "subscriptionId"],
    ["a constructor", { constructor: { prototype: { polluted: true } } }, "constructor"],
  ];
  test.each(bad)("%s", async (_, over, field) => {
    const { status, body } = await call("POST", "/v1/subscriptions", { ...good(), ...(over as object) });
    expect(status).toBe(400);
    expect(body.error.field).toBe(field);
    expect(body.error.message.startsWith(`${field}: `), body.error.message).toBe(true);
    expect(JSON.stringify(body)).not.toMatch(/at .*\.ts|node_modules|pass@|c2hvcnQ/);
  });

  test.each([
    ["not JSON", "{"],
    ["JSON with NaN", '{"latitudeDeg": NaN}'],
    ["a list", "[]"],
    ["null", "null"],
    ["a number", "5"],
    ["nothing", ""],
    ["very deep", "[".repeat(30_000)],
  ])("%s", async (_, text) => {
    const { status, body } = await call("POST", "/v1/subscriptions", text);
    expect(status).toBe(400);
    expect(body.error.message).toMatch(/^(body|name): /);
  });

  test("a number that JSON makes infinite", async () => {
    const text = JSON.stringify(good()).replace("35.5", "1e999");
    expect((await call("POST", "/v1/subscriptions", text)).body.error.field).toBe("latitudeDeg");
  });

  test("a polluted prototype pollutes nothing", async () => {
    const text = JSON.stringify(good()).replace("{", '{"__proto__": {"acceptPreliminary": true, "polluted": 1}, ');
    expect(await call("POST", "/v1/subscriptions", text)).toMatchObject({
      status: 400,
      body: { error: { field: "__proto__" } },
    });
    expect(Reflect.get({}, "polluted")).toBeUndefined();
  });
});

test("a huge body is refused", async () => {
  const { status, body } = await call("POST", "/v1/subscriptions", { ...good(), name: "x".repeat(70_000) });
  expect([status, body.error.message]).toEqual([413, "body: want at most 64 kB"]);
});

test.each([
  ["POST", "/v1/subscriptions", "text/plain", 415],
  ["POST", "/v1/subscriptions", "application/x-www-form-urlencoded", 415],
  ["POST", "/v1/subscriptions", "application/json; charset=klingon", 415],
])("%s %s as %s is answered with %d", async (method, path, type, wanted) => {
  expect((await call(method, path, JSON.stringify(good()), { "content-type": type })).status).toBe(wanted);
});

test.each([
  ["PUT", "/v1/subscriptions", "GET, POST"],
  ["DELETE", "/v1/subscriptions", "GET, POST"],
  ["POST", "/v1/subscriptions/sub_1", "GET, PATCH, DELETE"],
  ["GET", "/v1/subscriptions/sub_1/test", "POST"],
  ["POST", "/v1/subscriptions/sub_1/deliveries", "GET"],
])("%s %s is not allowed, and the answer says what is", async (method, path, allow) => {
  const { status, headers } = await call(method, path);
  expect([status, headers.get("allow")]).toEqual([405, allow]);
});

test.each([
  ["GET", "/v1/subscriptions/sub_none"],
  ["DELETE", "/v1/subscriptions/sub_none"],
  ["POST", "/v1/subscriptions/sub_none/test"],
  ["GET", "/v1/subscriptions/sub_none/deliveries"],
  ["GET", "/v1/subscriptions/__proto__"],
  ["GET", "/v1/subscriptions/..%2f..%2fetc"],
  ["GET", "/v1/subscriptions/a/b/c"],
])("%s %s is not there", async (method, path) => {
  const { status, body } = await call(method, path);
  expect([status, typeof body.error.message]).toEqual([404, "string"]);
});

test("a change keeps what it does not name, and checks what it does", async () => {
  const { subscriptionId, secret: _, ...before } = await made({ modes: ["live", "drill"] });
  const path = `/v1/subscriptions/${subscriptionId}`;
  const changed = await call("PATCH", path, { minimumIntensity: 5.5 });
  expect(changed.body).toEqual({ ...before, subscriptionId, minimumIntensity: 5.5, updatedMs: changed.body.updatedMs });
  expect(changed.body.updatedMs).toBeGreaterThan(before.updatedMs);
  expect((await call("PATCH", path, { minimumIntensity: "6" })).body.error.field).toBe("minimumIntensity");
  expect((await call("PATCH", path, { url: "http://192.168.0.1/" })).body.error.field).toBe("url");
  expect((await call("PATCH", path, { createdMs: 0 })).body.error.field).toBe("createdMs");
  expect((await call("GET", path)).body.minimumIntensity).toBe(5.5);
});

test("the ground under a place may be named, is kept, and may become unknown again", async () => {
  expect(await made()).toMatchObject({ vs30Mps: null });
  const { subscriptionId } = await made({ vs30Mps: 180 });
  const path = `/v1/subscriptions/${subscriptionId}`;
  expect((await repository.all()).find((each) => each.subscriptionId === subscriptionId)?.vs30Mps).toBe(180);
  expect((await call("PATCH", path, { vs30Mps: 30 })).body.error).toEqual({
    field: "vs30Mps",
    message: "vs30Mps: got 30, want a number from 100 to 2000",
  });
  expect((await call("PATCH", path, { name: "lift 2" })).body.vs30Mps).toBe(180);
  expect((await call("PATCH", path, { vs30Mps: null })).body.vs30Mps).toBeNull();
  expect((await call("GET", path)).body.vs30Mps).toBeNull();
});

test("a subscription can be switched off and on again", async () => {
  const { subscriptionId } = await made();
  const path = `/v1/subscriptions/${subscriptionId}`;
  expect((await call("PATCH", path, { enabled: false })).body).toMatchObject({
    enabled: false,
    disabledReason: expect.stringContaining("owner"),
  });
  expect((await call("PATCH", path, { enabled: true })).body).toMatchObject({
    enabled: true,
    disabledMs: null,
    disabledReason: "",
  });
});

test("a removed subscription is gone", async () => {
  const path = `/v1/subscriptions/${(await made()).subscriptionId}`;
  expect((await call("DELETE", path)).status).toBe(204);
  expect((await call("GET", path)).status).toBe(404);
  expect((await call("DELETE", path)).status).toBe(404);
});

test("subscriptions are listed page by page", async () => {
  await Promise.all([made(), made(), made()]);
  const first = (await call("GET", "/v1/subscriptions?limit=2")).body;
  const last = first.subscriptions[1].subscriptionId;
  const rest = (await call("GET", `/v1/subscriptions?after=${last}`)).body;
  expect(first.subscriptions.length + rest.subscriptions.length).toBe(first.total);
  for (const query of ["limit=0", "limit=x", "limit=1.5", "limit=1&limit=2", "limit=", "page=2"])
    expect((await call("GET", `/v1/subscriptions?${query}`)).status, query).toBe(400);
});

async function noteFailing(subscriptionId: string, columns: Partial<SubscriptionTable>): Promise<void> {
  await database.query.updateTable("subscription").set(columns).where("subscription_id", "=", subscriptionId).execute();
}

test("a change leaves since when the endpoint fails as it was noted meanwhile", async () => {
  const { subscriptionId } = await made();
  await noteFailing(subscriptionId, { failing_since_ms: 5 });
  expect((await call("PATCH", `/v1/subscriptions/${subscriptionId}`, { name: "renamed" })).status).toBe(200);
  const stored = (await repository.all()).find((each) => each.subscriptionId === subscriptionId);
  expect(stored).toMatchObject({ name: "renamed", failingSinceMs: 5 });
});

test("of changes made at the same moment none undoes another, and the secret that was told last signs", async () => {
  const { subscriptionId } = await made();
  const path = `/v1/subscriptions/${subscriptionId}`;
  await call("GET", path);
  const [reached, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  // Two questions to read what is there (it has changed), then the change, which comes too late.
  const late = async () => {
    reached.resolve();
    await gate.promise;
  };
  waits.push(
    async () => undefined,
    async () => undefined,
    late,
  );
  const renaming = call("PATCH", path, { name: "renamed" });
  await reached.promise;
  const rotation = await call("POST", `${path}/secret/rotate`, { overlapHours: 1 });
  gate.resolve();
  expect([(await renaming).status, rotation.status]).toEqual([200, 200]);
  const stored = (await repository.all()).find((each) => each.subscriptionId === subscriptionId);
  expect(stored).toMatchObject({ name: "renamed", secret: rotation.body.secret });
});

test("whoever is switched on again has a clean slate", async () => {
  const { subscriptionId } = await made();
  await noteFailing(subscriptionId, { failing_since_ms: 5, disabled_ms: 7, disabled_reason: "failed", updated_ms: 9 });
  const { body } = await call("PATCH", `/v1/subscriptions/${subscriptionId}`, { enabled: true });
  expect(body).toMatchObject({ enabled: true, disabledReason: "", failingSinceMs: null });
});

test("a test message is signed, says that it is one, and its outcome is told", async () => {
  const { subscriptionId, secret } = await made();
  const { status, body } = await call("POST", `/v1/subscriptions/${subscriptionId}/test`);
  expect([status, body.delivered, body.outcome, body.status]).toEqual([200, true, "ok", 204]);
  const request = receiver.received.at(-1);
  const message: unknown = new Webhook(secret).verify(request?.body ?? "", request?.headers ?? {});
  expect(message).toMatchObject({
    type: "system.test",
    data: { mode: "drill", headline: expect.stringMatching(/^TEST: /) },
  });
});

test("the outcome of a test at a dead endpoint is told too", async () => {
  const { subscriptionId } = await made({ url: "http://127.0.0.1:1/" });
  const { body } = await call("POST", `/v1/subscriptions/${subscriptionId}/test`);
  expect(body).toMatchObject({
    delivered: false,
    outcome: "error",
    status: 0,
    error: expect.stringContaining("ECONNREFUSED"),
  });
});

function aDelivery(subscriptionId: string, version: number): Delivery {
  return {
    ...{ mode: "live", run: "", eventId: "e", version, alertId: `e.${version}.${subscriptionId}`, subscriptionId },
    ...{ type: "alarm.issued", outcome: "delivered", attempts: [{ atMs: 1, tookMs: 2, status: 204, error: "" }] },
    ...{ delayMs: 41, message: "{}" },
  };
}

test("deliveries are listed newest first, each once, without the secret", async () => {
  const { subscriptionId } = await made();
  const delivery = (version: number) => aDelivery(subscriptionId, version);
  for (const version of [1, 2, 2, 3]) await repository.record([delivery(version)], 1000 + version);
  await repository.record([delivery(3), delivery(3)], 5000);
  const { body } = await call("GET", `/v1/subscriptions/${subscriptionId}/deliveries?limit=2`);
  expect(body.deliveries.map((each: Delivery) => each.version)).toEqual([3, 2]);
  expect(body.deliveries[0]).toMatchObject({ outcome: "delivered", delayMs: 41, finishedMs: 1003 });
  expect((await call("GET", `/v1/subscriptions/${subscriptionId}/deliveries`)).body.deliveries).toHaveLength(3);
  expect(body.deliveries[0].message).toBeUndefined();
  const withBodies = await call("GET", `/v1/subscriptions/${subscriptionId}/deliveries?message=true`);
  expect(withBodies.body.deliveries[0].message).toBe("{}");
});

test("pages of deliveries leave none out, though many are recorded in the same millisecond", async () => {
  const { subscriptionId } = await made();
  const all = [1, 2, 3, 4, 5, 6, 7].map((version) => aDelivery(subscriptionId, version));
  await repository.record(all.slice(0, 5), 1000);
  await repository.record(all.slice(5), 2000);
  const seen: Delivery[] = [];
  for (;;) {
    const after = seen.length === 0 ? "" : `&after=${seen.at(-1)?.alertId}`;
    const { body } = await call("GET", `/v1/subscriptions/${subscriptionId}/deliveries?limit=2${after}`);
    if (body.deliveries.length === 0) break;
    seen.push(...body.deliveries);
  }
  expect(seen.map(({ version }) => version)).toEqual([7, 6, 5, 4, 3, 2, 1]);
  const early = await call("GET", `/v1/subscriptions/${subscriptionId}/deliveries?beforeMs=2000`);
  expect(early.body.deliveries).toHaveLength(5);
});

test("while the database is down changes are refused and what is known is still shown", async () => {
  const { subscriptionId } = await made();
  databaseIsDown = true;
  try {
    const refused = await call("POST", "/v1/subscriptions", good());
    expect(refused.status).toBe(503);
    expect(refused.headers.get("retry-after")).toBe("2");
    expect(refused.body.error.message).toMatch(/database/);
    expect((await call("PATCH", `/v1/subscriptions/${subscriptionId}`, { name: "x" })).status).toBe(503);
    expect((await call("DELETE", `/v1/subscriptions/${subscriptionId}`)).status).toBe(503);
    expect((await call("GET", `/v1/subscriptions/${subscriptionId}`)).status).toBe(200);
  } finally {
    databaseIsDown = false;
  }
});
