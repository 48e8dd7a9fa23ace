// PostgreSQL through a pool of connections: kysely's dialect over pg, outages as Unavailable.
import {
  Kysely,
  type PostgresCursor,
  PostgresDialect,
  type PostgresPool,
  type PostgresPoolClient,
  type PostgresQueryResult,
  sql,
} from "kysely";
import pg from "pg";
import { systemClock } from "./clock.ts";
import type { Database } from "./database.ts";
import { reasonOf, Unavailable } from "./errors.ts";
import type { Log } from "./log.ts";
import { migrateToLatest } from "./migrate.ts";
import type { Tables } from "./schema.ts";

const CONNECTIONS = 10;
const CONNECT_TIMEOUT_MS = 5000;
const STATEMENT_TIMEOUT_MS = 10_000;
/** Beyond the server's own limit: then it is the server that does not answer. */
const ANSWER_TIMEOUT_MS = 12_000;
const READY_WITHIN_MS = 2000;

/**
 * SQLSTATE classes (PostgreSQL appendix A) of a world that may be better later: connection, invalid authorisation,
 * transaction rollback (deadlock), resources, operator intervention, system and internal errors.
 */
const WORLD_CLASSES: ReadonlySet<string> = new Set(["08", "28", "40", "53", "57", "58", "XX"]);
/** Read-only transaction (a failed-over standby), lock not available, no such database (not yet). */
const WORLD_CODES: ReadonlySet<string> = new Set(["25006", "55P03", "3D000"]);

const INT8 = 20;
const NUMERIC = 1700;

/** @throws Unavailable when the server cannot be reached; it may be asked again. */
export async function postgresDatabase(url: string, log: Log): Promise<Database> {
  const address = addressOf(url);
  await migrate(url, address, log);
  const query = open(pool(url, { max: CONNECTIONS, statement_timeout: STATEMENT_TIMEOUT_MS }, log), address);
  return {
    query,
    dialect: "postgres",
    notReady: () => notReady(query, address),
    close: () => query.destroy(),
  };
}

/** Builds of an index may take long: a connection of their own without a time limit. kysely holds an advisory lock. */
async function migrate(url: string, address: string, log: Log): Promise<void> {
  const query = open(pool(url, { max: 1, statement_timeout: 0, query_timeout: 0 }, log), address);
  try {
    await migrateToLatest(query, log);
  } finally {
    await query.destroy();
  }
}

function pool(url: string, limits: pg.PoolConfig, log: Log): pg.Pool {
  const connections = new pg.Pool({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: ANSWER_TIMEOUT_MS,
    keepAlive: true,
    application_name: "tocsin",
    types: { getTypeParser: parserOf },
    ...limits,
  });
  connections.on("error", (error) => log.warn({ reason: reasonOf(error) }, "database: an idle connection broke"));
  // pg tells a connection's end as an event too, which nobody else hears while a query holds it: it would end us.
  connections.on("connect", (client) => client.on("error", () => undefined));
  return connections;
}

/** Counts and sums come back as numbers, as SQLite gives them; ours stay below 2^53. */
function parserOf(oid: number, format?: "text" | "binary"): (text: string) => unknown {
  if (oid === INT8 || oid === NUMERIC) return Number;
  return pg.types.getTypeParser(oid, format === "binary" ? "binary" : "text") as (text: string) => unknown;
}

function open(connections: pg.Pool, address: string): Kysely<Tables> {
  const guarded: PostgresPool = {
    connect: async () => guardedClient(await translated(address, () => connections.connect()), address),
    end: () => connections.end(),
    options: connections.options,
  };
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool: guarded }) });
}

/** A connection that failed once is not given back: what it still waits for would hold up the next query. */
function guardedClient(client: pg.PoolClient, address: string): PostgresPoolClient {
  let broken = false;
  function query<R>(text: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>>;
  function query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>;
  function query(text: unknown, parameters: readonly unknown[] = []): unknown {
    const asked = translated(address, () => client.query(String(text), [...parameters]));
    return asked.catch((error: unknown) => {
      broken ||= error instanceof Unavailable;
      throw error;
    });
  }
  return { query, release: (destroy) => client.release(broken || destroy) };
}

async function translated<T>(address: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof pg.DatabaseError && !isOutage(cause.code ?? "")) throw cause;
    throw new Unavailable(address, { cause });
  }
}

function isOutage(code: string): boolean {
  return WORLD_CLASSES.has(code.slice(0, 2)) || WORLD_CODES.has(code);
}

async function notReady(query: Kysely<Tables>, address: string): Promise<string | undefined> {
  const late = new AbortController();
  const answer = sql`select 1`.execute(query).then(() => undefined, reasonOf);
  const timeout = systemClock.sleep(READY_WITHIN_MS, late.signal).then(() => `${address}: no answer within 2 s`);
  return Promise.race([answer, timeout]).finally(() => late.abort());
}

/** Never with the password. */
function addressOf(url: string): string {
  const { host, pathname } = new URL(url);
  return `postgres at ${host}${pathname}`;
}
