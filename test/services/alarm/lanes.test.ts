// The two lanes of delivery: first attempts of a batch, and retries of what they left.
import { createServer } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import type { Subscription } from "../../../services/alarm/subscription.ts";
import { type AlertBatch, type RetryBatch, retries } from "../../../shared/contracts/alert.ts";
import { type Delivery, deliveries, deliveriesOf } from "../../../shared/contracts/delivery.ts";
import type { Clock } from "../../../shared/runtime/clock.ts";
import { Unavailable } from "../../../shared/runtime/errors.ts";
import type { Effect } from "../../../shared/runtime/service.ts";
import { eventually } from "../../poll.ts";
import {
  anAlert,
  aSubscription,
  type Behave,
  clockOf,
  deliverOne,
  type Endpoint,
  fastClock,
  hang,
  inBatches,
  ok,
  openEndpoint,
  openReplica,
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

/** One replica; several may know the same subscribers. */
function replica(...subscriptions: Subscription[]) {
  return replicaWith(clockOf(5), subscriptions);
}

function replicaWith(clock: Clock, subscriptions: readonly Subscription[]) {
  const made = openReplica({ clock, subscriptions });
  open.push(made.deliverer);
  return made;
}

const stamps = () => ({ received: Date.now() - 100, decided: Date.now() });
const batchTo = (...subscriptions: Subscription[]): AlertBatch => {
  const [batch] = inBatches(subscriptions.map((subscription) => anAlert({}, subscription)));
  if (batch === undefined) throw new Error("nobody to tell");
  return batch;
};
const receiptsIn = (effects: readonly Effect[]): Delivery[] =>
  effects.flatMap((effect) =>
    "topic" in effect && effect.topic === deliveries.name ? deliveriesOf(deliveries.decode(effect.body)) : [],
  );
const handedOnIn = (effects: readonly Effect[]): RetryBatch[] =>
  effects.flatMap((effect) =>
    "topic" in effect && effect.topic === retries.name ? [retries.decode(effect.body)] : [],
  );
const at = (url: string, subscriptionId: string) => aSubscription({ subscriptionId, url });

test("a batch that everybody takes is one receipt message, and nothing is handed on", async () => {
  const good = await endpoint(ok);
  const everybody = Array.from({ length: 50 }, (_, i) => at(good.url, `sub_${i}`));
  const { deliverer } = replica(...everybody);
  const effects = await deliverer.deliverBatch(batchTo(...everybody), stamps());
  expect(receiptsIn(effects).map(({ outcome }) => outcome)).toEqual(Array(50).fill("delivered"));
  expect(receiptsIn(effects)[7]).toMatchObject({ subscriptionId: "sub_7", message: expect.stringContaining('"live"') });
  expect(effects).toHaveLength(1);
});

test("who hangs is handed on with the attempts made, and the others' receipts do not wait for them", async () => {
  const [good, black] = [await endpoint(ok), await endpoint(hang)];
  const everybody = [at(good.url, "sub_good"), at(black.url, "sub_black")];
  const { deliverer } = replica(...everybody);
  const effects = await deliverer.deliverBatch(batchTo(...everybody), stamps());
  expect(receiptsIn(effects).map(({ subscriptionId }) => subscriptionId)).toEqual(["sub_good"]);
  const [rest] = handedOnIn(effects);
  expect(rest?.alerts).toMatchObject([{ subscriptionId: "sub_black", attempts: [{ status: 0 }] }]);
});

test("the lane of retries goes on where the first one stopped, in the same replica without a second knock", async () => {
  let isBetter = false;
  const ill = await endpoint((...args) => (isBetter ? ok : hang)(...args));
  const { deliverer } = replica(at(ill.url, "sub_ill"));
  const sent = stamps();
  const [rest] = handedOnIn(await deliverer.deliverBatch(batchTo(at(ill.url, "sub_ill")), sent));
  if (rest === undefined) throw new Error("nothing was handed on");
  const later = deliverer.resume(rest, sent);
  isBetter = true;
  const [receipt] = receiptsIn(await later);
  expect(receipt).toMatchObject({ outcome: "delivered" });
  // Every request is in the account, and was made but once.
  expect(receipt?.attempts).toHaveLength(ill.received.length);
});

test("another replica that takes the lane over keeps the account and the id", async () => {
  let isBetter = false;
  const ill = await endpoint((...args) => (isBetter ? ok : hang)(...args));
  const subscriber = at(ill.url, "sub_ill");
  const [first, second] = [replica(subscriber), replica(subscriber)];
  const sent = stamps();
  const [rest] = handedOnIn(await first.deliverer.deliverBatch(batchTo(subscriber), sent));
  if (rest === undefined) throw new Error("nothing was handed on");
  isBetter = true;
  const [receipt] = receiptsIn(await second.deliverer.resume(rest, sent));
  expect(receipt?.outcome).toBe("delivered");
  expect(receipt?.attempts.length).toBe((rest.alerts[0]?.attempts.length ?? 0) + 1);
  expect(new Set(ill.received.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
});

test("a replica that stops hands on at once what waits, and gives the lane of retries back", async () => {
  const failing = await endpoint((response) => void response.writeHead(503).end());
  const subscriber = at(failing.url, "sub_ill");
  const { deliverer, stopping } = replica(subscriber);
  const sent = stamps();
  const first = deliverer.deliverBatch(batchTo(subscriber), sent);
  await eventually("it was tried", () => failing.received.length > 0);
  stopping.abort();
  const [rest] = handedOnIn(await first);
  expect(rest?.alerts).toMatchObject([{ subscriptionId: "sub_ill" }]);
  if (rest !== undefined) await expect(deliverer.resume(rest, sent)).rejects.toBeInstanceOf(Unavailable);
});

describe("beside twenty endpoints of each kind, two hundred good ones are told at the first attempt", () => {
  const kinds: readonly (readonly [string, Behave])[] = [
    ["never answer", hang],
    ["send a byte now and then", (response) => drip(response.socket)],
    ["answer 5 MB", (response) => void response.writeHead(200).end(Buffer.alloc(5_000_000, "x"))],
    ["reset", (response) => void response.socket?.resetAndDestroy()],
    ["answer 500", (response) => void response.writeHead(500).end()],
    ["redirect", (response) => void response.writeHead(302, { location: "http://127.0.0.1:9/" }).end()],
    ["never end their head", (response) => void response.socket?.write("HTTP/1.1 200 OK\r\nx: ")],
  ];
  test.each(kinds)("that %s", async (_, behave) => {
    const good = await endpoint(ok);
    const bad = await Promise.all(Array.from({ length: 20 }, () => endpoint(behave)));
    const everybody = [
      ...bad.map(({ url }, i) => at(url, `sub_bad_${i}`)),
      ...Array.from({ length: 200 }, (_, i) => at(good.url, `sub_good_${i}`)),
    ];
    // Slow enough that nothing but an endpoint's manners makes an attempt fail on a busy machine.
    const { deliverer } = replicaWith(clockOf(2), everybody);
    const alerts = inBatches(everybody.map((subscription) => anAlert({}, subscription)));
    const effects = (await Promise.all(alerts.map((batch) => deliverer.deliverBatch(batch, stamps())))).flat();
    const told = receiptsIn(effects).filter(({ subscriptionId }) => subscriptionId.startsWith("sub_good"));
    expect(told.map(({ outcome, attempts }) => [outcome, attempts.length])).toEqual(Array(200).fill(["delivered", 1]));
    expect(good.received).toHaveLength(200);
  });
});

test("an endpoint that breaks off every TLS handshake is given up like any other, not asked without end", async () => {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.on("error", () => undefined);
    socket.once("data", () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  open.push({ close: () => new Promise((resolve) => server.close(() => resolve())) });
  const address = server.address();
  const port = typeof address === "object" ? address?.port : 0;
  const { deliverer } = replicaWith(fastClock, [at(`https://127.0.0.1:${port}/hook`, "sub_tls")]);
  const alert = anAlert({}, at("", "sub_tls"));
  expect(await deliverOne(deliverer, alert, stamps())).toMatchObject({ outcome: "expired" });
  expect(connections).toBeGreaterThan(2);
  expect(connections).toBeLessThan(40);
});

function drip(socket: import("node:net").Socket | null): void {
  const timer = setInterval(() => socket?.write("H"), 20);
  socket?.on("close", () => clearInterval(timer));
}
