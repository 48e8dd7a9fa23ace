// The dead letters in RabbitMQ: reading takes them all on a channel of its own and gives them back in their places.
import type { Channel, GetMessage } from "amqplib";
import type { DeadLetter, Retried } from "./bus.ts";
import type { AmqpLink } from "./busAmqpLink.ts";
import { deadLetterOf, revivedOf } from "./busAmqpMessage.ts";
import type { AmqpMessage } from "./busAmqpPublisher.ts";
import { DEAD_QUEUE, queueOfDead } from "./busQueues.ts";

/** Another process may hold them for a moment because it reads: so often they are looked for. */
const LOOKS = 3;

export class AmqpGraveyard {
  readonly #link: AmqpLink;
  readonly #makeSafe: (message: AmqpMessage) => Promise<void>;
  /** One after another: who reads at the same moment would find the queue empty. */
  #before: Promise<unknown> = Promise.resolve();

  constructor(link: AmqpLink, makeSafe: (message: AmqpMessage) => Promise<void>) {
    this.#link = link;
    this.#makeSafe = makeSafe;
  }

  /** @throws Unavailable */
  newest(limit: number): Promise<readonly DeadLetter[]> {
    return this.#withAll(async (_channel, messages) => messages.slice(-limit).reverse().map(deadLetterOf));
  }

  /** @throws Unavailable */
  async retry(deadId: string): Promise<Retried> {
    const outcome = await this.#withOne(deadId, async (message) => {
      const routingKey = queueOfDead(deadLetterOf(message));
      if (routingKey === undefined) return "unaddressed";
      const options = { ...revivedOf(message), mandatory: true };
      await this.#makeSafe({ exchange: "", routingKey, content: message.content, options });
      return "retried";
    });
    return outcome ?? "unknown";
  }

  /** @throws Unavailable */
  async discard(deadId: string): Promise<boolean> {
    return (await this.#withOne(deadId, async () => "discarded" as const)) !== undefined;
  }

  /** Takes it away when `job` has ended with anything but "unaddressed". */
  async #withOne<T>(deadId: string, job: (message: GetMessage) => Promise<T>): Promise<T | undefined> {
    for (let look = 0; look < LOOKS; look += 1) {
      const outcome = await this.#withAll(async (channel, messages) => {
        const message = messages.find((one) => deadLetterOf(one).deadId === deadId);
        if (message === undefined) return undefined;
        const result = await job(message);
        if (result !== "unaddressed") channel.ack(message);
        return { result };
      });
      if (outcome !== undefined) return outcome.result;
    }
    return undefined;
  }

  #withAll<T>(job: (channel: Channel, messages: readonly GetMessage[]) => Promise<T>): Promise<T> {
    const read = () =>
      this.#link.once(async (channel) => {
        const { messageCount } = await channel.checkQueue(DEAD_QUEUE);
        const got = await Promise.all(Array.from({ length: messageCount }, () => channel.get(DEAD_QUEUE)));
        return job(
          channel,
          got.filter((message) => message !== false),
        );
      });
    const result = this.#before.then(read);
    this.#before = result.catch(() => undefined);
    return result;
  }
}
