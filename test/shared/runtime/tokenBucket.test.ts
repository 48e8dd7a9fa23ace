import { expect, test } from "vitest";
import { TokenBuckets } from "../../../shared/runtime/tokenBucket.ts";

function buckets(perS: number, burst: number) {
  let nowMs = 0;
  const limits = new TokenBuckets({ clock: { monotonicMs: () => nowMs }, perS, burst });
  return { take: (name = "a") => limits.take(name), pass: (ms: number) => (nowMs += ms) };
}

test("as many as the burst are taken at once, then one whenever another has run in", () => {
  const { take, pass } = buckets(2, 3);
  expect([take(), take(), take()]).toEqual([0, 0, 0]);
  expect(take()).toBe(0.5);
  pass(400);
  expect(take()).toBeCloseTo(0.1, 9);
  pass(100);
  expect([take(), take()]).toEqual([0, 0.5]);
});

test("a pause saves up no more than the burst", () => {
  const { take, pass } = buckets(2, 3);
  pass(3_600_000);
  expect([take(), take(), take(), take() > 0]).toEqual([0, 0, 0, true]);
});

test("one name's haste is no other's", () => {
  const { take } = buckets(1, 1);
  expect([take("a"), take("a"), take("b")]).toEqual([0, 1, 0]);
});
