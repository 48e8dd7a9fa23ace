import { Webhook } from "standardwebhooks";
import { afterEach, describe, expect, test } from "vitest";
import type { Subscription } from "../../../services/alarm/subscription.ts";
import { deliverySchema } from "../../../shared/contracts/delivery.ts";
import { Unavailable } from "../../../shared/runtime/errors.ts";
import { eventually } from "../../poll.ts";
import {
  anAlert,
  anEvent,
  aSubscription,
  type Behave,
  deliverOne,
  type Endpoint,
  fastClock,
  hang,
  magnitude,
  ok,
  openEndpoint,
  openReplica,
  SECRET,
} from "./fixtures.ts";

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
});

async function endpoint(behave: Behave): Promise<Endpoint> {
  const made = await openEndpoint(behave);
  open.push(made);
  return made;
}

/** A deliverer and the subscribers it knows. */
function sender(...subscriptions: Subscription[]) {
  return patientSender(2500, ...subscriptions);
}

function patientSender(timeoutMs: number, ...subscriptions: Subscription[]) {
  const replica = openReplica({ clock: fastClock, timeoutMs, subscriptions });
  open.push(replica.deliverer);
  return replica;
}

const stamps = () => ({ sensed: Date.now() - 300, received: Date.now() - 100, decided: Date.now() });
const status =
  (code: number, headers = {}): Behave =>
  (response) =>
    void response.writeHead(code, headers).end();
const until =
  (n: number, first: Behave, then: Behave): Behave =>
  (...args) =>
    (args[1] < n ? first : then)(...args);

test("an alert is delivered once, signed, with the facts an operator of a lift needs", async () => {
  const receiver = await endpoint(ok);
  const { deliverer, metrics } = sender(aSubscription({ url: receiver.url }));
  const alert = anAlert();
  const delivery = await deliverOne(deliverer, alert, stamps());
  expect(deliverySchema.parse(delivery)).toMatchObject({
    outcome: "delivered",
    attempts: [{ status: 204, error: "" }],
  });
  expect(delivery.delayMs).toBeGreaterThanOrEqual(100);

  const [request] = receiver.received;
  expect(receiver.received).toHaveLength(1);
  expect(request?.headers["webhook-id"]).toBe(alert.alertId);
  expect(request?.headers["content-type"]).toBe("application/json");
  const body: unknown = new Webhook(SECRET).verify(request?.body ?? "", request?.headers ?? {});
  expect(body).toMatchObject({
    type: "alarm.issued",
    timestamp: new Date(alert.asOfMs).toISOString(),
    data: {
      mode: "live",
      version: 1,
      supersedes: 0,
      late: false,
      origin: { time: "2026-01-01T00:00:00.000Z", depthKm: 10, horizontalUncertaintyKm: 3 },
      magnitude: { value: 6.5, type: "Mpd", uncertainty: 0.3 },
      place: { latitudeDeg: 35.53, longitudeDeg: -118 },
      secondsLeft: alert.secondsLeft,
      sArrival: new Date(alert.sArrivalMs).toISOString(),
      stampsMs: { received: expect.any(Number), decided: expect.any(Number) },
    },
  });
  expect(Object.keys((body as { data: object }).data)[0]).toBe("mode");
  expect(Buffer.byteLength(request?.body ?? "")).toBeLessThan(20_000);
  expect(await metrics.valueOf("eew_deliveries_total", { outcome: "delivered" })).toBe(1);
  // Both kinds of delay are measured: from the deciding packet, and from the decision.
  expect(await metrics.text()).toMatch(/^eew_alarm_delay_seconds_count 1$/m);
  expect(await metrics.text()).toMatch(/^eew_alarm_issue_seconds_count 1$/m);
});

describe("an endpoint that fails at first gets it all the same, under the same id", () => {
  test.each<[string, Behave]>([
    ["500", status(500)],
    ["429 with patience asked for", status(429, { "retry-after": "1" })],
    ["404", status(404)],
    ["a redirect", status(302, { location: "http://127.0.0.1:9/elsewhere" })],
    ["a reset", (response) => void response.socket?.resetAndDestroy()],
    ["an end without an answer", (response) => void response.socket?.end()],
    ["no answer", hang],
    ["nonsense instead of HTTP", (response) => void response.socket?.end("220 smtp ready\r\n\r\n")],
    ["a head that never ends", (response) => void response.socket?.write("HTTP/1.1 200 OK\r\nx-a: 1\r\n")],
  ])("%s", async (_, behave) => {
    const receiver = await endpoint(until(3, behave, ok));
    const { deliverer } = sender(aSubscription({ url: receiver.url }));
    const delivery = await deliverOne(deliverer, anAlert(), stamps());
    expect(delivery).toMatchObject({ outcome: "delivered" });
    expect(receiver.received).toHaveLength(3);
    expect(delivery.attempts.map((attempt) => attempt.status).at(-1)).toBe(204);
    expect(new Set(receiver.received.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    for (const { body, headers } of receiver.received) new Webhook(SECRET).verify(body, headers);
  });
});

describe("an answer's body does not matter", () => {
  test.each<[string, Behave]>([
    ["5 MB", (response) => void response.writeHead(200).end(Buffer.alloc(5_000_000, "x"))],
    ["one that never ends", (response) => void response.writeHead(200).write("x")],
    [
      "one that promises more than it gives",
      (response) => {
        response.writeHead(200, { "content-length": "1000" }).write("x", () => response.destroy());
      },
    ],
  ])("%s after a 200 is a success at the first attempt", async (_, behave) => {
    const receiver = await endpoint(behave);
    const { deliverer } = sender(aSubscription({ url: receiver.url }));
    expect(await deliverOne(deliverer, anAlert(), stamps())).toMatchObject({
      outcome: "delivered",
      attempts: [{ status: 200 }],
    });
    expect(await deliverOne(deliverer, anAlert({ version: 2 }), stamps())).toMatchObject({ outcome: "delivered" });
  });
});

test("a flood after the 200 is cut off, not read", async () => {
  let wasReadToTheEnd: boolean | undefined;
  const receiver = await endpoint((response) => {
    response.on("close", () => {
      wasReadToTheEnd = response.writableFinished;
    });
    response.writeHead(200).end(Buffer.alloc(64_000_000, "x"));
  });
  const { deliverer } = patientSender(1e9, aSubscription({ url: receiver.url }));
  expect(await deliverOne(deliverer, anAlert(), stamps())).toMatchObject({ outcome: "delivered" });
  await eventually("the connection is closed", () => wasReadToTheEnd !== undefined);
  expect(wasReadToTheEnd).toBe(false);
});

test("a redirect is never followed", async () => {
  const other = await endpoint(ok);
  const receiver = await endpoint(until(2, status(307, { location: other.url }), ok));
  const { deliverer } = sender(aSubscription({ url: receiver.url }));
  await deliverOne(deliverer, anAlert(), stamps());
  expect(other.received).toHaveLength(0);
});

test("410 ends it at once and switches the subscription off", async () => {
  const receiver = await endpoint(status(410));
  const { deliverer, disabled } = sender(aSubscription({ url: receiver.url }));
  expect(await deliverOne(deliverer, anAlert(), stamps())).toMatchObject({ outcome: "gone", delayMs: null });
  expect(receiver.received).toHaveLength(1);
  expect(disabled).toEqual(["sub_1"]);
});

test("attempts go on until the alert expires, however old the data are, and then stop", async () => {
  const receiver = await endpoint(status(503));
  const { deliverer } = sender(aSubscription({ url: receiver.url }));
  const { asOfMs, origin } = anEvent();
  const then = { asOfMs: asOfMs - 1e12, origin: { ...origin, timeMs: origin.timeMs - 1e12 } };
  const old = anAlert({ mode: "replay", run: "1994", ...then }, aSubscription({ modes: ["replay"] }));
  const delivery = await deliverOne(deliverer, old, stamps());
  expect(delivery).toMatchObject({ outcome: "expired", mode: "replay", delayMs: null });
  // At 0, 0.25, 0.75, 1.75, 3.75, 7.75, then every 4 s for the 41 s that it lives, at most.
  expect(delivery.attempts.length).toBeGreaterThanOrEqual(5);
  expect(delivery.attempts.length).toBeLessThanOrEqual(16);
});

test("an alert that expired in the queue is offered once, as information", async () => {
  const receiver = await endpoint(status(503));
  const { deliverer } = sender(aSubscription({ url: receiver.url }));
  const hourAgo = { ...stamps(), decided: Date.now() - 3_600_000 };
  expect(await deliverOne(deliverer, anAlert(), hourAgo)).toMatchObject({ outcome: "expired" });
  expect(receiver.received).toHaveLength(1);
  expect(JSON.parse(receiver.received[0]?.body ?? "")).toMatchObject({ data: { late: true } });
});

test("an alert taken in time is not counted as late, one taken after it expired is", async () => {
  const receiver = await endpoint(ok);
  const { deliverer, metrics } = sender(aSubscription({ url: receiver.url }));
  expect(await deliverOne(deliverer, anAlert(), stamps())).toMatchObject({ outcome: "delivered" });
  expect((await metrics.valueOf("eew_alarm_late_total")) ?? 0).toBe(0);
  const late = anAlert({ version: 2 });
  await deliverOne(deliverer, late, { ...stamps(), decided: Date.now() - 3_600_000 });
  expect(await metrics.valueOf("eew_alarm_late_total")).toBe(1);
});

test("a newer version stops the attempts at the older one", async () => {
  const receiver = await endpoint((response, _, { headers }) => {
    response.writeHead(headers["webhook-id"]?.includes(".2.") ? 204 : 503).end();
  });
  const { deliverer } = sender(aSubscription({ url: receiver.url }));
  const older = deliverOne(deliverer, anAlert(), stamps());
  await eventually("the first version was tried", () => receiver.received.length > 0);
  expect(await deliverOne(deliverer, anAlert({ version: 2, ...magnitude(7) }), stamps())).toMatchObject({
    outcome: "delivered",
  });
  expect(await older).toMatchObject({ outcome: "superseded", delayMs: null });
  const tried = receiver.received.length;
  expect(await deliverOne(deliverer, anAlert({ version: 1 }, aSubscription()), stamps())).toMatchObject({
    outcome: "superseded",
  });
  expect(receiver.received).toHaveLength(tried);
});

test("an older version that comes after the newer one is not sent", async () => {
  const receiver = await endpoint(ok);
  const { deliverer } = sender(aSubscription({ url: receiver.url }));
  await deliverOne(deliverer, anAlert({ version: 2 }), stamps());
  expect(await deliverOne(deliverer, anAlert(), stamps())).toMatchObject({ outcome: "superseded", attempts: [] });
  expect(receiver.received).toHaveLength(1);
});

test("two events at once do not supersede each other", async () => {
  const receiver = await endpoint(ok);
  const { deliverer } = sender(aSubscription({ url: receiver.url }));
  const both = [anAlert(), anAlert({ eventId: "live-other", version: 2 })];
  const deliveries = await Promise.all(both.map((alert) => deliverOne(deliverer, alert, stamps())));
  expect(deliveries.map(({ outcome }) => outcome)).toEqual(["delivered", "delivered"]);
});

test("the same alert handled again by another replica comes under the same id, with the same body", async () => {
  const receiver = await endpoint(ok);
  const subscription = aSubscription({ url: receiver.url });
  const once = stamps();
  for (const { deliverer } of [sender(subscription), sender(subscription)])
    await deliverOne(deliverer, anAlert(), once);
  const [first, second] = receiver.received;
  expect(second?.headers["webhook-id"]).toBe(first?.headers["webhook-id"]);
  expect(second?.body).toBe(first?.body);
});

test("the same alert handled again by the same replica is not sent twice", async () => {
  const receiver = await endpoint(ok);
  const { deliverer } = sender(aSubscription({ url: receiver.url }));
  const [one, two] = await Promise.all([
    deliverOne(deliverer, anAlert(), stamps()),
    deliverOne(deliverer, anAlert(), stamps()),
  ]);
  expect(two).toEqual(one);
  expect(receiver.received).toHaveLength(1);
});

test("five endpoints that hang delay none of twenty others", async () => {
  const black = await endpoint(hang);
  const good = await endpoint(ok);
  const subscriptions = Array.from({ length: 25 }, (_, i) =>
    aSubscription({ subscriptionId: `sub_${i}`, url: i < 5 ? black.url : good.url }),
  );
  const { deliverer } = sender(...subscriptions);
  const finished: string[] = [];
  const all = subscriptions.map((subscription) =>
    deliverOne(deliverer, anAlert({}, subscription), stamps()).then(({ outcome }) => finished.push(outcome)),
  );
  await Promise.all(all);
  expect(finished).toEqual([...Array(20).fill("delivered"), ...Array(5).fill("expired")]);
  expect(good.received).toHaveLength(20);
});

test("one subscriber that hangs during ten events holds four connections, and another at the same host is served", async () => {
  const receiver = await endpoint((response, nth, request, raw) =>
    (request.path === "/ok" ? ok : hang)(response, nth, request, raw),
  );
  const healthy = aSubscription({ subscriptionId: "sub_ok", url: receiver.url.replace("/hook", "/ok") });
  const { deliverer, known } = sender(aSubscription({ url: receiver.url }), healthy);
  const hanging = Array.from({ length: 10 }, (_, i) =>
    deliverOne(deliverer, anAlert({ eventId: `live-${i}` }), stamps()),
  );
  await eventually("four attempts hang", () => receiver.received.length === 4);
  expect(await deliverOne(deliverer, anAlert({}, healthy), stamps())).toMatchObject({ outcome: "delivered" });
  known.delete("sub_1");
  for (const delivery of await Promise.all(hanging)) expect(delivery.outcome).toBe("gone");
});

test("a crowd that has to wait for connections is served once each, not timed out and asked again", async () => {
  const slow = await endpoint((...args) => void setTimeout(() => ok(...args), 30));
  const crowd = Array.from({ length: 80 }, (_, i) => aSubscription({ subscriptionId: `sub_${i}`, url: slow.url }));
  const { deliverer } = sender(...crowd);
  await Promise.all(crowd.map((subscription) => deliverOne(deliverer, anAlert({}, subscription), stamps())));
  expect(slow.received).toHaveLength(80);
});

test("a corrected address is used at the next attempt", async () => {
  const [wrong, right] = [await endpoint(status(500)), await endpoint(ok)];
  const { deliverer, known } = sender(aSubscription({ url: wrong.url }));
  const delivery = deliverOne(deliverer, anAlert(), stamps());
  await eventually("the wrong one was tried", () => wrong.received.length > 0);
  known.set("sub_1", aSubscription({ url: right.url }));
  expect(await delivery).toMatchObject({ outcome: "delivered" });
});

test("an address that may not be reached is refused without an attempt to connect", async () => {
  const { deliverer } = sender(aSubscription({ url: "http://169.254.169.254/latest/meta-data" }));
  expect(await deliverOne(deliverer, anAlert(), stamps())).toMatchObject({
    outcome: "refused",
    attempts: [{ status: 0, error: expect.stringContaining("not public") }],
  });
});

test("an alert for a subscription that was removed meanwhile is settled, not retried for ever", async () => {
  const { deliverer } = sender();
  expect(await deliverOne(deliverer, anAlert(), stamps())).toMatchObject({ outcome: "gone", attempts: [] });
});

test("on stop the attempt in flight still counts, and what waits for another is given back to the bus", async () => {
  let answer = () => {};
  const slow = await endpoint((response) => {
    answer = () => void response.writeHead(204).end();
  });
  const failing = await endpoint(status(500));
  const waits = aSubscription({ subscriptionId: "sub_2", url: failing.url });
  const { deliverer } = sender(aSubscription({ url: slow.url }), waits);
  const inFlight = deliverOne(deliverer, anAlert(), stamps());
  const waiting = deliverOne(deliverer, anAlert({}, waits), stamps());
  const outcome = waiting.then(
    () => "settled",
    (error: unknown) => error,
  );
  await eventually("both were tried", () => slow.received.length === 1 && failing.received.length >= 1);
  const closed = deliverer.close();
  answer();
  expect(await inFlight).toMatchObject({ outcome: "delivered" });
  expect(await outcome).toBeInstanceOf(Unavailable);
  await closed;
});
