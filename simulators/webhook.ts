// A webhook as it came in: its signature (Standard Webhooks 1.0.0: v1 HMAC-SHA256, v1a ed25519) and the parts one acts on.
import { createHmac, createPublicKey, timingSafeEqual, verify } from "node:crypto";
import { z } from "zod";
import { MODES } from "../shared/contracts/mode.ts";

export interface SignedRequest {
  readonly id: string;
  readonly timestamp: string;
  /** One or more signatures, separated by blanks: during a change of secrets there are two. */
  readonly signature: string;
  readonly body: string;
}

/** Older or newer than this a request may be a recording of another [Standard Webhooks, "Verifying webhook authenticity"]. */
const TOLERANCE_S = 300;

/** What a receiver verifies with. */
export interface Key {
  /** The kind of signature it checks. */
  readonly scheme: "v1" | "v1a";
  readonly matches: (signature: string, signed: Buffer) => boolean;
}

export const KEY_WANTED = "want whsec_ and base64 of 24 to 64 bytes, or whpk_ and base64 of 32";

/** Undefined for a text that is neither `whsec_…` nor `whpk_…`. */
export function keyOf(text: string): Key | undefined {
  const [, prefix, encoded = ""] = /^(whsec|whpk)_(.*)$/.exec(text) ?? [];
  const bytes = bytesOf(encoded);
  if (prefix === "whsec" && bytes.length >= 24 && bytes.length <= 64) return { scheme: "v1", matches: hmacOf(bytes) };
  if (prefix === "whpk" && bytes.length === 32) return { scheme: "v1a", matches: ed25519Of(bytes) };
  return undefined;
}

function hmacOf(secret: Buffer): Key["matches"] {
  return (signature, signed) => {
    const wanted = Buffer.from(`v1,${createHmac("sha256", secret).update(signed).digest("base64")}`);
    const given = Buffer.from(signature);
    return given.length === wanted.length && timingSafeEqual(given, wanted);
  };
}

function ed25519Of(bytes: Buffer): Key["matches"] {
  const jwk = { kty: "OKP", crv: "Ed25519", x: bytes.toString("base64url") };
  const key = createPublicKey({ key: jwk, format: "jwk" });
  return (signature, signed) => {
    const given = bytesOf(/^v1a,(.+)$/.exec(signature)?.[1] ?? "");
    return given.length === 64 && verify(null, signed, key, given);
  };
}

/** Of strict base64; empty for anything else. */
function bytesOf(base64: string): Buffer {
  const bytes = Buffer.from(base64, "base64");
  return bytes.toString("base64") === base64 ? bytes : Buffer.alloc(0);
}

/** Undefined when the request was signed with this key and is fresh; otherwise why it is refused. */
export function refusalOf(request: SignedRequest, key: Key, nowMs: number): string | undefined {
  const { id, timestamp, signature, body } = request;
  if (id === "" || timestamp === "" || signature === "") {
    return "headers: want webhook-id, webhook-timestamp and webhook-signature";
  }
  const ageS = nowMs / 1000 - Number(timestamp);
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(ageS) > TOLERANCE_S) {
    const age = Number.isFinite(ageS) ? `, ${Math.round(Math.abs(ageS))} s ${ageS < 0 ? "ahead" : "old"}` : "";
    return `webhook-timestamp: got "${timestamp.slice(0, 20)}"${age}; want within ${TOLERANCE_S} s of now`;
  }
  const signed = Buffer.from(`${id}.${timestamp}.${body}`);
  const given = signature.split(" ");
  if (given.some((each) => key.matches(each, signed))) return undefined;
  const kinds = new Set(given.map((each) => each.split(",", 1)[0]));
  const other = kinds.has(key.scheme) ? "" : `; none is ${key.scheme}, which it verifies`;
  return `webhook-signature: no signature matches this key, so it is forged, changed or signed with another${other}`;
}

const isoMs = z.iso.datetime().transform((text) => Date.parse(text));
const stamp = z.number().optional();

/** An alarm: only what receivers here read is asked for, so that new fields and left-out ones do no harm. */
export const alarmSchema = z.object({
  type: z.string().startsWith("alarm."),
  data: z.object({
    mode: z.enum(MODES),
    run: z.string().default(""),
    eventId: z.string(),
    version: z.int(),
    status: z.string(),
    headline: z.string(),
    asOf: isoMs,
    late: z.boolean().default(false),
    origin: z.object({ time: isoMs, latitudeDeg: z.number(), longitudeDeg: z.number(), depthKm: z.number() }),
    magnitude: z.object({ value: z.number(), type: z.string(), uncertainty: z.number() }),
    likelihood: z.number(),
    distanceKm: z.number(),
    intensity: z.number(),
    sArrival: isoMs,
    stampsMs: z.object({ sensed: stamp, received: stamp, picked: stamp, located: stamp, decided: stamp }).default({}),
  }),
});
export type Alarm = z.output<typeof alarmSchema>;

/** Undefined for a body that is no alarm: a test message, something newer, or no JSON at all. */
export function alarmOf(body: string): Alarm | undefined {
  try {
    return alarmSchema.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}

const heartbeatSchema = z.object({ type: z.literal("system.heartbeat") });

export function isHeartbeat(body: string): boolean {
  try {
    return heartbeatSchema.safeParse(JSON.parse(body)).success;
  } catch {
    return false;
  }
}

export interface Arrival {
  /** Wall clock, from the edge's receipt of the deciding packet to the webhook's; null where the message does not say. */
  readonly delayMs: number | null;
  /** Data clock at which the webhook came: that of the decision, and what the way took since. */
  readonly dataMs: number;
  /** Until the S waves are here; negative once they have passed. */
  readonly secondsLeft: number;
}

export function arrivalOf({ data }: Alarm, receivedWallMs: number): Arrival {
  const delayMs = data.stampsMs.received === undefined ? null : receivedWallMs - data.stampsMs.received;
  const dataMs = data.asOf + (delayMs ?? 0);
  return { delayMs, dataMs, secondsLeft: (data.sArrival - dataMs) / 1000 };
}
