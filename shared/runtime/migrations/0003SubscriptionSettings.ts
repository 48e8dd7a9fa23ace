// Whose a subscription is, since when it fails, and its newer settings as one text; those there were belong to the operator.
import { sql } from "kysely";
import type { Migration } from "kysely/migration";

export const subscriptionSettings: Migration = {
  async up({ schema }) {
    const add = (column: string, kind: string) =>
      schema.alterTable("subscription").addColumn(column, sql.raw(kind)).execute();
    await add("owner_id", "text not null default ''");
    await add("failing_since_ms", "bigint");
    await add("settings", "text not null default '{}'");
    await schema.createIndex("subscription_by_owner_id").on("subscription").columns(["owner_id"]).execute();
  },
};
