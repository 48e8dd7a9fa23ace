// The table of verdicts: one row an event, from when agencies are waited for.
import { z } from "zod";
import { agencyEventSchema, VERDICTS, type Verdict, verdictSchema } from "../../../shared/contracts/context.ts";
import type { SeismicEvent } from "../../../shared/contracts/event.ts";
import type { Database } from "../../../shared/runtime/database.ts";
import type { EventVerdictTable } from "../../../shared/runtime/schema.ts";

const bodySchema = z.object({
  /** 0 while nothing was decided. */
  revision: z.int().min(0),
  /** When an agency answered last. */
  askedMs: z.number().nullable(),
  agency: agencyEventSchema.nullable(),
  said: verdictSchema.shape.said.nullable(),
});

export interface VerdictRecord extends z.output<typeof bodySchema> {
  readonly eventId: string;
  readonly value: (typeof VERDICTS)[number] | "pending";
  readonly reason: string;
  readonly decidedMs: number | null;
  readonly nextAskMs: number | null;
}

/** From the first version that anybody may be asked about; a withdrawal is asked about soon, whatever was found before. */
export async function expectVerdict({ query }: Database, event: SeismicEvent, nextAskMs: number): Promise<void> {
  const { eventId, mode, run, version, status } = event;
  const body = JSON.stringify({ revision: 0, askedMs: null, agency: null, said: null });
  const pending = { verdict: "pending", reason: "", source: "", agency_event_id: "", decided_ms: null, body };
  await query
    .insertInto("event_verdict")
    .values({ event_id: eventId, mode, run, version, ...pending, next_ask_ms: nextAskMs })
    .onConflict((conflict) =>
      conflict
        .column("event_id")
        .doUpdateSet({ version, ...(status === "cancelled" ? { next_ask_ms: nextAskMs } : {}) })
        .where("event_verdict.version", "<", version),
    )
    .execute();
}

/** What is not live is decided with a version, or never. */
export async function keepOwnVerdict({ query }: Database, event: SeismicEvent, record: VerdictRecord): Promise<void> {
  const { mode, run, version } = event;
  const columns = { version, ...columnsOf(record) };
  await query
    .insertInto("event_verdict")
    .values({ event_id: record.eventId, mode, run, ...columns })
    .onConflict((conflict) => conflict.column("event_id").doUpdateSet(columns))
    .execute();
}

/** Leaves the version to those who hear of versions. */
export async function updateVerdict({ query }: Database, record: VerdictRecord): Promise<void> {
  await query.updateTable("event_verdict").set(columnsOf(record)).where("event_id", "=", record.eventId).execute();
}

export async function verdictRecordOf({ query }: Database, eventId: string): Promise<VerdictRecord | undefined> {
  const row = await query.selectFrom("event_verdict").selectAll().where("event_id", "=", eventId).executeTakeFirst();
  return row && recordOf(row);
}

/** Longest due first. */
export async function dueVerdicts({ query }: Database, nowMs: number, most: number): Promise<VerdictRecord[]> {
  const rows = await query
    .selectFrom("event_verdict")
    .selectAll()
    .where("next_ask_ms", "<=", Math.floor(nowMs))
    .orderBy("next_ask_ms")
    .limit(most)
    .execute();
  return rows.map(recordOf);
}

/** As messages carry it; undefined while it is pending. */
export function verdictIn({ value, revision, reason, decidedMs, said }: VerdictRecord): Verdict | undefined {
  if (value === "pending" || decidedMs === null || said === null) return undefined;
  return { value, revision, reason, decidedMs, said };
}

function columnsOf({ value, reason, decidedMs, nextAskMs, revision, askedMs, agency, said }: VerdictRecord) {
  return {
    verdict: value,
    reason,
    source: agency?.source ?? "",
    agency_event_id: agency?.id ?? "",
    decided_ms: decidedMs,
    next_ask_ms: nextAskMs,
    body: JSON.stringify({ revision, askedMs, agency, said }),
  };
}

function recordOf(row: EventVerdictTable): VerdictRecord {
  return {
    eventId: row.event_id,
    value: VERDICTS.find((value) => value === row.verdict) ?? "pending",
    reason: row.reason,
    decidedMs: row.decided_ms,
    nextAskMs: row.next_ask_ms,
    ...bodySchema.parse(JSON.parse(row.body)),
  };
}
