import { expect, test } from "vitest";
import { pauseMs } from "../../../services/alarm/retry.ts";
import type { Answer } from "../../../services/alarm/webhook.ts";

const now = Date.parse("2026-01-01T00:00:00Z");
const status = (code: number, retryAfter?: string): Answer => ({ kind: "answered", status: code, retryAfter });
const failed = (stale: boolean): Answer => ({ kind: "failed", error: "read ECONNRESET", stale });

test.each<[string, Answer, number, number]>([
  ["after the first failure it is tried again at once", status(500), 0, 250],
  ["then more patiently", status(500), 1, 500],
  ["then more patiently still", failed(false), 3, 2000],
  ["but never more rarely than every 4 s", status(500), 50, 4000],
  ["a kept connection that had been closed costs no time", failed(true), 0, 0],
  ["but an endpoint that closes every time is not asked frantically", failed(true), 1, 500],
  ["an endpoint that asks for 2 s gets them", status(429, "2"), 0, 2000],
  ["but not for an hour", status(503, "3600"), 0, 5000],
  ["it may ask with a date", status(503, "Thu, 01 Jan 2026 00:00:03 GMT"), 0, 3000],
  ["a date in the past asks for nothing", status(503, "Wed, 31 Dec 2025 00:00:00 GMT"), 0, 250],
  ["nonsense asks for nothing", status(503, "soon"), 0, 250],
  ["0 does not make it frantic", status(429, "0"), 0, 250],
])("%s", (_, answer, tries, wanted) => expect(pauseMs(answer, tries, now)).toBe(wanted));
