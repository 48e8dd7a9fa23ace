// What a look at the system found: the gateway's own checks and those of `npm run doctor` say it in the same words.
import { z } from "zod";

export const SEVERITIES = ["fault", "warning", "note", "ok"] as const;

/** Languages that findings are told in; English where nobody asks for one. */
export const FINDING_LANGUAGES = ["en", "es"] as const;
export type FindingLanguage = (typeof FINDING_LANGUAGES)[number];

export const findingSchema = z.object({
  check: z.string().describe("What was looked at, the same in every language: host clock."),
  name: z.string().describe("The same in the language asked for."),
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

/** What one language says of something that is not well. */
export type Complaint = Pick<Finding, "what" | "why" | "todo">;

/** The worst first, otherwise in the order they came. */
export function worstFirst(findings: readonly Finding[]): readonly Finding[] {
  return findings.toSorted((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
}

export function fine(told: Pick<Finding, "check" | "name" | "what">): Finding {
  return { ...told, severity: "ok", why: "", todo: "" };
}
