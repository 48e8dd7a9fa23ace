// A subscription: who wants to be told, where they are, from what intensity on; and the shapes the API accepts.
import { randomBytes } from "node:crypto";
import { z } from "zod";
import { ALERT_TYPES } from "../../shared/contracts/alert.ts";
import type { Ring } from "../../shared/contracts/event.ts";
import { MODES, type Mode } from "../../shared/contracts/mode.ts";
import { isAsymmetric, publicKeyOf } from "./signature.ts";

/** What a subscriber may be sent, besides tests they ask for. */
export const EVENT_TYPES = [
  ...ALERT_TYPES,
  ...(["alarm.expired", "event.verdict", "endpoint.disabled", "system.heartbeat"] as const),
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** What one may leave out when subscribing. */
export interface SubscriptionSettings {
  /** The area to protect, a ring [longitude, latitude]; null for the one point. */
  readonly polygon: Ring | null;
  /** Null: of any magnitude. */
  readonly minimumMagnitude: number | null;
  /** Of the event being an earthquake, 0 to 1. */
  readonly minimumLikelihood: number;
  /** Hold when less than this is left until S; null: tell also when it is here already. */
  readonly minimumLeadTimeS: number | null;
  /**
   * What acting in vain costs over what not acting loses, 0 to 1: told when the intensity is exceeded at least that
   * probably. Low is early and sometimes wrong, high is sure; null: told when the intensity is expected.
   */
  readonly costLossRatio: number | null;
  readonly types: readonly EventType[];
  /** BCP 47. */
  readonly language: string;
  /** The secret before the last rotation, that signs too for a while. */
  readonly previousSecret: { readonly secret: string; readonly untilMs: number } | null;
}

export const STANDARD_SETTINGS: SubscriptionSettings = {
  polygon: null,
  minimumMagnitude: null,
  minimumLikelihood: 0,
  minimumLeadTimeS: null,
  costLossRatio: null,
  types: EVENT_TYPES,
  language: "en",
  previousSecret: null,
};

export interface Subscription extends SubscriptionSettings {
  readonly subscriptionId: string;
  /** Whose API key made it; "" for the operator. */
  readonly ownerId: string;
  readonly name: string;
  readonly url: string;
  /** `whsec_` and base64 of the HMAC key, or `whsk_` and that of an ed25519 key. */
  readonly secret: string;
  /** The point, or the middle of the area. */
  readonly latitudeDeg: number;
  readonly longitudeDeg: number;
  /** Of the ground there; null where unknown. */
  readonly vs30Mps: number | null;
  readonly minimumIntensity: number;
  readonly acceptPreliminary: boolean;
  readonly modes: readonly Mode[];
  readonly createdMs: number;
  readonly updatedMs: number;
  /** Null while it is switched on. */
  readonly disabledMs: number | null;
  readonly disabledReason: string;
  /** Since when no delivery has succeeded; null while they do. */
  readonly failingSinceMs: number | null;
}

/** What the API shows: everything but the secrets. */
export interface SubscriptionView extends Omit<Subscription, "secret" | "previousSecret"> {
  readonly enabled: boolean;
  readonly signing: "v1" | "v1a";
  /** What `v1a` is verified with. */
  readonly publicKey?: string;
  /** Until when the secret before the last rotation signs too. */
  readonly previousSecretUntilMs: number | null;
}

export function viewOf({ secret, previousSecret, ...shown }: Subscription): SubscriptionView {
  return {
    ...shown,
    enabled: shown.disabledMs === null,
    ...(isAsymmetric(secret) ? { signing: "v1a", publicKey: publicKeyOf(secret) } : { signing: "v1" }),
    previousSecretUntilMs: previousSecret?.untilMs ?? null,
  };
}

export function newSubscriptionId(): string {
  return `sub_${randomBytes(12).toString("hex")}`;
}

export function newSecret(): string {
  return `whsec_${randomBytes(32).toString("base64")}`;
}

const between = (low: number, high: number) => {
  const want = `want a number from ${low} to ${high}`;
  return z.number(want).min(low, want).max(high, want);
};
const wantName = "want 1 to 120 characters on one line";
const wantSecret = "want whsec_ and base64 of 24 to 64 bytes";
const wantPolygon = "want a closed ring of 4 to 201 positions [longitude, latitude]";
const wantTypes = `want a list of distinct types out of ${EVENT_TYPES.join(", ")}`;
const wantLanguage = "want a BCP 47 tag such as es or es-MX";
const wantModes = `want a list of distinct modes out of ${MODES.join(", ")}`;

const fields = {
  name: z.string(wantName).regex(/^[^\p{Cc}]{1,120}$/u, wantName),
  url: z
    .string("want an http or https address")
    .max(2000, "want at most 2000 characters")
    .describe("Where webhooks are posted to; a public address, without user name and password."),
  latitudeDeg: between(-90, 90).describe("The point to protect, or the middle of the area."),
  longitudeDeg: between(-180, 180),
  vs30Mps: between(100, 2000).describe(
    "How fast S waves run in the upper 30 m of the ground there, where it is known.",
  ),
  minimumIntensity: between(1, 10).describe("Modified Mercalli intensity from which to be told."),
  acceptPreliminary: z
    .boolean("want true or false")
    .describe("Also be told by versions of an event still unconfirmed."),
  modes: z
    .array(z.enum(MODES, wantModes), wantModes)
    .min(1, wantModes)
    .refine((modes) => new Set(modes).size === modes.length, wantModes)
    .describe("Nothing of another mode is sent."),
  polygon: z
    .array(z.tuple([between(-360, 360), between(-90, 90)], wantPolygon), wantPolygon)
    .min(4, wantPolygon)
    .max(201, wantPolygon)
    .describe("The area to protect instead of a point: a closed ring that does not cross itself."),
  signing: z
    .enum(["v1", "v1a"], "want v1 or v1a")
    .describe(
      "v1: a secret both sides know (HMAC). v1a: a key pair made here, of which you get the public half (ed25519).",
    ),
  minimumMagnitude: between(-2, 10).nullable().describe("Null: of any magnitude."),
  minimumLikelihood: between(0, 1).describe("Of the event being an earthquake."),
  minimumLeadTimeS: between(-60, 300)
    .nullable()
    .describe("Not told when less is left until S; null: told in any case."),
  costLossRatio: between(0.001, 0.999)
    .nullable()
    .describe(
      "What acting in vain costs over what not acting loses: told when minimumIntensity is exceeded at least that probably. " +
        "Low is early and sometimes wrong, high is sure. Null: told when it is expected.",
    ),
  types: z
    .array(z.enum(EVENT_TYPES, wantTypes), wantTypes)
    .min(1, wantTypes)
    .refine((types) => new Set(types).size === types.length, wantTypes)
    .describe("What is sent; tests are always."),
  language: z
    .string(wantLanguage)
    .regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, wantLanguage)
    .describe("Of what people read, BCP 47; English where it is not there."),
  secret: z
    .string(wantSecret)
    .refine(isSecret, wantSecret)
    .describe("`whsec_` and base64 of 24 to 64 bytes, for v1; made here when absent."),
};

export const newSubscriptionSchema = z.strictObject({
  ...fields,
  vs30Mps: fields.vs30Mps.optional(),
  acceptPreliminary: fields.acceptPreliminary.default(false),
  modes: fields.modes.default(["live"]),
  latitudeDeg: fields.latitudeDeg.optional(),
  longitudeDeg: fields.longitudeDeg.optional(),
  polygon: fields.polygon.optional(),
  signing: fields.signing.default("v1"),
  minimumMagnitude: fields.minimumMagnitude.default(null),
  minimumLikelihood: fields.minimumLikelihood.default(0),
  minimumLeadTimeS: fields.minimumLeadTimeS.default(null),
  costLossRatio: fields.costLossRatio.default(null),
  types: fields.types.default([...EVENT_TYPES]),
  language: fields.language.default("en"),
  secret: fields.secret.optional(),
});
export type NewSubscription = z.output<typeof newSubscriptionSchema>;

/** What the API answers: everything but the secrets. */
const { secret: _, ...shownFields } = fields;
export const subscriptionSchema = z.object({
  subscriptionId: z.string(),
  ownerId: z.string().describe("Whose API key made it; empty for the operator."),
  ...shownFields,
  vs30Mps: fields.vs30Mps.nullable(),
  polygon: fields.polygon.nullable(),
  enabled: z.boolean(),
  publicKey: z.string().describe("`whpk_…`, what v1a is verified with.").exactOptional(),
  previousSecretUntilMs: z.number().nullable().describe("Until when the secret before the last rotation signs too."),
  createdMs: z.number(),
  updatedMs: z.number(),
  disabledMs: z.number().nullable().describe("Since when it is switched off."),
  disabledReason: z.string(),
  failingSinceMs: z.number().nullable().describe("Since when no delivery has succeeded; null while they do."),
}) satisfies z.ZodType<SubscriptionView>;

/** Null for a Vs30 that is no longer known. */
export const patchSchema = z
  .strictObject({
    ...fields,
    vs30Mps: fields.vs30Mps.nullable(),
    polygon: fields.polygon.nullable(),
    enabled: z.boolean("want true or false").describe("True switches it on again, after 410 Gone say."),
  })
  .omit({ signing: true })
  .partial();

const wantHours = "want hours from 0 to 720";
export const rotationSchema = z.strictObject({
  overlapHours: z
    .number(wantHours)
    .min(0, wantHours)
    .max(720, wantHours)
    .default(24)
    .describe("How long the old secret signs beside the new one."),
});
export type Patch = z.output<typeof patchSchema>;

/** Standard Webhooks 1.0: 24 to 64 bytes; base64 that decodes and encodes to itself, so that nothing is dropped silently. */
function isSecret(secret: string): boolean {
  const encoded = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret)?.[1];
  if (encoded === undefined) return false;
  const key = Buffer.from(encoded, "base64");
  return key.length >= 24 && key.length <= 64 && key.toString("base64") === encoded;
}
