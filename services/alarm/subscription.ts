// A subscription: who wants to be told, where they are, from what intensity on; and the shapes the API accepts.
import { randomBytes } from "node:crypto";
import { z } from "zod";
import { MODES, type Mode } from "../../shared/contracts/mode.ts";

export interface Subscription {
  readonly subscriptionId: string;
  readonly name: string;
  readonly url: string;
  /** `whsec_` and base64 of the HMAC key. */
  readonly secret: string;
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
}

/** What the API shows: everything but the secret. */
export type SubscriptionView = Omit<Subscription, "secret"> & { readonly enabled: boolean };

export function viewOf({ secret: _, ...shown }: Subscription): SubscriptionView {
  return { ...shown, enabled: shown.disabledMs === null };
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
const wantModes = `want a list of distinct modes out of ${MODES.join(", ")}`;

const fields = {
  name: z.string(wantName).regex(/^[^\p{Cc}]{1,120}$/u, wantName),
  url: z.string("want an http or https address").max(2000, "want at most 2000 characters"),
  latitudeDeg: between(-90, 90),
  longitudeDeg: between(-180, 180),
  vs30Mps: between(100, 2000),
  minimumIntensity: between(1, 10),
  acceptPreliminary: z.boolean("want true or false"),
  modes: z
    .array(z.enum(MODES, wantModes), wantModes)
    .min(1, wantModes)
    .refine((modes) => new Set(modes).size === modes.length, wantModes),
  secret: z.string(wantSecret).refine(isSecret, wantSecret),
};

export const newSubscriptionSchema = z.strictObject({
  ...fields,
  vs30Mps: fields.vs30Mps.optional(),
  acceptPreliminary: fields.acceptPreliminary.default(false),
  modes: fields.modes.default(["live"]),
  secret: fields.secret.optional(),
});
export type NewSubscription = z.output<typeof newSubscriptionSchema>;

/** Null for a Vs30 that is no longer known. */
export const patchSchema = z
  .strictObject({ ...fields, vs30Mps: fields.vs30Mps.nullable(), enabled: z.boolean("want true or false") })
  .partial();
export type Patch = z.output<typeof patchSchema>;

/** Standard Webhooks 1.0: 24 to 64 bytes; base64 that decodes and encodes to itself, so that nothing is dropped silently. */
function isSecret(secret: string): boolean {
  const encoded = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret)?.[1];
  if (encoded === undefined) return false;
  const key = Buffer.from(encoded, "base64");
  return key.length >= 24 && key.length <= 64 && key.toString("base64") === encoded;
}
