// Opens and migrates the database a URL names. Drivers are loaded only where they are used.
import type { Database } from "./database.ts";
import type { Log } from "./log.ts";

const OLDEST_NODE = 24;

/**
 * @param url `sqlite:FILE`, `sqlite::memory:` or `postgres://user:password@host[:port]/name`
 * @throws Unavailable when it cannot be reached or opened; it may be asked again.
 */
export async function connectDatabase(url: string, deps: { readonly log: Log }): Promise<Database> {
  const scheme = url.slice(0, url.indexOf(":") + 1);
  if (scheme === "sqlite:") {
    if (Number(process.versions.node.split(".")[0]) < OLDEST_NODE) {
      throw new Error(`database url: "sqlite:" needs Node ${OLDEST_NODE} or newer, this is ${process.version}`);
    }
    const path = url.slice(scheme.length).replace(/^\/\//, "");
    if (path === "") throw new Error(`database url: got "${url}", want sqlite:FILE or sqlite::memory:`);
    const { sqliteDatabase } = await import("./databaseSqlite.ts");
    return sqliteDatabase(path, deps.log);
  }
  if (scheme === "postgres:" || scheme === "postgresql:") {
    // The URL itself is not quoted: it may hold a password.
    if (!URL.canParse(url)) throw new Error("database url: not a URL; want postgres://user:password@host[:port]/name");
    const { postgresDatabase } = await import("./databasePostgres.ts");
    return postgresDatabase(url, deps.log);
  }
  throw new Error(`database url: got scheme "${scheme || url}", want sqlite:, postgres: or postgresql:`);
}
