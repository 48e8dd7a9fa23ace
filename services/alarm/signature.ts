// Signatures of webhooks (Standard Webhooks 1.0.0, symmetric `v1`): HMAC-SHA256 over `id.timestamp.body`.
import { createHmac } from "node:crypto";

export interface Signed {
  readonly id: string;
  /** Seconds since 1970 of this attempt. */
  readonly timestampS: number;
  readonly body: string;
}

/** @param secret `whsec_` and base64 of the key. */
export function signatureOf({ id, timestampS, body }: Signed, secret: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  return `v1,${createHmac("sha256", key).update(`${id}.${timestampS}.${body}`).digest("base64")}`;
}

/** The headers of one attempt; `webhook-id` stays the same over retries, the timestamp does not. */
export function headersOf(signed: Signed, secret: string): Readonly<Record<string, string>> {
  return {
    "content-type": "application/json",
    "content-length": String(Buffer.byteLength(signed.body)),
    "user-agent": "Tocsin-Webhook/1",
    "webhook-id": signed.id,
    "webhook-timestamp": String(signed.timestampS),
    "webhook-signature": signatureOf(signed, secret),
  };
}
