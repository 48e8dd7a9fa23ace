// Examples of what the alarm's REST interface answers: one subscriber, Mexico City, through one drill.
import type { z } from "zod";
import { EVENT_TYPES, type subscriptionSchema } from "../subscription.ts";
import type {
  auditAnswer,
  decisionsAnswer,
  deliveriesAnswer,
  keysAnswer,
  newKeyAnswer,
  newSubscriptionAnswer,
  recoverAnswer,
  subscriptionsAnswer,
  testAnswer,
} from "./answers.ts";

const AT_MS = 1_767_225_600_000;
const YEAR_MS = 31_536_000_000;
const DAY_MS = 86_400_000;
const KEY_ID = "9f86d081884c7d65";
const SUBSCRIPTION_ID = "sub_5f1d3a2b9c8e7d6f5a4b3c2d";
const EVENT_ID = "drill-20260101T000000-9g3q";

export const SHOWN = {
  ...{ subscriptionId: SUBSCRIPTION_ID, ownerId: "acme", name: "lift 3", url: "https://example.org/quake" },
  ...{ latitudeDeg: 19.43, longitudeDeg: -99.13, minimumIntensity: 4, modes: ["live", "drill"] },
  ...{ vs30Mps: null, polygon: null, acceptPreliminary: false, minimumMagnitude: null, minimumLikelihood: 0 },
  ...{ minimumLeadTimeS: null, costLossRatio: null, types: [...EVENT_TYPES], language: "en" },
  ...{ enabled: true, signing: "v1", previousSecretUntilMs: null, createdMs: AT_MS, updatedMs: AT_MS },
  ...{ disabledMs: null, disabledReason: "", failingSinceMs: null },
} satisfies z.input<typeof subscriptionSchema>;

export const MADE = { ...SHOWN, secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" } satisfies z.input<
  typeof newSubscriptionAnswer
>;

export const LISTED = { subscriptions: [SHOWN], total: 1 } satisfies z.input<typeof subscriptionsAnswer>;

export const CHANGED = {
  ...SHOWN,
  ...{ latitudeDeg: 19.4, longitudeDeg: -99.1, vs30Mps: 180, updatedMs: AT_MS + 60_000 },
} satisfies z.input<typeof subscriptionSchema>;

export const ROTATED = {
  ...{ ...SHOWN, secret: "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD" },
  ...{ previousSecretUntilMs: AT_MS + 8 * DAY_MS, updatedMs: AT_MS + DAY_MS },
} satisfies z.input<typeof newSubscriptionAnswer>;

const TAKEN = { delivered: true, outcome: "ok", status: 204, tookMs: 41, error: "" };
export const TESTED = { webhookId: `test.${AT_MS}.${SUBSCRIPTION_ID}`, ...TAKEN } satisfies z.input<typeof testAnswer>;
export const RESENT = { webhookId: `${EVENT_ID}.1.${SUBSCRIPTION_ID}`, ...TAKEN } satisfies z.input<typeof testAnswer>;

export const DELIVERIES = {
  deliveries: [
    {
      ...{ mode: "drill", eventId: EVENT_ID, version: 4, alertId: `${EVENT_ID}.4.${SUBSCRIPTION_ID}` },
      ...{ type: "alarm.updated", outcome: "expired", delayMs: null, finishedMs: AT_MS + 109_250 },
      attempts: [
        { atMs: AT_MS + 104_000, tookMs: 2500, status: 0, error: "no answer within 2500 ms" },
        { atMs: AT_MS + 106_750, tookMs: 2500, status: 0, error: "no answer within 2500 ms" },
      ],
      later: { tries: 1, nextAttemptMs: null, deliveredMs: AT_MS + 114_290, givenUp: "" },
    },
    {
      ...{ mode: "drill", eventId: EVENT_ID, version: 1, alertId: `${EVENT_ID}.1.${SUBSCRIPTION_ID}` },
      ...{ type: "alarm.issued", outcome: "delivered", delayMs: 65, finishedMs: AT_MS + 14_375 },
      attempts: [{ atMs: AT_MS + 14_334, tookMs: 41, status: 204, error: "" }],
      later: null,
    },
  ],
} satisfies z.input<typeof deliveriesAnswer>;

export const DECISIONS = {
  answer: "Told by version 1, alarm.issued: DRILL: Moderate shaking expected in 64 s. Drop, cover, hold on.",
  recomputed: false,
  decisions: [
    {
      ...{ eventId: EVENT_ID, version: 2, mode: "drill", asOfMs: AT_MS + 16_000, kind: "hold", code: "unchanged" },
      reason: "nothing changed enough since version 1",
    },
    {
      ...{ eventId: EVENT_ID, version: 1, mode: "drill", asOfMs: AT_MS + 14_000, kind: "notify" },
      ...{ code: "alarm.issued", reason: "DRILL: Moderate shaking expected in 64 s. Drop, cover, hold on." },
    },
  ],
} satisfies z.input<typeof decisionsAnswer>;

export const RECOVERED = { queued: 3, most: 1000 } satisfies z.input<typeof recoverAnswer>;

const KEY = {
  ...{ keyId: KEY_ID, ownerId: "acme", name: "acme lifts", createdMs: AT_MS, expiresMs: AT_MS + YEAR_MS },
  ...{ revokedMs: null, lastUsedMs: null },
};
export const KEY_MADE = { ...KEY, scopes: ["manage"], key: `tok_${KEY_ID}_${"A".repeat(43)}` } satisfies z.input<
  typeof newKeyAnswer
>;
export const KEYS = {
  keys: [
    { ...KEY, scopes: ["manage"], lastUsedMs: AT_MS + DAY_MS },
    {
      ...{ keyId: "4e07408562bedb8b", ownerId: "acme", name: "acme dashboard", scopes: ["read"] },
      ...{ createdMs: AT_MS + 5000, expiresMs: null, revokedMs: AT_MS + DAY_MS, lastUsedMs: null },
    },
  ],
} satisfies z.input<typeof keysAnswer>;

export const AUDIT = {
  entries: [
    {
      ...{ auditId: `${AT_MS}-3c9d0a1b2e4f`, atMs: AT_MS, keyId: KEY_ID, ownerId: "acme" },
      ...{ action: "subscription.made", target: SUBSCRIPTION_ID, detail: "lift 3" },
    },
    {
      ...{ auditId: `${AT_MS - 60_000}-81b7e6f5d4c3`, atMs: AT_MS - 60_000, keyId: "", ownerId: "" },
      ...{ action: "key.made", target: KEY_ID, detail: "acme lifts of acme: manage" },
    },
  ],
} satisfies z.input<typeof auditAnswer>;
