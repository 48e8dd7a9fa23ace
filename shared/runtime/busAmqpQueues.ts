// How many messages wait in the queues of RabbitMQ and who consumes them: asked on channels that carry nothing else.
import type { Channel } from "amqplib";
import type { QueueState } from "./bus.ts";
import type { AmqpLink } from "./busAmqpLink.ts";
import type { KnownQueue } from "./busQueues.ts";

/** A queue that is not there ends its channel [AMQP 0-9-1 §1.7.2.1]; the rest is asked on the next one. @throws Unavailable */
export async function queueStates(link: AmqpLink, known: readonly KnownQueue[]): Promise<readonly QueueState[]> {
  const states: QueueState[] = [];
  while (states.length < known.length) {
    await link.once(async (channel) => {
      for (let queue = known[states.length]; queue !== undefined; queue = known[states.length]) {
        const held = await heldIn(channel, queue.name);
        states.push({ ...queue, held });
        if (held === undefined) return;
      }
    });
  }
  return states;
}

/** @throws whatever else is wrong than that there is none */
async function heldIn(channel: Channel, name: string): Promise<QueueState["held"]> {
  try {
    const { messageCount, consumerCount } = await channel.checkQueue(name);
    return { waiting: messageCount, consumers: consumerCount };
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === NOT_FOUND) return undefined;
    throw error;
  }
}

const NOT_FOUND = 404;
