// The messages of the system as one AsyncAPI 3.0 document: the bus from the routing table, everything else from what the
// services say of themselves; the schemas are those the messages are checked with.
import { z } from "zod";
import type { Topic } from "../contracts/topic.ts";
import { type Route, routes, type ServiceName } from "../contracts/topics.ts";

/** Where a service hears or tells something beside the bus. */
export interface Channel {
  readonly id: string;
  readonly server: "mqtt" | "http";
  /** An MQTT topic or a path; what varies in braces. */
  readonly address: string;
  readonly title: string;
  readonly description?: string;
  /** What stands in braces, and what it is; a list where only these may be there. */
  readonly parameters?: Readonly<Record<string, string | readonly string[]>>;
  readonly messages: Readonly<Record<string, ChannelMessage>>;
  readonly by: ServiceName;
  readonly action: "send" | "receive";
  /** Of MQTT. */
  readonly qos?: 0 | 1;
  readonly isRetained?: boolean;
}

export interface ChannelMessage {
  readonly summary: string;
  /** Absent: bytes. */
  readonly schema?: z.ZodType;
  readonly contentType?: string;
  readonly example?: unknown;
}

/** What each topic of the bus brings. */
const TOPICS: Readonly<Record<string, string>> = {
  "inventory.v1": "What a station is and where it stands",
  "packet.v1": "Packets as the sensors sent them, batched per partition in a compact binary frame",
  "recall.v1": "Asks for what a station sent in the last minutes, because somebody has begun to watch it",
  "backfill.v1": "What was asked for by recall.v1: packets of one station, framed as packet.v1",
  "pick.v1": "The onset of a phase at one station; updates as its window grows",
  "motion.v1": "Ground motion per station and second, with watermarks",
  "edge.v1": "Devices that came and went, and what the edge leaves out under overload",
  "station.v1": "Health of stations",
  "trust.v1": "What a pick of each station is worth in the association",
  "event.v1": "One version of an event, with its evidence",
  "context.v1": "What the catalogue knows about the place of an event",
  "alert.v2": "What some subscribers get about one version of an event, and until when",
  "pulse.v1": "A heartbeat that came all the way along the alarm path",
  "retry.v1": "Alerts that were not taken at the first attempt",
  "bulletin.v1": "What the public is told about one version of an event",
  "delivery.v2": "What became of alerts",
};

const DESCRIPTION = `What travels between the services (AMQP 0-9-1, one topic exchange a topic), between sensors and the edge and to
whoever listens to alarms (MQTT), and on live streams (server-sent events). Webhooks and requests are in \`openapi.json\`.

Every message on the bus is delivered at least once: ids are made of content, so that a repeat changes nothing. Within a
version of a topic only optional fields are added: ignore those you do not know. \`mode\` is \`live\`, \`drill\`, \`simulation\` or
\`replay\`; nothing that is not \`live\` is an earthquake.`;

const SERVERS = {
  bus: { host: "rabbitmq:5672", protocol: "amqp", protocolVersion: "0-9-1", description: "`BUS_URL`: RabbitMQ." },
  mqtt: {
    host: "mosquitto:1883",
    protocol: "mqtt",
    description: "`INGEST_MQTT_URL`, `ALARM_MQTT_URL`: any MQTT broker.",
  },
  http: { host: "gateway:8080", protocol: "http", description: "Server-sent events." },
} as const;

/** @throws Error when a topic has nothing that tells what it brings, or two channels have one id. */
export function asyncapiOf(parts: readonly Channel[]): object {
  const ids = parts.map(({ id }) => id);
  if (new Set(ids).size < ids.length) throw new Error("asyncapi: two channels have the same id");
  return {
    asyncapi: "3.0.0",
    info: {
      ...{ title: "Tocsin", version: "1", description: DESCRIPTION },
      license: { name: "Apache-2.0", url: "https://www.apache.org/licenses/LICENSE-2.0" },
    },
    defaultContentType: "application/json",
    servers: SERVERS,
    channels: Object.fromEntries([...routes.map(busChannel), ...parts.map(channelOf)]),
    operations: Object.fromEntries([...routes.flatMap(busOperations), ...parts.map(operationOf)]),
  };
}

/** `event.v1` → `eventV1`: ids have letters and digits. */
function idOf({ topic }: Route): string {
  return topic.name.replaceAll(/[.-](\w)/g, (_, letter: string) => letter.toUpperCase());
}

function busChannel(route: Route): [string, object] {
  const { topic, queue, order } = route;
  const summary = TOPICS[topic.name];
  if (summary === undefined) throw new Error(`asyncapi: nothing tells what ${topic.name} brings`);
  const how =
    queue === "lossy"
      ? "Bounded: under overload the oldest die."
      : "Confirmed, replicated, dead-lettered with its reason.";
  const exchange = { name: topic.name, type: "topic", durable: true, autoDelete: false, vhost: "/" };
  return [
    idOf(route),
    {
      ...{ address: topic.name, title: topic.name, description: `${summary}. ${how} ${ORDERS[order]}` },
      servers: [{ $ref: "#/servers/bus" }],
      messages: { message: busMessage(topic, summary) },
      bindings: { amqp: { is: "routingKey", exchange, bindingVersion: "0.3.0" } },
    },
  ];
}

const ORDERS = {
  none: "Replicas share them as they come.",
  perKey: "In order for each key; a queue for each.",
  single: "In order: one replica at a time takes them.",
} as const;

// biome-ignore lint/suspicious/noExplicitAny: the table holds topics of every message type
function busMessage({ name, schema }: Topic<any>, summary: string): object {
  return { name, summary, ...contentOf({ summary, ...(schema === undefined ? {} : { schema }) }) };
}

function busOperations(route: Route): [string, object][] {
  const { from, to, toEach } = route;
  const each = (by: ServiceName, action: "send" | "receive", summary: string): [string, object] => [
    `${by}${action === "send" ? "Sends" : "Receives"}${capitalized(idOf(route))}`,
    { action, channel: { $ref: `#/channels/${idOf(route)}` }, summary, tags: [{ name: by }] },
  ];
  const shared = to.filter((by) => !toEach.includes(by));
  return [
    ...from.map((by) => each(by, "send", `${by} tells it`)),
    ...shared.map((by) => each(by, "receive", `replicas of ${by} share the messages`)),
    ...toEach.map((by) => each(by, "receive", `every replica of ${by} gets every message`)),
  ];
}

function channelOf(channel: Channel): [string, object] {
  const { id, server, address, title, description, parameters = {}, messages } = channel;
  const told = Object.entries(messages).map(([name, message]) => [
    name,
    { name, summary: message.summary, ...contentOf(message), ...examplesOf(message) },
  ]);
  return [
    id,
    {
      ...{ address, title, ...(description === undefined ? {} : { description }) },
      servers: [{ $ref: `#/servers/${server}` }],
      ...(Object.keys(parameters).length === 0 ? {} : { parameters: parametersOf(parameters) }),
      messages: Object.fromEntries(told),
    },
  ];
}

function parametersOf(parameters: Readonly<Record<string, string | readonly string[]>>): object {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, what]) => [
      name,
      typeof what === "string" ? { description: what } : { enum: what },
    ]),
  );
}

function operationOf({ id, by, action, title, server, qos = 0, isRetained = false }: Channel): [string, object] {
  const mqtt = { qos, ...(action === "send" ? { retain: isRetained } : {}), bindingVersion: "0.2.0" };
  const about = { action, channel: { $ref: `#/channels/${id}` }, summary: title, tags: [{ name: by }] };
  const name = `${by}${action === "send" ? "Sends" : "Receives"}${capitalized(id)}`;
  return [name, server === "mqtt" ? { ...about, bindings: { mqtt } } : about];
}

function contentOf({ schema, contentType }: ChannelMessage): object {
  if (schema === undefined) return { contentType: contentType ?? "application/octet-stream" };
  const { $schema: _, ...payload } = z.toJSONSchema(schema, { target: "draft-7", io: "input", unrepresentable: "any" });
  return { contentType: contentType ?? "application/json", payload };
}

function examplesOf({ example }: ChannelMessage): object {
  return example === undefined ? {} : { examples: [{ payload: example }] };
}

function capitalized(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
