// When information is offered again: the example schedule of Standard Webhooks 1.0.0 ("Deliverability and reliability").
import { crc32 } from "node:zlib";
import type { Delivery } from "../../../shared/contracts/delivery.ts";
import { retryAfterMs } from "../retry.ts";
import type { Answer } from "../webhook.ts";

const S = 1000;
const H = 3600 * S;
/** Before the first, second, … attempt: three days in all. */
const PAUSES_MS = [5 * S, 300 * S, 1800 * S, 2 * H, 5 * H, 10 * H, 14 * H, 20 * H, 24 * H];
export const MOST_TRIES = PAUSES_MS.length;
/** Up to this share longer, so that what failed together does not come back together. */
const JITTER = 0.2;
/** An endpoint that asks for more patience than this is asked by the schedule. */
const MOST_RETRY_AFTER_MS = H;

/** Null where nothing is left to say: it was taken, or a newer version was, or nobody is there. */
export function firstAttemptMs(
  { outcome, message, alertId }: Pick<Delivery, "outcome" | "message" | "alertId">,
  finishedMs: number,
): number | null {
  return outcome === "expired" && message !== "" ? Math.round(finishedMs + plannedMs(alertId, 0)) : null;
}

/** @param tries attempts made, with the one that got this answer. Null: no more. */
export function nextAttemptMs(alertId: string, tries: number, at: { answer: Answer; nowMs: number }): number | null {
  if (tries >= MOST_TRIES) return null;
  const { answer, nowMs } = at;
  const asked = answer.kind === "answered" ? retryAfterMs(answer.retryAfter, nowMs, MOST_RETRY_AFTER_MS) : 0;
  return Math.round(nowMs + Math.max(plannedMs(alertId, tries), asked));
}

/** The jitter is the same whoever reckons it. */
function plannedMs(alertId: string, tries: number): number {
  const share = crc32(`${alertId} ${tries}`) / 2 ** 32;
  return (PAUSES_MS[tries] ?? 0) * (1 + JITTER * share);
}
