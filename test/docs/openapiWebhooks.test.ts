// What is posted to subscribers is as docs/openapi.json has it: every type, really delivered where a test can bring it about.
import { afterAll, beforeAll, expect, test } from "vitest";
import { heartbeatMessage } from "../../services/alarm/later/heartbeat.ts";
import { noticeMessage } from "../../services/alarm/later/notices.ts";
import { EVENT_TYPES } from "../../services/alarm/subscription.ts";
import { eventually } from "../poll.ts";
import { anEvent, aSubscription } from "../services/alarm/fixtures.ts";
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
  const resend = `${path}/deliveries/${issued.eventId}.1.${path.split("/").at(-1)}/resend`;
  const from = system.received.length;
  const posted = () => system.received.slice(from).map(({ headers, body }) => ({ headers, ...messageOf(body) }));
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

test("so are heartbeats, and notices of endpoints that were switched off", () => {
  const notice = noticeMessage(aSubscription(), { reason: "the endpoint answered 410 Gone", atMs: 0 });
  for (const text of [heartbeatMessage("sub_1", 0).body, notice]) {
    const { type, body } = messageOf(text);
    expect(faultsOf(type, body), text).toEqual([]);
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

function messageOf(text: string): { readonly type: string; readonly body: unknown } {
  const body = JSON.parse(text);
  return { type: body.type, body };
}

function faultsOf(type: string, body: unknown): unknown {
  return faults(document.webhooks[type].post.requestBody.content["application/json"].schema.$ref, body);
}

/** 60 km from what is published here. */
async function subscribed(): Promise<string> {
  const place = { latitudeDeg: 35.53, longitudeDeg: -118, minimumIntensity: 4 };
  const body = { name: "lift", url: system.endpointUrl, ...place };
  return (await system.call("POST", "/v1/subscriptions", { body })).headers.get("location") ?? "";
}
