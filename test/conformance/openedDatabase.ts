// A new database for a suite: opened before its tests, dropped after them.
import { afterAll, beforeAll, beforeEach } from "vitest";
import { connectDatabase } from "../../shared/runtime/connectDatabase.ts";
import type { Database } from "../../shared/runtime/database.ts";
import { openLog } from "../../shared/runtime/log.ts";
import type { Tables } from "../../shared/runtime/schema.ts";

export interface EmptyDatabase {
  readonly url: string;
  /** Deletes it with all it holds. */
  drop(): Promise<void>;
}

export const databaseDeps = { log: openLog({ level: "fatal", service: "test" }) };

/** @param emptied tables that are empty before each test */
export function openedDatabase(
  make: () => Promise<EmptyDatabase>,
  emptied: readonly (keyof Tables)[] = [],
): () => Database {
  let empty: EmptyDatabase;
  let database: Database;
  beforeAll(async () => {
    empty = await make();
    database = await connectDatabase(empty.url, databaseDeps);
  });
  beforeEach(async () => {
    for (const table of emptied) await database.query.deleteFrom(table).execute();
  });
  afterAll(async () => {
    await database?.close();
    await empty?.drop();
  });
  return () => database;
}
