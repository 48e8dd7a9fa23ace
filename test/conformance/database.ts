// What every database must do, whichever it is: one suite, run on each.
import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { connectDatabase } from "../../shared/runtime/connectDatabase.ts";
import type { Database } from "../../shared/runtime/database.ts";
import type { Tables } from "../../shared/runtime/schema.ts";
import { apiKeysConformance } from "./apiKeys.ts";
import { capMessage, delivery, eventVersion, FAR_FUTURE_MS, pastEvent, subscription } from "./databaseRows.ts";
import { databaseDeps, type EmptyDatabase, openedDatabase } from "./openedDatabase.ts";

const TABLES: readonly (keyof Tables)[] = [
  "past_event",
  "catalogue_harvest",
  "event_version",
  "event_context",
  "event_verdict",
  "subscription",
  "delivery",
  "api_key",
  "audit",
  "cap_message",
  "waveform",
  "station",
  "station_change",
  "origin",
  "magnitude",
  "arrival",
  "pick",
  "event_station",
];
const MIGRATIONS = [
  "0001-first-tables",
  "0002-subscription-ground",
  "0003-subscription-settings",
  "0004-api-keys",
  "0005-cap-messages",
  "0006-later-deliveries",
  "0007-catalogue-harvest",
  "0008-event-record",
  "0009-waveforms",
  "0010-stations",
  "0011-event-verdicts",
];

/** @param make a new, empty database every time it is called */
export function databaseConformance(name: string, make: () => Promise<EmptyDatabase>): void {
  describe(`database ${name}`, () => {
    migrating(make);

    describe("once it is open", () => {
      const given = openedDatabase(make, TABLES);
      roundTrips(given);
      constraints(given);
      transactions(given);
      apiKeysConformance(given);
    });
  });
}

function migrating(make: () => Promise<EmptyDatabase>): void {
  const opened: Database[] = [];
  let empty: EmptyDatabase;
  beforeEach(async () => {
    empty = await make();
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((database) => database.close()));
    await empty.drop();
  });
  const open = async () => {
    const database = await connectDatabase(empty.url, databaseDeps);
    opened.push(database);
    return database;
  };

  test("an empty database gets its tables, and opening it again changes nothing that is in it", async () => {
    const first = await open();
    expect((await first.query.introspection.getTables()).map((table) => table.name).sort()).toEqual([...TABLES].sort());
    await first.query.insertInto("subscription").values(subscription).execute();
    await opened.pop()?.close();
    const second = await open();
    expect(await second.query.selectFrom("subscription").selectAll().execute()).toEqual([subscription]);
    expect(await migrationsRun(second)).toEqual(MIGRATIONS);
  });

  test("subscriptions of the first version are kept: ground unknown, the operator's, nothing more wanted; no old delivery comes again", async () => {
    const old = await open();
    await old.query.insertInto("subscription").values(subscription).execute();
    await old.query.insertInto("delivery").values(delivery).execute();
    for (const index of [
      "subscription_by_owner_id",
      "subscription_by_failing_since_ms",
      "delivery_by_next_attempt_ms",
      "past_event_by_tenth",
      "past_event_by_half_magnitude",
      "event_version_by_world_magnitude",
    ]) {
      await sql`drop index ${sql.ref(index)}`.execute(old.query);
    }
    for (const column of ["next_attempt_ms", "tries", "claimed_by", "late_delivered_ms", "given_up"]) {
      await sql`alter table delivery drop column ${sql.ref(column)}`.execute(old.query);
    }
    for (const column of ["vs30_mps", "owner_id", "failing_since_ms", "settings"]) {
      await sql`alter table subscription drop column ${sql.ref(column)}`.execute(old.query);
    }
    await sql`alter table past_event drop column updated_ms`.execute(old.query);
    await sql`drop index event_version_by_mode_stored_ms_origin_time_ms`.execute(old.query);
    for (const column of ["stored_ms", "stamps"]) {
      await sql`alter table event_version drop column ${sql.ref(column)}`.execute(old.query);
    }
    for (const table of [
      ...["api_key", "audit", "cap_message", "catalogue_harvest", "origin", "magnitude", "arrival", "pick"],
      ...["event_station", "waveform", "station", "station_change", "event_verdict"],
    ]) {
      await sql`drop table ${sql.ref(table)}`.execute(old.query);
    }
    await sql`delete from kysely_migration where name > '0001-first-tables'`.execute(old.query);
    await opened.pop()?.close();
    const now = await open();
    expect(await now.query.selectFrom("subscription").selectAll().execute()).toEqual([
      { ...subscription, vs30_mps: null, owner_id: "", failing_since_ms: null, settings: "{}" },
    ]);
    expect(await now.query.selectFrom("delivery").selectAll().execute()).toEqual([delivery]);
    expect(await migrationsRun(now)).toEqual(MIGRATIONS);
  });

  test("several services may open an empty database at the same moment", async () => {
    const databases = await Promise.all([open(), open(), open(), open()]);
    expect(await Promise.all(databases.map((database) => database.notReady()))).toEqual(Array(4).fill(undefined));
    const [first, second] = databases;
    await first?.query.insertInto("past_event").values(pastEvent).execute();
    expect(await second?.query.selectFrom("past_event").selectAll().execute()).toEqual([pastEvent]);
    expect(second && (await migrationsRun(second))).toEqual(MIGRATIONS);
  });
}

async function migrationsRun(database: Database): Promise<string[]> {
  const result = await sql<{ name: string }>`select name from kysely_migration`.execute(database.query);
  return result.rows.map((row) => row.name);
}

function roundTrips(given: () => Database): void {
  test("every table gives back exactly what it was given, numbers as numbers", async () => {
    const { query } = given();
    const context = { event_id: "tocsin-1", version: 2 ** 40, body: '{"place":"地震"}' };
    await query.insertInto("past_event").values(pastEvent).execute();
    await query.insertInto("event_version").values(eventVersion).execute();
    await query.insertInto("event_context").values(context).execute();
    await query.insertInto("subscription").values(subscription).execute();
    await query.insertInto("delivery").values(delivery).execute();
    await query.insertInto("cap_message").values(capMessage).execute();
    expect(await query.selectFrom("past_event").selectAll().execute()).toEqual([pastEvent]);
    expect(await query.selectFrom("event_version").selectAll().execute()).toEqual([eventVersion]);
    expect(await query.selectFrom("event_context").selectAll().execute()).toEqual([context]);
    expect(await query.selectFrom("subscription").selectAll().execute()).toEqual([subscription]);
    expect(await query.selectFrom("delivery").selectAll().execute()).toEqual([delivery]);
    expect(await query.selectFrom("cap_message").selectAll().execute()).toEqual([capMessage]);
  });

  test("what is unknown stays unknown, and what must be known is refused when it is not", async () => {
    const { query } = given();
    const vague = { ...pastEvent, depth_km: null, magnitude: null };
    await query.insertInto("past_event").values(vague).execute();
    await query.insertInto("subscription").values(subscription).execute();
    await query.updateTable("subscription").set({ disabled_ms: FAR_FUTURE_MS, disabled_reason: "410" }).execute();
    expect(await query.selectFrom("past_event").selectAll().executeTakeFirst()).toEqual(vague);
    expect(await query.selectFrom("subscription").select("disabled_ms").executeTakeFirst()).toEqual({
      disabled_ms: FAR_FUTURE_MS,
    });
    await expect(sql`update past_event set place = null`.execute(query)).rejects.toThrow(/null/i);
  });

  test("counts, sums and largest values come back as numbers", async () => {
    const { query } = given();
    await query
      .insertInto("past_event")
      .values([pastEvent, { ...pastEvent, id: "second", magnitude: 4.5 }])
      .execute();
    const found = await query
      .selectFrom("past_event")
      .select(({ fn }) => [
        fn.countAll<number>().as("count"),
        fn.max("time_ms").as("last"),
        fn.sum<number>("time_ms").as("sum"),
      ])
      .executeTakeFirstOrThrow();
    expect(found).toEqual({ count: 2, last: pastEvent.time_ms, sum: 2 * pastEvent.time_ms });
  });

  test("a message kept as text is the same message afterwards", async () => {
    const { query } = given();
    await query.insertInto("event_version").values(eventVersion).execute();
    const { body } = await query.selectFrom("event_version").select("body").executeTakeFirstOrThrow();
    expect(body).toBe(eventVersion.body);
    expect(JSON.parse(body)).toEqual(JSON.parse(eventVersion.body));
  });

  test("past events are found by box and time, newest first, no more than asked for", async () => {
    const { query } = given();
    const at = (id: string, latitude_deg: number, time_ms: number) => ({ ...pastEvent, id, latitude_deg, time_ms });
    const rows = [
      at("near old", 10, 1e12),
      at("near new", 10.5, 1.6e12),
      at("near older", 9.5, 9e11),
      at("far", 12, 1.7e12),
    ];
    await query.insertInto("past_event").values(rows).execute();
    const found = await query
      .selectFrom("past_event")
      .select("id")
      .where("latitude_deg", ">=", 9)
      .where("latitude_deg", "<=", 11)
      .where("longitude_deg", ">", 179)
      .where("time_ms", "<", 1.65e12)
      .orderBy("time_ms", "desc")
      .limit(2)
      .execute();
    expect(found.map((row) => row.id)).toEqual(["near new", "near old"]);
  });
}

function constraints(given: () => Database): void {
  const again = {
    past_event: async ({ query }: Database) => {
      await query.insertInto("past_event").values(pastEvent).execute();
    },
    event_version: async ({ query }: Database) => {
      await query.insertInto("event_version").values(eventVersion).execute();
    },
    subscription: async ({ query }: Database) => {
      await query.insertInto("subscription").values(subscription).execute();
    },
    delivery: async ({ query }: Database) => {
      await query.insertInto("delivery").values(delivery).execute();
    },
    cap_message: async ({ query }: Database) => {
      await query.insertInto("cap_message").values(capMessage).execute();
    },
  };
  test.each(Object.entries(again))("%s refuses the same key twice, which is no outage", async (_table, insert) => {
    await insert(given());
    await expect(insert(given())).rejects.toThrow(/unique/i);
    await expect(insert(given())).rejects.not.toMatchObject({ name: "Unavailable" });
    expect(await given().notReady()).toBeUndefined();
  });

  test("a repeat is ignored where that is asked for, and says that it changed nothing", async () => {
    const { query } = given();
    const insert = (status: string) =>
      query
        .insertInto("event_version")
        .values({ ...eventVersion, status })
        .onConflict((conflict) => conflict.columns(["event_id", "version"]).doNothing())
        .executeTakeFirst();
    expect((await insert("confirmed")).numInsertedOrUpdatedRows).toBe(1n);
    expect((await insert("final")).numInsertedOrUpdatedRows).toBe(0n);
    expect(await query.selectFrom("event_version").select("status").execute()).toEqual([{ status: "confirmed" }]);
  });

  test("a repeat replaces what was there where that is asked for", async () => {
    const { query } = given();
    const upsert = (magnitude: number) =>
      query
        .insertInto("past_event")
        .values({ ...pastEvent, magnitude })
        .onConflict((conflict) =>
          conflict.columns(["source", "id"]).doUpdateSet((set) => ({ magnitude: set.ref("excluded.magnitude") })),
        )
        .execute();
    await upsert(6.5);
    await upsert(7.25);
    expect(await query.selectFrom("past_event").select("magnitude").execute()).toEqual([{ magnitude: 7.25 }]);
  });

  test("a written row can be given back by the same statement", async () => {
    const { query } = given();
    const row = await query.insertInto("subscription").values(subscription).returningAll().executeTakeFirst();
    expect(row).toEqual(subscription);
    const gone = await query.deleteFrom("subscription").where("subscription_id", "=", "sub-1").executeTakeFirst();
    expect(gone.numDeletedRows).toBe(1n);
  });
}

function transactions(given: () => Database): void {
  test("a transaction that fails leaves nothing behind", async () => {
    const { query } = given();
    const failing = query.transaction().execute(async (transaction) => {
      await transaction.insertInto("subscription").values(subscription).execute();
      await transaction.insertInto("delivery").values(delivery).execute();
      throw new Error("changed our mind");
    });
    await expect(failing).rejects.toThrow("changed our mind");
    expect(await query.selectFrom("subscription").selectAll().execute()).toEqual([]);
    expect(await query.selectFrom("delivery").selectAll().execute()).toEqual([]);
  });

  test("a transaction that ends is kept whole, and queries beside it wait or see none of it", async () => {
    const { query } = given();
    const writing = query.transaction().execute(async (transaction) => {
      await transaction.insertInto("subscription").values(subscription).execute();
      await transaction.insertInto("delivery").values(delivery).execute();
    });
    const seenMeanwhile = await query
      .selectFrom("subscription")
      .select(({ selectFrom }) => [
        selectFrom("delivery")
          .select(({ fn }) => fn.countAll<number>().as("n"))
          .as("deliveries"),
      ])
      .execute();
    await writing;
    for (const { deliveries } of seenMeanwhile) expect(deliveries).toBe(1);
    expect(await query.selectFrom("delivery").select("outcome").execute()).toEqual([{ outcome: "delivered" }]);
  });
}
