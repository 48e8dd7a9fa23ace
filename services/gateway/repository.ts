// The newest events the catalogue kept, for a gateway that has just started.
import { setImmediate } from "node:timers/promises";
import { type Context, contexts } from "../../shared/contracts/context.ts";
import { events, type SeismicEvent } from "../../shared/contracts/event.ts";
import { Malformed } from "../../shared/contracts/topic.ts";
import type { Database } from "../../shared/runtime/database.ts";

export interface Remembered {
  readonly event: SeismicEvent;
  readonly context: Context | null;
}

/**
 * Every version of the newest events, the oldest event first; others in this process have their turn after each event.
 * @throws Unavailable when the database does not answer.
 */
export async function* recentEvents({ query }: Database, limit: number): AsyncGenerator<Remembered> {
  const newest = await query
    .selectFrom("event_version")
    .select(({ fn }) => ["event_id", fn.max("origin_time_ms").as("time_ms")])
    .groupBy("event_id")
    .orderBy("time_ms", "desc")
    .limit(limit)
    .execute();
  for (const { event_id } of newest.reverse()) {
    yield* await oneEvent({ query }, event_id);
    await setImmediate();
  }
}

/** @throws Unavailable; Malformed, where it was written by somebody newer. */
export async function oneVersion(
  { query }: Pick<Database, "query">,
  eventId: string,
  version: number,
): Promise<SeismicEvent | undefined> {
  if (!Number.isSafeInteger(version)) return undefined;
  const row = await query
    .selectFrom("event_version")
    .select("body")
    .where("event_id", "=", eventId)
    .where("version", "=", version)
    .executeTakeFirst();
  return row === undefined ? undefined : events.decode(Buffer.from(row.body));
}

/** @throws Unavailable; Malformed, where it was written by somebody newer. */
export async function newestVersion(
  { query }: Pick<Database, "query">,
  eventId: string,
): Promise<SeismicEvent | undefined> {
  const row = await query
    .selectFrom("event_version")
    .select("body")
    .where("event_id", "=", eventId)
    .orderBy("version", "desc")
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? undefined : events.decode(Buffer.from(row.body));
}

/** All its versions, first to last; none: there is no such event. */
export async function oneEvent({ query }: Pick<Database, "query">, eventId: string): Promise<readonly Remembered[]> {
  const rows = await query
    .selectFrom("event_version as v")
    .leftJoin("event_context as c", (join) =>
      join.onRef("c.event_id", "=", "v.event_id").onRef("c.version", "=", "v.version"),
    )
    .select(["v.body as event", "c.body as context"])
    .where("v.event_id", "=", eventId)
    .orderBy("v.version")
    .execute();
  return rows.flatMap((row) => {
    try {
      const context = row.context === null ? null : contexts.decode(Buffer.from(row.context));
      return [{ event: events.decode(Buffer.from(row.event)), context }];
    } catch (error) {
      // A row of a future or broken writer must not hide the others.
      if (error instanceof Malformed) return [];
      throw error;
    }
  });
}
