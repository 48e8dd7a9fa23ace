// `failing_since_ms` of subscriptions, written many at once. `updated_ms` stays, or every replica would read them all again.
import type { Repository } from "../repository.ts";

const MOST_A_STATEMENT = 500;

export class FailingRows {
  readonly #repository: Repository;

  constructor(repository: Repository) {
    this.#repository = repository;
  }

  all(): Promise<Map<string, number>> {
    return this.#repository.ask("read failing endpoints", async ({ query }) => {
      const rows = await query
        .selectFrom("subscription")
        .select(["subscription_id", "failing_since_ms"])
        .where("failing_since_ms", "is not", null)
        .execute();
      return new Map(rows.map((row) => [row.subscription_id, Number(row.failing_since_ms)]));
    });
  }

  /** Whoever fails already keeps their time. */
  begin(subscriptionIds: readonly string[], sinceMs: number): Promise<void> {
    return this.#inParts(subscriptionIds, "note failing endpoints", sinceMs);
  }

  end(subscriptionIds: readonly string[]): Promise<void> {
    return this.#inParts(subscriptionIds, "note endpoints that work again", null);
  }

  #inParts(subscriptionIds: readonly string[], what: string, sinceMs: number | null): Promise<void> {
    return this.#repository.ask(what, async ({ query }) => {
      for (let from = 0; from < subscriptionIds.length; from += MOST_A_STATEMENT) {
        await query
          .updateTable("subscription")
          .set({ failing_since_ms: sinceMs })
          .where("subscription_id", "in", subscriptionIds.slice(from, from + MOST_A_STATEMENT))
          .where("failing_since_ms", sinceMs === null ? "is not" : "is", null)
          .execute();
      }
    });
  }
}
