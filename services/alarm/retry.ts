// What an endpoint's answer means for an alarm, and how long to wait before the next attempt.
import type { Answer } from "./webhook.ts";

/** Before the second, third, … attempt; an alarm's second try is worth most at once (Standard Webhooks' 5 s is lost time). */
const PAUSES_MS = [250, 500, 1000, 2000, 4000];
/** An endpoint may ask for patience, but not for more than an alarm has. */
const MOST_RETRY_AFTER_MS = 5000;

export function isSuccess(answer: Answer): boolean {
  return answer.kind === "answered" && answer.status >= 200 && answer.status < 300;
}

/** The endpoint does not want anything any more (Standard Webhooks: disable it). */
export function isGone(answer: Answer): boolean {
  return answer.kind === "answered" && answer.status === 410;
}

/** @param tries attempts made before the one that got this answer. */
export function pauseMs(answer: Answer, tries: number, nowMs: number): number {
  if (answer.kind === "failed" && answer.stale && tries === 0) return 0;
  const planned = PAUSES_MS[Math.min(tries, PAUSES_MS.length - 1)] ?? 0;
  return answer.kind === "answered" ? Math.max(planned, retryAfterMs(answer.retryAfter, nowMs)) : planned;
}

/** `retry-after` in seconds or as an HTTP date (RFC 9110 §10.2.3), no more than `mostMs`; 0 when it is absent or nonsense. */
export function retryAfterMs(value: string | undefined, nowMs: number, mostMs = MOST_RETRY_AFTER_MS): number {
  if (value === undefined) return 0;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - nowMs;
  return Number.isNaN(ms) ? 0 : Math.min(mostMs, Math.max(0, ms));
}

/** For metrics: few values, whatever the world answers. */
export function outcomeLabel(answer: Answer): string {
  if (answer.kind === "forbidden") return "forbidden";
  if (answer.kind === "failed") return answer.error.startsWith("no answer within") ? "timeout" : "error";
  if (isSuccess(answer)) return "ok";
  if (isGone(answer)) return "gone";
  return answer.status < 400 ? "redirect" : answer.status < 500 ? "http_4xx" : "http_5xx";
}
