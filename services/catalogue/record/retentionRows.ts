// What retention asks of the database: the next few picks and events that are too old, and their removal, piece by piece.
import { type Expression, type SqlBool, sql } from "kysely";
import { events } from "../../../shared/contracts/event.ts";
import type { Database } from "../../../shared/runtime/database.ts";
import { keepParts } from "./parts.ts";
import { hasVerdicts } from "./verdict.ts";

export interface OlderThan {
  readonly beforeMs: number;
  /** Whether the live ones or all others. */
  readonly isLive: boolean;
}

/** Where a sweep through the picks has come to. */
export interface PickCursor {
  readonly storedMs: number;
  readonly pickId: string;
}

export const FIRST_PICK: PickCursor = { storedMs: -1, pickId: "" };

/** Removes those of the next few that no arrival needs. @returns where to go on; undefined at the end. */
export async function forgetPicks(
  { query }: Database,
  { beforeMs, isLive }: OlderThan,
  { after, most }: { readonly after: PickCursor; readonly most: number },
): Promise<PickCursor | undefined> {
  const next = await query
    .selectFrom("pick")
    .select(["pick_id", "stored_ms"])
    .where("mode", isLive ? "=" : "<>", "live")
    .where("stored_ms", "<", beforeMs)
    .where(({ eb, and, or }) =>
      or([
        eb("stored_ms", ">", after.storedMs),
        and([eb("stored_ms", "=", after.storedMs), eb("pick_id", ">", after.pickId)]),
      ]),
    )
    .orderBy("stored_ms")
    .orderBy("pick_id")
    .limit(most)
    .execute();
  const last = next.at(-1);
  if (last === undefined) return undefined;
  const isNeeded: Expression<SqlBool> = sql`exists (select 1 from arrival where arrival.pick_id = pick.pick_id)`;
  await query
    .deleteFrom("pick")
    .where(
      "pick_id",
      "in",
      next.map((row) => row.pick_id),
    )
    .where(({ not }) => not(isNeeded))
    .execute();
  return next.length < most ? undefined : { storedMs: last.stored_ms, pickId: last.pick_id };
}

/** Stored before a time; where that is not known, with an origin before it. */
export async function oldEvents({ query }: Database, { beforeMs, isLive }: OlderThan, most: number): Promise<string[]> {
  const rows = await query
    .selectFrom("event_version")
    .select("event_id")
    .distinct()
    .where("mode", isLive ? "=" : "<>", "live")
    .where("stored_ms", "<", beforeMs)
    .where(({ eb, or }) => or([eb("stored_ms", ">", 0), eb("origin_time_ms", "<", beforeMs)]))
    .limit(most)
    .execute();
  return rows.map((row) => row.event_id);
}

/** Version by version, each one's row last: what breaks off is found again and finished. */
export async function forgetEvent({ query }: Database, eventId: string): Promise<void> {
  const versions = await query
    .selectFrom("event_version")
    .select("version")
    .where("event_id", "=", eventId)
    .orderBy("version")
    .execute();
  await query.deleteFrom("event_station").where("event_id", "=", eventId).execute();
  if (await hasVerdicts({ query })) await sql`delete from event_verdict where event_id = ${eventId}`.execute(query);
  for (const { version } of versions) {
    for (const table of ["arrival", "magnitude", "origin", "event_context", "event_version"] as const) {
      await query.deleteFrom(table).where("event_id", "=", eventId).where("version", "=", version).execute();
    }
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}

/** Versions of before there were rows of their parts get them. @returns how many got them */
export async function fillParts({ query }: Database, most: number): Promise<number> {
  const rows = await query
    .selectFrom("event_version as v")
    .select("v.body")
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("origin as o")
            .select("o.version")
            .whereRef("o.event_id", "=", "v.event_id")
            .whereRef("o.version", "=", "v.version"),
        ),
      ),
    )
    .limit(most)
    .execute();
  for (const { body } of rows) {
    await query.transaction().execute((transaction) => keepParts(transaction, events.decode(Buffer.from(body))));
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  return rows.length;
}
