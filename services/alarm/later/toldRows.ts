// Who was told about an event, by the account of deliveries: it outlives the hot state's, and knows who really was.
import type { Repository } from "../repository.ts";

/** Everybody who got an alarm about the event, or may still get it. */
export function toldAbout(repository: Repository, eventId: string): Promise<readonly string[]> {
  return repository.ask("read who was told", async ({ query }) => {
    const rows = await query
      .selectFrom("delivery")
      .select("subscription_id")
      .distinct()
      .where("event_id", "=", eventId)
      .where(({ eb, or }) =>
        or([
          eb("outcome", "=", "delivered"),
          eb("late_delivered_ms", "is not", null),
          eb("next_attempt_ms", "is not", null),
        ]),
      )
      .execute();
    return rows.map((row) => row.subscription_id);
  });
}
