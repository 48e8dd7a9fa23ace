// The routing table: every message of the system, who sends it, who listens, in what order, through what kind of queue.
import { alerts, retries } from "./alert.ts";
import { bulletins } from "./bulletin.ts";
import { contexts } from "./context.ts";
import { deliveries } from "./delivery.ts";
import { edges } from "./edge.ts";
import { events } from "./event.ts";
import { healths } from "./health.ts";
import { motions } from "./motion.ts";
import { packets } from "./packet.ts";
import { picks } from "./pick.ts";
import { pulses } from "./pulse.ts";
import { backfills, recalls } from "./recall.ts";
import { inventory } from "./station.ts";
import type { Stage, Topic } from "./topic.ts";
import { trusts } from "./trust.ts";

export type ServiceName = "ingest" | "decoder" | "integrator" | "catalogue" | "alarm" | "gateway";

/**
 * `none`: replicas share the messages as they come. `perKey`: messages of one key stay in order (a queue per partition,
 * each with one active consumer). `single`: one replica consumes at a time, hot standbys wait.
 */
export type Order = "none" | "perKey" | "single";

/** `lossy`: bounded, oldest die first, never blocks a publisher. `durable`: confirmed, replicated, dead-lettered. */
export type QueueKind = "lossy" | "durable";

export interface Route {
  // biome-ignore lint/suspicious/noExplicitAny: the table holds topics of every message type
  readonly topic: Topic<any>;
  readonly order: Order;
  readonly queue: QueueKind;
  readonly from: readonly ServiceName[];
  /** Services whose replicas share the messages: each message is handled once. */
  readonly to: readonly ServiceName[];
  /** Services of which every replica gets every message: pages, caches. */
  readonly toEach: readonly ServiceName[];
  /** Services that take this topic beside their other ordered ones: what holds those up must not hold up this one. */
  readonly apart?: readonly ServiceName[];
  /** The stage whose wall-clock stamp is set when a message of this topic is published. */
  readonly stamp?: Stage;
  /** Where a heartbeat that comes by this topic goes on, through the service that shares this topic and sends that one. */
  readonly pulseTo?: string;
}

export const routes: readonly Route[] = [
  {
    topic: inventory,
    order: "none",
    queue: "durable",
    from: ["ingest", "catalogue"],
    to: [],
    toEach: ["ingest", "decoder", "integrator", "catalogue", "gateway"],
  },
  {
    topic: packets,
    order: "perKey",
    queue: "lossy",
    from: ["ingest"],
    to: ["decoder"],
    // The gateway hears only the partitions of stations that somebody watches.
    toEach: ["catalogue", "gateway"],
    stamp: "received",
    pulseTo: picks.name,
  },
  // Whichever catalogue is free answers, and whichever gateway waits for that station takes it.
  { topic: recalls, order: "none", queue: "lossy", from: ["gateway"], to: ["catalogue"], toEach: [] },
  { topic: backfills, order: "none", queue: "lossy", from: ["catalogue"], to: [], toEach: ["gateway"] },
  {
    topic: picks,
    order: "single",
    queue: "durable",
    from: ["decoder"],
    to: ["integrator", "catalogue"],
    toEach: ["gateway"],
    // A catalogue that waits for its database with an event in hand must not let thousands of picks wait before the decoder.
    apart: ["catalogue"],
    stamp: "picked",
    pulseTo: events.name,
  },
  { topic: motions, order: "single", queue: "lossy", from: ["decoder"], to: ["integrator"], toEach: ["gateway"] },
  { topic: edges, order: "none", queue: "lossy", from: ["ingest"], to: [], toEach: ["gateway"] },
  { topic: healths, order: "none", queue: "lossy", from: ["decoder"], to: [], toEach: ["catalogue", "gateway"] },
  {
    topic: events,
    order: "single",
    queue: "durable",
    from: ["integrator"],
    to: ["alarm", "catalogue"],
    toEach: ["gateway"],
    stamp: "located",
    pulseTo: alerts.name,
  },
  { topic: trusts, order: "none", queue: "lossy", from: ["integrator"], to: [], toEach: ["gateway"] },
  { topic: contexts, order: "none", queue: "durable", from: ["catalogue"], to: ["alarm"], toEach: ["gateway"] },
  {
    topic: alerts,
    order: "none",
    queue: "durable",
    from: ["alarm"],
    to: ["alarm"],
    toEach: ["gateway"],
    stamp: "decided",
    pulseTo: pulses.name,
  },
  { topic: pulses, order: "none", queue: "lossy", from: ["alarm"], to: [], toEach: ["alarm", "gateway"] },
  { topic: retries, order: "none", queue: "durable", from: ["alarm"], to: ["alarm"], toEach: [] },
  {
    topic: bulletins,
    order: "single",
    queue: "durable",
    from: ["alarm"],
    to: ["alarm"],
    toEach: ["gateway"],
  },
  {
    topic: deliveries,
    order: "none",
    queue: "durable",
    from: ["alarm"],
    to: ["alarm"],
    toEach: ["gateway"],
    stamp: "delivered",
  },
];

export function routeOf(topicName: string): Route {
  const route = routes.find((candidate) => candidate.topic.name === topicName);
  if (route === undefined)
    throw new Error(`no topic "${topicName}"; there are: ${routes.map((r) => r.topic.name).join(", ")}`);
  return route;
}

export interface PulseHop {
  readonly by: ServiceName;
  readonly to: string;
}

/** Who passes on a heartbeat that comes by this topic, and to which; undefined where none come. */
export function pulseHopOf(topicName: string): PulseHop | undefined {
  const { pulseTo, to: takers } = routeOf(topicName);
  if (pulseTo === undefined) return undefined;
  const { from } = routeOf(pulseTo);
  const by = takers.find((service) => from.includes(service));
  return by === undefined ? undefined : { by, to: pulseTo };
}
