// The newest decisions about each subscriber, in memory: the answer to "why was I (not) told?".
import type { SeismicEvent } from "../../shared/contracts/event.ts";
import type { Decision } from "./decide.ts";
import type { Hold } from "./hold.ts";

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

/** One version put to everybody: those it could not concern were left out as one, and are explained when they ask. */
export interface Survey {
  readonly event: Pick<SeismicEvent, "eventId" | "version" | "mode" | "asOfMs">;
  /** Undefined for whom it was decided on, or who was not there. */
  explain(subscriptionId: string): Hold | undefined;
}

type Said = Hold | { readonly type: string; readonly headline: string };

interface Entry {
  readonly survey: Survey;
  readonly said: Said;
}

const MOST_PER_SUBSCRIPTION = 100;
/** Over all subscriptions; bounds the memory (about 100 bytes each) when there are very many. */
const MOST_IN_ALL = 200_000;
const MOST_SURVEYS = 200;

export class History {
  readonly #bySubscription = new Map<string, Entry[]>();
  /** In the order they were made; the newest last. */
  readonly #surveys = new Set<Survey>();

  open(survey: Survey): void {
    this.#surveys.add(survey);
    for (const oldest of this.#surveys) {
      if (this.#surveys.size <= MOST_SURVEYS) break;
      this.#surveys.delete(oldest);
    }
  }

  push(survey: Survey, subscriptionId: string, decision: Decision): void {
    const ring = this.#bySubscription.get(subscriptionId) ?? [];
    if (ring.length === 0) this.#bySubscription.set(subscriptionId, ring);
    const most = Math.max(5, Math.min(MOST_PER_SUBSCRIPTION, Math.floor(MOST_IN_ALL / this.#bySubscription.size)));
    while (ring.length >= most) ring.shift();
    ring.push({ survey, said: decision.kind === "hold" ? decision : saidIn(decision.alert) });
  }

  /** Newest first. */
  of(subscriptionId: string, eventId?: string): readonly DecisionRecord[] {
    const ring = this.#bySubscription.get(subscriptionId) ?? [];
    const decided = new Map(ring.map((entry) => [entry.survey, entry.said]));
    const forgotten = ring.filter(({ survey }) => !this.#surveys.has(survey));
    const known = [...this.#surveys].flatMap((survey) => {
      const said = decided.get(survey) ?? survey.explain(subscriptionId);
      return said === undefined ? [] : [{ survey, said }];
    });
    return [...forgotten, ...known]
      .filter(({ survey }) => eventId === undefined || survey.event.eventId === eventId)
      .slice(-MOST_PER_SUBSCRIPTION)
      .reverse()
      .map(recordOf);
  }

  forget(subscriptionId: string): void {
    this.#bySubscription.delete(subscriptionId);
  }
}

/** Not the whole alert: it would be kept for as long. */
function saidIn({ type, headline }: { readonly type: string; readonly headline: string }): Said {
  return { type, headline };
}

function recordOf({ survey: { event }, said }: Entry): DecisionRecord {
  const { eventId, version, mode, asOfMs } = event;
  const base = { eventId, version, mode, asOfMs };
  return "code" in said
    ? { ...base, kind: "hold", code: said.code, reason: said.reason }
    : { ...base, kind: "notify", code: said.type, reason: said.headline };
}
