// The queues that a bus must hold by the routing table, and where a message goes that one group shall get again.
import { createHash } from "node:crypto";
import { routeOf, routes } from "../contracts/topics.ts";
import type { DeadLetter, QueueState, Subscription } from "./bus.ts";

/** Holds what could not be handled, newest 1,000. */
export const DEAD_QUEUE = "dead";

export type KnownQueue = Omit<QueueState, "held">;

/** Without the random part of a queue that lives as long as its consumer. */
export function queueName({ topic, group, key }: Pick<Subscription, "topic" | "group" | "key">): string {
  return [topic, group, ...(key === undefined ? [] : [key])].join(".");
}

/** In the order of the routing table, the dead letters last. */
export function knownQueues(partitions: number): readonly KnownQueue[] {
  const keys = Array.from({ length: partitions }, (_, partition) => `p${partition}`);
  const shared = routes.flatMap(({ topic: { name: topic }, order, queue: kind, to }) =>
    to.flatMap((group) => {
      if (order !== "perKey") return [{ name: queueName({ topic, group }), topic, group, key: "", kind }];
      return keys.map((key) => ({ name: queueName({ topic, group, key }), topic, group, key, kind }));
    }),
  );
  return [...shared, { name: DEAD_QUEUE, topic: "", group: "", key: "", kind: "dead" }];
}

/** The queue of the group that gave a message up; undefined where each of its replicas had one of its own. */
export function queueOfDead({ topic, group, key }: Pick<DeadLetter, "topic" | "group" | "key">): string | undefined {
  if (!routes.some((route) => route.topic.name === topic)) return undefined;
  const { to, order } = routeOf(topic);
  if (!to.some((service) => service === group)) return undefined;
  return queueName({ topic, group, ...(order === "perKey" ? { key } : {}) });
}

type Content = Pick<DeadLetter, "topic" | "group" | "key" | "body">;

/** @param messageId of its envelope; "" where a stranger sent it */
export function deadIdOf(messageId: string, { topic, group, key, body }: Content): string {
  const head = JSON.stringify([messageId, topic, group, key]);
  return createHash("sha256").update(head).update(body).digest("hex").slice(0, 24);
}
