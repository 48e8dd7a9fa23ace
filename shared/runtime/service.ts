// A service is a set of stages: each binds a topic to a handler from one message to messages. The runtime does the rest.
import type { Router } from "express";
import { type Outgoing, out, type Stamps, type Topic } from "../contracts/topic.ts";
import { routeOf, type ServiceName } from "../contracts/topics.ts";
import type { ApiKeys } from "./apiKeys.ts";
import type { Channel } from "./asyncapi.ts";
import type { Clock } from "./clock.ts";
import type { Environment } from "./config.ts";
import type { Database } from "./database.ts";
import type { Log } from "./log.ts";
import type { Metrics } from "./metrics.ts";
import type { ApiPart } from "./openapi.ts";
import type { StationDirectory } from "./stations.ts";
import type { Store } from "./store.ts";

/** A hot-state write that must be safe before the message that caused it is acknowledged. */
export interface Save {
  readonly save: string;
  readonly value: string;
  readonly ttlMs?: number;
}

/** What a handler may return: messages to publish and state to save, done in this order before the acknowledgement. */
export type Effect = Outgoing | Save;

/** What a handler may know about the message beside its content. */
export interface Meta {
  readonly key: string;
  readonly stamps: Stamps;
  readonly attempt: number;
}

export type Handler<T> = (message: T, meta: Meta) => readonly Effect[] | Promise<readonly Effect[]>;

export interface Stage {
  readonly topic: string;
  readonly group: string;
  readonly each: boolean;
  readonly prefetch: number;
  /** With a `perKey` topic: which keys this replica takes now; asked again whenever `Running.rebalance` says so. */
  readonly keys?: () => readonly string[];
  readonly handle: (body: Uint8Array, meta: Meta) => readonly Effect[] | Promise<readonly Effect[]>;
}

/** What every service is given. Nothing else of the outside world reaches it. */
export interface Context {
  /** Name of this replica, unique in the system. */
  readonly instance: string;
  /** Number of partitions of `packet.v1`: 1 in one process, 8 over a broker unless configured. */
  readonly partitions: number;
  readonly env: Environment;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly store: Store;
  readonly stations: StationDirectory;
  /** Of everybody who may use the interfaces here; absent in processes whose services take none. */
  readonly keys?: ApiKeys | undefined;
  /** Opened and migrated at the first call; the same one afterwards. */
  readonly database: () => Promise<Database>;
  /** For messages that no message caused: a sensor spoke, a request came in. Resolves when they are safe. */
  readonly publish: (...messages: readonly Outgoing[]) => Promise<void>;
  /** Tells the runtime that `Stage.keys` changed. */
  readonly rebalance: () => void;
  /** Aborts when the service shall stop, before consumers wait for what is in flight: begin nothing that takes long. */
  readonly stopping: AbortSignal;
  /** The newest dead letters of this bus, for operators. */
  readonly deadLetters: (
    limit: number,
  ) => Promise<readonly { group: string; topic: string; key: string; reason: string }[]>;
}

export interface Running {
  readonly stages: readonly Stage[];
  /** Mounted at / of the process's HTTP server; paths must carry the service's own prefix. */
  readonly routes?: Router;
  /** What these routes answer, for the document of the interface. */
  readonly api?: readonly ApiPart[];
  /** What it hears and tells beside the bus, for the document of the messages. */
  readonly channels?: readonly Channel[];
  /** Paths that GET needs no token for, a page's files; one that ends in / (but "/" itself) covers all below it. */
  readonly openPaths?: readonly string[];
  /** Beside the bus: what this service still waits for, undefined when nothing. */
  readonly notReady?: () => string | undefined;
  /** Called after consuming has stopped, before the bus closes: finish what is in flight. */
  readonly close?: () => Promise<void>;
}

export interface Service {
  readonly name: ServiceName;
  /** True when its interface takes API keys: its process reads them from the database. */
  readonly takesKeys?: boolean;
  start(context: Context): Promise<Running> | Running;
}

/** Binds a topic to a handler. What it returns is made safe before the message is acknowledged. */
export function on<T>(
  topic: Topic<T>,
  options: {
    readonly group: ServiceName;
    readonly prefetch?: number;
    readonly keys?: () => readonly string[];
  },
  handle: Handler<T>,
): Stage {
  const { group, prefetch = 100, keys } = options;
  const { to, toEach } = routeOf(topic.name);
  if (!to.includes(group) && !toEach.includes(group))
    throw new Error(`topics.ts does not route ${topic.name} to ${group}`);
  topic.prepare?.();
  return {
    topic: topic.name,
    group,
    each: toEach.includes(group),
    prefetch,
    ...(keys ? { keys } : {}),
    handle: (body, meta) => handle(topic.decode(body), meta),
  };
}

export function save(key: string, value: string, ttlMs?: number): Save {
  return { save: key, value, ...(ttlMs === undefined ? {} : { ttlMs }) };
}

/** The same for a long value: it is made when it is written, after the messages have left. `make` must not depend on when. */
export function saveLater(key: string, make: () => string, ttlMs: number): Save {
  return {
    save: key,
    get value() {
      return make();
    },
    ttlMs,
  };
}

export { out };
