import { expect, test } from "vitest";
import { aSubscription } from "../fixtures.ts";
import { answered, dataOf, openWorld, replica } from "./fixtures.ts";

const H = 3_600_000;
const owned = (subscriptionId: string, over = {}) =>
  aSubscription({ subscriptionId, url: `http://127.0.0.1:9/${subscriptionId}`, ownerId: "own", ...over });

async function started(...ids: string[]) {
  const world = await openWorld(() => answered(204));
  await world.subscribe(...ids.map((id) => owned(id)));
  const since = async (id: string) =>
    (
      await world.database.query
        .selectFrom("subscription")
        .select("failing_since_ms")
        .where("subscription_id", "=", id)
        .executeTakeFirstOrThrow()
    ).failing_since_ms;
  return { world, since };
}

test("an endpoint fails since its first failure after a success, and no more after the next one", async () => {
  const { world, since } = await started("sub_1", "sub_2");
  const { health, subscriptions } = await replica(world);
  const firstMs = world.clock.nowMs();
  health.failed("sub_1", "timeout");
  await health.sweep();
  await world.clock.pass(H);
  health.failed("sub_1", "timeout");
  await health.sweep();
  expect(await since("sub_1")).toBe(firstMs);
  expect(subscriptions.of("sub_1")?.failingSinceMs).toBe(firstMs);
  expect(await since("sub_2")).toBeNull();
  health.succeeded("sub_1");
  await health.sweep();
  expect([await since("sub_1"), subscriptions.of("sub_1")?.failingSinceMs]).toEqual([null, null]);
});

test("a failure after a success between two looks counts from the failure, whoever else failed before", async () => {
  const { world, since } = await started("sub_1", "sub_2");
  const { health } = await replica(world);
  health.failed("sub_1", "old");
  await health.sweep();
  health.failed("sub_2", "x");
  await world.clock.pass(1000);
  health.succeeded("sub_1");
  await world.clock.pass(1000);
  const againMs = world.clock.nowMs();
  health.failed("sub_1", "new");
  await health.sweep();
  await health.sweep();
  expect(await since("sub_1")).toBe(againMs);
});

test("ten thousand calls in a burst ask nothing of the database, and a few questions write them", async () => {
  const { world } = await started();
  const many = Array.from({ length: 10_000 }, (_, i) => owned(`sub_${i}`));
  for (const one of many.slice(0, 1200)) await world.repository.insert(one);
  const { health } = await replica(world);
  world.asked = 0;
  for (const { subscriptionId } of many) health.failed(subscriptionId, "timeout");
  expect(world.asked).toBe(0);
  await health.sweep();
  expect(world.asked).toBe(2);
  for (const { subscriptionId } of many) health.succeeded(subscriptionId);
  await world.clock.pass(1);
  for (const { subscriptionId } of many) health.succeeded(subscriptionId);
  await health.sweep();
  expect(world.asked).toBe(4);
});

test("what one replica sees fail and another sees succeed does not fail", async () => {
  const { world, since } = await started("sub_1");
  const [a, b] = [await replica(world), await replica(world)];
  a.health.failed("sub_1", "timeout");
  await a.health.sweep();
  await world.clock.pass(1000);
  b.health.succeeded("sub_1");
  await b.health.sweep();
  await a.health.sweep();
  expect(await since("sub_1")).toBeNull();
  expect(a.subscriptions.of("sub_1")?.failingSinceMs).toBeNull();
});

test("without the database nothing is forgotten", async () => {
  const { world, since } = await started("sub_1");
  const { health } = await replica(world);
  world.isDown = true;
  const firstMs = world.clock.nowMs();
  health.failed("sub_1", "timeout");
  await health.sweep();
  world.isDown = false;
  await world.clock.pass(H);
  await health.sweep();
  expect(await since("sub_1")).toBe(firstMs);
});

test("after five days of failure an endpoint is switched off, with its reason, and its owner is told once elsewhere", async () => {
  const { world } = await started("sub_1", "sub_2");
  await world.subscribe(
    owned("sub_off", { disabledMs: 1 }),
    owned("sub_deaf", { types: ["alarm.issued"] }),
    owned("sub_other", { ownerId: "somebody" }),
    owned("sub_same", { url: owned("sub_2").url }),
  );
  const both = [await replica(world, { pollMs: H }), await replica(world, { instance: "b", pollMs: H })];
  for (const { health } of both) {
    health.failed("sub_1", "timeout");
    await health.sweep();
  }
  await world.clock.pass(121 * H);
  for (const { health } of both) {
    health.succeeded("sub_2");
    health.failed("sub_1", "answered 500");
    await health.sweep();
  }
  await world.clock.pass(20_000);
  for (const { subscriptions } of both) await subscriptions.refresh();
  expect(both[0]?.subscriptions.of("sub_1")).toMatchObject({
    disabledMs: expect.any(Number),
    disabledReason: "nothing was delivered since 2026-01-01T00:00:00.000Z (121 h): answered 500",
  });
  expect(world.posts.map(({ url }) => url)).toEqual([owned("sub_2").url]);
  expect(dataOf(world.posts[0])).toMatchObject({
    type: "endpoint.disabled",
    data: { mode: "drill", headline: expect.stringMatching(/^NOTICE: .* no earthquake/), subscriptionId: "sub_1" },
  });
  const counted = await Promise.all(
    both.map(({ metrics }) => metrics.valueOf("eew_endpoints_disabled_total", { reason: "failing" })),
  );
  expect(counted.reduce((sum, n) => sum + n, 0)).toBe(1);
}, 30_000);

test("five days without a single attempt are no failure, and neither are five days in which nobody can be reached", async () => {
  const { world } = await started("sub_1", "sub_2");
  const { health, subscriptions } = await replica(world, { pollMs: H });
  health.failed("sub_1", "timeout");
  await health.sweep();
  await world.clock.pass(200 * H);
  health.succeeded("sub_2");
  await health.sweep();
  expect(subscriptions.of("sub_1")?.disabledMs).toBeNull();
  await world.clock.pass(2 * H);
  health.failed("sub_1", "our network is down");
  await health.sweep();
  expect(subscriptions.of("sub_1")?.disabledMs).toBeNull();
  health.succeeded("sub_2");
  health.failed("sub_1", "timeout");
  await health.sweep();
  expect(subscriptions.of("sub_1")?.disabledMs).not.toBeNull();
});

test("a notice that the database cannot take is given to it later", async () => {
  const { world } = await started("sub_1", "sub_2");
  const { notices, subscriptions } = await replica(world);
  notices.start();
  await subscriptions.disable("sub_1", "the endpoint answered 410 Gone");
  await world.clock.pass(20_000);
  world.isDown = true;
  notices.push(owned("sub_2", { disabledMs: 7 }), "the endpoint answered 410 Gone");
  notices.push(owned("sub_3", { disabledMs: 7 }), "the endpoint answered 410 Gone");
  await world.clock.pass(20_000);
  expect(world.posts).toHaveLength(1);
  world.isDown = false;
  await world.clock.pass(30_000);
  expect(world.posts.map(({ id }) => id)).toEqual([
    expect.stringMatching(/^disabled\.sub_1\.\d+\.sub_2$/),
    "disabled.sub_3.7.sub_2",
  ]);
});
