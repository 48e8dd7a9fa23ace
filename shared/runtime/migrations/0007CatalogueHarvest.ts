// Past earthquakes know when their source last changed them; the asking of fdsnws-event servers knows where it stopped.
import { sql } from "kysely";
import type { Migration } from "kysely/migration";

export const catalogueHarvest: Migration = {
  async up({ schema }) {
    await schema.alterTable("past_event").addColumn("updated_ms", sql.raw("bigint not null default 0")).execute();
    await schema
      .createTable("catalogue_harvest")
      .addColumn("query", "text", (column) => column.primaryKey().notNull())
      .addColumn("asked_ms", "bigint", (column) => column.notNull())
      .addColumn("updated_after_ms", "bigint")
      .addColumn("next_ms", "bigint", (column) => column.notNull())
      .addColumn("end_ms", "bigint", (column) => column.notNull())
      .execute();
  },
};
