// SQLite in a file or in memory through Node's own module: kysely's dialect over `node:sqlite`.
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import { Kysely, type SqliteDatabase, SqliteDialect, type SqliteStatement, sql } from "kysely";
import { systemClock } from "./clock.ts";
import type { Database } from "./database.ts";
import { reasonOf, Unavailable } from "./errors.ts";
import type { Log } from "./log.ts";
import { migrateToLatest } from "./migrate.ts";
import type { Tables } from "./schema.ts";

const BUSY_TIMEOUT_MS = 5000;
const MIGRATION_WAIT_MS = 60_000;

/**
 * Primary result codes (sqlite.org/rescode.html) that speak of the world and not of the statement: PERM, BUSY, LOCKED,
 * NOMEM, READONLY, IOERR, CORRUPT, FULL, CANTOPEN, NOLFS, NOTADB.
 */
const WORLD_CODES: ReadonlySet<number> = new Set([3, 5, 6, 7, 8, 10, 11, 13, 14, 22, 26]);
const BUSY = 5;

/** @param path a file, made with its folder when missing, or ":memory:" */
export async function sqliteDatabase(path: string, log: Log): Promise<Database> {
  const file = await guarded(path, () => open(path));
  const query = new Kysely<Tables>({ dialect: new SqliteDialect({ database: adapter(path, file) }) });
  try {
    await migrateAlone(path, file, () => migrateToLatest(query, log));
  } catch (error) {
    file.close();
    throw error;
  }
  return {
    query,
    dialect: "sqlite",
    notReady: () =>
      sql`select 1`.execute(query).then(
        () => undefined,
        (error: unknown) => reasonOf(error),
      ),
    close: () => query.destroy(),
  };
}

function open(path: string): DatabaseSync {
  if (path !== ":memory:") mkdirSync(dirname(path), { recursive: true });
  const file = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS, enableForeignKeyConstraints: true });
  // WAL with NORMAL: a killed process loses nothing, a power cut at most the last moments, and no fsync a commit.
  file.exec("pragma journal_mode = wal; pragma synchronous = normal;");
  return file;
}

/** kysely asks for better-sqlite3's shape. */
function adapter(path: string, file: DatabaseSync): SqliteDatabase {
  return {
    close: () => file.close(),
    prepare(text): SqliteStatement {
      const statement = guardedSync(path, () => file.prepare(text));
      const bound = (parameters: readonly unknown[]) => parameters as readonly SQLInputValue[];
      return {
        reader: statement.columns().length > 0,
        all: (parameters) => guardedSync(path, () => statement.all(...bound(parameters))),
        run: (parameters) => guardedSync(path, () => statement.run(...bound(parameters))),
        iterate: (parameters) => statement.iterate(...bound(parameters)),
      };
    },
  };
}

/**
 * Runs all migrations in one exclusive transaction. Another service may be doing the same: it is waited for without
 * blocking this thread, since the other one may live in it.
 */
async function migrateAlone(path: string, file: DatabaseSync, migrate: () => Promise<void>): Promise<void> {
  const deadlineMs = systemClock.monotonicMs() + MIGRATION_WAIT_MS;
  file.exec("pragma busy_timeout = 0");
  while (!begun(path, file)) {
    if (systemClock.monotonicMs() > deadlineMs) throw new Unavailable(`sqlite ${path}: locked by another process`);
    await systemClock.sleep(20);
  }
  try {
    await migrate();
    file.exec("commit");
  } catch (error) {
    if (file.isTransaction) file.exec("rollback");
    throw asUnavailable(path, error);
  }
  file.exec(`pragma busy_timeout = ${BUSY_TIMEOUT_MS}`);
}

function begun(path: string, file: DatabaseSync): boolean {
  try {
    file.exec("begin immediate");
    return true;
  } catch (error) {
    if (primaryCode(error) === BUSY) return false;
    throw asUnavailable(path, error);
  }
}

async function guarded<T>(path: string, work: () => T): Promise<T> {
  return guardedSync(path, work);
}

function guardedSync<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw asUnavailable(path, error);
  }
}

/** A broken statement or constraint stays what it is: that is a bug or an answer, not an outage. */
function asUnavailable(path: string, error: unknown): unknown {
  const code = primaryCode(error);
  const world = code === undefined ? isFileError(error) : WORLD_CODES.has(code);
  return world ? new Unavailable(`sqlite ${path}`, { cause: error }) : error;
}

function primaryCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("errcode" in error) || typeof error.errcode !== "number") return undefined;
  return error.errcode & 0xff;
}

function isFileError(error: unknown): boolean {
  return error instanceof Error && "syscall" in error;
}
