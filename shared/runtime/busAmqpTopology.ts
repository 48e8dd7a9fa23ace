// What the broker must hold: one topic exchange a topic, one queue a group; valid on RabbitMQ 3.10 to 4.3.
import { randomUUID } from "node:crypto";
import type { Channel, Options } from "amqplib";
import type { Outgoing } from "../contracts/topic.ts";
import { pulseHopOf, type QueueKind, routeOf, routes } from "../contracts/topics.ts";
import type { Envelope, Subscription } from "./bus.ts";
import { routingKeyOf } from "./busAmqpMessage.ts";
import { DEAD_QUEUE, queueName } from "./busQueues.ts";

const MAX_BYTES = 64 * 1024 * 1024;
const LOSSY_TTL_MS = 10_000;
const LOSSY_EXPIRES_MS = 3_600_000;
const DURABLE_MAX_LENGTH = 100_000;
const DEAD_MAX_LENGTH = 1000;
// Also counts a crash or a lost connection for every message its consumer held, innocent ones included.
const DELIVERY_LIMIT = 20;

/** True when every message of the topic must reach a queue that is known beforehand. */
export function mustArrive(topic: string): boolean {
  return routeOf(topic).to.length > 0;
}

/**
 * Declares what publishers of lossy or durable topics need: for durable ones also the queues of those who share them, so
 * that a message which was confirmed before its consumer ever ran is not lost.
 */
export async function declareForPublishing(channel: Channel, kind: QueueKind): Promise<void> {
  const topics = routes.filter((route) => route.queue === kind);
  await Promise.all(topics.map((route) => declareExchange(channel, route.topic.name)));
  if (kind === "lossy") return;
  await declareDeadQueue(channel);
  for (const { topic, order, queue, to } of topics) {
    for (const group of to) {
      await declareQueue(channel, { topic: topic.name, group, order, queue, each: false });
    }
  }
}

/** Declares a subscription's exchange, queue and binding; resolves to the queue's name. */
export async function declareForConsuming(channel: Channel, subscription: Subscription): Promise<string> {
  await declareExchange(channel, subscription.topic);
  if (subscription.queue === "durable" && !subscription.each) await declareDeadQueue(channel);
  return declareQueue(channel, subscription);
}

/** To everybody by the topic's exchange; a heartbeat straight into the queue of those who pass it on. */
export function addressOf({ topic, key }: Outgoing, { pulse }: Envelope): { exchange: string; routingKey: string } {
  const hop = pulse === undefined ? undefined : pulseHopOf(topic);
  if (hop === undefined) return { exchange: topic, routingKey: routingKeyOf(key) };
  const isKeyed = routeOf(topic).order === "perKey";
  return { exchange: "", routingKey: queueName({ topic, group: hop.by, ...(isKeyed ? { key } : {}) }) };
}

type QueuePlan = Omit<Subscription, "prefetch">;

async function declareQueue(channel: Channel, plan: QueuePlan): Promise<string> {
  // A name never used before: the broker may still hold the queue of a connection it believes in.
  const name = plan.each ? `${queueName(plan)}.each.${randomUUID().slice(0, 8)}` : queueName(plan);
  await channel.assertQueue(name, plan.each ? eachOptions(plan) : sharedOptions(plan));
  await channel.bindQueue(name, plan.topic, plan.key ?? "#");
  return name;
}

async function declareExchange(channel: Channel, topic: string): Promise<void> {
  await channel.assertExchange(topic, "topic", { durable: true });
}

/** Classic, since reading must not count as a failed delivery. */
async function declareDeadQueue(channel: Channel): Promise<void> {
  const bounds = { "x-max-length": DEAD_MAX_LENGTH, "x-max-length-bytes": MAX_BYTES, "x-overflow": "drop-head" };
  await channel.assertQueue(DEAD_QUEUE, { durable: true, arguments: { "x-queue-type": "classic", ...bounds } });
}

function sharedOptions({ order, queue }: QueuePlan): Options.AssertQueue {
  const oneAtATime = order === "none" ? {} : { "x-single-active-consumer": true };
  if (queue === "lossy") return { durable: true, arguments: { ...lossyArguments, ...oneAtATime } };
  // At the limit the oldest goes to the dead: a group that is away for days must not block those who publish alarms.
  const bounds = { "x-max-length": DURABLE_MAX_LENGTH, "x-overflow": "drop-head", "x-delivery-limit": DELIVERY_LIMIT };
  const toDead = { "x-dead-letter-exchange": "", "x-dead-letter-routing-key": DEAD_QUEUE };
  return { durable: true, arguments: { "x-queue-type": "quorum", ...bounds, ...toDead, ...oneAtATime } };
}

function eachOptions({ queue }: QueuePlan): Options.AssertQueue {
  const ttl = queue === "lossy" ? { "x-message-ttl": LOSSY_TTL_MS } : {};
  const bounds = { "x-queue-type": "classic", "x-max-length-bytes": MAX_BYTES, "x-overflow": "drop-head", ...ttl };
  return { durable: false, exclusive: true, autoDelete: true, arguments: bounds };
}

const lossyArguments = {
  "x-queue-type": "classic",
  "x-max-length-bytes": MAX_BYTES,
  "x-overflow": "drop-head",
  "x-message-ttl": LOSSY_TTL_MS,
  // Queues of partitions that no longer exist go away.
  "x-expires": LOSSY_EXPIRES_MS,
};
