// Topics and outgoing messages: a topic is a name, a codec and the key that keeps related messages in order.
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { z } from "zod";
import type { Pulse } from "./pulse.ts";

/** One row of the routing table plus the codec that puts a message on the wire. */
export interface Topic<T> {
  readonly name: string;
  readonly keyOf: (message: T) => string;
  readonly encode: (message: T) => Uint8Array;
  /** @throws Malformed when the bytes are not a message of this topic. */
  readonly decode: (bytes: Uint8Array) => T;
  /** Compiles the check (5 to 60 ms) now, instead of when the first message comes. */
  readonly prepare?: () => void;
  /** The same shape as JSON Schema (draft 2020-12); absent for binary topics. */
  readonly jsonSchema?: object;
  /** What `jsonSchema` is made of. */
  readonly schema?: z.ZodType;
}

/** Wall-clock milliseconds at which a piece of news passed each stage; travels beside the message, never inside it. */
export type Stamps = Readonly<Partial<Record<Stage, number>>>;
export type Stage = "sensed" | "received" | "picked" | "located" | "decided" | "delivered";

/** A message on its way to the bus: bytes, key, and what the runtime needs to route it. */
export interface Outgoing {
  readonly topic: string;
  readonly key: string;
  readonly body: Uint8Array;
  /** Replaces the stamps inherited from the message being handled. */
  readonly stamps?: Stamps;
  /** A heartbeat instead of news: goes to the service that passes it on and to nobody else, and no handler sees it. */
  readonly pulse?: Pulse;
}

/** The only way to make a message leave: the topic fixes its type, key and bytes. */
export function out<T>(topic: Topic<T>, message: T, options: { readonly stamps?: Stamps } = {}): Outgoing {
  return { topic: topic.name, key: topic.keyOf(message), body: topic.encode(message), ...options };
}

/** Bad input: this message can never be handled, so it is dead-lettered and not retried. */
export class Malformed extends Error {
  override readonly name = "Malformed";
}

const ajv = new Ajv2020({ strict: false, allErrors: false });

/** A JSON topic: zod is the source of the shape, compiled ajv does the checking on the hot path. Unknown fields pass. */
export function jsonTopic<S extends z.ZodType>(
  name: string,
  schema: S,
  keyOf: (message: z.output<S>) => string,
): Topic<z.output<S>> {
  const jsonSchema = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  let validate: ValidateFunction | undefined;
  const compiled = () => {
    validate ??= ajv.compile(jsonSchema);
    return validate;
  };
  return {
    name,
    keyOf,
    jsonSchema,
    schema,
    encode: (message) => Buffer.from(JSON.stringify(message)),
    decode(bytes) {
      const value = parseJson(name, bytes);
      const isValid = compiled();
      if (!isValid(value)) throw new Malformed(describe(name, isValid, value));
      return value as z.output<S>;
    },
    prepare: () => void compiled(),
  };
}

function parseJson(name: string, bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString("utf8"));
  } catch (cause) {
    throw new Malformed(`${name}: not JSON (${bytes.length} bytes)`, { cause });
  }
}

function describe(name: string, validate: ValidateFunction, value: unknown): string {
  const fault = validate.errors?.[0];
  const path = (fault?.instancePath ?? "").slice(1).replaceAll("/", ".");
  const got = path === "" ? value : path.split(".").reduce<unknown>((at, key) => Reflect.get(Object(at), key), value);
  return `${name}${path === "" ? "" : `.${path}`}: got ${JSON.stringify(got)?.slice(0, 80)}, ${fault?.message ?? "invalid"}`;
}
