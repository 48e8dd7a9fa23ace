// The in-process bus: bytes in, bytes out, with the acknowledgement, redelivery, dead-letter and bound rules of a broker.
// Deliveries of one group start in the order of publication, whichever topic they came on: a replay is repeatable.
import type { Outgoing } from "../contracts/topic.ts";
import { routeOf } from "../contracts/topics.ts";
import type { Bus, Consumer, DeadLetter, Envelope, Receive, Subscription } from "./bus.ts";
import { Unavailable } from "./errors.ts";

export interface MemoryBusOptions {
  /** Most messages one queue holds: publishers of durable topics wait, lossy topics drop their oldest. */
  readonly limit?: number;
  readonly onDrop?: (queue: string) => void;
}

export type MemoryBus = Bus & {
  /** Resolves when no queue holds a message and nothing is being handled. */
  idle(): Promise<void>;
};

interface Waiting {
  readonly message: Outgoing;
  readonly envelope: Envelope;
  readonly sequence: number;
  readonly attempt: number;
}

interface Member {
  readonly receive: Receive;
  readonly prefetch: number;
  inFlight: number;
}

interface Queue {
  readonly name: string;
  readonly subscription: Subscription;
  /** Ordered queues of one lane are handled one message at a time, oldest first; undefined: unordered. */
  readonly lane: string | undefined;
  readonly waiting: Waiting[];
  readonly members: Member[];
  readonly room: (() => void)[];
}

const DEAD_LETTERS_KEPT = 1000;
const REQUEUE_PAUSE_MS = 10;

export function memoryBus(options: MemoryBusOptions = {}): MemoryBus {
  const limit = options.limit ?? 100_000;
  const queues = new Map<string, Queue>();
  const busyLanes = new Set<string>();
  const dead: DeadLetter[] = [];
  const idlers: (() => void)[] = [];
  let sequence = 0;
  let inFlight = 0;
  let pumping = false;
  let open = true;
  let replicas = 0;

  /** Starts whatever may start, oldest first, until nothing can. Never re-entered: deliveries begin in one order. */
  function pump(): void {
    if (pumping) return;
    pumping = true;
    for (let next = nextQueue(); next !== undefined; next = nextQueue()) start(next);
    pumping = false;
    if (inFlight === 0 && [...queues.values()].every((queue) => queue.waiting.length === 0)) {
      for (const done of idlers.splice(0)) done();
    }
  }

  function nextQueue(): Queue | undefined {
    let oldest: Queue | undefined;
    for (const queue of queues.values()) {
      const head = queue.waiting[0];
      if (head === undefined || memberFor(queue) === undefined) continue;
      if (oldest === undefined || head.sequence < (oldest.waiting[0]?.sequence ?? 0)) oldest = queue;
    }
    return oldest;
  }

  /** Who may take the next message now: nobody while the queue's lane is busy or everybody has a full hand. */
  function memberFor(queue: Queue): Member | undefined {
    if (queue.lane !== undefined) return busyLanes.has(queue.lane) ? undefined : queue.members[0];
    const free = queue.members.filter((member) => member.inFlight < member.prefetch);
    return free.reduce<Member | undefined>((a, b) => (a === undefined || b.inFlight < a.inFlight ? b : a), undefined);
  }

  function start(queue: Queue): void {
    const member = memberFor(queue);
    const item = queue.waiting.shift();
    if (member === undefined || item === undefined) return;
    queue.room.shift()?.();
    if (queue.lane !== undefined) busyLanes.add(queue.lane);
    member.inFlight += 1;
    inFlight += 1;
    const { message, envelope, attempt } = item;
    const delivery = { topic: message.topic, key: message.key, body: message.body, envelope, attempt };
    member
      .receive(delivery)
      .catch((error: unknown) => ({ kind: "dead", reason: String(error) }) as const)
      .then(async (verdict) => {
        if (verdict.kind === "requeue") {
          await new Promise((resolve) => setTimeout(resolve, REQUEUE_PAUSE_MS));
          queue.waiting.unshift({ ...item, attempt: attempt + 1 });
        } else if (verdict.kind === "dead") bury(queue, message, verdict.reason);
        if (queue.lane !== undefined) busyLanes.delete(queue.lane);
        member.inFlight -= 1;
        inFlight -= 1;
        pump();
      });
  }

  function bury(queue: Queue, { topic, key, body }: Outgoing, reason: string): void {
    dead.unshift({ group: queue.subscription.group, topic, key, body, reason });
    dead.length = Math.min(dead.length, DEAD_LETTERS_KEPT);
  }

  async function offer(queue: Queue, item: Waiting): Promise<void> {
    queue.waiting.push(item);
    if (queue.waiting.length <= limit) return;
    if (queue.subscription.queue === "lossy") {
      queue.waiting.shift();
      options.onDrop?.(queue.name);
    } else await new Promise<void>((resolve) => queue.room.push(resolve));
  }

  function nameOf({ topic, group, each, key }: Subscription): string {
    replicas += each ? 1 : 0;
    return `${topic}.${group}${key === undefined ? "" : `.${key}`}${each ? `.${replicas}` : ""}`;
  }

  return {
    async publish(message, envelope) {
      routeOf(message.topic);
      if (!open) throw new Unavailable(`bus: closed, cannot take ${message.topic}`);
      sequence += 1;
      const item = { message, envelope, sequence, attempt: 1 };
      const takers = [...queues.values()].filter(
        ({ subscription: { topic, key } }) => topic === message.topic && (key === undefined || key === message.key),
      );
      const offered = takers.map((queue) => offer(queue, item));
      pump();
      await Promise.all(offered);
    },
    async subscribe(subscription, receive): Promise<Consumer> {
      routeOf(subscription.topic);
      const name = nameOf(subscription);
      const ordered = subscription.each || subscription.order !== "none";
      const lane = ordered ? subscription.group : undefined;
      const queue = queues.get(name) ?? { name, subscription, lane, waiting: [], members: [], room: [] };
      queues.set(name, queue);
      const member = { receive, prefetch: subscription.prefetch, inFlight: 0 };
      queue.members.push(member);
      pump();
      return {
        async close() {
          queue.members.splice(queue.members.indexOf(member), 1);
          if (subscription.each) queues.delete(name);
          while (member.inFlight > 0) await new Promise((resolve) => setTimeout(resolve, 2));
        },
      };
    },
    deadLetters: async (most) => dead.slice(0, most),
    notReady: () => (open ? undefined : "bus: closed"),
    async idle() {
      if (inFlight === 0 && [...queues.values()].every((queue) => queue.waiting.length === 0)) return;
      await new Promise<void>((resolve) => idlers.push(resolve));
    },
    async close() {
      open = false;
      while (inFlight > 0) await new Promise((resolve) => setTimeout(resolve, 2));
      queues.clear();
    },
  };
}
