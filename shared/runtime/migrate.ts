// Brings a database's tables up to date; what was done before is not done again.
import type { Kysely } from "kysely";
import { Migrator } from "kysely/migration";
import { Unavailable } from "./errors.ts";
import type { Log } from "./log.ts";
import { migrations } from "./migrations/all.ts";
import type { Tables } from "./schema.ts";

/** The caller sees to it that nobody else migrates the same database at the same time. */
export async function migrateToLatest(query: Kysely<Tables>, log: Log): Promise<void> {
  const migrator = new Migrator({ db: query, provider: { getMigrations: async () => ({ ...migrations }) } });
  const { error, results = [] } = await migrator.migrateToLatest();
  if (error !== undefined) {
    const failed = results.find((result) => result.status === "Error")?.migrationName;
    if (failed === undefined || error instanceof Unavailable) throw error;
    throw new Error(`migration "${failed}" failed`, { cause: error });
  }
  for (const { migrationName } of results) log.info({ migration: migrationName }, "database: migrated");
}
