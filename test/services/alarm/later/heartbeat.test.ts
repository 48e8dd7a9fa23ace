import { Webhook } from "standardwebhooks";
import { expect, test } from "vitest";
import { Heartbeat } from "../../../../services/alarm/later/heartbeat.ts";
import type { Subscription } from "../../../../services/alarm/subscription.ts";
import type { Answer, Post } from "../../../../services/alarm/webhook.ts";
import { createMetrics } from "../../../../shared/runtime/metrics.ts";
import { aSubscription, SECRET } from "../fixtures.ts";
import { answered, dataOf, failed, hangs } from "./fixtures.ts";
import { VirtualClock } from "./virtualClock.ts";

const S = 1000;
const at = (i: number, over: Partial<Subscription> = {}) =>
  aSubscription({ subscriptionId: `sub_${i}`, url: `http://host${i}.example/hook`, ...over });

/** Heartbeats every minute to these, at endpoints that answer as told. */
function beating(
  subscriptions: readonly Subscription[],
  answer: (post: Post) => Answer | Promise<Answer>,
  periodMs = 60 * S,
) {
  const clock = new VirtualClock();
  const metrics = createMetrics();
  const known = new Map(subscriptions.map((one) => [one.subscriptionId, one]));
  const posts: (Post & { atMs: number })[] = [];
  const used = new Map<string, number>();
  const told: string[] = [];
  const heartbeat = new Heartbeat({
    clock,
    metrics,
    periodMs,
    client: {
      lastUsedMs: (origin) => used.get(origin),
      post: async (post) => {
        posts.push({ ...post, atMs: clock.nowMs() });
        return answer(post);
      },
    },
    subscriptions: {
      all: () => known.values(),
      of: (id) => known.get(id),
      disable: async (id) => void told.push(`${id} disabled`),
    },
    health: {
      succeeded: (id) => void told.push(`${id} ok`),
      failed: (id, error) => void told.push(`${id} ${error}`),
    },
  });
  heartbeat.start();
  return { clock, posts, used, told, known, metrics, heartbeat };
}

test("an idle endpoint gets a signed heartbeat a minute, which nobody can take for an alarm", async () => {
  const { clock, posts, told } = beating([at(1)], () => answered(204));
  await clock.pass(300 * S);
  expect(posts.map(({ atMs }, i) => atMs - (posts[i - 1]?.atMs ?? atMs))).toEqual(
    [0, 60, 60, 60, 60].map((s) => s * S),
  );
  const [first] = posts;
  const {
    "webhook-signature": signature,
    "webhook-id": id = "",
    "webhook-timestamp": timestamp,
  } = first?.headers ?? {};
  expect(signature).toBe(new Webhook(SECRET).sign(id, new Date(Number(timestamp) * 1000), first?.body ?? ""));
  expect(new Set(posts.map(({ headers }) => headers["webhook-id"])).size).toBe(5);
  expect(dataOf(first)).toEqual({
    type: "system.heartbeat",
    timestamp: new Date(first?.atMs ?? 0).toISOString(),
    data: {
      mode: "drill",
      run: "heartbeat",
      headline: "TEST: This checks the connection. There is no earthquake.",
      subscriptionId: "sub_1",
    },
  });
  expect(told).toEqual(Array(5).fill("sub_1 ok"));
});

test("six hundred are spread over the minute, each gets one", async () => {
  const { clock, posts } = beating(
    Array.from({ length: 600 }, (_, i) => at(i)),
    () => answered(204),
  );
  const startMs = clock.nowMs();
  await clock.pass(60 * S);
  expect(new Set(posts.map(({ url }) => url)).size).toBe(600);
  expect(posts).toHaveLength(600);
  const bySecond = Array.from({ length: 60 }, () => 0);
  for (const { atMs } of posts)
    bySecond[Math.round((atMs - startMs) / S) - 1] = (bySecond[Math.round((atMs - startMs) / S) - 1] ?? 0) + 1;
  expect(Math.max(...bySecond)).toBeLessThanOrEqual(25);
  expect(Math.min(...bySecond)).toBeGreaterThan(0);
});

test("who got something within the minute gets no heartbeat, and one heartbeat is enough for all at one origin", async () => {
  const shared = { url: "http://shared.example/a" };
  const world = beating([at(1), at(2), at(3, shared), at(4, { url: "http://shared.example/b" })], () => answered(204));
  world.clock.every(10 * S, () => void world.used.set("http://host1.example", world.clock.monotonicMs()));
  await world.clock.pass(61 * S);
  const hosts = world.posts.map(({ url }) => new URL(url).host).sort();
  // Before the first use of host1 its own heartbeat may have come.
  expect(hosts.filter((host) => host !== "host1.example")).toEqual(["host2.example", "shared.example"]);
  const before = world.posts.length;
  await world.clock.pass(120 * S);
  expect(world.posts.slice(before).filter(({ url }) => url.includes("host1"))).toEqual([]);
});

test.each<[string, Partial<Subscription>]>([
  ["does not want them", { types: ["alarm.issued"] }],
  ["is switched off", { disabledMs: 1 }],
])("who %s gets none", async (_, over) => {
  const { clock, posts } = beating([at(1, over)], () => answered(204));
  await clock.pass(180 * S);
  expect(posts).toEqual([]);
});

test("a heartbeat that fails is told and not sent again before the next one", async () => {
  const { clock, posts, told } = beating([at(1)], () => failed);
  await clock.pass(120 * S);
  expect(posts).toHaveLength(2);
  expect(told).toEqual(Array(2).fill("sub_1 connect ECONNREFUSED"));
});

test("an endpoint that is gone is switched off", async () => {
  const { clock, told } = beating([at(1)], () => answered(410));
  await clock.pass(60 * S);
  expect(told).toEqual(["sub_1 disabled"]);
});

test("however many hang, sixty-four are under way at most, and the others get theirs as places come free", async () => {
  const pending: (() => void)[] = [];
  const { clock, posts, metrics } = beating(
    Array.from({ length: 300 }, (_, i) => at(i)),
    () => new Promise((resolve) => void pending.push(() => resolve(failed))),
  );
  await clock.pass(59 * S);
  expect(posts).toHaveLength(64);
  for (const end of pending.splice(0)) end();
  await clock.rest();
  expect(posts).toHaveLength(128);
  await clock.pass(S);
  await clock.pass(S);
  expect(await metrics.valueOf("eew_heartbeats_total", { outcome: "crowded" })).toBe(172);
});

test("none are sent after the end, and none at all with a period of zero", async () => {
  const { clock, posts, heartbeat } = beating([at(1)], hangs);
  heartbeat.close();
  const off = beating([at(1)], hangs, 0);
  await clock.pass(600 * S);
  await off.clock.pass(600 * S);
  expect([...posts, ...off.posts]).toEqual([]);
});
