// What an alarm could not deliver in its life is offered later: when next, how often so far, by whom, and how it ended.
import { sql } from "kysely";
import type { Migration } from "kysely/migration";

export const laterDeliveries: Migration = {
  async up({ schema }) {
    const add = (column: string, kind: string) =>
      schema.alterTable("delivery").addColumn(column, sql.raw(kind)).execute();
    await add("next_attempt_ms", "bigint");
    await add("tries", "bigint not null default 0");
    await add("claimed_by", "text not null default ''");
    await add("late_delivered_ms", "bigint");
    await add("given_up", "text not null default ''");
    // Partial: hardly any row waits, hardly any endpoint fails, and all others shall cost nothing here.
    await schema
      .createIndex("delivery_by_next_attempt_ms")
      .on("delivery")
      .column("next_attempt_ms")
      .where(sql.ref("next_attempt_ms"), "is not", null)
      .execute();
    await schema
      .createIndex("subscription_by_failing_since_ms")
      .on("subscription")
      .column("failing_since_ms")
      .where(sql.ref("failing_since_ms"), "is not", null)
      .execute();
  },
};
