// What a look at the system found: the gateway's own checks and those of `npm run doctor` say it in the same words.
import { z } from "zod";

export const SEVERITIES = ["fault", "warning", "note", "ok"] as const;

export const findingSchema = z.object({
  /** What was looked at: "host clock". */
  check: z.string(),
  severity: z.enum(SEVERITIES).describe("fault: alarms may be late, wrong or missing; ok: nothing is wrong."),
  /** A sentence: what is so. */
  what: z.string(),
  /** Why it matters; "" where nothing is wrong. */
  why: z.string(),
  /** What to do; "" where nothing is wrong. */
  todo: z.string(),
});
export type Finding = z.output<typeof findingSchema>;
export type Severity = Finding["severity"];

/** The worst first, otherwise in the order they came. */
export function worstFirst(findings: readonly Finding[]): readonly Finding[] {
  return findings.toSorted((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
}

export function fine(check: string, what: string): Finding {
  return { check, severity: "ok", what, why: "", todo: "" };
}
