// Hot state in Redis: for more than one process. A command that Redis does not answer in time fails as Unavailable.
import { Redis } from "ioredis";
import type { Clock } from "./clock.ts";
import { reasonOf, Unavailable } from "./errors.ts";
import type { Log } from "./log.ts";
import type { Store } from "./store.ts";

/** While disconnected a command waits this long for the connection; nothing is queued beyond that. */
const RECONNECT_WAIT_MS = 1000;
const ANSWER_TIMEOUT_MS = 1500;
/** A peer that takes commands and says nothing for this long is given up, and connected to again. */
const SILENCE_MS = 3000;
const MAX_BACKOFF_MS = 1000;

/** Takes or renews: an owner's own lease may be prolonged, a stranger's never. */
const LEASE = `
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1`;

const RELEASE = `
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0`;

/** Expiry by the server's clock, so that members with different clocks agree; the key dies with its last member. */
const JOIN = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
redis.call('PEXPIREAT', KEYS[1], redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')[2])
return redis.call('ZRANGE', KEYS[1], 0, -1)`;

const MEMBERS = `
local time = redis.call('TIME')
return redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. (time[1] * 1000 + math.floor(time[2] / 1000)), '+inf')`;

const valueKey = (key: string) => `tocsin:value:${key}`;
const hashKey = (key: string) => `tocsin:hash:${key}`;
const leaseKey = (key: string) => `tocsin:lease:${key}`;
const membersKey = (group: string) => `tocsin:members:${group}`;
const wholeMs = (ttlMs: number) => Math.max(1, Math.ceil(ttlMs));

export interface RedisStoreDeps {
  readonly clock: Clock;
  readonly log: Log;
}

/** @param url `redis://[user:password@]host[:port][/database]`, or `rediss:` for TLS. Reconnects for ever. */
export function redisStore(url: string, deps: RedisStoreDeps): RedisStore {
  return new RedisStore(url, deps);
}

export class RedisStore implements Store {
  readonly #redis: Redis;
  readonly #clock: Clock;
  readonly #address: string;
  #connecting: Promise<void> | undefined;
  /** What was last logged about the connection, so that an outage is two lines and not two a second. */
  #trouble = "";
  #closed = false;

  constructor(url: string, { clock, log }: RedisStoreDeps) {
    this.#clock = clock;
    this.#address = `redis at ${new URL(url).host}`;
    this.#redis = new Redis(url, {
      enableAutoPipelining: true,
      enableOfflineQueue: false,
      // A write that got no answer is repeated by who asked for it, not behind its back.
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      commandTimeout: ANSWER_TIMEOUT_MS,
      socketTimeout: SILENCE_MS,
      connectTimeout: SILENCE_MS,
      retryStrategy: (attempt) => Math.min(50 * 2 ** Math.min(attempt, 10), MAX_BACKOFF_MS) * (0.5 + Math.random() / 2),
      reconnectOnError: (error) => error.message.startsWith("READONLY"),
    });
    this.#redis.on("error", (error: Error) => {
      if (this.#trouble === error.message) return;
      this.#trouble = error.message;
      log.warn({ reason: reasonOf(error) }, `${this.#address}: no connection; trying again`);
    });
    this.#redis.on("ready", () => {
      this.#trouble = "";
      log.info(`${this.#address}: connected`);
    });
  }

  async get(key: string): Promise<string | undefined> {
    return (await this.#ask("get", (redis) => redis.get(valueKey(key)))) ?? undefined;
  }

  async set(key: string, value: string, ttlMs?: number): Promise<void> {
    await this.#ask("set", (redis) =>
      ttlMs === undefined ? redis.set(valueKey(key), value) : redis.set(valueKey(key), value, "PX", wholeMs(ttlMs)),
    );
  }

  async delete(key: string): Promise<void> {
    await this.#ask("delete", (redis) => redis.del(valueKey(key), hashKey(key)));
  }

  async hashSet(key: string, field: string, value: string): Promise<void> {
    await this.#ask("hashSet", (redis) => redis.hset(hashKey(key), field, value));
  }

  async hashGet(key: string, field: string): Promise<string | undefined> {
    return (await this.#ask("hashGet", (redis) => redis.hget(hashKey(key), field))) ?? undefined;
  }

  async hashAll(key: string): Promise<ReadonlyMap<string, string>> {
    return new Map(Object.entries(await this.#ask("hashAll", (redis) => redis.hgetall(hashKey(key)))));
  }

  async hashDelete(key: string, field: string): Promise<void> {
    await this.#ask("hashDelete", (redis) => redis.hdel(hashKey(key), field));
  }

  async lease(key: string, owner: string, ttlMs: number): Promise<boolean> {
    const askedMs = this.#clock.monotonicMs();
    const taken = await this.#ask("lease", (redis) => redis.eval(LEASE, 1, leaseKey(key), owner, wholeMs(ttlMs)));
    // An answer that took longer than the lease speaks of one that is over.
    return taken === 1 && this.#clock.monotonicMs() - askedMs < ttlMs;
  }

  async release(key: string, owner: string): Promise<void> {
    await this.#ask("release", (redis) => redis.eval(RELEASE, 1, leaseKey(key), owner));
  }

  async join(group: string, member: string, ttlMs: number): Promise<readonly string[]> {
    const members = await this.#ask("join", (redis) => redis.eval(JOIN, 1, membersKey(group), member, wholeMs(ttlMs)));
    return Array.isArray(members) ? members.map(String).sort() : [];
  }

  async leave(group: string, member: string): Promise<void> {
    await this.#ask("leave", (redis) => redis.zrem(membersKey(group), member));
  }

  async members(group: string): Promise<readonly string[]> {
    const members = await this.#ask("members", (redis) => redis.eval(MEMBERS, 1, membersKey(group)));
    return Array.isArray(members) ? members.map(String).sort() : [];
  }

  notReady(): string | undefined {
    if (this.#closed) return `${this.#address}: closed`;
    return this.#redis.status === "ready" ? undefined : `${this.#address}: ${this.#redis.status}`;
  }

  /** Resolves when connected or when `withinMs` is over; `notReady` tells which. */
  async connected(withinMs: number): Promise<void> {
    if (this.#closed || this.#redis.status === "ready") return;
    const waiting = new AbortController();
    const ready = () => waiting.abort();
    this.#redis.once("ready", ready).once("end", ready);
    await this.#clock.sleep(withinMs, waiting.signal);
    this.#redis.off("ready", ready).off("end", ready);
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#redis.status === "ready") await this.#redis.quit().catch(() => undefined);
    this.#redis.disconnect();
  }

  async #ask<T>(what: string, command: (redis: Redis) => Promise<T>): Promise<T> {
    try {
      if (this.#redis.status !== "ready") await this.#reconnected();
      return await command(this.#redis);
    } catch (cause) {
      throw new Unavailable(`${this.#address}: ${what} failed`, { cause });
    }
  }

  /** Commands that come while one waits share its wait. */
  #reconnected(): Promise<void> {
    this.#connecting ??= this.connected(RECONNECT_WAIT_MS).finally(() => {
      this.#connecting = undefined;
    });
    return this.#connecting;
  }
}
