// The hot-state seam: small values that a replica must find again after another one died. Values are strings (JSON).
export interface Store {
  get(key: string): Promise<string | undefined>;
  /** @param ttlMs forgets the value after this long; absent: never. */
  set(key: string, value: string, ttlMs?: number): Promise<void>;
  delete(key: string): Promise<void>;
  /** A map under one key. */
  hashSet(key: string, field: string, value: string): Promise<void>;
  hashGet(key: string, field: string): Promise<string | undefined>;
  hashAll(key: string): Promise<ReadonlyMap<string, string>>;
  hashDelete(key: string, field: string): Promise<void>;
  /**
   * Takes or renews a lease: true when `owner` holds it now, until `ttlMs` from now.
   * Never true for two owners at once.
   */
  lease(key: string, owner: string, ttlMs: number): Promise<boolean>;
  /** Gives up a lease that `owner` holds; nothing happens otherwise. */
  release(key: string, owner: string): Promise<void>;
  /** Names of the live members of a group, sorted; each `join` keeps its member alive for `ttlMs`. */
  join(group: string, member: string, ttlMs: number): Promise<readonly string[]>;
  leave(group: string, member: string): Promise<void>;
  /** The same names for somebody who is no member. */
  members(group: string): Promise<readonly string[]>;
  notReady(): string | undefined;
  close(): Promise<void>;
}
