// Who may do what through the alarm's interface: a real HTTP server with its authentication, keys in a real database.
import { createHmac } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createGuard } from "../../../services/alarm/guard.ts";
import { History } from "../../../services/alarm/history.ts";
import { keyRoutes } from "../../../services/alarm/keys/routes.ts";
import { Repository } from "../../../services/alarm/repository.ts";
import { alarmRoutes } from "../../../services/alarm/routes.ts";
import { Subscriptions } from "../../../services/alarm/subscriptions.ts";
import { WebhookClient } from "../../../services/alarm/webhook.ts";
import { ApiKeys } from "../../../shared/runtime/apiKeys.ts";
import { Audit } from "../../../shared/runtime/audit.ts";
import { type Clock, systemClock } from "../../../shared/runtime/clock.ts";
import { connectDatabase } from "../../../shared/runtime/connectDatabase.ts";
import type { Database } from "../../../shared/runtime/database.ts";
import { Unavailable } from "../../../shared/runtime/errors.ts";
import { type HttpServer, openHttp } from "../../../shared/runtime/http.ts";
import { createMetrics } from "../../../shared/runtime/metrics.ts";
import type { Scope } from "../../../shared/runtime/principal.ts";
import { eventually } from "../../poll.ts";
import { type Endpoint, LOOPBACK, quiet as log, ok, openEndpoint } from "./fixtures.ts";

const TOKEN = "the-operators-token";
let aheadMs = 0;
/** Wall time that a test can move on. */
const clock: Clock = {
  ...systemClock,
  nowMs: () => systemClock.nowMs() + aheadMs,
  monotonicMs: () => systemClock.monotonicMs() + aheadMs,
};
let database: Database;
let databaseIsDown = false;
let http: HttpServer;
let receiver: Endpoint;
let keys: ApiKeys;
let client: WebhookClient;
let secondClient: { keys: ApiKeys };

beforeAll(async () => {
  receiver = await openEndpoint(ok);
  database = await connectDatabase("sqlite::memory:", { log });
  const reach = async () => {
    if (databaseIsDown) throw new Unavailable("database: connection refused");
    return database;
  };
  const repository = new Repository({ database: reach, clock });
  const subscriptions = new Subscriptions({ repository, clock, log, metrics: createMetrics(), refreshMs: 60_000 });
  await subscriptions.refresh();
  keys = new ApiKeys({ database: reach, clock, log });
  await keys.refresh();
  secondClient = { keys: new ApiKeys({ database: reach, clock, log }) };
  const audit = new Audit({ database: reach, clock, log });
  const guard = createGuard(LOOPBACK);
  client = new WebhookClient({ guard, clock, timeoutMs: 2500, connectionsPerOrigin: 2 });
  const history = new History();
  const alarm = alarmRoutes({ repository, subscriptions, history, client, guard, clock, log, audit, mostPerOwner: 40 });
  http = await openHttp({
    ...{ host: "127.0.0.1", port: 0, token: TOKEN, publicRead: false, log, metrics: createMetrics(), clock, keys },
    ...{ ratePerS: 5, burst: 200, notReady: async () => undefined, openPaths: () => [] },
    routers: () => [alarm, keyRoutes({ keys, audit, clock, log })],
  });
});
afterAll(async () => {
  await http.close();
  client.close();
  await receiver.close();
  await database.close();
});
beforeEach(() => {
  // A new minute: nobody has used up anything.
  aheadMs += 60_000;
});

interface Reply {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: whatever the interface answers; the test looks into it
  readonly body: any;
  readonly text: string;
}

async function call(method: string, path: string, key: string | undefined, body?: unknown): Promise<Reply> {
  const response = await fetch(http.url + path, {
    method,
    headers: {
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === "" ? {} : JSON.parse(text),
    text,
  };
}

let made = 0;
async function keyOf(ownerId: string, scopes: readonly Scope[], over = {}): Promise<{ text: string; keyId: string }> {
  made += 1;
  const answer = await call("POST", "/v1/keys", TOKEN, { ownerId, name: `key ${made}`, scopes, ...over });
  expect(answer.status).toBe(201);
  return { text: answer.body.key, keyId: answer.body.keyId };
}

const wanted = () => ({ name: "lift", url: receiver.url, latitudeDeg: 35, longitudeDeg: -118, minimumIntensity: 4 });
async function subscribed(key: string, over = {}): Promise<string> {
  const answer = await call("POST", "/v1/subscriptions", key, { ...wanted(), ...over });
  expect(answer.status).toBe(201);
  return answer.body.subscriptionId;
}

test("a key is shown once, is not in the database as it is, and opens the interface", async () => {
  const { text, keyId } = await keyOf("acme", ["manage"]);
  expect(text).toMatch(/^tok_[0-9a-f]{16}_[\w-]{43}$/);
  expect((await call("GET", "/v1/keys", TOKEN)).text).not.toContain(text.slice(21));
  const rows = await database.query.selectFrom("api_key").selectAll().where("key_id", "=", keyId).execute();
  expect(JSON.stringify(rows)).not.toContain(text.slice(21));
  expect((await call("GET", "/v1/subscriptions", text)).status).toBe(200);
});

describe("who may do what", () => {
  const NEW_KEY = { ownerId: "x", name: "x", scopes: ["read"] };
  const actions: [string, (id: string) => [string, string, unknown?]][] = [
    ["list", () => ["GET", "/v1/subscriptions"]],
    ["show", (id) => ["GET", `/v1/subscriptions/${id}`]],
    ["deliveries", (id) => ["GET", `/v1/subscriptions/${id}/deliveries`]],
    ["decisions", (id) => ["GET", `/v1/subscriptions/${id}/decisions`]],
    ["subscribe", () => ["POST", "/v1/subscriptions", wanted()]],
    ["change", (id) => ["PATCH", `/v1/subscriptions/${id}`, { name: "other" }]],
    ["rotate", (id) => ["POST", `/v1/subscriptions/${id}/secret/rotate`, {}]],
    ["test", (id) => ["POST", `/v1/subscriptions/${id}/test`]],
    ["remove", (id) => ["DELETE", `/v1/subscriptions/${id}`]],
    ["list keys", () => ["GET", "/v1/keys"]],
    ["make a key", () => ["POST", "/v1/keys", NEW_KEY]],
    ["revoke a key", () => ["DELETE", "/v1/keys/0123456789abcdef"]],
    ["audit", () => ["GET", "/v1/audit"]],
  ];
  /** Statuses in the order of `actions`. */
  const table: Record<
    string,
    { readonly scopes?: readonly Scope[]; readonly owner?: string; readonly want: number[] }
  > = {
    nobody: { want: [401, 401, 401, 401, 401, 401, 401, 401, 401, 401, 401, 401, 401] },
    reader: { scopes: ["read"], want: [200, 200, 200, 200, 403, 403, 403, 403, 403, 403, 403, 403, 403] },
    manager: { scopes: ["manage"], want: [200, 200, 200, 200, 201, 200, 200, 200, 204, 403, 403, 403, 403] },
    stranger: {
      ...{ scopes: ["manage"], owner: "other" },
      want: [200, 404, 404, 404, 201, 404, 404, 404, 404, 403, 403, 403, 403],
    },
    driller: { scopes: ["drill"], want: [403, 403, 403, 403, 403, 403, 403, 200, 403, 403, 403, 403, 403] },
    operator: {
      ...{ scopes: ["operate"], owner: "ops" },
      want: [200, 200, 200, 200, 201, 200, 200, 200, 204, 200, 201, 404, 200],
    },
  };

  test.each(Object.entries(table))("%s", async (_, { scopes, owner = "acme", want }) => {
    const manager = (await keyOf("acme", ["manage"])).text;
    const key = scopes === undefined ? undefined : (await keyOf(owner, scopes)).text;
    const id = await subscribed(manager);
    const got: number[] = [];
    for (const [, action] of actions) {
      const [method, path, body] = action(id);
      got.push((await call(method, path, key, body)).status);
    }
    expect(Object.fromEntries(actions.map(([name], i) => [name, got[i]]))).toEqual(
      Object.fromEntries(actions.map(([name], i) => [name, want[i]])),
    );
  });

  test("the answer names the scope that is missing", async () => {
    const { text } = await keyOf("acme", ["read"]);
    expect((await call("GET", "/v1/audit", text)).body.error.message).toContain("want scope operate");
  });
});

test("an owner sees their own subscriptions alone, the operator everybody's, also one owner's", async () => {
  const [one, two] = [(await keyOf("one", ["manage"])).text, (await keyOf("two", ["manage"])).text];
  const [ofOne, ofTwo] = [await subscribed(one), await subscribed(two)];
  const ids = async (key: string, query = "") =>
    (await call("GET", `/v1/subscriptions${query}`, key)).body.subscriptions.map(
      ({ subscriptionId }: { subscriptionId: string }) => subscriptionId,
    );
  expect(await ids(one)).toEqual([ofOne]);
  expect(await ids(one, "?ownerId=two")).toEqual([]);
  expect(await ids(TOKEN)).toEqual(expect.arrayContaining([ofOne, ofTwo]));
  expect(await ids(TOKEN, "?ownerId=two")).toEqual([ofTwo]);
});

test("what belongs to somebody else looks the same as what is not there", async () => {
  const [one, two] = [(await keyOf("one", ["manage"])).text, (await keyOf("two", ["manage"])).text];
  const id = await subscribed(one);
  const theirs = await call("GET", `/v1/subscriptions/${id}`, two);
  const nobodys = await call("GET", "/v1/subscriptions/sub_000000000000000000000000", two);
  expect(theirs.status).toBe(nobodys.status);
  expect(theirs.text.replace(id, "")).toBe(nobodys.text.replace("sub_000000000000000000000000", ""));
});

test("a revoked key is refused at once here, and by another replica after its next look", async () => {
  const { text, keyId } = await keyOf("acme", ["read"]);
  await secondClient.keys.refresh();
  expect(secondClient.keys.find(text).kind).toBe("principal");
  expect((await call("DELETE", `/v1/keys/${keyId}`, TOKEN)).status).toBe(204);
  const after = await call("GET", "/v1/subscriptions", text);
  expect([after.status, after.body.error.message]).toEqual([401, "authorization: this key was revoked"]);
  await secondClient.keys.refresh();
  expect(secondClient.keys.find(text)).toEqual({ kind: "refused", reason: "this key was revoked" });
});

test("a key ends when it expires", async () => {
  const { text } = await keyOf("acme", ["read"], { expiresInDays: 1 });
  expect((await call("GET", "/v1/subscriptions", text)).status).toBe(200);
  aheadMs += 86_400_000;
  expect((await call("GET", "/v1/subscriptions", text)).body.error.message).toBe("authorization: this key has expired");
});

test("keys go on being taken while the database is away", async () => {
  const { text } = await keyOf("acme", ["read"]);
  databaseIsDown = true;
  try {
    await expect(keys.refresh()).rejects.toBeInstanceOf(Unavailable);
    expect((await call("GET", "/v1/subscriptions", text)).status).toBe(200);
  } finally {
    databaseIsDown = false;
  }
});

test("a key that asks too often is told to wait, and others are not", async () => {
  const [busy, calm] = [(await keyOf("busy", ["read"])).text, (await keyOf("calm", ["read"])).text];
  const answers = await Promise.all(Array.from({ length: 260 }, () => call("GET", "/v1/subscriptions?limit=1", busy)));
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThan(10);
  expect(Number(refused[0]?.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
  expect((await call("GET", "/v1/subscriptions?limit=1", calm)).status).toBe(200);
  aheadMs += 10_000;
  expect((await call("GET", "/v1/subscriptions?limit=1", busy)).status).toBe(200);
});

test("whoever guesses keys is stopped after twenty, whatever they send", async () => {
  const guess = (n: number) => `tok_${String(n).padStart(16, "0")}_${"x".repeat(43)}`;
  const statuses: number[] = [];
  for (let n = 0; n < 25; n += 1) statuses.push((await call("GET", "/v1/subscriptions", guess(n))).status);
  expect(statuses.slice(0, 20)).toEqual(Array(20).fill(401));
  expect(statuses.slice(20)).toEqual(Array(5).fill(429));
});

test("whoever has a right key is not locked out by somebody who guesses behind the same proxy", async () => {
  const { text } = await keyOf("acme", ["read"]);
  for (let n = 0; n < 25; n += 1) await call("GET", "/v1/subscriptions", `tok_0000000000000000_${"x".repeat(43)}`);
  expect((await call("GET", "/v1/subscriptions", "a wrong token")).status).toBe(429);
  expect((await call("GET", "/v1/subscriptions", text)).status).toBe(200);
  expect((await call("GET", "/v1/subscriptions", TOKEN)).status).toBe(200);
});

test("before the keys could be read nobody's is called wrong", async () => {
  const { text } = await keyOf("acme", ["read"]);
  const starting = await openHttp({
    ...{ host: "127.0.0.1", port: 0, token: TOKEN, publicRead: false, log, metrics: createMetrics(), clock },
    ...{ ratePerS: 5, burst: 200, notReady: async () => undefined, openPaths: () => [], routers: () => [] },
    keys: new ApiKeys({ database: async () => database, clock, log }),
  });
  try {
    const answer = await fetch(`${starting.url}/v1/subscriptions`, { headers: { authorization: `Bearer ${text}` } });
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "2"]);
  } finally {
    await starting.close();
  }
});

test("a read that began before a key was revoked does not bring it back", async () => {
  const { text, keyId } = await keyOf("acme", ["read"]);
  const [reached, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  /** Queries until one whose answer, made already, waits at the gate. */
  let left = Number.POSITIVE_INFINITY;
  const late = database.query.withPlugin({
    transformQuery: ({ node }) => node,
    transformResult: async ({ result }) => {
      left -= 1;
      if (left === 0) {
        reached.resolve();
        await gate.promise;
      }
      return result;
    },
  });
  const slow = new ApiKeys({ database: async () => ({ ...database, query: late }), clock, log });
  await slow.refresh();
  await keyOf("acme", ["read"]);
  left = 2;
  const reading = slow.refresh();
  await reached.promise;
  expect(await slow.revoke(keyId)).toBe(true);
  gate.resolve();
  await reading;
  expect(slow.find(text)).toEqual({ kind: "refused", reason: "this key was revoked" });
});

test("an endpoint cannot be flooded with tests, whoever asks", async () => {
  const id = await subscribed(TOKEN);
  const statuses: number[] = [];
  for (let n = 0; n < 12; n += 1) statuses.push((await call("POST", `/v1/subscriptions/${id}/test`, TOKEN)).status);
  expect(statuses).toEqual([...Array(10).fill(200), 429, 429]);
  aheadMs += 6000;
  expect((await call("POST", `/v1/subscriptions/${id}/test`, TOKEN)).status).toBe(200);
});

test("an owner may have forty subscriptions here and no more", async () => {
  const { text } = await keyOf("crowd", ["manage"]);
  for (let i = 0; i < 40; i += 1) await subscribed(text);
  const answer = await call("POST", "/v1/subscriptions", text, wanted());
  expect([answer.status, answer.body.error.message]).toEqual([403, expect.stringContaining("40")]);
});

test("what was done stands in the account: who, what, to what", async () => {
  const { text, keyId } = await keyOf("acme", ["manage"]);
  const id = await subscribed(text);
  await call("PATCH", `/v1/subscriptions/${id}`, text, { name: "better" });
  const entries = async () => (await call("GET", "/v1/audit?limit=50", TOKEN)).body.entries;
  await eventually("three entries", async () => {
    const mine = (await entries()).filter((each: { target: string }) => each.target === id || each.target === keyId);
    return mine.length === 3;
  });
  const [newest, next] = await entries();
  expect((await call("GET", `/v1/audit?limit=1&after=${newest.auditId}`, TOKEN)).body.entries).toEqual([next]);
  const of = (await entries()).filter((each: { target: string }) => each.target === id);
  expect(of.map(({ action }: { action: string }) => action).sort()).toEqual([
    "subscription.changed",
    "subscription.made",
  ]);
  expect(of.every((each: { ownerId: string }) => each.ownerId === "acme")).toBe(true);
});

describe("a subscription", () => {
  const RING = [
    [10, 50],
    [12, 50],
    [12, 51],
    [10, 51],
    [10, 50],
  ];

  test("may be an area instead of a point, and become a point again", async () => {
    const { latitudeDeg: _1, longitudeDeg: _2, ...rest } = wanted();
    const answer = await call("POST", "/v1/subscriptions", TOKEN, { ...rest, polygon: RING });
    expect(answer.body).toMatchObject({ polygon: RING, latitudeDeg: 50.5, longitudeDeg: 11 });
    const path = `/v1/subscriptions/${answer.body.subscriptionId}`;
    const moved = await call("PATCH", path, TOKEN, { latitudeDeg: 1, longitudeDeg: 2 });
    expect(moved.body).toMatchObject({ polygon: null, latitudeDeg: 1, longitudeDeg: 2 });
  });

  test.each([
    ["both", { polygon: RING }, "polygon"],
    ["neither", { latitudeDeg: undefined }, "latitudeDeg"],
    [
      "a bow tie",
      {
        ...nowhere(),
        polygon: [
          [0, 0],
          [2, 2],
          [2, 0],
          [0, 2],
          [0, 0],
        ],
      },
      "polygon",
    ],
    ["an open ring", { ...nowhere(), polygon: RING.slice(0, 4) }, "polygon"],
    ["202 vertices", { ...nowhere(), polygon: Array(202).fill([0, 0]) }, "polygon"],
    ["a type nobody sends", { types: ["alarm.imagined"] }, "types"],
    ["a language that is none", { language: "¿?" }, "language"],
    ["a likelihood above 1", { minimumLikelihood: 1.1 }, "minimumLikelihood"],
    ["a ratio of 0", { costLossRatio: 0 }, "costLossRatio"],
  ])("with %s is refused by the field's name", async (_, over, field) => {
    const answer = await call("POST", "/v1/subscriptions", TOKEN, { ...wanted(), ...over });
    expect([answer.status, answer.body.error?.field]).toEqual([400, field]);
  });

  test("signed by ed25519 shows its public key and never the private one, and rotates", async () => {
    const answer = await call("POST", "/v1/subscriptions", TOKEN, { ...wanted(), signing: "v1a" });
    expect(answer.body.publicKey).toMatch(/^whpk_/);
    const path = `/v1/subscriptions/${answer.body.subscriptionId}`;
    const rotated = await call("POST", `${path}/secret/rotate`, TOKEN, { overlapHours: 1 });
    expect(rotated.body.publicKey).not.toBe(answer.body.publicKey);
    expect((await call("POST", `${path}/secret/rotate`, TOKEN)).status).toBe(200);
    expect(rotated.body.previousSecretUntilMs).toBeGreaterThan(clock.nowMs());
    expect(answer.text + rotated.text + (await call("GET", path, TOKEN)).text).not.toMatch(/whsk_|whsec_/);
    await call("POST", `${path}/test`, TOKEN);
    expect(receiver.received.at(-1)?.headers["webhook-signature"]).toMatch(/^v1a,\S+ v1a,\S+$/);
  });

  function nowhere() {
    return { latitudeDeg: undefined, longitudeDeg: undefined };
  }
});

test("whoever has the old or the new secret verifies during a rotation, the new one alone afterwards", async () => {
  const made = await call("POST", "/v1/subscriptions", TOKEN, wanted());
  const path = `/v1/subscriptions/${made.body.subscriptionId}`;
  const rotated = await call("POST", `${path}/secret/rotate`, TOKEN, { overlapHours: 1 });
  expect(rotated.body.secret).not.toBe(made.body.secret);
  const verified = async (): Promise<boolean[]> => {
    await call("POST", `${path}/test`, TOKEN);
    const { headers = {}, body = "" } = receiver.received.at(-1) ?? {};
    const signatures = headers["webhook-signature"]?.split(" ") ?? [];
    return [made.body.secret, rotated.body.secret].map((secret: string) => {
      const hmac = createHmac("sha256", Buffer.from(secret.replace("whsec_", ""), "base64"));
      const text = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
      return signatures.includes(`v1,${hmac.update(text).digest("base64")}`);
    });
  };
  expect(await verified()).toEqual([true, true]);
  aheadMs += 3_600_000;
  expect(await verified()).toEqual([false, true]);
});

test("nothing of the server's make is told, and no answer may be kept", async () => {
  for (const answer of [
    await call("GET", "/v1/subscriptions", TOKEN),
    await call("GET", "/v1/subscriptions", "wrong"),
    await call("POST", "/v1/subscriptions", TOKEN, {}),
    await call("GET", "/v1/nothing", TOKEN),
  ]) {
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(answer.headers.get("x-powered-by")).toBeNull();
  }
});

test("whatever is sent, the answer is a clear no or a yes, never a crash or a stack", async () => {
  const id = await subscribed(TOKEN);
  const field = fc.constantFrom(...Object.keys(wanted()), "polygon", "types", "language", "secret", "scopes", "since");
  const body = fc.oneof(fc.json({ maxDepth: 3 }), fc.dictionary(field, fc.jsonValue()), polygons());
  const path = fc.constantFrom<[string, string]>(
    ["POST", "/v1/subscriptions"],
    ["PATCH", `/v1/subscriptions/${id}`],
    ["POST", `/v1/subscriptions/${id}/secret/rotate`],
    ["POST", "/v1/keys"],
  );
  await fc.assert(
    fc.asyncProperty(body, path, async (given, [method, at]) => {
      await expectClear(method, at, typeof given === "string" ? given : JSON.stringify(given));
    }),
    { numRuns: 250 },
  );
});

test("whatever is asked for, the answer is a clear no or a yes", async () => {
  const id = await subscribed(TOKEN);
  const anything = fc.oneof(fc.string({ unit: "binary" }), fc.double().map(String), fc.constant(id));
  const name = fc.constantFrom("limit", "after", "ownerId", "beforeMs", "message", "eventId", "__proto__");
  const path = fc.oneof(
    fc.constantFrom("/v1/subscriptions", `/v1/subscriptions/${id}/deliveries`, "/v1/audit"),
    anything.map((segment) => `/v1/subscriptions/${encodeURIComponent(segment.toWellFormed())}`),
  );
  await fc.assert(
    fc.asyncProperty(path, fc.array(fc.tuple(name, anything), { maxLength: 3 }), async (at, query) => {
      const text = query.map(([key, value]) => `${key}=${encodeURIComponent(value.toWellFormed())}`).join("&");
      await expectClear("GET", `${at}?${text}`);
    }),
    { numRuns: 250 },
  );
});

/** Rings that are right in their kind and often wrong in their shape. */
function polygons() {
  const vertex = fc.tuple(fc.double({ min: -360, max: 360 }), fc.double({ min: -90, max: 90 }));
  return fc.array(vertex, { minLength: 3, maxLength: 12 }).map((ring) => ({
    ...{ name: "x", url: receiver.url, minimumIntensity: 4, polygon: [...ring, ...ring.slice(0, 1)] },
  }));
}

async function expectClear(method: string, path: string, body?: string): Promise<void> {
  const response = await fetch(http.url + path, {
    method,
    headers: { "content-type": "application/json", authorization: `Bearer ${TOKEN}` },
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text();
  expect(response.status, text).toBeGreaterThanOrEqual(200);
  expect(response.status, text).toBeLessThan(500);
  expect(text).not.toMatch(/at .*\.ts|node_modules/);
}
