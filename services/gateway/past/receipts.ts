// What became of an event's alerts, as the alarm service wrote it down: counts, seconds left, attempts; without bodies.
import { setImmediate } from "node:timers/promises";
import { z } from "zod";
import { deliverySchema } from "../../../shared/contracts/delivery.ts";
import type { Database } from "../../../shared/runtime/database.ts";
import type { DeliveryTable } from "../../../shared/runtime/schema.ts";
import { median } from "../../../shared/seismo/robust.ts";
import type { EventView } from "../view.ts";

export interface Receipt extends z.output<typeof toldSchema> {
  readonly alertId: string;
  readonly subscriptionId: string;
  readonly version: number;
  readonly type: string;
  readonly outcome: string;
  readonly delayMs: number | null;
  readonly attempts: readonly z.output<typeof deliverySchema>["attempts"][number][];
  readonly finishedMs: number;
  /** When it was taken as information, after it was no alarm any more. */
  readonly lateDeliveredMs: number | null;
  readonly givenUp: string;
}

export interface Receipts {
  readonly total: number;
  readonly outcomes: Readonly<Record<string, number>>;
  /** Of the first alerts that were delivered to each, in `receipts`; null where nobody was told in time. */
  readonly medianSecondsLeft: number | null;
  readonly receipts: readonly Receipt[];
  /** Public messages about it, first to last. */
  readonly cap: readonly { readonly identifier: string; readonly version: number; readonly sentMs: number }[];
}

export const MOST_RECEIPTS = 2000;
const READ_AT_ONCE = 100;

const storedSchema = deliverySchema.pick({ attempts: true, delayMs: true, message: true });
/** What the message said that was sent. */
const toldSchema = z.object({
  secondsLeft: z.number().nullable().catch(null),
  intensity: z.number().nullable().catch(null),
  distanceKm: z.number().nullable().catch(null),
});

export async function receiptsOf({ query }: Database, eventId: string, limit: number): Promise<Receipts> {
  const outcomes = await outcomesOf({ query }, [eventId]);
  const receipts: Receipt[] = [];
  for (let offset = 0; offset < limit; offset += READ_AT_ONCE) {
    const rows = await query
      .selectFrom("delivery")
      .selectAll()
      .where("event_id", "=", eventId)
      .orderBy("version")
      .orderBy("finished_ms")
      .orderBy("alert_id")
      .limit(Math.min(READ_AT_ONCE, limit - offset))
      .offset(offset)
      .execute();
    for (const row of rows) receipts.push(receiptOf(row));
    if (rows.length < READ_AT_ONCE) break;
    await setImmediate();
  }
  const counts = outcomes.get(eventId) ?? {};
  return {
    total: sumOf(counts),
    outcomes: counts,
    medianSecondsLeft: medianLeftOf(receipts),
    receipts,
    cap: await capOf({ query }, eventId),
  };
}

async function capOf({ query }: Pick<Database, "query">, eventId: string): Promise<Receipts["cap"]> {
  const rows = await query
    .selectFrom("cap_message")
    .select(["identifier", "version", "sent_ms"])
    .where("event_id", "=", eventId)
    .orderBy("version")
    .execute();
  return rows.map(({ identifier, version, sent_ms }) => {
    return { identifier, version: Number(version), sentMs: Number(sent_ms) };
  });
}

/** Events whose alerts this gateway did not hear of, with how many there were and what became of them. */
export async function withAlertCounts(database: Database, events: readonly EventView[]): Promise<readonly EventView[]> {
  const uncounted = events.flatMap(({ eventId, alertCount }) => (alertCount === 0 ? [eventId] : []));
  const known = await outcomesOf(database, uncounted);
  return events.map((event) => {
    const outcomes = known.get(event.eventId);
    return outcomes === undefined ? event : { ...event, outcomes, alertCount: sumOf(outcomes) };
  });
}

function sumOf(outcomes: Readonly<Record<string, number>>): number {
  return Object.values(outcomes).reduce((sum, count) => sum + count, 0);
}

async function outcomesOf({ query }: Pick<Database, "query">, eventIds: readonly string[]) {
  const byEvent = new Map<string, Record<string, number>>();
  if (eventIds.length === 0) return byEvent;
  const rows = await query
    .selectFrom("delivery")
    .select(({ fn }) => ["event_id", "outcome", fn.countAll().as("count")])
    .where("event_id", "in", eventIds)
    .groupBy(["event_id", "outcome"])
    .execute();
  for (const { event_id, outcome, count } of rows) {
    byEvent.set(event_id, { ...byEvent.get(event_id), [outcome]: Number(count) });
  }
  return byEvent;
}

/** Those whose alert came first to each subscriber: later versions tell the same people again, with less time left. */
function medianLeftOf(receipts: readonly Receipt[]): number | null {
  const first = new Map<string, number>();
  for (const { subscriptionId, outcome, secondsLeft } of receipts) {
    if (outcome === "delivered" && secondsLeft !== null && !first.has(subscriptionId)) {
      first.set(subscriptionId, secondsLeft);
    }
  }
  return first.size === 0 ? null : median([...first.values()]);
}

function receiptOf(row: DeliveryTable): Receipt {
  const stored = storedSchema.safeParse(parsed(row.body)).data;
  const told = toldSchema.safeParse(Object(parsed(stored?.message ?? "")).data);
  return {
    alertId: row.alert_id,
    subscriptionId: row.subscription_id,
    version: Number(row.version),
    type: row.type,
    outcome: row.outcome,
    delayMs: stored?.delayMs ?? null,
    attempts: stored?.attempts ?? [],
    finishedMs: Number(row.finished_ms),
    lateDeliveredMs: row.late_delivered_ms === null ? null : Number(row.late_delivered_ms),
    givenUp: row.given_up,
    ...(told.data ?? { secondsLeft: null, intensity: null, distanceKm: null }),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
