// The webhook receiver: believes only what was signed with its secret, in time, once.
import { generateKeyPairSync, sign } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { afterEach, beforeEach, expect, test } from "vitest";
import { heartbeatMessage } from "../../services/alarm/later/heartbeat.ts";
import { headersOf } from "../../services/alarm/signature.ts";
import { type Received, type Receiver, startReceiver } from "../../simulators/receiver.ts";
import { arrivalOf } from "../../simulators/webhook.ts";

const SECRET = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
const ALARM = {
  type: "alarm.issued",
  timestamp: "2019-07-06T03:20:00.000Z",
  data: {
    mode: "replay",
    run: "r",
    eventId: "e1",
    version: 1,
    status: "confirmed",
    headline: "REPLAY: Strong shaking expected in 12 s.",
    asOf: "2019-07-06T03:20:00.000Z",
    origin: { time: "2019-07-06T03:19:53.000Z", latitudeDeg: 35.7, longitudeDeg: -117.6, depthKm: 8 },
    magnitude: { value: 6.4, type: "Mpd", uncertainty: 0.3 },
    likelihood: 0.99,
    distanceKm: 60,
    intensity: 5.6,
    sArrival: "2019-07-06T03:20:12.000Z",
    stampsMs: { sensed: 900, received: 1000, picked: 1010, located: 1020, decided: 1021 },
  },
};

const taken: Received[] = [];
const refused: string[] = [];
const repeated: string[] = [];
let receiver: Receiver;

beforeEach(async () => {
  taken.length = 0;
  refused.length = 0;
  repeated.length = 0;
  receiver = await startReceiver({
    host: "127.0.0.1",
    port: 0,
    onMessage: (received) => void taken.push(received),
    onRefused: (reason) => void refused.push(reason),
    onRepeat: (id) => void repeated.push(id),
  });
  receiver.trust(SECRET);
});
afterEach(() => receiver.close());

const post = (headers: Readonly<Record<string, string>>, body: string, method = "POST") => {
  const { "content-length": _, ...rest } = headers;
  return fetch(`http://127.0.0.1:${receiver.port}/`, { method, headers: rest, ...(method === "GET" ? {} : { body }) });
};

function signed(body: string, { id = "msg_1", ageS = 0, secret = SECRET } = {}) {
  return headersOf({ id, timestampS: Math.floor(Date.now() / 1000) - ageS, body }, [secret]);
}

test("an alarm signed with the secret is taken, verified and understood", async () => {
  const body = JSON.stringify(ALARM);
  expect((await post(signed(body), body)).status).toBe(204);
  expect(taken[0]).toMatchObject({ id: "msg_1", verified: true, scheme: "v1", alarm: { type: "alarm.issued" } });
  expect(refused).toEqual([]);
});

test("so is one signed by the reference implementation, and one with an old signature beside the new one", async () => {
  const body = JSON.stringify(ALARM);
  const now = new Date();
  const signature = new Webhook(SECRET).sign("msg_2", now, body);
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const headers = (value: string) => ({
    "webhook-id": "msg_2",
    "webhook-timestamp": timestamp,
    "webhook-signature": value,
  });
  expect((await post(headers(signature), body)).status).toBe(204);
  expect((await post(headers(`v1,${Buffer.alloc(32).toString("base64")} v1a,xyz ${signature}`), body)).status).toBe(
    204,
  );
});

test("whoever has the public key alone verifies ed25519, and is told when a request has no such signature", async () => {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const { x = "" } = publicKey.export({ format: "jwk" });
  receiver.trust(`whpk_${Buffer.from(x, "base64url").toString("base64")}`);
  const body = JSON.stringify(ALARM);
  const headers = signed(body);
  const content = `msg_1.${headers["webhook-timestamp"]}.${body}`;
  const signature = `v1a,${sign(null, Buffer.from(content), privateKey).toString("base64")}`;
  const both = { ...headers, "webhook-signature": `${headers["webhook-signature"]} ${signature}` };
  expect((await post(both, body)).status).toBe(204);
  expect(taken[0]).toMatchObject({ id: "msg_1", verified: true, scheme: "v1a" });
  expect((await post(both, `${body} `)).status).toBe(401);
  const answer = await post(headers, body);
  expect(answer.status).toBe(401);
  expect(await answer.text()).toMatch(/no signature matches .* none is v1a/);
  expect(() => receiver.trust("whpk_AAAA")).toThrow("want whsec_");
});

test("a heartbeat is answered and verified, and is no message", async () => {
  const { body, id } = heartbeatMessage("sub_1", Date.now());
  expect((await post(signed(body, { id }), body)).status).toBe(204);
  expect((await post(signed(body, { id, secret: `whsec_${"A".repeat(32)}` }), body)).status).toBe(401);
  expect([taken.length, receiver.heartbeats(), receiver.repeats()]).toEqual([0, 1, 0]);
});

test.each<[string, (body: string) => [Readonly<Record<string, string>>, string], RegExp]>([
  [
    "of another secret",
    (body) => [signed(body, { secret: `whsec_${"QUJD".repeat(8)}` }), body],
    /no signature matches/,
  ],
  ["whose body was changed", (body) => [signed(body), body.replace("6.4", "8.4")], /no signature matches/],
  ["whose id was changed", (body) => [{ ...signed(body), "webhook-id": "other" }, body], /no signature matches/],
  ["that is six minutes old", (body) => [signed(body, { ageS: 360 }), body], /webhook-timestamp/],
  ["from the future", (body) => [signed(body, { ageS: -360 }), body], /webhook-timestamp/],
  ["without a signature", (body) => [{ "webhook-id": "a", "webhook-timestamp": "1" }, body], /want webhook-id/],
  ["with a broken signature", (body) => [{ ...signed(body), "webhook-signature": "v1,%%%" }, body], /no signature/],
])("a request %s is refused and not handed on", async (_, make, reason) => {
  const [headers, body] = make(JSON.stringify(ALARM));
  const answer = await post(headers, body);
  expect(answer.status).toBe(401);
  expect(await answer.text()).toMatch(reason);
  expect(taken).toEqual([]);
});

test("a repeat of the same webhook-id is answered and ignored", async () => {
  const body = JSON.stringify(ALARM);
  for (let i = 0; i < 3; i += 1) expect((await post(signed(body), body)).status).toBe(204);
  await post(signed(body, { id: "msg_2" }), body);
  expect(taken.map(({ id }) => id)).toEqual(["msg_1", "msg_2"]);
  expect(receiver.repeats()).toBe(2);
  expect(repeated).toEqual(["msg_1", "msg_1"]);
});

test("what is no alarm is taken without one; what is no webhook is refused", async () => {
  for (const [id, body] of [
    ["a", "{}"],
    ["b", "no JSON"],
    ["c", '{"type":"system.test","data":{}}'],
  ] as const) {
    expect((await post(signed(body, { id }), body)).status).toBe(204);
  }
  expect(taken.map(({ alarm }) => alarm)).toEqual([undefined, undefined, undefined]);
  expect((await post({}, "", "GET")).status).toBe(405);
  const huge = "x".repeat(1_000_000);
  expect((await post(signed(huge), huge)).status).toBe(413);
});

test("before it knows a secret nothing counts as verified", async () => {
  const naive = await startReceiver({
    host: "127.0.0.1",
    port: 0,
    onMessage: (r) => void taken.push(r),
    onRefused: () => undefined,
  });
  await fetch(`http://127.0.0.1:${naive.port}/`, { method: "POST", body: JSON.stringify(ALARM) });
  await naive.close();
  expect(taken[0]?.verified).toBe(false);
});

test("seconds left count from the data clock of the decision plus what the way took", async () => {
  const body = JSON.stringify(ALARM);
  await post(signed(body), body);
  const alarm = taken[0]?.alarm;
  if (alarm === undefined) throw new Error("no alarm");
  expect(arrivalOf(alarm, 1250)).toEqual({
    delayMs: 250,
    dataMs: Date.parse(ALARM.data.asOf) + 250,
    secondsLeft: 11.75,
  });
  const stamped = { ...alarm, data: { ...alarm.data, stampsMs: {} } };
  expect(arrivalOf(stamped, 1250)).toMatchObject({ delayMs: null, secondsLeft: 12 });
});
