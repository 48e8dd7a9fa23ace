// What is posted to subscribers is as docs/openapi.json has it: every type, really delivered where a test can bring it about.
import { afterAll, beforeAll, expect, test } from "vitest";
import { heartbeatMessage } from "../../services/alarm/later/heartbeat.ts";
import { verdictMessage } from "../../services/alarm/later/verdictMessage.ts";
import { EVENT_TYPES } from "../../services/alarm/subscription.ts";
import { VERDICTS } from "../../shared/contracts/context.ts";
import { eventually } from "../poll.ts";
import { anEvent, type Behave, openEndpoint } from "../services/alarm/fixtures.ts";
import { type Faults, faultsIn } from "./faultsIn.ts";
import { type Interface, openInterface } from "./interface.ts";

let system: Interface;
// biome-ignore lint/suspicious/noExplicitAny: a document looked into by its own paths
let document: any;
let faults: Faults;
beforeAll(async () => {
  system = await openInterface();
  document = (await system.call("GET", "/v1/openapi.json", { token: "" })).body;
  faults = faultsIn(document);
}, 30_000);
afterAll(() => system?.close());

test("what is posted to subscribers is as documented, headers and body, whatever type it has", async () => {
  const path = await subscribed();
  const issued = anEvent({ eventId: "live-20260101T000000-bb" });
  const withdrawn = anEvent({ eventId: "live-20260101T000000-cc" });
  const later = { version: 2, asOfMs: issued.asOfMs + 3000 };
  const larger = { magnitude: { ...issued.magnitude, value: 7.2 } };
  const subscriptionId = path.split("/").at(-1) ?? "";
  const resend = `${path}/deliveries/${issued.eventId}.1.${subscriptionId}/resend`;
  const posted = () => postedNow().filter(({ headers }) => headers["webhook-id"]?.includes(subscriptionId));
  const steps: readonly (readonly [type: string, () => Promise<unknown>])[] = [
    ["alarm.issued", () => system.publish(issued)],
    ["alarm.updated", () => system.publish({ ...issued, ...later, ...larger })],
    ["alarm.final", () => system.publish({ ...issued, ...later, ...larger, version: 3, status: "final" })],
    ["alarm.issued", () => system.publish(withdrawn)],
    ["alarm.cancelled", () => system.publish({ ...withdrawn, ...later, status: "cancelled" })],
    ["alarm.expired", () => eventually("resent", async () => (await system.call("POST", resend)).status === 200)],
    ["system.test", () => system.call("POST", `${path}/test`)],
  ];
  for (const [type, step] of steps) {
    const before = posted().length;
    await step();
    await eventually(`${type} is posted`, () => posted().findLastIndex((each) => each.type === type) >= before);
  }
  for (const { headers, type, body } of posted()) {
    for (const { name } of document.webhooks[type].post.parameters) expect(headers[name], name).toMatch(/./);
    expect(faultsOf(type, body), JSON.stringify(body)).toEqual([]);
  }
});

test("so is what the owner of an endpoint that has gone hears at another one", async () => {
  const gone: Behave = (response) => void response.writeHead(410).end();
  const endpoint = await openEndpoint(gone);
  try {
    await subscribed(endpoint.url);
    await system.publish(anEvent({ eventId: "live-20260101T000000-dd" }));
    const notices = () => postedNow().filter(({ type }) => type === "endpoint.disabled");
    await eventually("the notice is posted", () => notices().length > 0);
    for (const { body } of notices()) expect(faultsOf("endpoint.disabled", body), JSON.stringify(body)).toEqual([]);
  } finally {
    await endpoint.close();
  }
});

test("so are heartbeats", () => {
  const { body } = messageOf(heartbeatMessage("sub_1", 0).body);
  expect(faultsOf("system.heartbeat", body)).toEqual([]);
});

test("so are verdicts, whether an agency lists the event or none does", () => {
  const { mode, run, eventId, version, origin } = anEvent();
  const at = { timeMs: origin.timeMs, latitudeDeg: 35, longitudeDeg: -118, depthKm: 10 };
  const listed = { ...at, source: "us", id: "us1", magnitude: null, place: "", distanceKm: 0 };
  const said = { ...at, status: "final", magnitude: 6.5 } as const;
  const known = { mode, run, eventId, version, place: "", nearest: [], largest: null, maxMagnitude: null };
  for (const value of VERDICTS) {
    const verdict = { value, revision: 1, reason: "", decidedMs: origin.timeMs, said };
    const agency = { ...listed, depthKm: null, timeDifferenceS: 0, magnitudeDifference: null };
    const { body } = messageOf(verdictMessage({ ...known, agency, verdict }));
    expect(faultsOf("event.verdict", body), value).toEqual([]);
  }
});

test("there is an example of every type there is, none of them of a real earthquake", () => {
  const types = Object.keys(document.webhooks);
  expect(types.sort()).toEqual([...EVENT_TYPES, "system.test"].sort());
  for (const type of types) {
    const { example } = document.webhooks[type].post.requestBody.content["application/json"];
    expect(faultsOf(type, example), type).toEqual([]);
    expect(example.data.mode, type).toBe("drill");
    expect(example.data.headline.length, type).toBeLessThanOrEqual(120);
  }
});

test("a message is not as documented under another type, or when a field is missing or new", () => {
  const { example } = document.webhooks["alarm.issued"].post.requestBody.content["application/json"];
  const { intensity: _, ...lacking } = example.data;
  expect(faultsOf("alarm.final", example)).not.toEqual([]);
  expect(faultsOf("alarm.issued", { ...example, data: lacking })).not.toEqual([]);
  expect(faultsOf("alarm.issued", { ...example, data: { ...example.data, more: 1 } })).not.toEqual([]);
});

function postedNow() {
  return system.received.map(({ headers, body }) => ({ headers, ...messageOf(body) }));
}

function messageOf(text: string): { readonly type: string; readonly body: unknown } {
  const body = JSON.parse(text);
  return { type: body.type, body };
}

function faultsOf(type: string, body: unknown): unknown {
  return faults(document.webhooks[type].post.requestBody.content["application/json"].schema.$ref, body);
}

/** 60 km from what is published here. */
async function subscribed(url = system.endpointUrl): Promise<string> {
  const place = { latitudeDeg: 35.53, longitudeDeg: -118, minimumIntensity: 4 };
  const body = { name: "lift", url, ...place };
  return (await system.call("POST", "/v1/subscriptions", { body })).headers.get("location") ?? "";
}
