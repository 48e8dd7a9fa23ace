// A message as AMQP 0-9-1 carries it: what of it are properties, what headers, and how it is read back.
import type { Message, MessageProperties, Options } from "amqplib";
import { type Pulse, pulses } from "../contracts/pulse.ts";
import { Malformed, type Outgoing, type Stamps } from "../contracts/topic.ts";
import type { DeadLetter, Delivery, Envelope } from "./bus.ts";
import { deadIdOf } from "./busQueues.ts";

/** A routing key is a short string [AMQP 0-9-1 §4.2.5.3]. */
const MAX_ROUTING_KEY_BYTES = 255;

/** The key that queues of one key are bound by; a longer one travels as a header alone. */
export function routingKeyOf(key: string): string {
  return Buffer.byteLength(key) <= MAX_ROUTING_KEY_BYTES ? key : "";
}

export function contentOf(body: Uint8Array): Buffer {
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
}

export function propertiesOf(message: Outgoing, envelope: Envelope): Options.Publish {
  const { id, source, timeMs, stamps, traceparent, pulse } = envelope;
  return {
    messageId: id,
    appId: source,
    timestamp: Math.floor(timeMs / 1000),
    headers: {
      key: message.key,
      timeMs,
      stamps: JSON.stringify(stamps),
      ...(traceparent === undefined ? {} : { traceparent }),
      // It does not pass the exchange that bears the topic's name.
      ...(pulse === undefined ? {} : { pulse: JSON.stringify(pulse), topic: message.topic }),
    },
  };
}

/** Never fails: what a stranger left out is empty, and the topic's decoder judges the body. */
export function deliveryOf(topic: string, message: Message, attempt: number): Delivery {
  const { properties, content, fields } = message;
  return {
    topic,
    key: textHeader(properties, "key") ?? fields.routingKey,
    body: content,
    envelope: envelopeOf(properties),
    attempt,
  };
}

/** 1 at first. Quorum queues count; a classic queue only tells that it was not the first time. */
export function attemptOf({ properties, fields }: Message): number {
  const count: unknown = properties.headers?.["x-delivery-count"];
  return 1 + Math.max(typeof count === "number" ? count : 0, fields.redelivered ? 1 : 0);
}

/** The same message for the dead-letter queue. */
export function deadPropertiesOf(
  { envelope, topic, key, body }: Delivery,
  givenUp: Pick<DeadLetter, "group" | "reason" | "givenUpMs">,
): Options.Publish {
  const properties = propertiesOf({ topic, key, body }, envelope);
  return { ...properties, headers: { ...properties.headers, topic, ...givenUp } };
}

/** The same message as it was before it was given up. */
export function revivedOf(message: Message): Options.Publish {
  const { topic, key, body } = deadLetterOf(message);
  return propertiesOf({ topic, key, body }, envelopeOf(message.properties));
}

/** Also of a message that the broker itself gave up: its queue `topic.group` and its reason stand in `x-death`. */
export function deadLetterOf({ properties, content, fields }: Message): DeadLetter {
  const death = { queue: "", reason: "", exchange: "", ...firstDeath(properties) };
  const topic = textHeader(properties, "topic") ?? death.exchange;
  const key = textHeader(properties, "key") ?? fields.routingKey;
  const group = textHeader(properties, "group") ?? groupOf(topic, key, death.queue);
  return {
    deadId: deadIdOf(textOf(properties.messageId), { topic, group, key, body: content }),
    givenUpMs: givenUpMsOf(properties),
    ...{ topic, group, key },
    body: content,
    reason: textHeader(properties, "reason") ?? `given up by the broker: ${death.reason}`,
  };
}

/** Of the queue `topic.group`, or `topic.group.key` where each key has one. */
function groupOf(topic: string, key: string, queue: string): string {
  const rest = queue.slice(topic.length + 1);
  return rest.endsWith(`.${key}`) ? rest.slice(0, -key.length - 1) : rest;
}

function givenUpMsOf(properties: MessageProperties): number {
  const ours: unknown = properties.headers?.givenUpMs;
  if (typeof ours === "number") return ours;
  // amqplib reads a timestamp of AMQP as {"!": "timestamp", value: seconds}.
  const seconds: unknown = Reflect.get(Object(Reflect.get(firstDeath(properties), "time")), "value");
  return typeof seconds === "number" ? seconds * 1000 : 0;
}

function firstDeath(properties: MessageProperties): object {
  const deaths: unknown = properties.headers?.["x-death"];
  const [first]: unknown[] = Array.isArray(deaths) ? deaths : [];
  return first instanceof Object ? first : {};
}

function envelopeOf(properties: MessageProperties): Envelope {
  const timeMs: unknown = properties.headers?.timeMs;
  const traceparent = textHeader(properties, "traceparent");
  const pulse = pulseOf(textHeader(properties, "pulse"));
  return {
    id: textOf(properties.messageId),
    source: textOf(properties.appId),
    timeMs: typeof timeMs === "number" ? timeMs : 0,
    stamps: stampsOf(textHeader(properties, "stamps")),
    ...(traceparent === undefined ? {} : { traceparent }),
    ...(pulse === undefined ? {} : { pulse }),
  };
}

function pulseOf(text: string | undefined): Pulse | undefined {
  if (text === undefined) return undefined;
  try {
    return pulses.decode(Buffer.from(text));
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
}

function stampsOf(text: string | undefined): Stamps {
  if (text === undefined) return {};
  try {
    const value: unknown = JSON.parse(text);
    return value instanceof Object ? (value as Stamps) : {};
  } catch {
    return {};
  }
}

function textHeader(properties: MessageProperties, name: string): string | undefined {
  const value: unknown = properties.headers?.[name];
  return typeof value === "string" ? value : undefined;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
