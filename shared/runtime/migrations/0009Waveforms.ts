// Waveforms around events, as miniSEED: by station and time, so that two events close in time share what they have in common.
import { type CreateTableBuilder, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** SQLite keeps bytes in a column of any type, also of one whose name it does not know. */
const COLUMNS = {
  mode: "text",
  run: "text",
  station_id: "text",
  channel: "text",
  start_ms: "double precision",
  end_ms: "double precision",
  sample_rate_hz: "double precision",
  sample_count: "bigint",
  format: "text",
  byte_count: "bigint",
  stored_ms: "bigint",
  // Last: SQLite reads through it to what stands behind.
  body: "bytea",
} as const;

export const waveforms: Migration = {
  async up({ schema }) {
    let table: CreateTableBuilder<string, string> = schema.createTable("waveform");
    for (const [name, kind] of Object.entries(COLUMNS)) {
      table = table.addColumn(name, sql.raw(kind), (column) => column.notNull());
    }
    await table.addPrimaryKeyConstraint("waveform_pk", ["mode", "run", "station_id", "channel", "start_ms"]).execute();
    await schema
      .createIndex("waveform_by_end_ms")
      .on("waveform")
      .columns(["mode", "end_ms", "run", "station_id", "channel"])
      .execute();
    // With the sizes, so that the size of all is summed without reading the waveforms.
    await schema.createIndex("waveform_by_stored_ms").on("waveform").columns(["stored_ms", "byte_count"]).execute();
  },
};
