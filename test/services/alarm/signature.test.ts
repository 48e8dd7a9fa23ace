import { createPublicKey, verify } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { expect, test } from "vitest";
import { headersOf, newPrivateKey, publicKeyOf, secretsOf } from "../../../services/alarm/signature.ts";
import { newSecret } from "../../../services/alarm/subscription.ts";

const nowS = () => Math.floor(Date.now() / 1000);
const body = JSON.stringify({ type: "alarm.issued", data: { headline: "Schütteln — 揺れ" } });

test("an independent implementation of Standard Webhooks accepts our signature", () => {
  for (const secret of [newSecret(), newSecret(), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"]) {
    const headers = headersOf({ id: "e.1.sub", timestampS: nowS(), body }, [secret]);
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
  const [tampered, headers] = tamper({ ...headersOf({ id: "e.1.sub", timestampS: nowS(), body }, [secret]) });
  expect(() => new Webhook(secret).verify(tampered, headers)).toThrow();
});

test("another subscriber's secret does not verify", () => {
  const headers = headersOf({ id: "e.1.sub", timestampS: nowS(), body }, [newSecret()]);
  expect(() => new Webhook(newSecret()).verify(body, { ...headers })).toThrow();
});

test("the length is counted in bytes", () => {
  expect(headersOf({ id: "a", timestampS: 1, body }, [newSecret()])["content-length"]).toBe(
    String(Buffer.from(body).length),
  );
});

/** Verifies `v1a` with nothing of ours but the public key. */
function verifies(headers: Readonly<Record<string, string>>, publicKey: string): boolean {
  const raw = Buffer.from(publicKey.replace("whpk_", ""), "base64");
  const der = Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), raw]);
  const key = createPublicKey({ key: der, format: "der", type: "spki" });
  const text = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
  const signatures = (headers["webhook-signature"] ?? "").split(" ").filter((each) => each.startsWith("v1a,"));
  return signatures.some((each) => verify(null, Buffer.from(text), key, Buffer.from(each.slice(4), "base64")));
}

test("an ed25519 signature is verified by the public key alone, and by no other", () => {
  const secret = newPrivateKey();
  expect(secret).toMatch(/^whsk_[A-Za-z0-9+/]{86}==$/);
  expect(publicKeyOf(secret)).toMatch(/^whpk_[A-Za-z0-9+/]{43}=$/);
  const headers = headersOf({ id: "e.1.sub", timestampS: nowS(), body }, [secret]);
  expect(verifies(headers, publicKeyOf(secret))).toBe(true);
  expect(verifies(headers, publicKeyOf(newPrivateKey()))).toBe(false);
  expect(verifies({ ...headers, "webhook-id": "e.2.sub" }, publicKeyOf(secret))).toBe(false);
});

test("during a rotation receivers with the new and with the old secret both accept it, afterwards the new alone", () => {
  const [secret, old] = [newSecret(), newSecret()];
  const signer = { secret, previousSecret: { secret: old, untilMs: 1000 } };
  const during = headersOf({ id: "e.1.sub", timestampS: nowS(), body }, secretsOf(signer, 999));
  for (const known of [secret, old]) expect(new Webhook(known).verify(body, { ...during })).toBeTruthy();
  const after = headersOf({ id: "e.1.sub", timestampS: nowS(), body }, secretsOf(signer, 1000));
  expect(new Webhook(secret).verify(body, { ...after })).toBeTruthy();
  expect(() => new Webhook(old).verify(body, { ...after })).toThrow();
});
