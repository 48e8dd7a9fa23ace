// What retention asks of the database: the next few picks and events that are too old, and their removal, piece by piece.
import { type Expression, type SqlBool, sql } from "kysely";
import { events } from "../../../shared/contracts/event.ts";
import type { Mode } from "../../../shared/contracts/mode.ts";
import { Malformed } from "../../../shared/contracts/topic.ts";
import type { Database } from "../../../shared/runtime/database.ts";
import { keepParts } from "./parts.ts";
import { hasVerdicts } from "./verdict.ts";

export interface OlderThan {
  readonly beforeMs: number;
  readonly mode: Mode;
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
  { beforeMs, mode }: OlderThan,
  { after, most }: { readonly after: PickCursor; readonly most: number },
): Promise<PickCursor | undefined> {
  const next = await query
    .selectFrom("pick")
    .select(["pick_id", "stored_ms"])
    .where("mode", "=", mode)
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
export async function oldEvents({ query }: Database, { beforeMs, mode }: OlderThan, most: number): Promise<string[]> {
  const rows = await query
    .selectFrom("event_version")
    .select("event_id")
    .distinct()
    .where("mode", "=", mode)
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

export interface VersionCursor {
  readonly eventId: string;
  readonly version: number;
}

export const FIRST_VERSION: VersionCursor = { eventId: "", version: 0 };

/** Versions of before there were rows of their parts get them. @returns where to go on; undefined at the end */
export async function fillParts(
  { query }: Database,
  { after, most }: { readonly after: VersionCursor; readonly most: number },
): Promise<VersionCursor | undefined> {
  const rows = await query
    .selectFrom("event_version as v")
    .select(["v.body", "v.event_id", "v.version"])
    .where(({ eb, and, or }) =>
      or([
        eb("v.event_id", ">", after.eventId),
        and([eb("v.event_id", "=", after.eventId), eb("v.version", ">", after.version)]),
      ]),
    )
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
    .orderBy("v.event_id")
    .orderBy("v.version")
    .limit(most)
    .execute();
  for (const { body } of rows) {
    await fillPart({ query }, body);
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  const last = rows.at(-1);
  return last === undefined || rows.length < most ? undefined : { eventId: last.event_id, version: last.version };
}

/** One that cannot be read is left as it is. */
async function fillPart({ query }: Pick<Database, "query">, body: string): Promise<void> {
  try {
    const event = events.decode(Buffer.from(body));
    await query.transaction().execute((transaction) => keepParts(transaction, event));
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
  }
}
