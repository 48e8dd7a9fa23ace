import { afterEach, beforeEach, expect, test } from "vitest";
import { Repository } from "../../../services/alarm/repository.ts";
import type { Subscription } from "../../../services/alarm/subscription.ts";
import { Subscriptions } from "../../../services/alarm/subscriptions.ts";
import { connectDatabase } from "../../../shared/runtime/connectDatabase.ts";
import type { Database } from "../../../shared/runtime/database.ts";
import { Unavailable } from "../../../shared/runtime/errors.ts";
import { createMetrics } from "../../../shared/runtime/metrics.ts";
import { eventually } from "../../poll.ts";
import { aSubscription, fastClock as clock, quiet as log } from "./fixtures.ts";

let database: Database;
let databaseIs: "up" | "down" | "hanging" = "up";
const open: Subscriptions[] = [];

beforeEach(async () => {
  databaseIs = "up";
  database = await connectDatabase("sqlite::memory:", { log });
});
afterEach(async () => {
  for (const each of open.splice(0)) each.close();
  await database.close();
});

/** Waits for ever unless it is told to stop waiting. */
const patient = { ...clock, sleep: (_ms: number, signal?: AbortSignal) => clock.sleep(1e9, signal) };

const repository = () =>
  new Repository({
    clock,
    database: async () => {
      if (databaseIs === "hanging") return new Promise<never>(() => undefined);
      if (databaseIs === "down") throw new Unavailable("database: connection refused");
      return database;
    },
  });

function replica() {
  const metrics = createMetrics();
  const subscriptions = new Subscriptions({ repository: repository(), clock, log, metrics, refreshMs: 2000 });
  open.push(subscriptions);
  subscriptions.start();
  return { subscriptions, metrics };
}

const ids = (subscriptions: Subscriptions) => [...subscriptions.all()].map((each) => each.subscriptionId).sort();

test("a subscription comes back from the database as it was stored", async () => {
  const stored = aSubscription({
    modes: ["live", "drill"],
    acceptPreliminary: true,
    minimumIntensity: 4.5,
    name: "Ω '\"%",
  });
  const off = aSubscription({ subscriptionId: "sub_2", disabledMs: 1_767_225_600_000, disabledReason: "gone" });
  await repository().insert(stored);
  await repository().insert(off);
  expect(await repository().all()).toEqual([stored, off]);
});

test("what another replica stores, changes and removes is known here two seconds later", async () => {
  const { subscriptions } = replica();
  await repository().insert(aSubscription());
  await repository().insert(aSubscription({ subscriptionId: "sub_2" }));
  await eventually("both are known", () => ids(subscriptions).join() === "sub_1,sub_2");
  await repository().update(aSubscription(), aSubscription({ minimumIntensity: 7, updatedMs: 2 }));
  await eventually("the change is known", () => subscriptions.of("sub_1")?.minimumIntensity === 7);
  await repository().remove("sub_1");
  await eventually("the removal is known", () => ids(subscriptions).join() === "sub_2");
});

test("a replacement within one refresh is noticed although the number stays the same", async () => {
  await repository().insert(aSubscription({ updatedMs: 1000 }));
  await repository().insert(aSubscription({ subscriptionId: "sub_9", updatedMs: 9000 }));
  const { subscriptions } = replica();
  await eventually("loaded", () => subscriptions.isLoaded);
  await repository().remove("sub_1");
  await repository().insert(aSubscription({ subscriptionId: "sub_2", updatedMs: 1001 }));
  await eventually("the new one is known", () => ids(subscriptions).join() === "sub_2,sub_9");
});

test("without a database at the start it is not ready, lives on, and loads as soon as it can", async () => {
  databaseIs = "down";
  const subscriptions = new Subscriptions({
    repository: repository(),
    clock: patient,
    log,
    metrics: createMetrics(),
    refreshMs: 2000,
  });
  open.push(subscriptions);
  subscriptions.start();
  await eventually("the reason is known", () => subscriptions.notReady()?.includes("connection refused") === true);
  const waiting = subscriptions.loaded();
  databaseIs = "up";
  await waiting;
  expect(subscriptions.notReady()).toBeUndefined();
});

test.each([
  "down",
  "hanging",
] as const)("while the database is %s the copy in memory serves, and its age shows", async (how) => {
  await repository().insert(aSubscription());
  const { subscriptions, metrics } = replica();
  await eventually("loaded", () => subscriptions.isLoaded);
  databaseIs = how;
  await eventually(
    "failures are counted",
    async () => (await metrics.valueOf("eew_subscription_refresh_failures_total")) > 1,
  );
  expect(ids(subscriptions)).toEqual(["sub_1"]);
  expect(subscriptions.notReady()).toBeUndefined();
  expect(await metrics.valueOf("eew_subscriptions")).toBe(1);
  expect(await metrics.valueOf("eew_subscriptions_age_seconds")).toBeGreaterThan(2);
});

test("an endpoint that is gone while the database is down is off at once, and stays off when it is back", async () => {
  await repository().insert(aSubscription());
  const { subscriptions } = replica();
  await eventually("loaded", () => subscriptions.isLoaded);
  databaseIs = "down";
  await subscriptions.disable("sub_1", "410 Gone");
  expect(subscriptions.of("sub_1")).toMatchObject({ disabledReason: "410 Gone", disabledMs: expect.any(Number) });
  databaseIs = "up";
  await eventually("it is stored", async () => (await repository().all())[0]?.disabledReason === "410 Gone");
  await eventually("it is still off here", () => subscriptions.of("sub_1")?.disabledMs !== null);
});

/** Its reading of all subscriptions ends only when it is let. */
class SlowRepository extends Repository {
  #letGo: (() => void) | undefined;

  get isReading(): boolean {
    return this.#letGo !== undefined;
  }

  letGo(): void {
    this.#letGo?.();
    this.#letGo = undefined;
  }

  override async all(): Promise<readonly Subscription[]> {
    const rows = await super.all();
    await new Promise<void>((resolve) => {
      this.#letGo = resolve;
    });
    return rows;
  }
}

async function inTheMiddleOfAReading(change: (subscriptions: Subscriptions) => Promise<void>): Promise<Subscriptions> {
  await repository().insert(aSubscription());
  const slow = new SlowRepository({ clock: patient, database: async () => database });
  const subscriptions = new Subscriptions({ repository: slow, clock, log, metrics: createMetrics(), refreshMs: 2000 });
  const refreshed = subscriptions.refresh();
  await eventually("the rows are read", () => slow.isReading);
  await change(subscriptions);
  slow.letGo();
  await eventually("they are read again, or not needed", () => subscriptions.isLoaded || slow.isReading);
  slow.letGo();
  await refreshed;
  return subscriptions;
}

test("a reading that began before a change made here does not undo it", async () => {
  const subscriptions = await inTheMiddleOfAReading(async (copy) => {
    const second = aSubscription({ subscriptionId: "sub_2" });
    await repository().insert(second);
    copy.put(second);
  });
  expect(ids(subscriptions)).toEqual(["sub_1", "sub_2"]);
});

test("a reading that began before an endpoint was gone does not switch it on again", async () => {
  const subscriptions = await inTheMiddleOfAReading(async (copy) => void copy.disable("sub_1", "410 Gone"));
  expect(subscriptions.of("sub_1")?.disabledReason).toBe("410 Gone");
});
