// What became known of an event afterwards, for its report: whether there was an earthquake.
import type { z } from "zod";
import type { Database } from "../../../shared/runtime/database.ts";
import { verdictRecordOf } from "../verdict/verdictRows.ts";
import type { verdictSchema } from "./schema.ts";

export type Verdict = z.output<typeof verdictSchema>;

/** Null where nobody passes one. */
export async function verdictOf(database: Database, eventId: string): Promise<Verdict | null> {
  const record = await verdictRecordOf(database, eventId);
  if (record === undefined) return null;
  const { value: verdict, reason, agency, decidedMs } = record;
  return { verdict, reason, source: agency?.source ?? "", agencyEventId: agency?.id ?? "", decidedMs };
}
