// One attempt at delivering an alert: when, how long, and what came of it.
import { z } from "zod";
import { epochMs, nonNegative } from "./units.ts";

export const attemptSchema = z.object({
  /** Wall clock. */
  atMs: epochMs,
  tookMs: nonNegative,
  /** HTTP status, 0 when there was no answer. */
  status: z.int().min(0),
  error: z.string().max(300),
});
export type Attempt = z.output<typeof attemptSchema>;
