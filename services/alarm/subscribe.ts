// From a request to a subscription: a new one, one after a patch, one with a new secret. Pure but for the new keys.

import { Fault } from "../../shared/runtime/faults.ts";
import { areaOf } from "./area.ts";
import { isAsymmetric, newPrivateKey } from "./signature.ts";
import { type NewSubscription, newSecret, newSubscriptionId, type Patch, type Subscription } from "./subscription.ts";

const HOUR_MS = 3_600_000;

/** The point, or the area and its middle. @throws Fault (400) */
function placeOf({
  latitudeDeg,
  longitudeDeg,
  polygon,
}: Pick<NewSubscription, "latitudeDeg" | "longitudeDeg" | "polygon">) {
  if (polygon !== undefined) {
    if (latitudeDeg !== undefined || longitudeDeg !== undefined) {
      throw new Fault(400, "polygon: want either a polygon or latitudeDeg and longitudeDeg", "polygon");
    }
    const area = areaOf(polygon);
    if (area.kind === "fault") throw new Fault(400, `polygon: ${area.message}`, "polygon");
    const { kind: _, ...place } = area;
    return place;
  }
  if (latitudeDeg === undefined)
    throw new Fault(400, "latitudeDeg: got nothing, want degrees, or a polygon", "latitudeDeg");
  if (longitudeDeg === undefined) {
    throw new Fault(400, "longitudeDeg: got nothing, want degrees, or a polygon", "longitudeDeg");
  }
  return { latitudeDeg, longitudeDeg, polygon: null };
}

/** @throws Fault (400) */
export function subscriptionOf(
  given: NewSubscription,
  { ownerId, nowMs }: { ownerId: string; nowMs: number },
): Subscription {
  const { signing, secret, vs30Mps = null, latitudeDeg, longitudeDeg, polygon, ...rest } = given;
  if (signing === "v1a" && secret !== undefined) throw new Fault(400, "secret: a key for v1a is made here", "secret");
  return {
    subscriptionId: newSubscriptionId(),
    ownerId,
    ...rest,
    ...placeOf({ latitudeDeg, longitudeDeg, polygon }),
    vs30Mps,
    secret: secret ?? (signing === "v1a" ? newPrivateKey() : newSecret()),
    previousSecret: null,
    ...{ createdMs: nowMs, updatedMs: nowMs, disabledMs: null, disabledReason: "", failingSinceMs: null },
  };
}

/** `updatedMs` always moves on, so that other replicas see the change. */
export function patched(before: Subscription, patch: Patch, nowMs: number): Subscription {
  const { enabled, latitudeDeg, longitudeDeg, polygon, ...fields } = patch;
  const place = placeAfter(before, { latitudeDeg, longitudeDeg, polygon });
  if (isAsymmetric(before.secret) && patch.secret !== undefined) {
    throw new Fault(400, "secret: this one signs by v1a; rotate it", "secret");
  }
  const given = { ...Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)), ...place };
  const after: Subscription = { ...before, ...given, updatedMs: Math.max(nowMs, before.updatedMs + 1) };
  if (enabled === undefined || enabled === (before.disabledMs === null)) return after;
  return enabled
    ? { ...after, disabledMs: null, disabledReason: "", failingSinceMs: null }
    : { ...after, disabledMs: nowMs, disabledReason: "switched off by its owner" };
}

/** The old secret signs too for some hours, so that receivers can change over without a gap. */
export function rotated(before: Subscription, overlapHours: number, nowMs: number): Subscription {
  const untilMs = nowMs + Math.round(overlapHours * HOUR_MS);
  return {
    ...before,
    secret: isAsymmetric(before.secret) ? newPrivateKey() : newSecret(),
    previousSecret: overlapHours > 0 ? { secret: before.secret, untilMs } : null,
    updatedMs: Math.max(nowMs, before.updatedMs + 1),
  };
}

/** What a patch says of the place: nothing, another point, another area, or no area any more. */
function placeAfter(
  before: Subscription,
  { latitudeDeg, longitudeDeg, polygon }: Pick<Patch, "latitudeDeg" | "longitudeDeg" | "polygon">,
) {
  if (polygon !== undefined && polygon !== null) return placeOf({ latitudeDeg, longitudeDeg, polygon });
  if (latitudeDeg === undefined && longitudeDeg === undefined) return polygon === null ? { polygon } : {};
  return {
    latitudeDeg: latitudeDeg ?? before.latitudeDeg,
    longitudeDeg: longitudeDeg ?? before.longitudeDeg,
    polygon: null,
  };
}

/** A shared secret is told once; of a key pair never more than the public half. */
export function shownSecret({ secret }: Subscription): { readonly secret?: string } {
  return isAsymmetric(secret) ? {} : { secret };
}
