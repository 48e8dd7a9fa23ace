// The newest decisions about each subscriber, in memory: the answer to "why was I (not) told?".
import type { SeismicEvent } from "../../shared/contracts/event.ts";
import type { Decision } from "./decide.ts";

export interface DecisionRecord {
  readonly eventId: string;
  readonly version: number;
  readonly mode: SeismicEvent["mode"];
  readonly asOfMs: number;
  readonly kind: Decision["kind"];
  /** The alert's type, or the short code of the reason to hold. */
  readonly code: string;
  readonly reason: string;
}

const MOST_PER_SUBSCRIPTION = 100;
/** Over all subscriptions; bounds the memory (about 100 bytes each) when there are very many. */
const MOST_IN_ALL = 200_000;

export class History {
  readonly #bySubscription = new Map<string, DecisionRecord[]>();

  push(subscriptionId: string, event: SeismicEvent, decision: Decision): void {
    const ring = this.#bySubscription.get(subscriptionId) ?? [];
    if (ring.length === 0) this.#bySubscription.set(subscriptionId, ring);
    const most = Math.max(5, Math.min(MOST_PER_SUBSCRIPTION, Math.floor(MOST_IN_ALL / this.#bySubscription.size)));
    while (ring.length >= most) ring.shift();
    ring.push(recordOf(event, decision));
  }

  /** Newest first. */
  of(subscriptionId: string, eventId?: string): readonly DecisionRecord[] {
    const ring = this.#bySubscription.get(subscriptionId) ?? [];
    return ring.filter((record) => eventId === undefined || record.eventId === eventId).reverse();
  }

  forget(subscriptionId: string): void {
    this.#bySubscription.delete(subscriptionId);
  }
}

function recordOf({ eventId, version, mode, asOfMs }: SeismicEvent, decision: Decision): DecisionRecord {
  const base = { eventId, version, mode, asOfMs, kind: decision.kind };
  return decision.kind === "hold"
    ? { ...base, code: decision.code, reason: decision.reason }
    : { ...base, code: decision.alert.type, reason: decision.alert.headline };
}
