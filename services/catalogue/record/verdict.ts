// What became known of an event afterwards: whether there was an earthquake. Until somebody keeps verdicts, nothing.
import { sql } from "kysely";
import type { Database } from "../../../shared/runtime/database.ts";

export interface Verdict {
  readonly verdict: "true" | "qualified" | "false" | "pending";
  readonly reason: string;
  readonly source: string;
  /** The agency's id of the same earthquake; "" where there is none. */
  readonly agencyEventId: string;
  readonly decidedMs: number;
}

interface VerdictRow {
  readonly verdict: Verdict["verdict"];
  readonly reason: string | null;
  readonly source: string | null;
  readonly agency_event_id: string | null;
  readonly decided_ms: number;
}

/** Undefined where none was passed, or where there is no table of them. */
export async function verdictOf({ query }: Pick<Database, "query">, eventId: string): Promise<Verdict | undefined> {
  if (!(await hasVerdicts({ query }))) return undefined;
  const { rows } = await sql<VerdictRow>`
    select verdict, reason, source, agency_event_id, decided_ms from event_verdict
    where event_id = ${eventId} order by version desc, decided_ms desc limit 1`.execute(query);
  const [row] = rows;
  if (row === undefined) return undefined;
  const { verdict, reason, source, agency_event_id, decided_ms } = row;
  const words = { reason: reason ?? "", source: source ?? "", agencyEventId: agency_event_id ?? "" };
  return { verdict, ...words, decidedMs: Number(decided_ms) };
}

export async function hasVerdicts({ query }: Pick<Database, "query">): Promise<boolean> {
  return (await query.introspection.getTables()).some(({ name }) => name === "event_verdict");
}
