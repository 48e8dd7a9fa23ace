// The database seam: one typed query layer (kysely) over SQLite in a file or PostgreSQL, chosen by the URL's scheme.
import type { Kysely } from "kysely";
import type { Tables } from "./schema.ts";

export interface Database {
  readonly query: Kysely<Tables>;
  /** Which dialect it is, for the few queries that differ. */
  readonly dialect: "sqlite" | "postgres";
  notReady(): Promise<string | undefined>;
  close(): Promise<void>;
}
