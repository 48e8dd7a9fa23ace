// A webhook as it came in: its signature (Standard Webhooks 1.0.0, symmetric v1) and the parts of its body one acts on.
import { createHmac, timingSafeEqual } from "node:crypto";
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

/** Undefined when the request was signed with this secret and is fresh; otherwise why it is refused. */
export function refusalOf(request: SignedRequest, secret: string, nowMs: number): string | undefined {
  const { id, timestamp, signature, body } = request;
  if (id === "" || timestamp === "" || signature === "") {
    return "headers: want webhook-id, webhook-timestamp and webhook-signature";
  }
  const ageS = nowMs / 1000 - Number(timestamp);
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(ageS) > TOLERANCE_S) {
    return `webhook-timestamp: got "${timestamp.slice(0, 20)}", want within ${TOLERANCE_S} s of now`;
  }
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const wanted = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest();
  const isGood = signature.split(" ").some((each) => {
    const given = Buffer.from(each.startsWith("v1,") ? each.slice(3) : "", "base64");
    return given.length === wanted.length && timingSafeEqual(given, wanted);
  });
  return isGood ? undefined : "webhook-signature: no signature matches this secret";
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
