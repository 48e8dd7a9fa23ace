import { Webhook } from "standardwebhooks";
import { expect, test } from "vitest";
import { headersOf } from "../../../services/alarm/signature.ts";
import { newSecret } from "../../../services/alarm/subscription.ts";

const nowS = () => Math.floor(Date.now() / 1000);
const body = JSON.stringify({ type: "alarm.issued", data: { headline: "Schütteln — 揺れ" } });

test("an independent implementation of Standard Webhooks accepts our signature", () => {
  for (const secret of [newSecret(), newSecret(), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"]) {
    const headers = headersOf({ id: "e.1.sub", timestampS: nowS(), body }, secret);
    expect(new Webhook(secret).verify(body, { ...headers })).toEqual(JSON.parse(body));
  }
});

test.each<[string, (headers: Record<string, string>) => [string, Record<string, string>]]>([
  ["a changed body", (headers) => [body.replace("issued", "cancelled"), headers]],
  ["another id", (headers) => [body, { ...headers, "webhook-id": "e.2.sub" }]],
  ["another time", (headers) => [body, { ...headers, "webhook-timestamp": String(nowS() - 10) }]],
  ["no signature", (headers) => [body, { ...headers, "webhook-signature": "v1," }]],
])("it refuses %s", (_, tamper) => {
  const secret = newSecret();
  const [tampered, headers] = tamper({ ...headersOf({ id: "e.1.sub", timestampS: nowS(), body }, secret) });
  expect(() => new Webhook(secret).verify(tampered, headers)).toThrow();
});

test("another subscriber's secret does not verify", () => {
  const headers = headersOf({ id: "e.1.sub", timestampS: nowS(), body }, newSecret());
  expect(() => new Webhook(newSecret()).verify(body, { ...headers })).toThrow();
});

test("the length is counted in bytes", () => {
  expect(headersOf({ id: "a", timestampS: 1, body }, newSecret())["content-length"]).toBe(
    String(Buffer.from(body).length),
  );
});
