// The registry of live stations, and every change of it.
import { sql } from "kysely";
import type { Migration } from "kysely/migration";

const text = sql.raw("text");
const bigint = sql.raw("bigint");
const double = sql.raw("double precision");

export const stations: Migration = {
  async up({ schema }) {
    await schema
      .createTable("station")
      .addColumn("station_id", text, (column) => column.notNull().primaryKey())
      .addColumn("latitude_deg", double, (column) => column.notNull())
      .addColumn("longitude_deg", double, (column) => column.notNull())
      .addColumn("elevation_m", double, (column) => column.notNull())
      .addColumn("vs30_mps", double)
      .addColumn("name", text, (column) => column.notNull())
      .addColumn("owner", text, (column) => column.notNull())
      .addColumn("sample_rate_hz", double)
      .addColumn("state", text, (column) => column.notNull())
      .addColumn("source", text, (column) => column.notNull())
      .addColumn("fixed", text, (column) => column.notNull())
      .addColumn("body", text, (column) => column.notNull())
      .addColumn("moved_ms", bigint)
      .addColumn("created_ms", bigint, (column) => column.notNull())
      .addColumn("updated_ms", bigint, (column) => column.notNull())
      .addColumn("removed_ms", bigint)
      .execute();
    await schema
      .createTable("station_change")
      .addColumn("change_id", text, (column) => column.notNull().primaryKey())
      .addColumn("station_id", text, (column) => column.notNull())
      .addColumn("at_ms", bigint, (column) => column.notNull())
      .addColumn("source", text, (column) => column.notNull())
      .addColumn("key_id", text, (column) => column.notNull())
      .addColumn("owner_id", text, (column) => column.notNull())
      .addColumn("action", text, (column) => column.notNull())
      .addColumn("detail", text, (column) => column.notNull())
      .execute();
    await schema
      .createIndex("station_change_by_station_id_change_id")
      .on("station_change")
      .columns(["station_id", "change_id"])
      .execute();
  },
};
