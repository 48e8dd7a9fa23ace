// Replicas that offer what came too late, over one database: the clock stands until it is told to pass, endpoints are functions.
import { EndpointHealth } from "../../../../services/alarm/later/endpointHealth.ts";
import { FailingRows } from "../../../../services/alarm/later/failingRows.ts";
import { LaterQueue } from "../../../../services/alarm/later/laterQueue.ts";
import { LaterRows } from "../../../../services/alarm/later/laterRows.ts";
import { Notices } from "../../../../services/alarm/later/notices.ts";
import { alarmMessage } from "../../../../services/alarm/message.ts";
import { Repository } from "../../../../services/alarm/repository.ts";
import type { Subscription } from "../../../../services/alarm/subscription.ts";
import { Subscriptions } from "../../../../services/alarm/subscriptions.ts";
import type { Answer, Post } from "../../../../services/alarm/webhook.ts";
import type { Alert } from "../../../../shared/contracts/alert.ts";
import type { Delivery } from "../../../../shared/contracts/delivery.ts";
import { connectDatabase } from "../../../../shared/runtime/connectDatabase.ts";
import type { Database } from "../../../../shared/runtime/database.ts";
import { Unavailable } from "../../../../shared/runtime/errors.ts";
import { createMetrics } from "../../../../shared/runtime/metrics.ts";
import { anAlert, aSubscription, quiet as log } from "../fixtures.ts";
import { VirtualClock } from "./virtualClock.ts";

export const answered = (status: number, retryAfter?: string): Answer => ({ kind: "answered", status, retryAfter });
export const failed: Answer = { kind: "failed", error: "connect ECONNREFUSED", stale: false };

/** Never comes back. */
export const hangs = () => new Promise<Answer>(() => undefined);

/** What the alarm class records of an alert it could not deliver, or of one that became something else. */
export function recordOf(alert: Alert, over: Partial<Delivery> = {}): Delivery {
  const { mode, run, alertId, subscriptionId, eventId, version, type } = alert;
  const message = alarmMessage({ alert, place: aSubscription(), stamps: {}, late: false });
  const attempts = [{ atMs: 1, tookMs: 2, status: 503, error: "" }];
  const outcome = "expired";
  return {
    mode,
    run,
    alertId,
    subscriptionId,
    eventId,
    version,
    type,
    outcome,
    attempts,
    delayMs: null,
    message,
    ...over,
  };
}

export const expiredOf = (event: Parameters<typeof anAlert>[0] = {}, subscription = aSubscription()) =>
  recordOf(anAlert(event, subscription));

export interface Posted extends Post {
  readonly atMs: number;
  readonly id: string;
}

/** One database, one clock, one world outside. */
export async function openWorld(answer: (post: Post) => Answer | Promise<Answer>) {
  const clock = new VirtualClock();
  const database: Database = await connectDatabase("sqlite::memory:", { log });
  const posts: Posted[] = [];
  const world = {
    clock,
    database,
    posts,
    answer,
    isDown: false,
    /** Questions to the database. */
    asked: 0,
    repository: new Repository({
      clock,
      database: async () => {
        world.asked += 1;
        if (world.isDown) throw new Unavailable("database: connection refused");
        return database;
      },
    }),
    /** Stores what the alarm class would. */
    async subscribe(...subscriptions: readonly Subscription[]): Promise<void> {
      for (const subscription of subscriptions) await world.repository.insert(subscription);
    },
    record: (...deliveries: readonly Delivery[]) => world.repository.record(deliveries, clock.nowMs()),
    client: {
      post: async (post: Post): Promise<Answer> => {
        posts.push({ ...post, atMs: clock.nowMs(), id: post.headers["webhook-id"] ?? "" });
        return world.answer(post);
      },
    },
    row: async (alertId: string) =>
      database.query.selectFrom("delivery").selectAll().where("alert_id", "=", alertId).executeTakeFirstOrThrow(),
  };
  return world;
}
export type World = Awaited<ReturnType<typeof openWorld>>;

/** One process of the alarm service, without its alarms. */
export async function replica(
  world: World,
  { instance = "a", pollMs = 5000, mostAtOnce = 8, disableAfterMs = 120 * 3.6e6 } = {},
) {
  const { clock, repository, client } = world;
  const metrics = createMetrics();
  const subscriptions = new Subscriptions({ repository, clock, log, metrics, refreshMs: 60_000 });
  await subscriptions.refresh();
  const rows = new LaterRows(repository);
  const health = new EndpointHealth({ rows: new FailingRows(repository), clock, log, subscriptions, disableAfterMs });
  const base = { rows, clock, log, metrics, subscriptions, health, client };
  const queue = new LaterQueue({ ...base, instance, pollMs, mostAtOnce });
  const notices = new Notices({ ...base, queued: () => queue.wake() });
  subscriptions.onDisabled((subscription, reason) => notices.push(subscription, reason));
  queue.start();
  return { rows, subscriptions, health, queue, metrics, notices };
}

export const dataOf = (post: Post | undefined) => JSON.parse(post?.body ?? "{}");
