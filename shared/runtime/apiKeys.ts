// API keys: hashed in the database, looked up in a copy in memory, so that a request costs no query and goes on being
// answered while the database is away. A key that is revoked elsewhere is refused here within two seconds.
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { type Kysely, sql } from "kysely";
import { ask } from "./ask.ts";
import type { Clock } from "./clock.ts";
import type { Database } from "./database.ts";
import { reasonOf } from "./errors.ts";
import type { Log } from "./log.ts";
import { type Principal, SCOPES, type Scope } from "./principal.ts";
import type { ApiKeyTable, Tables } from "./schema.ts";

export interface ApiKey {
  readonly keyId: string;
  readonly ownerId: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly createdMs: number;
  /** Null: never. */
  readonly expiresMs: number | null;
  readonly revokedMs: number | null;
  /** To the minute, and only while the database answers; null: never. */
  readonly lastUsedMs: number | null;
}

export type Found =
  | { readonly kind: "principal"; readonly principal: Principal }
  | { readonly kind: "refused"; readonly reason: string }
  /** Nobody can say yet: the database has not answered since the start. */
  | { readonly kind: "undetermined" };

export interface ApiKeysDeps {
  readonly database: () => Promise<Database>;
  readonly clock: Clock;
  readonly log: Log;
}

interface Row {
  readonly key: ApiKey;
  readonly hash: Buffer;
}

const REFRESH_MS = 2000;
const USED_EVERY_MS = 60_000;
const TEXT = /^tok_([a-z0-9]{16})_([A-Za-z0-9_-]{43})$/;

export class ApiKeys {
  readonly #deps: ApiKeysDeps;
  #rows: ReadonlyMap<string, Row> = new Map();
  #fingerprint = "";
  #isLoaded = false;
  #isFailing = false;
  /** Counts changes made here, so that a read that began before one cannot undo it. */
  #changes = 0;
  #refreshing: Promise<void> | undefined;
  readonly #used = new Map<string, number>();
  #end: () => void = () => undefined;

  constructor(deps: ApiKeysDeps) {
    this.#deps = deps;
  }

  start(): void {
    const tick = () => void this.refresh().catch(() => undefined);
    tick();
    this.#end = this.#deps.clock.every(REFRESH_MS, tick);
  }

  close(): void {
    this.#end();
  }

  /** Whose key that is, or why it is not taken. */
  find(text: string): Found {
    const [, keyId = "", secret = ""] = TEXT.exec(text) ?? [];
    const row = this.#rows.get(keyId);
    if (!this.#isLoaded) return { kind: "undetermined" };
    // The same time for an unknown key as for a wrong secret.
    const isRight = timingSafeEqual(hashOf(secret), row?.hash ?? hashOf(""));
    if (row === undefined || !isRight) return { kind: "refused", reason: "unknown key" };
    const { revokedMs, expiresMs, ownerId, scopes } = row.key;
    const nowMs = this.#deps.clock.nowMs();
    if (revokedMs !== null) return { kind: "refused", reason: "this key was revoked" };
    if (expiresMs !== null && expiresMs <= nowMs) return { kind: "refused", reason: "this key has expired" };
    this.#used.set(keyId, nowMs);
    return { kind: "principal", principal: { keyId, ownerId, scopes } };
  }

  list(): readonly ApiKey[] {
    return [...this.#rows.values()].map(({ key }) => key);
  }

  /** @returns the key and its text, which nobody can tell again. @throws Unavailable */
  async make(of: Pick<ApiKey, "ownerId" | "name" | "scopes" | "expiresMs">): Promise<{ key: ApiKey; text: string }> {
    const keyId = randomBytes(8).toString("hex");
    const secret = randomBytes(32).toString("base64url");
    const createdMs = Math.round(this.#deps.clock.nowMs());
    const key: ApiKey = { keyId, ...of, createdMs, revokedMs: null, lastUsedMs: null };
    const row = { ...rowOf(key), hash: hashOf(secret).toString("hex") };
    await this.#run("store a key", (query) => query.insertInto("api_key").values(row).execute());
    this.#put(row);
    return { key, text: `tok_${keyId}_${secret}` };
  }

  /** False when there is none, or it was revoked before. @throws Unavailable */
  async revoke(keyId: string): Promise<boolean> {
    const revoked_ms = Math.round(this.#deps.clock.nowMs());
    const row = await this.#run("revoke a key", (query) =>
      query
        .updateTable("api_key")
        .set({ revoked_ms })
        .where("key_id", "=", keyId)
        .where("revoked_ms", "is", null)
        .returningAll()
        .executeTakeFirst(),
    );
    if (row !== undefined) this.#put(row);
    return row !== undefined;
  }

  /**
   * Makes the copy equal to the database; calls that come while one runs share it.
   * @throws Unavailable; the copy stays as it is.
   */
  refresh(): Promise<void> {
    this.#refreshing ??= this.#refresh().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  async #refresh(): Promise<void> {
    try {
      await this.#noteUse();
      await this.#load();
      this.#isFailing = false;
    } catch (error) {
      const reason = reasonOf(error);
      if (!this.#isFailing)
        this.#deps.log.warn({ reason }, "API keys cannot be read; the copy in memory goes on serving");
      this.#isFailing = true;
      throw error;
    }
  }

  async #load(): Promise<void> {
    for (;;) {
      const changes = this.#changes;
      const fingerprint = await this.#run("compare keys", fingerprintOf);
      if (fingerprint === this.#fingerprint) return;
      const rows = await this.#run("read keys", (query) => query.selectFrom("api_key").selectAll().execute());
      if (changes !== this.#changes) continue;
      this.#rows = new Map(rows.map((row) => [row.key_id, inMemory(row)]));
      this.#fingerprint = fingerprint;
      this.#isLoaded = true;
      return;
    }
  }

  #put(row: ApiKeyTable): void {
    this.#rows = new Map(this.#rows).set(row.key_id, inMemory(row));
    this.#changes += 1;
  }

  async #noteUse(): Promise<void> {
    for (const [keyId, last_used_ms] of this.#used) {
      this.#used.delete(keyId);
      if (last_used_ms - (this.#rows.get(keyId)?.key.lastUsedMs ?? 0) < USED_EVERY_MS) continue;
      await this.#run("note a key's use", (query) =>
        query.updateTable("api_key").set({ last_used_ms }).where("key_id", "=", keyId).execute(),
      );
    }
  }

  #run<T>(what: string, work: (query: Kysely<Tables>) => Promise<T>): Promise<T> {
    return ask(this.#deps, what, ({ query }) => work(query));
  }
}

/** One round of SHA-256 is enough: the secret is 32 random bytes, not a word somebody could guess. */
function hashOf(secret: string): Buffer {
  return createHash("sha256").update(secret).digest();
}

/** Changes whenever a key was made, used or revoked; costs far less than reading them all. */
async function fingerprintOf(query: Kysely<Tables>): Promise<string> {
  const row = await query
    .selectFrom("api_key")
    .select(({ fn }) => [
      fn.countAll().as("count"),
      fn.count("revoked_ms").as("revoked"),
      // Small enough to stay exact in both dialects.
      sql<unknown>`sum(coalesce(last_used_ms, 0) % 1000000007)`.as("used"),
    ])
    .executeTakeFirstOrThrow();
  return `${row.count}/${row.revoked}/${row.used}`;
}

function inMemory(row: ApiKeyTable): Row {
  return { key: keyOf(row), hash: Buffer.from(row.hash, "hex") };
}

function rowOf(key: ApiKey): Omit<ApiKeyTable, "hash"> {
  return {
    key_id: key.keyId,
    owner_id: key.ownerId,
    name: key.name,
    scopes: key.scopes.join(","),
    created_ms: key.createdMs,
    expires_ms: key.expiresMs,
    revoked_ms: key.revokedMs,
    last_used_ms: key.lastUsedMs,
  };
}

function keyOf(row: ApiKeyTable): ApiKey {
  const given = row.scopes.split(",");
  const orNull = (ms: number | null) => (ms === null ? null : Number(ms));
  return {
    keyId: row.key_id,
    ownerId: row.owner_id,
    name: row.name,
    scopes: SCOPES.filter((scope) => given.includes(scope)),
    createdMs: Number(row.created_ms),
    expiresMs: orNull(row.expires_ms),
    revokedMs: orNull(row.revoked_ms),
    lastUsedMs: orNull(row.last_used_ms),
  };
}
