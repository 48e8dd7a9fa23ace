import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import { afterEach, describe, expect, test } from "vitest";
import { laterRoutes } from "../../../../services/alarm/later/routes.ts";
import type { Answer } from "../../../../services/alarm/webhook.ts";
import { Fault } from "../../../../shared/runtime/faults.ts";
import { anAlert, aSubscription, quiet as log, magnitude } from "../fixtures.ts";
import { answered, dataOf, expiredOf, failed, openWorld, recordOf, replica } from "./fixtures.ts";

const H = 3_600_000;
const opened: (() => void)[] = [];
afterEach(() => {
  for (const close of opened.splice(0)) close();
});

/** The interface of one replica, for whoever says the right word. */
async function served(answer: () => Answer | Promise<Answer> = () => answered(204)) {
  const world = await openWorld(answer);
  await world.subscribe(aSubscription(), aSubscription({ subscriptionId: "sub_off", disabledMs: 1 }));
  const part = await replica(world);
  const router = laterRoutes({
    ...part,
    client: world.client,
    clock: world.clock,
    log,
    queued: () => part.queue.wake(),
    found: async ({ params, headers }) => {
      const subscription = part.subscriptions.of(String(params.id));
      if (subscription === undefined || headers["x-word"] === "wrong") throw new Fault(404, "no such subscription");
      return subscription;
    },
  });
  const server = createServer(express().use(router));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  opened.push(() => server.close());
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/subscriptions`;
  async function call(path: string, body?: unknown, { method = "POST", word = "right" } = {}) {
    const response = await fetch(`${base}/${path}`, {
      method,
      headers: { "content-type": "application/json", "x-word": word },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
  }
  return { world, call, ...part };
}

describe("sending one again", () => {
  const alert = anAlert();
  const path = `sub_1/deliveries/${alert.alertId}/resend`;

  test("a delivery that was taken goes out again as information under the same id, and its outcome is told", async () => {
    const { world, call } = await served();
    await world.record(recordOf(alert, { outcome: "delivered" }));
    const { status, body } = await call(path);
    expect(status).toBe(200);
    expect(body).toMatchObject({ webhookId: alert.alertId, delivered: true, outcome: "ok", status: 204, error: "" });
    expect(world.posts.map(({ id }) => id)).toEqual([alert.alertId]);
    expect(dataOf(world.posts[0])).toMatchObject({ type: "alarm.expired", data: { late: true } });
  });

  test("one that waits for its turn is not offered again once it was taken", async () => {
    const { world, call } = await served();
    await world.record(recordOf(alert));
    expect((await call(path)).body).toMatchObject({ webhookId: `${alert.alertId}.late`, delivered: true });
    await world.clock.pass(H);
    expect(world.posts).toHaveLength(1);
    expect((await world.repository.deliveriesOf("sub_1", { limit: 1 }))[0]?.later).toMatchObject({
      deliveredMs: expect.any(Number),
    });
  });

  test("one that is not taken this time either goes on waiting, and why is told", async () => {
    const { world, call } = await served(() => failed);
    await world.record(recordOf(alert));
    expect((await call(path)).body).toMatchObject({ delivered: false, status: 0, error: "connect ECONNREFUSED" });
    expect((await world.row(alert.alertId)).next_attempt_ms).not.toBeNull();
  });

  test("one at a time for each subscriber", async () => {
    const slow = Promise.withResolvers<Answer>();
    const { world, call } = await served(() => slow.promise);
    await world.record(recordOf(alert));
    const first = call(path);
    while (world.posts.length === 0) await world.clock.rest();
    expect((await call(path)).status).toBe(429);
    slow.resolve(answered(200));
    expect((await first).status).toBe(200);
  });

  test.each<[string, string, number, RegExp]>([
    ["of an unknown alert", "sub_1/deliveries/nothing/resend", 404, /no delivery "nothing"/],
    ["of another subscriber's alert", `sub_2/deliveries/${alert.alertId}/resend`, 404, /no such subscription/],
    ["of what was never sent", "sub_1/deliveries/empty/resend", 409, /nothing was ever sent/],
    ["to one who is switched off", `sub_off/deliveries/${alert.alertId}/resend`, 409, /switched off/],
  ])("%s is refused", async (_, wanted, status, message) => {
    const { world, call } = await served();
    await world.record(recordOf(alert), recordOf(alert, { alertId: "empty", message: "" }));
    const refused = await call(wanted);
    expect([refused.status, refused.body.error.message]).toEqual([status, expect.stringMatching(message)]);
    expect(world.posts).toEqual([]);
  });

  test("whoever may not see the subscription sends nothing", async () => {
    const { world, call } = await served();
    await world.record(recordOf(alert));
    expect((await call(path, undefined, { word: "wrong" })).status).toBe(404);
    expect((await call("sub_1/recover", { since: 0 }, { word: "wrong" })).status).toBe(404);
    expect(world.posts).toEqual([]);
  });

  test("another method is refused with the right one", async () => {
    const { call } = await served();
    expect((await call(path, undefined, { method: "PUT" })).status).toBe(405);
  });
});

describe("recovering what was missed", () => {
  test("everything not delivered since then is sent now, and nothing else", async () => {
    const { world, call } = await served(() => answered(500));
    await world.record(expiredOf({ eventId: "live-old" }));
    await world.clock.pass(H);
    const since = world.clock.nowMs();
    await world.clock.pass(1000);
    await world.record(
      expiredOf({ eventId: "live-missed" }),
      recordOf(anAlert({ eventId: "live-gone" }), { outcome: "gone" }),
      recordOf(anAlert({ eventId: "live-taken" }), { outcome: "delivered" }),
      recordOf(anAlert({ eventId: "live-newer" }), { outcome: "superseded" }),
      recordOf(anAlert({ eventId: "live-newer", version: 2, ...magnitude(7) }), { outcome: "refused" }),
      recordOf(anAlert({ eventId: "live-empty" }), { outcome: "gone", message: "" }),
    );
    world.posts.length = 0;
    world.answer = () => answered(204);
    expect(await call("sub_1/recover", { since: new Date(since).toISOString() })).toEqual({
      status: 202,
      body: { queued: 3, most: 1000 },
    });
    await world.clock.pass(10_000);
    const events = world.posts.map(({ id }) => id.split(".").slice(0, 2).join("."));
    expect(events.sort()).toEqual(["live-gone.1", "live-missed.1", "live-newer.2"]);
    expect((await call("sub_1/recover", { since })).body.queued).toBe(0);
    expect((await call("sub_1/recover", { since: since - 200 * H })).body.queued).toBe(1);
  });

  test.each<[string, unknown, number, RegExp]>([
    ["no time", {}, 400, /since: got nothing, want an ISO 8601 time/],
    ["a time in words", { since: "yesterday" }, 400, /since: got "yesterday", want/],
    ["a time without its zone", { since: "2026-01-01T00:00:00" }, 400, /since/],
    ["a negative time", { since: -1 }, 400, /since/],
    ["more than a time", { since: 1, until: 2 }, 400, /until: no such field/],
    ["no JSON", "{", 400, /body: not JSON/],
    ["too much", { since: "x".repeat(70_000) }, 413, /at most/],
  ])("%s is refused", async (_, body, status, message) => {
    const { call } = await served();
    const refused = await call("sub_1/recover", body);
    expect([refused.status, refused.body.error.message]).toEqual([status, expect.stringMatching(message)]);
  });

  test("one who is switched off must be switched on first; without the database nothing is promised", async () => {
    const { world, call } = await served();
    expect((await call("sub_off/recover", { since: 0 })).status).toBe(409);
    world.isDown = true;
    expect((await call("sub_1/recover", { since: 0 })).status).toBe(503);
  });
});
