import { Webhook } from "standardwebhooks";
import { expect, test } from "vitest";
import type { Delivery } from "../../../../shared/contracts/delivery.ts";
import { anAlert, aSubscription, magnitude, SECRET } from "../fixtures.ts";
import { answered, dataOf, expiredOf, failed, hangs, openWorld, recordOf, replica } from "./fixtures.ts";

const S = 1000;
const H = 3600 * S;
const LATE_ID = "live-20260101T000000-aa.1.sub_1.late";

test("an alarm that nobody took comes later as information, signed, and nobody can take it for a running one", async () => {
  const world = await openWorld(() => answered(204));
  await world.subscribe(aSubscription());
  await world.record(expiredOf());
  await replica(world);
  await world.clock.pass(20 * S);
  expect(world.posts).toHaveLength(1);
  const [post] = world.posts;
  expect(post?.id).toBe(LATE_ID);
  const { "webhook-signature": signature = "", ...headers } = post?.headers ?? {};
  const resigned = new Webhook(SECRET).sign(
    LATE_ID,
    new Date(Number(headers["webhook-timestamp"]) * 1000),
    post?.body ?? "",
  );
  expect(signature).toBe(resigned);
  expect(dataOf(post)).toMatchObject({
    type: "alarm.expired",
    data: {
      mode: "live",
      late: true,
      expiredType: "alarm.issued",
      version: 1,
      headline: expect.stringMatching(/^Over, not an alarm: /),
    },
  });
  expect(dataOf(post).data.secondsLeft).toBeLessThanOrEqual(0);
  await world.clock.pass(2 * H);
  expect(world.posts).toHaveLength(1);
  const [told] = await world.repository.deliveriesOf("sub_1", { limit: 5 });
  expect(told).toMatchObject({ outcome: "expired", later: { tries: 1, nextAttemptMs: null, givenUp: "" } });
  expect(told?.later?.deliveredMs).not.toBeNull();
});

test("an endpoint that is away is asked nine times in three days, then no more", async () => {
  const world = await openWorld(() => failed);
  await world.subscribe(aSubscription());
  const startMs = world.clock.nowMs();
  await world.record(expiredOf());
  await replica(world, { pollMs: 300 * S });
  await world.clock.pass(100 * H);
  const pausesMs = world.posts.map(({ atMs }, i) => atMs - (world.posts[i - 1]?.atMs ?? startMs));
  const planned = [5 * S, 300 * S, 1800 * S, 2 * H, 5 * H, 10 * H, 14 * H, 20 * H, 24 * H];
  expect(pausesMs).toHaveLength(planned.length);
  planned.forEach((ms, i) => {
    expect(pausesMs[i]).toBeGreaterThanOrEqual(ms);
    // Jitter, and the time between two looks into the database.
    expect(pausesMs[i]).toBeLessThanOrEqual(1.2 * ms + 301 * S);
  });
  expect(new Set(world.posts.map(({ id }) => id))).toEqual(new Set([LATE_ID]));
  const [told] = await world.repository.deliveriesOf("sub_1", { limit: 5 });
  expect(told?.later).toMatchObject({ tries: 9, nextAttemptMs: null, deliveredMs: null });
  expect(told?.later?.givenUp).toBe("9 attempts failed; the last one: connect ECONNREFUSED");
}, 30_000);

test.each([
  ["10 minutes in seconds", "600", 600 * S],
  ["a day, of which an hour is granted", "86400", H],
  ["nonsense", "soon", 300 * S],
])("an endpoint that asks for patience gets it: %s", async (_, retryAfter, wantMs) => {
  const world = await openWorld(() => (world.posts.length === 1 ? answered(503, retryAfter) : answered(204)));
  await world.subscribe(aSubscription());
  await world.record(expiredOf());
  await replica(world);
  await world.clock.pass(2 * H);
  const [first, second] = world.posts;
  const pauseMs = (second?.atMs ?? 0) - (first?.atMs ?? 0);
  expect(pauseMs).toBeGreaterThanOrEqual(wantMs);
  expect(pauseMs).toBeLessThanOrEqual(1.2 * wantMs + 6 * S);
});

test("only the newest version of an event is told", async () => {
  const world = await openWorld(() => answered(204));
  await world.subscribe(aSubscription());
  await world.record(expiredOf(), expiredOf({ version: 2, ...magnitude(7) }), expiredOf({ eventId: "live-other" }));
  await replica(world);
  await world.clock.pass(60 * S);
  expect(world.posts.map(({ id }) => id).sort()).toEqual([
    "live-20260101T000000-aa.2.sub_1.late",
    "live-other.1.sub_1.late",
  ]);
  expect((await world.row("live-20260101T000000-aa.1.sub_1")).given_up).toBe("version 2 is newer");
});

test("what a newer version has told already is not told again", async () => {
  const world = await openWorld(() => answered(204));
  await world.subscribe(aSubscription());
  const newer = anAlert({ version: 2, ...magnitude(7) });
  await world.record(expiredOf(), recordOf(newer, { outcome: "delivered" }));
  await replica(world);
  await world.clock.pass(60 * S);
  expect(world.posts).toEqual([]);
});

test("a withdrawal that could not be delivered stays a withdrawal under its own id, marked late", async () => {
  const world = await openWorld(() => answered(204));
  await world.subscribe(aSubscription());
  const alert = { ...anAlert({ version: 2 }), type: "alarm.cancelled" as const, status: "cancelled" as const };
  await world.record(recordOf(alert));
  await replica(world);
  await world.clock.pass(60 * S);
  expect(world.posts.map(({ id }) => id)).toEqual([alert.alertId]);
  expect(dataOf(world.posts[0])).toMatchObject({
    type: "alarm.cancelled",
    data: { late: true, headline: alert.headline },
  });
});

test.each<[string, Parameters<typeof aSubscription>[0], string]>([
  ["does not want such news", { types: ["alarm.issued"] }, "alarm.expired is not wanted"],
  ["does not want that mode any more", { modes: ["drill"] }, "mode live is not wanted"],
  [
    "is switched off",
    { disabledMs: 5, disabledReason: "by its owner" },
    "the subscription is switched off: by its owner",
  ],
])("nothing is sent to a subscriber who %s, and the record says so", async (_, over, why) => {
  const world = await openWorld(() => answered(204));
  await world.subscribe(aSubscription(over));
  await world.record(expiredOf());
  await replica(world);
  await world.clock.pass(60 * S);
  expect(world.posts).toEqual([]);
  expect((await world.row("live-20260101T000000-aa.1.sub_1")).given_up).toBe(why);
});

test("a subscription that was removed is asked for nothing more", async () => {
  const world = await openWorld(() => answered(204));
  await world.record(expiredOf());
  await replica(world);
  await world.clock.pass(60 * S);
  expect((await world.row("live-20260101T000000-aa.1.sub_1")).given_up).toBe("the subscription was removed");
});

test.each<[string, Partial<Delivery>]>([
  ["was delivered", { outcome: "delivered" }],
  ["was superseded", { outcome: "superseded" }],
  ["ended at an address that is refused", { outcome: "refused" }],
  ["was never sent", { message: "" }],
])("an alarm that %s is not offered later", async (_, over) => {
  const world = await openWorld(() => answered(204));
  await world.subscribe(aSubscription());
  await world.record({ ...expiredOf(), ...over });
  await replica(world);
  await world.clock.pass(60 * S);
  expect(world.posts).toEqual([]);
  expect((await world.repository.deliveriesOf("sub_1", { limit: 5 }))[0]?.later).toBeNull();
});

test("410 ends it and switches the subscription off", async () => {
  const world = await openWorld(() => answered(410));
  await world.subscribe(aSubscription());
  await world.record(expiredOf());
  const { subscriptions } = await replica(world);
  await world.clock.pass(60 * S);
  expect(world.posts).toHaveLength(1);
  expect(subscriptions.of("sub_1")).toMatchObject({ disabledReason: "the endpoint answered 410 Gone" });
});

test("a replica that dies between claim and post loses nothing: another one sends it under the same id", async () => {
  const world = await openWorld(() => answered(204));
  await world.subscribe(aSubscription());
  await world.record(expiredOf());
  const { rows } = await replica(world, { pollMs: 600 * S });
  await world.clock.pass(10 * S);
  const nowMs = world.clock.nowMs();
  expect(await rows.claim({ by: "dead", nowMs, untilMs: nowMs + 60 * S, most: 10, except: [] })).toHaveLength(1);
  await replica(world, { instance: "b" });
  await world.clock.pass(50 * S);
  expect(world.posts).toEqual([]);
  await world.clock.pass(20 * S);
  expect(world.posts.map(({ id }) => id)).toEqual([LATE_ID]);
});

test("a replica that was thought dead cannot undo what another one has settled since", async () => {
  const world = await openWorld(() => answered(204));
  await world.subscribe(aSubscription());
  await world.record(expiredOf());
  const { rows } = await replica(world, { pollMs: 600 * S });
  const nowMs = world.clock.nowMs() + 10 * S;
  const [row] = await rows.claim({ by: "slow", nowMs, untilMs: nowMs + S, most: 10, except: [] });
  await replica(world, { instance: "b" });
  await world.clock.pass(30 * S);
  await rows.settle(row?.alertId ?? "", "slow", { tries: 1, nextAttemptMs: nowMs, deliveredMs: null, givenUp: "" });
  expect(await world.row(row?.alertId ?? "")).toMatchObject({ next_attempt_ms: null, given_up: "" });
  expect((await world.row(row?.alertId ?? "")).late_delivered_ms).not.toBeNull();
});

test("two replicas share a thousand of them and send none twice", async () => {
  const world = await openWorld(() => answered(204));
  const many = Array.from({ length: 1000 }, (_, i) => aSubscription({ subscriptionId: `sub_${i}` }));
  await world.subscribe(...many);
  await world.record(...many.map((subscription) => expiredOf({}, subscription)));
  const [a, b] = [await replica(world), await replica(world, { instance: "b" })];
  await world.clock.pass(120 * S);
  expect(new Set(world.posts.map(({ id }) => id)).size).toBe(1000);
  expect(world.posts).toHaveLength(1000);
  for (const { metrics } of [a, b]) {
    expect(await metrics.valueOf("eew_later_deliveries_total", { outcome: "delivered" })).toBeGreaterThan(100);
  }
}, 30_000);

test("a subscriber who missed thousands and hangs holds up nobody who missed one thing after them", async () => {
  const world = await openWorld(({ url }) => (url.includes("hang") ? hangs() : answered(204)));
  const hanging = aSubscription({ subscriptionId: "sub_h", url: "http://hang.example/" });
  await world.subscribe(hanging, aSubscription());
  const missed = Array.from({ length: 1500 }, (_, i) => expiredOf({ eventId: `live-${i}` }, hanging));
  await world.record(...missed.slice(0, 800));
  await world.record(...missed.slice(800));
  await world.clock.pass(S);
  await world.record(expiredOf());
  const { metrics } = await replica(world);
  await world.clock.pass(20 * S);
  expect(world.posts.map(({ url }) => new URL(url).hostname)).toEqual(["hang.example", "127.0.0.1"]);
  expect(await metrics.valueOf("eew_later_waiting")).toBe(1500);
});

test("an endpoint that hangs holds one place, and those who answer get theirs", async () => {
  const world = await openWorld(({ url }) => (url.includes("hang") ? hangs() : answered(204)));
  const hanging = aSubscription({ subscriptionId: "sub_h", url: "http://hang.example/" });
  const good = aSubscription({ subscriptionId: "sub_g" });
  await world.subscribe(hanging, good);
  const events = Array.from({ length: 20 }, (_, i) => `live-${i}`);
  await world.record(...events.flatMap((eventId) => [hanging, good].map((one) => expiredOf({ eventId }, one))));
  await replica(world, { mostAtOnce: 2 });
  await world.clock.pass(50 * S);
  const to = (part: string) => world.posts.filter(({ url }) => url.includes(part)).length;
  expect([to("hang"), to("127.0.0.1")]).toEqual([1, 20]);
});

test("while the database is away nothing is sent, and when it is back everything is", async () => {
  const world = await openWorld(() => answered(204));
  await world.subscribe(aSubscription());
  await world.record(expiredOf());
  await replica(world);
  world.isDown = true;
  await world.clock.pass(H);
  expect(world.posts).toEqual([]);
  world.isDown = false;
  await world.clock.pass(30 * S);
  expect(world.posts).toHaveLength(1);
});

test("a database that goes away between the post and its record costs a repeat under the same id", async () => {
  const world = await openWorld(() => {
    world.isDown = world.posts.length === 1;
    return answered(204);
  });
  await world.subscribe(aSubscription());
  await world.record(expiredOf());
  await replica(world);
  await world.clock.pass(30 * S);
  world.isDown = false;
  await world.clock.pass(120 * S);
  expect(world.posts.map(({ id }) => id)).toEqual([LATE_ID, LATE_ID]);
});
