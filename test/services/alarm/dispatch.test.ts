import { expect, test } from "vitest";
import { Dispatcher } from "../../../services/alarm/dispatch.ts";
import { History } from "../../../services/alarm/history.ts";
import { Places } from "../../../services/alarm/places.ts";
import type { Subscription } from "../../../services/alarm/subscription.ts";
import { type Alert, alerts, alertsOf } from "../../../shared/contracts/alert.ts";
import type { SeismicEvent } from "../../../shared/contracts/event.ts";
import { Unavailable } from "../../../shared/runtime/errors.ts";
import { createMetrics } from "../../../shared/runtime/metrics.ts";
import type { Effect } from "../../../shared/runtime/service.ts";
import type { Store } from "../../../shared/runtime/store.ts";
import { memoryStore } from "../../../shared/runtime/storeMemory.ts";
import { IPE as model } from "../../../shared/seismo/shakingModel.ts";
import { anEvent, aSubscription, fastClock, magnitude } from "./fixtures.ts";

const near = aSubscription();
const far = aSubscription({ subscriptionId: "sub_far", latitudeDeg: 45 });
const careless = aSubscription({ subscriptionId: "sub_careless", acceptPreliminary: true });

function replica(store: Store, ...known: Subscription[]) {
  const metrics = createMetrics();
  const history = new History();
  const subscriptions = { places: new Places(known), isLoaded: true, loaded: async () => undefined };
  const dispatcher = new Dispatcher({ subscriptions, history, store, clock: fastClock, metrics, model });
  return { dispatcher, metrics, history };
}

function alertsIn(effects: readonly Effect[]): Alert[] {
  return effects.flatMap((effect) => ("topic" in effect ? alertsOf(alerts.decode(effect.body)) : []));
}

/** As the runtime does: publish, then save. Tells who got what. */
async function handle(dispatcher: Dispatcher, store: Store, event: Partial<SeismicEvent>): Promise<string[]> {
  const effects = await dispatcher.dispatch(anEvent(event));
  for (const effect of effects) if ("save" in effect) await store.set(effect.save, effect.value, effect.ttlMs);
  return alertsIn(effects).map(({ subscriptionId, type, version }) => `${subscriptionId} ${type} ${version}`);
}

const offline: Store = new Proxy(memoryStore(fastClock), {
  get: () => async () => {
    throw new Unavailable("redis: connection refused");
  },
});

test("a new event is decided at once, without asking anything outside", () => {
  const { dispatcher } = replica(offline, near, far);
  const effects = dispatcher.dispatch(anEvent());
  expect(effects).not.toBeInstanceOf(Promise);
  expect(alertsIn(effects as Effect[]).map((alert) => alert.subscriptionId)).toEqual(["sub_1"]);
});

test("issue, update, silence and withdrawal reach exactly those they concern", async () => {
  const store = memoryStore(fastClock);
  const { dispatcher } = replica(store, near, far, careless);
  const preliminary = await handle(dispatcher, store, { status: "preliminary" });
  expect(preliminary).toEqual(["sub_careless alarm.issued 1"]);
  expect(await handle(dispatcher, store, { version: 2 })).toEqual([
    "sub_1 alarm.issued 2",
    "sub_careless alarm.updated 2",
  ]);
  expect(await handle(dispatcher, store, { version: 3 })).toEqual([]);
  expect(await handle(dispatcher, store, { version: 4, ...magnitude(7) })).toHaveLength(2);
  const withdrawn = await handle(dispatcher, store, { version: 5, status: "cancelled", ...magnitude(7) });
  expect(withdrawn).toEqual(["sub_1 alarm.cancelled 5", "sub_careless alarm.cancelled 5"]);
});

test("a withdrawal of a preliminary alarm does not alarm those who were never told", async () => {
  const store = memoryStore(fastClock);
  const { dispatcher } = replica(store, near, careless);
  await handle(dispatcher, store, { status: "preliminary" });
  expect(await handle(dispatcher, store, { version: 2, status: "cancelled" })).toEqual([
    "sub_careless alarm.cancelled 2",
  ]);
});

test("the same version handled twice makes the same messages, byte for byte", async () => {
  const { dispatcher } = replica(memoryStore(fastClock), near, careless);
  await dispatcher.dispatch(anEvent({ status: "preliminary" }));
  const second = await dispatcher.dispatch(anEvent({ version: 2 }));
  expect(alertsIn(second)).toHaveLength(2);
  expect(await dispatcher.dispatch(anEvent({ version: 2 }))).toEqual(second);
});

test("an older version that comes again later tells nobody anything", async () => {
  const store = memoryStore(fastClock);
  const { dispatcher } = replica(store, near, far);
  await handle(dispatcher, store, {});
  await handle(dispatcher, store, { version: 2, ...magnitude(7) });
  expect(await handle(dispatcher, store, magnitude(9))).toEqual([]);
});

test("a replica that takes over withdraws what the dead one announced", async () => {
  const store = memoryStore(fastClock);
  await handle(replica(store, near, far).dispatcher, store, {});
  const heir = replica(store, near, far);
  expect(await handle(heir.dispatcher, store, { version: 2, status: "cancelled" })).toEqual([
    "sub_1 alarm.cancelled 2",
  ]);
});

test("a replica that takes over goes on with updates instead of alarming again", async () => {
  const store = memoryStore(fastClock);
  await handle(replica(store, near).dispatcher, store, {});
  const heir = replica(store, near);
  expect(await handle(heir.dispatcher, store, { version: 2 })).toEqual([]);
  const effects = await heir.dispatcher.dispatch(anEvent({ version: 3, ...magnitude(7) }));
  expect(alertsIn(effects)).toMatchObject([{ type: "alarm.updated", supersedes: 1 }]);
});

test("a replica that comes back after others took turns believes the hot state, not its old memory", async () => {
  const store = memoryStore(fastClock);
  const [first, second] = [replica(store, near, careless), replica(store, near, careless)];
  await handle(first.dispatcher, store, { status: "preliminary" });
  await handle(second.dispatcher, store, { version: 2 });
  expect(await handle(first.dispatcher, store, { version: 3, status: "cancelled" })).toEqual([
    "sub_1 alarm.cancelled 3",
    "sub_careless alarm.cancelled 3",
  ]);
});

test("versions that come while the hot state is asked keep their order", async () => {
  const store = memoryStore(fastClock);
  await handle(replica(store, near).dispatcher, store, {});
  let answer = () => {};
  const released = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const slowAtFirst = [released];
  const slow: Store = Object.create(store, {
    get: { value: (key: string) => (slowAtFirst.shift() ?? Promise.resolve()).then(() => store.get(key)) },
  });
  const { dispatcher } = replica(slow, near);
  const second = dispatcher.dispatch(anEvent({ version: 2, ...magnitude(7) }));
  const third = dispatcher.dispatch(anEvent({ version: 3, status: "cancelled" }));
  await Promise.race([third, new Promise((resolve) => setImmediate(resolve))]);
  answer();
  const results = await Promise.all([second, third]);
  expect(results.flatMap(alertsIn).map(({ type, supersedes }) => `${type} after ${supersedes}`)).toEqual([
    "alarm.updated after 1",
    "alarm.cancelled after 2",
  ]);
});

test("without the hot state an alarm still goes out, and a withdrawal to unknown people waits for it", async () => {
  const { dispatcher, metrics } = replica(offline, near);
  expect(alertsIn(await dispatcher.dispatch(anEvent({ version: 4 })))).toMatchObject([{ type: "alarm.issued" }]);
  expect(await metrics.valueOf("eew_alarm_told_unknown_total")).toBe(1);
  const other = replica(offline, near);
  await expect(other.dispatcher.dispatch(anEvent({ version: 2, status: "cancelled" }))).rejects.toThrow(Unavailable);
});

test("an event that comes before the subscriptions were read waits for them", async () => {
  const store = memoryStore(fastClock);
  let load = () => {};
  const loading = new Promise<void>((resolve) => {
    load = resolve;
  });
  const places = new Places();
  const subscriptions = { places, isLoaded: false, loaded: () => loading };
  const deps = { subscriptions, history: new History(), store, clock: fastClock, metrics: createMetrics(), model };
  const effects = new Dispatcher(deps).dispatch(anEvent());
  places.put(near);
  load();
  expect(alertsIn(await effects)).toHaveLength(1);
});

test("why somebody was not told can be read afterwards, and is counted", async () => {
  const { dispatcher, history, metrics } = replica(memoryStore(fastClock), near, far);
  await dispatcher.dispatch(anEvent());
  await dispatcher.dispatch(anEvent({ eventId: "live-other" }));
  expect(history.of("sub_far", "live-other")).toEqual([
    expect.objectContaining({
      kind: "hold",
      code: "outOfReach",
      reason: expect.stringContaining("out of reach: at 1111"),
    }),
  ]);
  expect(history.of("sub_far")).toHaveLength(2);
  expect(await metrics.valueOf("eew_alarm_decisions_total", { kind: "hold", reason: "outOfReach" })).toBe(2);
  expect(await metrics.valueOf("eew_alarm_decisions_total", { kind: "notify", reason: "alarm.issued" })).toBe(2);
});

test("the history of one subscriber is bounded", async () => {
  const { dispatcher, history } = replica(memoryStore(fastClock), near);
  for (let n = 0; n < 150; n += 1) await dispatcher.dispatch(anEvent({ eventId: `live-${n}` }));
  expect(history.of("sub_1")).toHaveLength(100);
  expect(history.of("sub_1")[0]?.eventId).toBe("live-149");
});
