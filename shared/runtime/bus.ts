// The bus seam: what a message bus must do, whichever it is. One conformance suite holds every implementation to it.
import type { Pulse } from "../contracts/pulse.ts";
import type { Outgoing, Stamps } from "../contracts/topic.ts";
import type { Order, QueueKind } from "../contracts/topics.ts";
import type { Clock } from "./clock.ts";
import type { Log } from "./log.ts";
import type { Metrics } from "./metrics.ts";

/** What a bus is given. */
export interface BusDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Name of this process, for connection names and queues of its own. */
  readonly instance: string;
}

/** What travels beside a message's body: wall-clock facts and trace context, so that bodies stay the same in a replay. */
export interface Envelope {
  readonly id: string;
  readonly source: string;
  readonly timeMs: number;
  readonly stamps: Stamps;
  readonly traceparent?: string;
  /** With a message that is a heartbeat: which one, and where it has been. Its body is empty. */
  readonly pulse?: Pulse;
}

export interface Delivery {
  readonly topic: string;
  readonly key: string;
  readonly body: Uint8Array;
  readonly envelope: Envelope;
  /** 1 at first; more when it was delivered before and not acknowledged. */
  readonly attempt: number;
}

export interface Subscription {
  readonly topic: string;
  /** Consumers of one group share the messages; every group gets all of them. */
  readonly group: string;
  readonly order: Order;
  readonly queue: QueueKind;
  /** True: every replica gets every message (pages, caches); the queue lives as long as its consumer. */
  readonly each: boolean;
  /** With `perKey`: the key this consumer takes ("p3"). One queue a key, one active consumer a queue. */
  readonly key?: string;
  /** How many deliveries may be unacknowledged at once. */
  readonly prefetch: number;
}

/** What the runtime decided about a delivery. */
export type Verdict =
  | { readonly kind: "done" }
  | { readonly kind: "requeue" }
  | { readonly kind: "dead"; readonly reason: string };

export type Receive = (delivery: Delivery) => Promise<Verdict>;

export interface DeadLetter {
  /** Made of its content: the same message given up by the same group has the same id. */
  readonly deadId: string;
  /** Wall clock; 0 where it is not known. */
  readonly givenUpMs: number;
  readonly group: string;
  readonly topic: string;
  readonly key: string;
  readonly body: Uint8Array;
  readonly reason: string;
}

/**
 * `unknown`: there is none of this id any more. `unaddressed`: it came to one replica's own queue, which lived as long as its
 * consumer; nobody else may be given it.
 */
export type Retried = "retried" | "unknown" | "unaddressed";

/** A queue that replicas share, or the one of the dead letters. */
export interface QueueState {
  readonly name: string;
  /** "" for the dead letters. */
  readonly topic: string;
  readonly group: string;
  readonly key: string;
  readonly kind: QueueKind | "dead";
  /** Undefined where there is no such queue: nobody has consumed it yet, or somebody deleted it. */
  readonly held: { readonly waiting: number; readonly consumers: number } | undefined;
}

export interface Consumer {
  /** Stops receiving and waits for deliveries in flight. */
  close(): Promise<void>;
}

export interface Bus {
  /**
   * Resolves when the message is safe: confirmed by the broker for durable topics, handed over for lossy ones.
   * A heartbeat goes into one queue, that of the group which passes it on (`pulseHopOf`): in those of the others it would
   * pile up while they are away, and push out what they must not miss.
   * @throws Unavailable when it could not be made safe in time.
   */
  publish(message: Outgoing, envelope: Envelope): Promise<void>;
  /** Resolves when the queue is bound and the consumer is active; stays so over reconnects until closed. */
  subscribe(subscription: Subscription, receive: Receive): Promise<Consumer>;
  /** The newest dead letters, newest first. */
  deadLetters(limit: number): Promise<readonly DeadLetter[]>;
  /**
   * Gives a dead letter once more to the group that gave it up, and to nobody else; it is taken away once it is safe there.
   * A crash in between repeats it. @throws Unavailable when it could not be made safe: it stays where it is.
   */
  retry(deadId: string): Promise<Retried>;
  /** Takes a dead letter away for good; false when there is none of this id. @throws Unavailable */
  discard(deadId: string): Promise<boolean>;
  /**
   * Every shared queue of the routing table, with so many partitions, and the dead letters; what is being handled is not
   * counted. @throws Unavailable
   */
  queues(partitions: number): Promise<readonly QueueState[]>;
  /** Undefined when it is connected, not blocked, and every consumer is active; otherwise what is missing. */
  notReady(): string | undefined;
  /** Stops receiving, waits for deliveries in flight and for confirms, then disconnects. */
  close(): Promise<void>;
}
