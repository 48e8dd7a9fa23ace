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

/** One version put to everybody. */
export interface Survey {
  readonly event: Pick<SeismicEvent, "eventId" | "version" | "mode" | "asOfMs">;
  /** Why one who was not asked was left out; undefined for whom it would have been decided on, or who was not there. */
  explain(subscriptionId: string): Hold | undefined;
}

/** What is kept of a decision. */
export type Answer = Hold | { readonly kind: "notify"; readonly code: string; readonly reason: string };

/** Who was asked and what was answered, in the same order: no list for each of ten thousand that grows with every version. */
export interface Answers {
  readonly survey: Survey;
  readonly subscriptionIds: readonly string[];
  readonly answers: readonly Answer[];
}

const MOST_PER_SUBSCRIPTION = 100;
const MOST_SURVEYS = 200;
/** Over all surveys, but never fewer than five of them: bounds the memory, about 50 bytes each. */
const MOST_ANSWERS = 200_000;
const LEAST_SURVEYS = 5;

export class History {
  /** The newest last. */
  readonly #surveys: Answers[] = [];
  #count = 0;

  push(answers: Answers): void {
    this.#surveys.push(answers);
    this.#count += answers.subscriptionIds.length;
    while (this.#surveys.length > (this.#count > MOST_ANSWERS ? LEAST_SURVEYS : MOST_SURVEYS)) {
      this.#count -= this.#surveys.shift()?.subscriptionIds.length ?? 0;
    }
  }

  /** Newest first. */
  of(subscriptionId: string, eventId?: string): readonly DecisionRecord[] {
    return this.#surveys
      .filter(({ survey }) => eventId === undefined || survey.event.eventId === eventId)
      .flatMap((one) => {
        const answer = one.answers[one.subscriptionIds.indexOf(subscriptionId)] ?? one.survey.explain(subscriptionId);
        return answer === undefined ? [] : [recordOf(one.survey, answer)];
      })
      .slice(-MOST_PER_SUBSCRIPTION)
      .reverse();
  }
}

export function answerOf(decision: Decision): Answer {
  // Not the whole alert: it would be kept for as long.
  return decision.kind === "hold"
    ? decision
    : { kind: "notify", code: decision.alert.type, reason: decision.alert.headline };
}

function recordOf({ event }: Survey, { kind, code, reason }: Answer): DecisionRecord {
  const { eventId, version, mode, asOfMs } = event;
  return { eventId, version, mode, asOfMs, kind, code, reason };
}
