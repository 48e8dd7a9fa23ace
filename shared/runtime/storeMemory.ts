// Hot state in this process's memory: for one process, tests and replays. Forgets by the clock it is given.
import type { Clock } from "./clock.ts";
import type { Store } from "./store.ts";

interface Held {
  readonly value: string;
  /** On the clock's monotonic scale, so that a wall-clock step neither ends a lease nor keeps it for ever. */
  readonly untilMs: number;
}

/** Expired values nobody asks for again are dropped once in this many writes. */
const WRITES_BETWEEN_SWEEPS = 1000;

export function memoryStore(clock: Clock): Store {
  return new MemoryStore(clock);
}

class MemoryStore implements Store {
  readonly #clock: Clock;
  readonly #values = new Map<string, Held>();
  readonly #hashes = new Map<string, Map<string, string>>();
  readonly #leases = new Map<string, Held>();
  readonly #groups = new Map<string, Map<string, number>>();
  #writes = 0;
  #closed = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async get(key: string): Promise<string | undefined> {
    return this.#live(this.#values, key)?.value;
  }

  async set(key: string, value: string, ttlMs?: number): Promise<void> {
    this.#values.set(key, { value, untilMs: ttlMs === undefined ? Number.POSITIVE_INFINITY : this.#after(ttlMs) });
    if (++this.#writes % WRITES_BETWEEN_SWEEPS === 0)
      for (const each of this.#values.keys()) this.#live(this.#values, each);
  }

  async delete(key: string): Promise<void> {
    this.#values.delete(key);
    this.#hashes.delete(key);
  }

  async hashSet(key: string, field: string, value: string): Promise<void> {
    const hash = this.#hashes.get(key);
    if (hash === undefined) this.#hashes.set(key, new Map([[field, value]]));
    else hash.set(field, value);
  }

  async hashGet(key: string, field: string): Promise<string | undefined> {
    return this.#hashes.get(key)?.get(field);
  }

  async hashAll(key: string): Promise<ReadonlyMap<string, string>> {
    return new Map(this.#hashes.get(key));
  }

  async hashDelete(key: string, field: string): Promise<void> {
    const hash = this.#hashes.get(key);
    hash?.delete(field);
    if (hash?.size === 0) this.#hashes.delete(key);
  }

  async lease(key: string, owner: string, ttlMs: number): Promise<boolean> {
    const holder = this.#live(this.#leases, key)?.value;
    if (holder !== undefined && holder !== owner) return false;
    this.#leases.set(key, { value: owner, untilMs: this.#after(ttlMs) });
    return true;
  }

  async release(key: string, owner: string): Promise<void> {
    if (this.#leases.get(key)?.value === owner) this.#leases.delete(key);
  }

  async join(group: string, member: string, ttlMs: number): Promise<readonly string[]> {
    const members = this.#groups.get(group) ?? new Map<string, number>();
    this.#groups.set(group, members.set(member, this.#after(ttlMs)));
    return this.members(group);
  }

  async members(group: string): Promise<readonly string[]> {
    const members = this.#groups.get(group) ?? new Map<string, number>();
    const nowMs = this.#clock.monotonicMs();
    for (const [name, untilMs] of members) if (untilMs <= nowMs) members.delete(name);
    return [...members.keys()].sort();
  }

  async leave(group: string, member: string): Promise<void> {
    const members = this.#groups.get(group);
    members?.delete(member);
    if (members?.size === 0) this.#groups.delete(group);
  }

  notReady(): string | undefined {
    return this.#closed ? "the store is closed" : undefined;
  }

  async close(): Promise<void> {
    this.#closed = true;
  }

  #after(ttlMs: number): number {
    return this.#clock.monotonicMs() + Math.max(1, Math.ceil(ttlMs));
  }

  /** What lies under a key, dropped when its time is over. */
  #live(held: Map<string, Held>, key: string): Held | undefined {
    const found = held.get(key);
    if (found === undefined || found.untilMs > this.#clock.monotonicMs()) return found;
    held.delete(key);
    return undefined;
  }
}
