// What the public was told, as it was told: messages are added and never changed.
import { type CreateTableBuilder, sql } from "kysely";
import type { Migration } from "kysely/migration";

const COLUMNS = {
  identifier: "text",
  event_id: "text",
  version: "bigint",
  mode: "text",
  sent_ms: "bigint",
  xml: "text",
  bulletin: "text",
  stored_ms: "bigint",
} as const;

export const capMessages: Migration = {
  async up({ schema }) {
    let table: CreateTableBuilder<string, string> = schema.createTable("cap_message");
    for (const [name, kind] of Object.entries(COLUMNS)) {
      table = table.addColumn(name, sql.raw(kind), (column) => column.notNull());
    }
    await table.addPrimaryKeyConstraint("cap_message_pk", ["identifier"]).execute();
    await schema.createIndex("cap_message_by_event_id").on("cap_message").columns(["event_id"]).execute();
    await schema.createIndex("cap_message_by_stored_ms").on("cap_message").columns(["stored_ms"]).execute();
  },
};
