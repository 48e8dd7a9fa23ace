// The hot state in memory, on a clock that only the test moves.
import { expect, test } from "vitest";
import type { Clock } from "../../shared/runtime/clock.ts";
import { connectStore } from "../../shared/runtime/connectStore.ts";
import { openLog } from "../../shared/runtime/log.ts";
import { memoryStore } from "../../shared/runtime/storeMemory.ts";
import { storeConformance } from "./store.ts";

function handClock(): Clock & { advance(ms: number): void } {
  let atMs = 1_700_000_000_000;
  return {
    nowMs: () => atMs,
    monotonicMs: () => atMs,
    sleep: async () => undefined,
    every: () => () => undefined,
    advance(ms) {
      atMs += ms;
    },
  };
}

storeConformance("memory", async () => {
  const clock = handClock();
  const store = memoryStore(clock);
  return { store, other: store, elapse: async (ms) => clock.advance(ms), close: () => store.close() };
});

test("a step of the wall clock ends no lease", async () => {
  let wallMs = 1_700_000_000_000;
  const store = memoryStore({ ...handClock(), nowMs: () => wallMs });
  await store.lease("region", "first", 10_000);
  wallMs += 3_600_000;
  expect(await store.lease("region", "second", 10_000)).toBe(false);
});

test("a store URL of an unknown kind is refused by name", async () => {
  const deps = { clock: handClock(), log: openLog({ level: "fatal", service: "test" }) };
  await expect(connectStore("memcached://127.0.0.1", deps)).rejects.toThrow(
    'store url: got scheme "memcached:", want memory:, redis: or rediss:',
  );
  expect((await connectStore("memory:", deps)).notReady()).toBeUndefined();
});
