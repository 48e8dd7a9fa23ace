// One integrator is active at a time, on all its queues at once, and another takes over when it goes or dies.
import { expect, test } from "vitest";
import { takeTurns } from "../../../services/integrator/leader.ts";
import { systemClock } from "../../../shared/runtime/clock.ts";
import { Unavailable } from "../../../shared/runtime/errors.ts";
import { openLog } from "../../../shared/runtime/log.ts";
import { createMetrics } from "../../../shared/runtime/metrics.ts";
import type { Context } from "../../../shared/runtime/service.ts";
import { StationDirectory } from "../../../shared/runtime/stations.ts";
import type { Store } from "../../../shared/runtime/store.ts";
import { memoryStore } from "../../../shared/runtime/storeMemory.ts";

/** Replicas that share a clock which moves only when told, and a hot state. */
function world() {
  let nowMs = 0;
  const clock = { ...systemClock, nowMs: () => nowMs, monotonicMs: () => nowMs };
  const store = memoryStore(clock);
  const log = openLog({ level: "silent", service: "integrator" });

  async function replica(instance: string, lease?: Store["lease"]) {
    const renewals: (() => void)[] = [];
    let rebalanced = 0;
    const own: Store = lease === undefined ? store : Object.assign(memoryStore(clock), { lease });
    const context: Context = {
      instance,
      partitions: 1,
      env: {},
      clock: {
        ...clock,
        every: (_ms, task) => {
          renewals.push(task);
          return () => void renewals.pop();
        },
      },
      log,
      metrics: createMetrics(),
      store: own,
      stations: new StationDirectory(own, log),
      database: () => Promise.reject(new Error("no database here")),
      publish: () => Promise.resolve(),
      rebalance: () => {
        rebalanced += 1;
      },
      stopping: new AbortController().signal,
    };
    const leadership = await takeTurns(context);
    const renew = async (): Promise<void> => {
      for (const task of renewals) task();
      await new Promise((resolve) => setImmediate(resolve));
    };
    return { ...leadership, renew, active: () => leadership.keys().length > 0, rebalanced: () => rebalanced };
  }

  const pass = (ms: number): void => {
    nowMs += ms;
  };
  return { replica, pass };
}

test("the first replica is active from the start, the second stands by", async () => {
  const { replica } = world();
  const [a, b] = [await replica("a"), await replica("b")];
  expect([a.active(), b.active()]).toEqual([true, false]);
});

test("a replica that dies is followed when its lease has ended, not before", async () => {
  const { replica, pass } = world();
  const [, b] = [await replica("a"), await replica("b")];
  pass(1000);
  await b.renew();
  expect(b.active()).toBe(false);
  pass(400);
  await b.renew();
  expect([b.active(), b.rebalanced()]).toEqual([true, 1]);
});

test("a replica that stops hands over at the next renewal", async () => {
  const { replica } = world();
  const [a, b] = [await replica("a"), await replica("b")];
  await a.leave();
  await b.renew();
  expect(b.active()).toBe(true);
});

test("one that was frozen past its lease stands by when it wakes", async () => {
  const { replica, pass } = world();
  const [a, b] = [await replica("a"), await replica("b")];
  pass(1300);
  await b.renew();
  await a.renew();
  expect([a.active(), b.active(), a.rebalanced()]).toEqual([false, true, 1]);
});

test("while the hot state does not answer, the active one goes on", async () => {
  const { replica } = world();
  let broken = false;
  const store = memoryStore(systemClock);
  const a = await replica("a", (...args) =>
    broken ? Promise.reject(new Unavailable("redis: gone")) : store.lease(...args),
  );
  broken = true;
  await a.renew();
  expect([a.active(), a.rebalanced()]).toEqual([true, 0]);
});
