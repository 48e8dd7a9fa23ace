// What ground a subscriber stands on: unknown for all who were there before.
import { sql } from "kysely";
import type { Migration } from "kysely/migration";

export const subscriptionGround: Migration = {
  async up(database) {
    await database.schema.alterTable("subscription").addColumn("vs30_mps", sql.raw("double precision")).execute();
  },
};
