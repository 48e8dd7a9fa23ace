// What agencies say of our events afterwards; and indexes by which a million past earthquakes are looked up in milliseconds.
import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

export const eventVerdicts: Migration = {
  async up(database) {
    await verdicts(database.schema);
    await cells(database);
    await database.schema
      .createIndex("event_version_by_world_magnitude")
      .on("event_version")
      .columns(["mode", "run", "magnitude"])
      .execute();
  },
};

async function verdicts(schema: Kysely<unknown>["schema"]): Promise<void> {
  await schema
    .createTable("event_verdict")
    .addColumn("event_id", "text", (column) => column.primaryKey().notNull())
    .addColumn("mode", "text", (column) => column.notNull())
    .addColumn("run", "text", (column) => column.notNull())
    .addColumn("version", "bigint", (column) => column.notNull())
    .addColumn("verdict", "text", (column) => column.notNull())
    .addColumn("reason", "text", (column) => column.notNull())
    .addColumn("source", "text", (column) => column.notNull())
    .addColumn("agency_event_id", "text", (column) => column.notNull())
    .addColumn("decided_ms", "bigint")
    .addColumn("next_ask_ms", "bigint")
    .addColumn("body", "text", (column) => column.notNull())
    .execute();
  // Partial: hardly any row waits.
  await schema
    .createIndex("event_verdict_by_next_ask_ms")
    .on("event_verdict")
    .column("next_ask_ms")
    .where(sql.ref("next_ask_ms"), "is not", null)
    .execute();
}

/**
 * By cells of a tenth of a degree for the nearest, of half a degree and magnitude for the largest. `round` is the same in
 * both databases but for halves, and whoever asks takes a cell more.
 */
async function cells(database: Kysely<unknown>): Promise<void> {
  await sql`create index past_event_by_tenth on past_event
    (round(latitude_deg * 10), round(longitude_deg * 10))`.execute(database);
  await sql`create index past_event_by_half_magnitude on past_event
    (round(latitude_deg * 2), round(longitude_deg * 2), magnitude)`.execute(database);
}
