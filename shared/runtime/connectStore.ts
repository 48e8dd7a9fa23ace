// Opens the hot state a URL names. Redis's client is loaded only where it is used.
import type { Clock } from "./clock.ts";
import type { Log } from "./log.ts";
import type { Store } from "./store.ts";

/** A healthy Redis is connected within this time; a start does not wait longer, `notReady` tells the rest. */
const FIRST_CONNECT_MS = 2000;

/** @param url `memory:`, `redis://[user:password@]host[:port][/database]` or `rediss://…` */
export async function connectStore(url: string, deps: { readonly clock: Clock; readonly log: Log }): Promise<Store> {
  const scheme = url.slice(0, url.indexOf(":") + 1);
  if (scheme === "memory:") {
    const { memoryStore } = await import("./storeMemory.ts");
    return memoryStore(deps.clock);
  }
  if (scheme === "redis:" || scheme === "rediss:") {
    if (!URL.canParse(url))
      throw new Error("store url: not a URL; want redis://[user:password@]host[:port][/database]");
    const { redisStore } = await import("./storeRedis.ts");
    const store = redisStore(url, deps);
    await store.connected(FIRST_CONNECT_MS);
    return store;
  }
  throw new Error(`store url: got scheme "${scheme || url}", want memory:, redis: or rediss:`);
}
