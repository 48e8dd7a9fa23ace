// The account of what was done through the interface: who, when, what, to what. Kept in the database and in the log.
import { randomBytes } from "node:crypto";
import { ask } from "./ask.ts";
import type { Clock } from "./clock.ts";
import type { Database } from "./database.ts";
import { reasonOf } from "./errors.ts";
import type { Log } from "./log.ts";
import type { Principal } from "./principal.ts";

export interface AuditEntry {
  /** Sorts by time. */
  readonly auditId: string;
  readonly atMs: number;
  readonly keyId: string;
  readonly ownerId: string;
  readonly action: string;
  readonly target: string;
  readonly detail: string;
}

export interface AuditPage {
  readonly limit: number;
  readonly beforeMs?: number | undefined;
  readonly after?: string | undefined;
}

export interface AuditDeps {
  readonly database: () => Promise<Database>;
  readonly clock: Clock;
  readonly log: Log;
}

export class Audit {
  readonly #deps: AuditDeps;

  constructor(deps: AuditDeps) {
    this.#deps = deps;
  }

  /** Never fails and is not waited for: what was done is done, and the log has it at least. */
  note({ keyId, ownerId }: Principal, action: string, { target = "", detail = "" } = {}): void {
    const { clock, log, database } = this.#deps;
    const atMs = Math.round(clock.nowMs());
    log.info({ keyId, ownerId, action, target, detail }, "audit");
    const row = {
      audit_id: `${atMs}-${randomBytes(6).toString("hex")}`,
      at_ms: atMs,
      key_id: keyId,
      owner_id: ownerId,
    };
    database()
      .then(({ query }) =>
        query
          .insertInto("audit")
          .values({ ...row, action, target, detail })
          .execute(),
      )
      .catch((error: unknown) => log.warn({ action, target, reason: reasonOf(error) }, "audit: only in this log"));
  }

  /**
   * Newest first. @param page `after`: the auditId of the last one seen.
   * @throws Unavailable
   */
  list(page: AuditPage): Promise<readonly AuditEntry[]> {
    const { limit, beforeMs = Number.MAX_SAFE_INTEGER, after } = page;
    return ask(this.#deps, "read the account", async ({ query }) => {
      const rows = await query
        .selectFrom("audit")
        .selectAll()
        .where("at_ms", "<", beforeMs)
        .$if(after !== undefined, (all) => all.where("audit_id", "<", after ?? ""))
        .orderBy("audit_id", "desc")
        .limit(limit)
        .execute();
      return rows.map(({ audit_id, at_ms, key_id, owner_id, action, target, detail }) => ({
        ...{ auditId: audit_id, atMs: Number(at_ms), keyId: key_id, ownerId: owner_id },
        ...{ action, target, detail },
      }));
    });
  }
}
