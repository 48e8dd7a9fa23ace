// Keys of those who subscribe, and an account of what was done with them.
import { sql } from "kysely";
import type { Migration } from "kysely/migration";

export const apiKeys: Migration = {
  async up({ schema }) {
    await schema
      .createTable("api_key")
      .addColumn("key_id", sql.raw("text"), (column) => column.notNull().primaryKey())
      .addColumn("owner_id", sql.raw("text"), (column) => column.notNull())
      .addColumn("name", sql.raw("text"), (column) => column.notNull())
      .addColumn("hash", sql.raw("text"), (column) => column.notNull())
      .addColumn("scopes", sql.raw("text"), (column) => column.notNull())
      .addColumn("created_ms", sql.raw("bigint"), (column) => column.notNull())
      .addColumn("expires_ms", sql.raw("bigint"))
      .addColumn("revoked_ms", sql.raw("bigint"))
      .addColumn("last_used_ms", sql.raw("bigint"))
      .execute();
    await schema
      .createTable("audit")
      .addColumn("audit_id", sql.raw("text"), (column) => column.notNull().primaryKey())
      .addColumn("at_ms", sql.raw("bigint"), (column) => column.notNull())
      .addColumn("key_id", sql.raw("text"), (column) => column.notNull())
      .addColumn("owner_id", sql.raw("text"), (column) => column.notNull())
      .addColumn("action", sql.raw("text"), (column) => column.notNull())
      .addColumn("target", sql.raw("text"), (column) => column.notNull())
      .addColumn("detail", sql.raw("text"), (column) => column.notNull())
      .execute();
    await schema.createIndex("audit_by_at_ms").on("audit").columns(["at_ms"]).execute();
  },
};
