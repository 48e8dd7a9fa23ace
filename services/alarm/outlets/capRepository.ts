// CAP messages in the database, each stored once as it was issued; and events as the catalogue keeps them.
import { VERDICTS } from "../../../shared/contracts/context.ts";
import { eventSchema, type SeismicEvent } from "../../../shared/contracts/event.ts";
import { MODES, type Mode } from "../../../shared/contracts/mode.ts";
import { type AskDeps, ask } from "../../../shared/runtime/ask.ts";
import type { FollowUp } from "./shakeAlert.ts";

export interface StoredCap {
  readonly identifier: string;
  readonly eventId: string;
  readonly version: number;
  readonly mode: Mode;
  /** Data clock. */
  readonly sentMs: number;
  readonly xml: string;
  /** Wall clock. */
  readonly storedMs: number;
}

export class CapRepository {
  readonly #deps: AskDeps;

  constructor(deps: AskDeps) {
    this.#deps = deps;
  }

  /** A repeat changes nothing. @param bulletin the message it was made of, as JSON */
  insert(cap: StoredCap, bulletin: string): Promise<void> {
    const { identifier, eventId, version, mode, sentMs, xml, storedMs } = cap;
    const ids = { identifier, event_id: eventId, version, mode };
    return ask(this.#deps, "store a CAP message", async ({ query }) => {
      await query
        .insertInto("cap_message")
        .values({ ...ids, sent_ms: Math.round(sentMs), xml, bulletin, stored_ms: storedMs })
        .onConflict((conflict) => conflict.column("identifier").doNothing())
        .execute();
    });
  }

  of(identifier: string): Promise<StoredCap | undefined> {
    return ask(this.#deps, "read a CAP message", async ({ query }) => {
      const row = await query
        .selectFrom("cap_message")
        .select(COLUMNS)
        .where("identifier", "=", identifier)
        .executeTakeFirst();
      return row === undefined ? undefined : capOf(row);
    });
  }

  /** As they came here, newest first. */
  newest(mode: Mode | undefined, limit: number): Promise<readonly StoredCap[]> {
    return ask(this.#deps, "read the newest CAP messages", async ({ query }) => {
      const all = query.selectFrom("cap_message").select(COLUMNS);
      const wanted = mode === undefined ? all : all.where("mode", "=", mode);
      // Versions of one event may come in the same millisecond.
      const rows = await wanted.orderBy("stored_ms", "desc").orderBy("version", "desc").limit(limit).execute();
      return rows.map(capOf);
    });
  }

  /** What agencies said of it afterwards, as the catalogue keeps it; undefined while that is not known. */
  verdictOn(eventId: string): Promise<FollowUp | undefined> {
    return ask(this.#deps, "read a verdict", async ({ query }) => {
      const row = await query
        .selectFrom("event_verdict")
        .select(VERDICT_COLUMNS)
        .where("event_id", "=", eventId)
        .executeTakeFirst();
      const value = VERDICTS.find((verdict) => verdict === row?.verdict);
      if (row === undefined || value === undefined) return undefined;
      return { value, reason: row.reason, decidedMs: Number(row.decided_ms) };
    });
  }

  /** The newest version that the catalogue keeps; it may be a moment behind. */
  newestVersionOf(eventId: string): Promise<SeismicEvent | undefined> {
    return ask(this.#deps, "read an event", async ({ query }) => {
      const row = await query
        .selectFrom("event_version")
        .select("body")
        .where("event_id", "=", eventId)
        .orderBy("version", "desc")
        .executeTakeFirst();
      return row === undefined ? undefined : eventSchema.parse(JSON.parse(row.body));
    });
  }
}

const VERDICT_COLUMNS = ["verdict", "reason", "decided_ms"] as const;
const COLUMNS = ["identifier", "event_id", "version", "mode", "sent_ms", "xml", "stored_ms"] as const;

interface Row {
  readonly identifier: string;
  readonly event_id: string;
  readonly version: number;
  readonly mode: string;
  readonly sent_ms: number;
  readonly xml: string;
  readonly stored_ms: number;
}

function capOf(row: Row): StoredCap {
  return {
    identifier: row.identifier,
    eventId: row.event_id,
    version: Number(row.version),
    // What no mode of ours is was not live.
    mode: MODES.find((mode) => mode === row.mode) ?? "simulation",
    sentMs: Number(row.sent_ms),
    xml: row.xml,
    storedMs: Number(row.stored_ms),
  };
}
