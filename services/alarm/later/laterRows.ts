// The rows of `delivery` that wait to be offered as information: claimed, settled, queued again. SQLite and PostgreSQL.
import type { Expression, Kysely } from "kysely";
import { z } from "zod";
import type { Tables } from "../../../shared/runtime/schema.ts";
import type { Repository } from "../repository.ts";
import { informationOf, type Told } from "./information.ts";

export interface LaterRow extends Told {
  readonly subscriptionId: string;
  readonly eventId: string;
  readonly version: number;
  readonly mode: string;
  /** Attempts made as information. */
  readonly tries: number;
  readonly finishedMs: number;
}

export interface Claim {
  readonly by: string;
  readonly nowMs: number;
  /** From when on another replica may take what is not settled. */
  readonly untilMs: number;
  readonly most: number;
  /** Subscribers that are being talked to. */
  readonly except: readonly string[];
}

export interface Settled {
  readonly tries: number;
  readonly nextAttemptMs: number | null;
  readonly deliveredMs: number | null;
  readonly givenUp: string;
}

export interface Notice extends Pick<Told, "alertId" | "message"> {
  readonly subscriptionId: string;
  /** What older messages are superseded by, with `version`. */
  readonly about: string;
  /** The event that is shown to its owner; `about` where absent. */
  readonly eventId?: string;
  /** Of several about the same the higher one holds; 1 where absent. */
  readonly version?: number;
  readonly mode: string;
  readonly type: string;
}

/** Versions of one event are recorded within this of each other. */
const EVENT_MS = 3_600_000;
/** Bound values a statement: both databases take many more. */
const MOST_A_STATEMENT = 500;
/** Each with its message: so many that SQLite, which works in this thread, holds nothing up. */
const MOST_ANNOUNCED = 100;
/** A claim costs the same however many wait. Whoever holds all of these is talked to, and excepted at the next claim. */
const MOST_LOOKED_AT = 1000;
const COLUMNS = [
  ...(["alert_id", "subscription_id", "event_id", "version", "mode"] as const),
  ...(["outcome", "body", "tries", "finished_ms"] as const),
] as const;

export class LaterRows {
  readonly #repository: Repository;

  constructor(repository: Repository) {
    this.#repository = repository;
  }

  /** Takes what is due, of each subscriber the one that is due longest; nobody else gets it until `untilMs`. */
  claim(claim: Claim): Promise<readonly LaterRow[]> {
    return this.#repository.ask("claim late deliveries", async ({ query, dialect }) => {
      const picked = pickedOf(query, claim);
      const free = query
        .selectFrom("delivery")
        .select("alert_id")
        .where("alert_id", "in", picked)
        .where("next_attempt_ms", "<=", claim.nowMs);
      const rows = await query
        .updateTable("delivery")
        .set({ claimed_by: claim.by, next_attempt_ms: claim.untilMs })
        // What another replica locks just now is not waited for. SQLite has one writer, and locks no rows.
        .where("alert_id", "in", dialect === "postgres" ? free.forUpdate().skipLocked() : free)
        .where("next_attempt_ms", "<=", claim.nowMs)
        .returning(COLUMNS)
        .execute();
      return rows.map(rowOf);
    });
  }

  /** Changes nothing when the claim ran out and another one took it. */
  settle(alertId: string, by: string, settled: Settled): Promise<void> {
    return this.#repository.ask("settle a late delivery", async ({ query }) => {
      await query
        .updateTable("delivery")
        .set({ ...columnsOf(settled), claimed_by: "" })
        .where("alert_id", "=", alertId)
        .where("claimed_by", "=", by)
        .execute();
    });
  }

  /** Whoever sent it by hand: it is offered no more. */
  delivered(alertId: string, atMs: number): Promise<void> {
    return this.#repository.ask("settle a late delivery", async ({ query }) => {
      await query
        .updateTable("delivery")
        .set({ next_attempt_ms: null, late_delivered_ms: atMs, given_up: "", claimed_by: "" })
        .where("alert_id", "=", alertId)
        .execute();
    });
  }

  /** The newest version of the same event this subscriber was or shall be told, where there is a newer one. */
  newerThan({ subscriptionId, eventId, version, finishedMs }: LaterRow): Promise<number | undefined> {
    return this.#repository.ask("look for a newer version", async ({ query }) => {
      const newer = await query
        .selectFrom("delivery")
        .select("version")
        .where("subscription_id", "=", subscriptionId)
        .where("finished_ms", ">", finishedMs - EVENT_MS)
        .where("event_id", "=", eventId)
        .where("version", ">", version)
        .where("outcome", "in", ["delivered", "expired", "queued"])
        .orderBy("version", "desc")
        .limit(1)
        .executeTakeFirst();
      return newer === undefined ? undefined : Number(newer.version);
    });
  }

  find(subscriptionId: string, alertId: string): Promise<LaterRow | undefined> {
    return this.#repository.ask("read a delivery", async ({ query }) => {
      const row = await query
        .selectFrom("delivery")
        .select(COLUMNS)
        .where("alert_id", "=", alertId)
        .where("subscription_id", "=", subscriptionId)
        .executeTakeFirst();
      return row === undefined ? undefined : rowOf(row);
    });
  }

  /** Makes due what a subscriber did not get since then, the newest `most` of it; how many that are. */
  recover(subscriptionId: string, sinceMs: number, now: { nowMs: number; most: number }): Promise<number> {
    return this.#repository.ask("queue deliveries again", async ({ query }) => {
      const rows = await query
        .selectFrom("delivery")
        .select(COLUMNS)
        .where("subscription_id", "=", subscriptionId)
        .where("finished_ms", ">=", sinceMs)
        .where("outcome", "not in", ["delivered", "superseded"])
        .where("late_delivered_ms", "is", null)
        .where("claimed_by", "=", "")
        .orderBy("finished_ms", "desc")
        .limit(now.most)
        .execute();
      const ids = rows.map(rowOf).filter((row) => informationOf(row) !== undefined);
      let queued = 0;
      for (let from = 0; from < ids.length; from += MOST_A_STATEMENT) {
        const some = ids.slice(from, from + MOST_A_STATEMENT).map(({ alertId }) => alertId);
        const done = await query
          .updateTable("delivery")
          .set({ next_attempt_ms: now.nowMs, tries: 0, given_up: "" })
          .where("alert_id", "in", some)
          .where("claimed_by", "=", "")
          .executeTakeFirst();
        queued += Number(done.numUpdatedRows);
      }
      return queued;
    });
  }

  /** Queues messages that were never an alarm; a repeat changes nothing. */
  async announce(notices: readonly Notice[], nowMs: number): Promise<void> {
    for (let from = 0; from < notices.length; from += MOST_ANNOUNCED) {
      const some = notices.slice(from, from + MOST_ANNOUNCED);
      await this.#repository.ask("queue notices", async ({ query }) => {
        await query
          .insertInto("delivery")
          .values(some.map((notice) => noticeRowOf(notice, nowMs)))
          .onConflict((conflict) => conflict.column("alert_id").doNothing())
          .execute();
      });
      // SQLite answers at once: alarms in this process get their turn between.
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  }

  waiting(): Promise<number> {
    return this.#repository.ask("count late deliveries", async ({ query }) => {
      const row = await query
        .selectFrom("delivery")
        .select(({ fn }) => fn.countAll<number>().as("n"))
        .where("next_attempt_ms", "is not", null)
        .executeTakeFirstOrThrow();
      return row.n;
    });
  }

  /** How many were removed; fewer than `most`: no more are left. */
  forget(beforeMs: number, most: number): Promise<number> {
    return this.#repository.ask("remove old deliveries", async ({ query }) => {
      const old = query
        .selectFrom("delivery")
        .select("alert_id")
        .where("finished_ms", "<", beforeMs)
        .orderBy("finished_ms")
        .limit(most);
      const done = await query.deleteFrom("delivery").where("alert_id", "in", old).executeTakeFirst();
      return Number(done.numDeletedRows);
    });
  }
}

function pickedOf(query: Kysely<Tables>, { nowMs, most, except }: Claim): Expression<string> {
  const due = query
    .selectFrom("delivery")
    .select(["alert_id", "subscription_id", "next_attempt_ms"])
    .where("next_attempt_ms", "<=", nowMs)
    .$if(except.length > 0, (rows) => rows.where("subscription_id", "not in", [...except]))
    .orderBy("next_attempt_ms")
    .limit(MOST_LOOKED_AT);
  const ranked = query
    .selectFrom(due.as("due"))
    .select(["alert_id", "next_attempt_ms"])
    .select(({ fn }) =>
      fn
        .agg<number>("row_number")
        .over((over) => over.partitionBy("subscription_id").orderBy("next_attempt_ms").orderBy("alert_id"))
        .as("nth"),
    );
  const picked = query.selectFrom(ranked.as("ranked")).select("alert_id").where("nth", "=", 1);
  return picked.orderBy("next_attempt_ms").limit(most).$asScalar();
}

function columnsOf({ tries, nextAttemptMs, deliveredMs, givenUp }: Settled) {
  return { tries, next_attempt_ms: nextAttemptMs, late_delivered_ms: deliveredMs, given_up: givenUp };
}

type Row = Readonly<Record<(typeof COLUMNS)[number], string | number>>;

function rowOf(row: Row): LaterRow {
  return {
    alertId: String(row.alert_id),
    subscriptionId: String(row.subscription_id),
    eventId: String(row.event_id),
    version: Number(row.version),
    mode: String(row.mode),
    outcome: String(row.outcome),
    message: messageOf(String(row.body)),
    tries: Number(row.tries),
    finishedMs: Number(row.finished_ms),
  };
}

const bodySchema = z.object({ message: z.string() });

/** Of a delivery.v2 message, or the notice below; "" for what was written before there were messages. */
function messageOf(body: string): string {
  try {
    return bodySchema.safeParse(JSON.parse(body)).data?.message ?? "";
  } catch {
    return "";
  }
}

function noticeRowOf(notice: Notice, nowMs: number) {
  const { alertId, subscriptionId, about, eventId = about, version = 1, mode, type, message } = notice;
  const delivery = {
    ...{ mode, run: "notice", alertId, subscriptionId, eventId, version, type },
    ...{ outcome: "queued", attempts: [], delayMs: null, message },
  };
  return {
    ...{ alert_id: alertId, subscription_id: subscriptionId, event_id: about, version, mode, type },
    ...{ outcome: delivery.outcome, body: JSON.stringify(delivery), finished_ms: nowMs },
    ...{ next_attempt_ms: nowMs, tries: 0, claimed_by: "", late_delivered_ms: null, given_up: "" },
  };
}
