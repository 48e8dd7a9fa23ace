// The hot state in a real Redis: the suite, and what happens while Redis is dead or frozen.
import { rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { systemClock } from "../../shared/runtime/clock.ts";
import { connectStore } from "../../shared/runtime/connectStore.ts";
import { Unavailable } from "../../shared/runtime/errors.ts";
import { openLog } from "../../shared/runtime/log.ts";
import type { Store } from "../../shared/runtime/store.ts";
import { storeConformance } from "../conformance/store.ts";
import { eventually } from "../poll.ts";
import type { PrivateServer } from "../servers/privateServer.ts";
import { startRedis } from "../servers/redis.ts";
import { temporaryFolder } from "../servers/start.ts";

const url = process.env.TEST_REDIS_URL ?? "";
const deps = { clock: systemClock, log: openLog({ level: "fatal", service: "test" }) };
const OUTAGE_KNOWN_WITHIN_MS = 3000;

describe.skipIf(url === "")("with a server", () => {
  storeConformance("Redis", async () => {
    const [store, other] = [await connectStore(url, deps), await connectStore(url, deps)];
    const close = async () => {
      await Promise.all([store.close(), other.close()]);
    };
    return { store, other, elapse: (ms) => sleep(ms), close };
  });

  test("a closed store says so instead of hanging", async () => {
    const store = await connectStore(url, deps);
    await store.close();
    expect(store.notReady()).toContain("closed");
    await expect(store.get("anything")).rejects.toThrow(Unavailable);
  });

  describe("that fails", () => {
    const folder = temporaryFolder("redis");
    let server: PrivateServer;
    let store: Store;
    beforeAll(async () => {
      server = await startRedis(folder);
      store = await connectStore(server.url, deps);
    });
    afterAll(async () => {
      await store?.close();
      await server?.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    test("commands fail as Unavailable while Redis is dead, and work again when it is back", async () => {
      await store.set("before", "1");
      const inFlight = Array.from({ length: 50 }, (_, i) => store.set(`in flight ${i}`, "1").catch((error) => error));
      await server.kill();
      for (const outcome of await Promise.all(inFlight)) {
        if (outcome !== undefined) expect(outcome).toBeInstanceOf(Unavailable);
      }
      await everythingIsRefused(store);
      expect(store.notReady()).toContain("redis at 127.0.0.1");
      await server.restart();
      await eventually("the store is ready again", () => store.notReady() === undefined);
      await store.set("after", "1");
      expect(await store.get("after")).toBe("1");
      expect(await store.lease("lease", "first", 60_000)).toBe(true);
    });

    test("commands fail as Unavailable while Redis is frozen, and work again when it wakes", async () => {
      server.signal("SIGSTOP");
      await everythingIsRefused(store);
      await eventually("the silence is noticed", () => store.notReady() !== undefined);
      server.signal("SIGCONT");
      await eventually("the store is ready again", () => store.notReady() === undefined);
      await store.set("after", "2");
      expect(await store.get("after")).toBe("2");
    });

    test("a start without Redis is not held up, and is ready once Redis is there", async () => {
      await server.stop();
      const early = await connectStore(server.url, deps);
      expect(early.notReady()).toContain(`redis at 127.0.0.1:${server.port}`);
      await expect(early.get("anything")).rejects.toThrow(/redis at 127.0.0.1:\d+: get failed/);
      await server.restart();
      await eventually("a write arrives", () => early.set("soon", "1").then(() => true));
      expect(early.notReady()).toBeUndefined();
      await early.close();
    });
  });
});

/** Every method, all at once, each within the time an outage may stay unknown. */
async function everythingIsRefused(store: Store): Promise<void> {
  const startedMs = performance.now();
  const asked = [
    store.get("a"),
    store.set("a", "1"),
    store.set("a", "1", 1000),
    store.delete("a"),
    store.hashSet("a", "b", "c"),
    store.hashGet("a", "b"),
    store.hashAll("a"),
    store.hashDelete("a", "b"),
    store.lease("a", "b", 1000),
    store.release("a", "b"),
    store.join("a", "b", 1000),
    store.leave("a", "b"),
  ];
  for (const outcome of await Promise.allSettled(asked)) {
    expect(outcome.status === "rejected" && outcome.reason).toBeInstanceOf(Unavailable);
  }
  expect(performance.now() - startedMs).toBeLessThan(OUTAGE_KNOWN_WITHIN_MS);
}
