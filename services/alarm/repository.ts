// Subscriptions and deliveries in the database.

import { type Kysely, type Selectable, sql } from "kysely";
import type { Delivery } from "../../shared/contracts/delivery.ts";
import { MODES } from "../../shared/contracts/mode.ts";
import { type AskDeps, ask } from "../../shared/runtime/ask.ts";
import type { Database } from "../../shared/runtime/database.ts";
import type { DeliveryTable, SubscriptionTable, Tables } from "../../shared/runtime/schema.ts";
import { firstAttemptMs } from "./later/schedule.ts";
import { type EventType, STANDARD_SETTINGS, type Subscription, type SubscriptionSettings } from "./subscription.ts";

export interface FinishedDelivery extends Omit<Delivery, "subscriptionId" | "run" | "type" | "outcome"> {
  readonly type: EventType;
  /** `queued`: what was never an alarm, as verdicts and notices are; `later` tells what became of it. */
  readonly outcome: Delivery["outcome"] | "queued";
  readonly finishedMs: number;
  /** How it is offered as information after its life as an alarm; null where it is not. */
  readonly later: Later | null;
}

export interface Later {
  readonly tries: number;
  readonly nextAttemptMs: number | null;
  readonly deliveredMs: number | null;
  /** Why it is offered no more, "" while it is or when it was taken. */
  readonly givenUp: string;
}

export interface DeliveryPage {
  readonly limit: number;
  readonly beforeMs?: number | undefined;
  readonly after?: string | undefined;
}

export class Repository {
  readonly #deps: AskDeps;

  constructor(deps: AskDeps) {
    this.#deps = deps;
  }

  all(): Promise<readonly Subscription[]> {
    return this.#run("read subscriptions", async (query) => {
      const rows = await query.selectFrom("subscription").selectAll().execute();
      return rows.map(subscriptionOf);
    });
  }

  /** Changes whenever a subscription was added, changed or removed; costs far less than reading them all. */
  fingerprint(): Promise<string> {
    return this.#run("compare subscriptions", async (query) => {
      const row = await query
        .selectFrom("subscription")
        .select(({ fn }) => [
          fn.countAll().as("count"),
          fn.max("updated_ms").as("newest"),
          // Small enough to stay exact in both dialects.
          sql<unknown>`sum(updated_ms % 1000000007)`.as("sum"),
        ])
        .executeTakeFirstOrThrow();
      return `${row.count}/${row.newest}/${row.sum}`;
    });
  }

  insert(subscription: Subscription): Promise<void> {
    return this.#run("store a subscription", async (query) => {
      await query.insertInto("subscription").values(rowOf(subscription)).execute();
    });
  }

  /** False when it is no longer as it was before, or not there any more. What `later/` notes of its endpoint stays. */
  update(before: Pick<Subscription, "updatedMs" | "disabledMs">, after: Subscription): Promise<boolean> {
    return this.#run("change a subscription", async (query) => {
      const { subscription_id, failing_since_ms, ...columns } = rowOf(after);
      const isOnAgain = before.disabledMs !== null && after.disabledMs === null;
      const done = await query
        .updateTable("subscription")
        .set(isOnAgain ? { ...columns, failing_since_ms } : columns)
        .where("subscription_id", "=", subscription_id)
        .where("updated_ms", "=", before.updatedMs)
        .executeTakeFirst();
      return Number(done.numUpdatedRows) > 0;
    });
  }

  /** Switches one off and leaves what its owner may have changed meanwhile as it is. False when it was off already. */
  disable(subscriptionId: string, atMs: number, reason: string): Promise<boolean> {
    return this.#run("switch a subscription off", async (query) => {
      const done = await query
        .updateTable("subscription")
        .set({ disabled_ms: atMs, disabled_reason: reason, updated_ms: atMs })
        .where("subscription_id", "=", subscriptionId)
        .where("disabled_ms", "is", null)
        .executeTakeFirst();
      return Number(done.numUpdatedRows) > 0;
    });
  }

  /** False when there was none. */
  remove(subscriptionId: string): Promise<boolean> {
    return this.#run("remove a subscription", async (query) => {
      const done = await query
        .deleteFrom("subscription")
        .where("subscription_id", "=", subscriptionId)
        .executeTakeFirst();
      return Number(done.numDeletedRows) > 0;
    });
  }

  /** Records what became of alerts; a repeat changes nothing. */
  record(deliveries: readonly Delivery[], finishedMs: number): Promise<void> {
    return this.#run("record deliveries", async (query) => {
      const rows = deliveries.map((delivery) => deliveryRowOf(delivery, finishedMs));
      await query
        .insertInto("delivery")
        .values(rows)
        .onConflict((conflict) => conflict.column("alert_id").doNothing())
        .execute();
    });
  }

  /** Newest first. @param page `after`: the alertId of the last one seen. */
  deliveriesOf(subscriptionId: string, page: DeliveryPage): Promise<readonly FinishedDelivery[]> {
    const { limit, beforeMs = Number.MAX_SAFE_INTEGER, after } = page;
    return this.#run("read deliveries", async (query) => {
      const rows = await query
        .selectFrom("delivery")
        .select(["body", "finished_ms", "next_attempt_ms", "tries", "late_delivered_ms", "given_up"])
        .where("subscription_id", "=", subscriptionId)
        .where("finished_ms", "<", beforeMs)
        .$if(after !== undefined, (all) => all.where(isAfter(after ?? "")))
        .orderBy("finished_ms", "desc")
        .orderBy("alert_id", "desc")
        .limit(limit)
        .execute();
      return rows.map(finishedOf);
    });
  }

  #run<T>(what: string, work: (query: Kysely<Tables>) => Promise<T>): Promise<T> {
    return ask(this.#deps, what, ({ query }) => work(query));
  }

  /**
   * Any other question to the same database.
   * @throws Unavailable when it cannot be answered, or is not within 5 s.
   */
  ask<T>(what: string, work: (database: Database) => Promise<T>): Promise<T> {
    return ask(this.#deps, what, work);
  }
}

/** Many are finished in the same millisecond: they are recorded together. */
function isAfter(alertId: string) {
  const last = sql<number>`(select finished_ms from delivery where alert_id = ${alertId})`;
  return sql<boolean>`(finished_ms < ${last} or (finished_ms = ${last} and alert_id < ${alertId}))`;
}

type FinishedRow = Pick<
  Selectable<DeliveryTable>,
  "body" | "finished_ms" | "next_attempt_ms" | "tries" | "late_delivered_ms" | "given_up"
>;

function finishedOf(row: FinishedRow): FinishedDelivery {
  const { subscriptionId: _, run: __, ...rest } = parseDelivery(row.body);
  return { ...rest, finishedMs: Number(row.finished_ms), later: laterOf(row) };
}

/** Written by `deliveryRowOf` of this version or an older one. */
function parseDelivery(body: string): Delivery {
  return JSON.parse(body) as Delivery;
}

function laterOf({ tries, next_attempt_ms, late_delivered_ms, given_up }: FinishedRow): Later | null {
  if (next_attempt_ms === null && late_delivered_ms === null && given_up === "") return null;
  return { tries, nextAttemptMs: next_attempt_ms, deliveredMs: late_delivered_ms, givenUp: given_up };
}

function deliveryRowOf(delivery: Delivery, finishedMs: number): DeliveryTable {
  const { alertId, subscriptionId, eventId, version, mode, type, outcome } = delivery;
  const ids = { alert_id: alertId, subscription_id: subscriptionId, event_id: eventId, version };
  const told = { ...ids, mode, type, outcome, body: JSON.stringify(delivery), finished_ms: finishedMs };
  const nextMs = firstAttemptMs(delivery, finishedMs);
  return { ...told, next_attempt_ms: nextMs, tries: 0, claimed_by: "", late_delivered_ms: null, given_up: "" };
}

function rowOf(subscription: Subscription): SubscriptionTable {
  return {
    owner_id: subscription.ownerId,
    failing_since_ms: subscription.failingSinceMs,
    settings: JSON.stringify(settingsOf(subscription)),
    subscription_id: subscription.subscriptionId,
    name: subscription.name,
    url: subscription.url,
    secret: subscription.secret,
    latitude_deg: subscription.latitudeDeg,
    longitude_deg: subscription.longitudeDeg,
    vs30_mps: subscription.vs30Mps,
    minimum_intensity: subscription.minimumIntensity,
    accept_preliminary: subscription.acceptPreliminary ? 1 : 0,
    modes: subscription.modes.join(","),
    created_ms: subscription.createdMs,
    updated_ms: subscription.updatedMs,
    disabled_ms: subscription.disabledMs,
    disabled_reason: subscription.disabledReason,
  };
}

function settingsOf(subscription: Subscription): SubscriptionSettings {
  const { polygon, minimumMagnitude, minimumLikelihood, minimumLeadTimeS, costLossRatio } = subscription;
  const { types, language, previousSecret } = subscription;
  return {
    ...{ polygon, minimumMagnitude, minimumLikelihood, minimumLeadTimeS, costLossRatio },
    ...{ types, language, previousSecret },
  };
}

/** Written by `settingsOf` of this version or an older one, which knew fewer. */
function parseSettings(text: string): Partial<SubscriptionSettings> {
  return JSON.parse(text) as Partial<SubscriptionSettings>;
}

function subscriptionOf(row: Selectable<SubscriptionTable>): Subscription {
  return {
    ...STANDARD_SETTINGS,
    ...parseSettings(row.settings),
    ownerId: row.owner_id,
    failingSinceMs: row.failing_since_ms === null ? null : Number(row.failing_since_ms),
    subscriptionId: row.subscription_id,
    name: row.name,
    url: row.url,
    secret: row.secret,
    latitudeDeg: Number(row.latitude_deg),
    longitudeDeg: Number(row.longitude_deg),
    vs30Mps: row.vs30_mps === null ? null : Number(row.vs30_mps),
    minimumIntensity: Number(row.minimum_intensity),
    acceptPreliminary: Number(row.accept_preliminary) === 1,
    modes: MODES.filter((mode) => row.modes.split(",").includes(mode)),
    createdMs: Number(row.created_ms),
    updatedMs: Number(row.updated_ms),
    disabledMs: row.disabled_ms === null ? null : Number(row.disabled_ms),
    disabledReason: row.disabled_reason,
  };
}
