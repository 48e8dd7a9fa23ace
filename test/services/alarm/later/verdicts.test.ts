// What became of an event, told to those who were alarmed: once each, from the database, in their modes alone.
import { Webhook } from "standardwebhooks";
import { expect, test } from "vitest";
import { hasVerdict, type Judged } from "../../../../services/alarm/later/verdictMessage.ts";
import { Verdicts } from "../../../../services/alarm/later/verdicts.ts";
import { formatTold, toldKey } from "../../../../services/alarm/told.ts";
import type { Context, Verdict } from "../../../../shared/contracts/context.ts";
import { Unavailable } from "../../../../shared/runtime/errors.ts";
import { memoryStore } from "../../../../shared/runtime/storeMemory.ts";
import { anAlert, anEvent, aSubscription, SECRET } from "../fixtures.ts";
import { answered, dataOf, failed, openWorld, recordOf, replica, type World } from "./fixtures.ts";

const S = 1000;
const EVENT = anEvent();

function judged(over: Partial<Verdict> = {}, context: Partial<Context> = {}): Judged {
  const { mode, run, eventId, version, origin } = EVENT;
  const at = { timeMs: origin.timeMs, latitudeDeg: 35, longitudeDeg: -118, depthKm: 10 };
  return {
    ...{ mode, run, eventId, version, place: "", nearest: [], largest: null, maxMagnitude: null },
    agency: {
      ...{ ...at, source: "us", id: "us1", magnitude: 6.4, place: "", distanceKm: 0 },
      ...{ timeDifferenceS: 0, magnitudeDifference: -0.1 },
    },
    ...context,
    verdict: {
      ...{ value: "true", revision: 1, reason: "us lists it as M 6.4", decidedMs: origin.timeMs + 600_000 },
      said: { ...at, status: "final", magnitude: 6.5 },
      ...over,
    },
  };
}

async function alarm(world: World, told: Readonly<Record<string, string>> = {}) {
  const { rows, subscriptions, queue, metrics } = await replica(world);
  const store = memoryStore(world.clock);
  for (const [key, value] of Object.entries(told)) await store.set(key, value);
  const stopping = new AbortController();
  const deps = { rows, repository: world.repository, store, subscriptions, metrics, clock: world.clock };
  const verdicts = new Verdicts({ ...deps, stopping: stopping.signal, queued: () => queue.wake() });
  const tell = async (context: Judged) => {
    const done = verdicts.tell(context).catch((error: unknown) => error);
    await world.clock.pass(20 * S);
    return done;
  };
  return { tell, stopping };
}

const delivered = (subscription = aSubscription()) =>
  recordOf(anAlert({}, subscription), { outcome: "delivered", subscriptionId: subscription.subscriptionId });

test("who was told hears the verdict once, signed, whatever often and by however many replicas it is told", async () => {
  const world = await openWorld(() => answered(204));
  await world.subscribe(aSubscription());
  await world.record(delivered());
  const [one, other] = [await alarm(world), await alarm(world)];
  await one.tell(judged());
  await one.tell(judged());
  await other.tell(judged());
  expect(world.posts.map(({ id }) => id)).toEqual(["live-20260101T000000-aa.verdict.1-true.sub_1"]);
  const [post] = world.posts;
  const sentAt = new Date(Number(post?.headers["webhook-timestamp"]) * 1000);
  expect(post?.headers["webhook-signature"]).toBe(new Webhook(SECRET).sign(post?.id ?? "", sentAt, post?.body ?? ""));
  expect(dataOf(post)).toMatchObject({
    ...{ type: "event.verdict", timestamp: "2026-01-01T00:10:00.000Z" },
    data: {
      ...{ mode: "live", eventId: EVENT.eventId, version: 1, verdict: "true", revision: 1 },
      headline: "Afterwards, on 2026-01-01 00:00 UTC: an earthquake, as we said.",
      agency: { source: "us", id: "us1", magnitude: 6.4 },
      said: { status: "final", magnitude: 6.5 },
      differences: { distanceKm: 0, timeS: 0, magnitude: -0.1 },
    },
  });
  const [listed] = await world.repository.deliveriesOf("sub_1", { limit: 5 });
  expect(listed).toMatchObject({
    type: "event.verdict",
    eventId: EVENT.eventId,
    outcome: "queued",
    later: { tries: 1 },
  });
});

test("a verdict that changes is told again, and the older one no more", async () => {
  const world = await openWorld(() => failed);
  await world.subscribe(aSubscription());
  await world.record(delivered());
  const { tell } = await alarm(world);
  await tell(judged());
  const before = world.posts.length;
  world.answer = () => answered(204);
  await tell(judged({ value: "qualified", revision: 2 }));
  await world.clock.pass(7200 * S);
  expect(before).toBeGreaterThan(0);
  expect(world.posts.slice(before).map((post) => dataOf(post).data.verdict)).toEqual(["qualified"]);
  expect((await world.row("live-20260101T000000-aa.verdict.1-true.sub_1")).given_up).toBe("version 2 is newer");
});

test.each([
  ["does not want the type", { types: ["alarm.issued"] as const }],
  ["wants drills alone", { modes: ["drill"] as const }],
  ["is switched off", { disabledMs: 5, disabledReason: "410" }],
])("who %s hears nothing of it", async (_what, over) => {
  const world = await openWorld(() => answered(204));
  await world.subscribe(aSubscription(over));
  await world.record(delivered());
  await (await alarm(world)).tell(judged());
  expect(world.posts).toEqual([]);
});

test("who was never told does not hear of it; who is being told just now does", async () => {
  const world = await openWorld(() => answered(204));
  const [under, never] = [aSubscription(), aSubscription({ subscriptionId: "sub_2" })];
  await world.subscribe(under, never);
  const { version, status } = EVENT;
  const told = {
    version,
    status,
    magnitude: 6.5,
    likelihood: 1,
    intensity: 5,
    exceedanceProbability: 1,
    sArrivalMs: 1,
  };
  const account = { [toldKey(EVENT.eventId)]: formatTold(new Map([["sub_1", told]])) };
  await (await alarm(world, account)).tell(judged());
  expect(world.posts.map(({ id }) => id.split(".").at(-1))).toEqual(["sub_1"]);
});

test("false carries no agency's event, and in a replay the headline says so first", async () => {
  const world = await openWorld(() => answered(204));
  await world.subscribe(aSubscription({ modes: ["replay"] }));
  await world.record(delivered());
  const reason = "REPLAY: no agency listed it";
  await (await alarm(world)).tell(judged({ value: "false", reason }, { mode: "replay", run: "monday" }));
  expect(dataOf(world.posts[0]).data).toMatchObject({
    ...{ mode: "replay", verdict: "false", agency: null, differences: null, reason },
    headline: "REPLAY: Afterwards, on 2026-01-01 00:00 UTC: no agency lists such an earthquake.",
  });
});

test("without the database it is to be tried again, and so it is when the process stops", async () => {
  const world = await openWorld(() => answered(204));
  const { tell, stopping } = await alarm(world);
  world.isDown = true;
  expect(await tell(judged())).toBeInstanceOf(Unavailable);
  stopping.abort();
  expect(await tell(judged())).toBeInstanceOf(Unavailable);
});

test("a context without a verdict is none", () => {
  const { verdict: _, ...context } = judged();
  expect([hasVerdict(context), hasVerdict(judged())]).toEqual([false, true]);
});
