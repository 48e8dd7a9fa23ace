// What every bus must do, whichever it is: one suite, run on each.
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Pulse } from "../../shared/contracts/pulse.ts";
import { routeOf } from "../../shared/contracts/topics.ts";
import type { Bus, DeadLetter, Delivery, Envelope, Receive, Subscription } from "../../shared/runtime/bus.ts";
import { Unavailable } from "../../shared/runtime/errors.ts";
import { eventually } from "../poll.ts";

export interface BusUnderTest {
  readonly bus: Bus;
  /** Another process on the same queues, or the same bus where there is only one process. */
  readonly other: Bus;
  close(): Promise<void>;
}

export interface BusFeatures {
  /** Processes share queues, so that what one published outlives it. */
  readonly severalProcesses: boolean;
  /** Messages of this size, of which a lossy queue holds fewer than 100. */
  readonly lossyBytes: number;
}

export function busConformance(name: string, make: () => Promise<BusUnderTest>, features: BusFeatures): void {
  describe(`messages over ${name}`, () => {
    let under: BusUnderTest;
    beforeEach(async () => {
      under = await make();
    });
    afterEach(() => under.close());
    const given = () => under;

    groups(given);
    ordering(given);
    failures(given);
    revivals(given);
    depths(given);
    limits(given, features);
    contents(given);
    heartbeats(given);
    closing(given, features);

    test("it is ready", () => expect(under.bus.notReady()).toBeUndefined());
  });
}

export function envelope(id = "1"): Envelope {
  return { id, source: "test", timeMs: 1_700_000_000_123, stamps: {} };
}

export const message = (topic: string, key: string, text: string | number = "") => ({
  topic,
  key,
  body: Buffer.from(String(text)),
});

export function subscription(topic: string, group: string, more: Partial<Subscription> = {}): Subscription {
  const { order, queue } = routeOf(topic);
  return { topic, group, order: more.each ? "single" : order, queue, each: false, prefetch: 10, ...more };
}

export const numbers = (count: number, from = 0) => Array.from({ length: count }, (_, i) => String(from + i));

/** A consumer that remembers what it got, as text. */
export class Listener {
  readonly got: string[] = [];
  readonly deliveries: Delivery[] = [];
  readonly receive: Receive = async (delivery) => {
    this.deliveries.push(delivery);
    this.got.push(Buffer.from(delivery.body).toString());
    return { kind: "done" };
  };

  hasGot(count: number): Promise<void> {
    return eventually(`${count} messages`, () => this.got.length >= count).catch((cause) => {
      throw new Error(`got ${this.got.length} messages: ${this.got.join(" ").slice(0, 500)}`, { cause });
    });
  }
}

export async function publishNumbers(bus: Bus, topic: string, key: string, wanted: readonly string[]): Promise<void> {
  await Promise.all(wanted.map((number) => bus.publish(message(topic, key, number), envelope(number))));
}

function groups(given: () => BusUnderTest): void {
  test("every group gets every event", async () => {
    const { bus, other } = given();
    const [alarm, catalogue] = [new Listener(), new Listener()];
    await bus.subscribe(subscription("event.v1", "alarm"), alarm.receive);
    await other.subscribe(subscription("event.v1", "catalogue"), catalogue.receive);
    await publishNumbers(bus, "event.v1", "quake", numbers(20));
    await Promise.all([alarm.hasGot(20), catalogue.hasGot(20)]);
    expect(alarm.got).toEqual(numbers(20));
    expect(catalogue.got).toEqual(numbers(20));
  });

  test("two replicas of the alarm service share the alerts: each is handled once, both work", async () => {
    const { bus, other } = given();
    const [first, second] = [new Listener(), new Listener()];
    await bus.subscribe(subscription("alert.v2", "alarm", { prefetch: 2 }), first.receive);
    await other.subscribe(subscription("alert.v2", "alarm", { prefetch: 2 }), second.receive);
    await publishNumbers(bus, "alert.v2", "subscriber", numbers(40));
    await eventually("all alerts", () => first.got.length + second.got.length >= 40);
    expect([...first.got, ...second.got].sort()).toEqual(numbers(40).sort());
    expect(first.got.length).toBeGreaterThan(0);
    expect(second.got.length).toBeGreaterThan(0);
  });

  test("every replica of the gateway gets every station's description", async () => {
    const { bus, other } = given();
    const [first, second] = [new Listener(), new Listener()];
    await bus.subscribe(subscription("inventory.v1", "gateway", { each: true }), first.receive);
    await other.subscribe(subscription("inventory.v1", "gateway", { each: true }), second.receive);
    await publishNumbers(other, "inventory.v1", "live/XX_AAA", numbers(10));
    await Promise.all([first.hasGot(10), second.hasGot(10)]);
    expect(first.got).toEqual(numbers(10));
    expect(second.got).toEqual(numbers(10));
  });

  test("a replica that asks for one partition of its own gets that one, beside those who share it, until it closes", async () => {
    const { bus, other } = given();
    const [decoder, gateway] = [new Listener(), new Listener()];
    await bus.subscribe(subscription("packet.v1", "decoder", { key: "p1" }), decoder.receive);
    const watching = await other.subscribe(
      subscription("packet.v1", "gateway", { each: true, key: "p1" }),
      gateway.receive,
    );
    await publishNumbers(bus, "packet.v1", "p0", numbers(5, 100));
    await publishNumbers(bus, "packet.v1", "p1", numbers(5));
    await Promise.all([decoder.hasGot(5), gateway.hasGot(5)]);
    await watching.close();
    await publishNumbers(bus, "packet.v1", "p1", numbers(5, 5));
    await decoder.hasGot(10);
    expect([decoder.got, gateway.got]).toEqual([numbers(10), numbers(5)]);
  });

  test("alerts published while no alarm service runs wait for the next one", async () => {
    const { bus, other } = given();
    const gone = await bus.subscribe(subscription("alert.v2", "alarm"), new Listener().receive);
    await gone.close();
    await publishNumbers(other, "alert.v2", "subscriber", numbers(5));
    const next = new Listener();
    await bus.subscribe(subscription("alert.v2", "alarm"), next.receive);
    await next.hasGot(5);
    expect(next.got).toEqual(numbers(5));
  });

  test("a message nobody listens to is no error", async () => {
    const { bus } = given();
    await bus.publish(message("context.v1", "quake"), envelope());
    await bus.publish(message("station.v1", "live"), envelope());
  });
}

function ordering(given: () => BusUnderTest): void {
  test("picks are handled one at a time and in order, however long each takes", async () => {
    const { bus } = given();
    const done: string[] = [];
    let running = 0;
    await bus.subscribe(subscription("pick.v1", "integrator"), async ({ body }) => {
      running += 1;
      expect(running).toBe(1);
      await sleep(Number(body) % 3);
      running -= 1;
      done.push(Buffer.from(body).toString());
      return { kind: "done" };
    });
    await publishNumbers(bus, "pick.v1", "live", numbers(30));
    await eventually("all picks", () => done.length >= 30);
    expect(done).toEqual(numbers(30));
  });

  test("a hot standby goes on exactly where the closing integrator stopped", async () => {
    const { bus, other } = given();
    const log: string[] = [];
    const active = await bus.subscribe(subscription("pick.v1", "integrator"), async ({ body }) => {
      log.push(`active begins ${String(body)}`);
      await sleep(5);
      log.push(`active ends ${String(body)}`);
      return { kind: "done" };
    });
    const standby = new Listener();
    await other.subscribe(subscription("pick.v1", "integrator"), (delivery) => {
      log.push(`standby ${String(delivery.body)}`);
      return standby.receive(delivery);
    });
    await publishNumbers(other, "pick.v1", "live", numbers(40));
    await eventually("the active one works", () => log.length >= 6);
    expect(standby.got).toEqual([]);
    await active.close();
    const handled = log.filter((line) => line.startsWith("active ends")).length;
    expect(handled).toBeGreaterThan(0);
    await standby.hasGot(40 - handled);
    expect(standby.got).toEqual(numbers(40 - handled, handled));
    expect(log[2 * handled]).toBe(`standby ${handled}`);
  });

  test("a partition's packets go to who took it, in order", async () => {
    const { bus, other } = given();
    const [first, second] = [new Listener(), new Listener()];
    await bus.subscribe(subscription("packet.v1", "decoder", { key: "p0" }), first.receive);
    await other.subscribe(subscription("packet.v1", "decoder", { key: "p1" }), second.receive);
    for (const number of numbers(20)) await bus.publish(message("packet.v1", "p0", number), envelope());
    for (const number of numbers(20, 100)) await bus.publish(message("packet.v1", "p1", number), envelope());
    await Promise.all([first.hasGot(20), second.hasGot(20)]);
    expect(first.got).toEqual(numbers(20));
    expect(second.got).toEqual(numbers(20, 100));
  });

  test("no more alerts are in work at once than were asked for, and they do not wait for each other", async () => {
    const { bus } = given();
    let [running, most, done] = [0, 0, 0];
    await bus.subscribe(subscription("alert.v2", "alarm", { prefetch: 4 }), async () => {
      running += 1;
      most = Math.max(most, running);
      await eventually("the others are in work too", () => most === 4);
      running -= 1;
      done += 1;
      return { kind: "done" };
    });
    await publishNumbers(bus, "alert.v2", "subscriber", numbers(12));
    await eventually("all alerts", () => done === 12);
    expect(most).toBe(4);
  });
}

function failures(given: () => BusUnderTest): void {
  test("a pick that could not be handled comes again, counted, before the picks after it", async () => {
    const { bus } = given();
    const seen: string[] = [];
    await bus.subscribe(subscription("pick.v1", "integrator"), async ({ body, attempt }) => {
      seen.push(`${String(body)} attempt ${attempt}`);
      return String(body) === "1" && attempt < 3 ? { kind: "requeue" } : { kind: "done" };
    });
    await publishNumbers(bus, "pick.v1", "live", numbers(4));
    await eventually("all attempts", () => seen.length >= 6);
    expect(seen).toEqual(["0 attempt 1", "1 attempt 1", "1 attempt 2", "1 attempt 3", "2 attempt 1", "3 attempt 1"]);
  });

  test("an alert that could not be handled comes again, counted, while the others are handled", async () => {
    const { bus } = given();
    const seen: string[] = [];
    await bus.subscribe(subscription("alert.v2", "alarm"), async ({ body, attempt }) => {
      seen.push(`${String(body)} attempt ${attempt}`);
      return String(body) === "1" && attempt < 3 ? { kind: "requeue" } : { kind: "done" };
    });
    await publishNumbers(bus, "alert.v2", "subscriber", numbers(4));
    await eventually("all attempts", () => seen.length >= 6);
    expect(seen.sort()).toEqual([
      "0 attempt 1",
      "1 attempt 1",
      "1 attempt 2",
      "1 attempt 3",
      "2 attempt 1",
      "3 attempt 1",
    ]);
  });

  test("a pick that can never be handled is kept with the reason, and the pick beside it is handled", async () => {
    const { bus } = given();
    const handled = new Listener();
    await bus.subscribe(subscription("pick.v1", "integrator"), async (delivery) => {
      const text = String(delivery.body);
      if (text.startsWith("bad")) return { kind: "dead", reason: `pick.v1: not JSON: "${text}"` };
      return handled.receive(delivery);
    });
    for (const text of ["1", "bad 1", "2", "bad 2", "3"]) {
      await bus.publish(message("pick.v1", "live", text), envelope());
    }
    await handled.hasGot(3);
    expect(handled.got).toEqual(["1", "2", "3"]);
    const dead = await bus.deadLetters(10);
    expect(dead.map(({ body, deadId: _, givenUpMs: __, ...rest }) => ({ ...rest, text: String(body) }))).toEqual([
      { topic: "pick.v1", group: "integrator", key: "live", reason: 'pick.v1: not JSON: "bad 2"', text: "bad 2" },
      { topic: "pick.v1", group: "integrator", key: "live", reason: 'pick.v1: not JSON: "bad 1"', text: "bad 1" },
    ]);
    expect(
      (await bus.deadLetters(1)).map(({ body }) => String(body)),
      "reading takes nothing away",
    ).toEqual(["bad 2"]);
  });

  test("what a topic of no table is asked for fails by name", async () => {
    const { bus } = given();
    const unknown = { ...message("event.v1", "quake"), topic: "event.v0" };
    await expect(bus.publish(unknown, envelope())).rejects.toThrow('no topic "event.v0"');
    const wanted = { ...subscription("event.v1", "alarm"), topic: "event.v0" };
    await expect(bus.subscribe(wanted, new Listener().receive)).rejects.toThrow('no topic "event.v0"');
  });
}

/** Gives up what begins with "bad" as long as `isBroken` says so. */
function critic(isBroken: () => boolean): Listener & { readonly judge: Receive } {
  const listener = new Listener();
  const judge: Receive = async (delivery) => {
    if (isBroken() && String(delivery.body).startsWith("bad")) return { kind: "dead", reason: "not today" };
    return listener.receive(delivery);
  };
  return Object.assign(listener, { judge });
}

async function deadOnes(bus: Bus, count: number): Promise<readonly DeadLetter[]> {
  await eventually(`${count} dead letters`, async () => (await bus.deadLetters(100)).length === count);
  return bus.deadLetters(100);
}

function revivals(given: () => BusUnderTest): void {
  test("a dead letter that is retried comes to the group that gave it up, whole, and to no other", async () => {
    const { bus, other } = given();
    let broken = true;
    const [alarm, catalogue] = [critic(() => broken), new Listener()];
    await bus.subscribe(subscription("event.v1", "alarm"), alarm.judge);
    await bus.subscribe(subscription("event.v1", "catalogue"), catalogue.receive);
    const stamps = { sensed: 1_699_999_999_999.5 };
    await bus.publish(message("event.v1", "quake", "bad"), { ...envelope("0f0e"), stamps });
    const [dead] = await deadOnes(other, 1);
    broken = false;
    expect(await other.retry(dead?.deadId ?? "")).toBe("retried");
    await alarm.hasGot(1);
    expect(alarm.deliveries[0]).toMatchObject({ topic: "event.v1", key: "quake", attempt: 1 });
    expect(alarm.deliveries[0]?.envelope).toEqual({ ...envelope("0f0e"), stamps });
    await deadOnes(bus, 0);
    expect(await bus.retry(dead?.deadId ?? "")).toBe("unknown");
    expect(catalogue.got).toEqual(["bad"]);
  });

  test("of several dead letters the one that was asked for is retried, and the others keep their order", async () => {
    const { bus } = given();
    let broken = true;
    const alarm = critic(() => broken);
    await bus.subscribe(subscription("alert.v2", "alarm"), alarm.judge);
    for (const text of ["bad 1", "bad 2", "bad 3"]) {
      await bus.publish(message("alert.v2", "subscriber", text), envelope(text));
      await eventually("it is dead", async () => String((await bus.deadLetters(1))[0]?.body) === text);
    }
    const dead = await deadOnes(bus, 3);
    expect(new Set(dead.map(({ deadId }) => deadId)).size).toBe(3);
    broken = false;
    await bus.retry(dead[1]?.deadId ?? "");
    await alarm.hasGot(1);
    expect(alarm.got).toEqual(["bad 2"]);
    expect((await deadOnes(bus, 2)).map(({ body }) => String(body))).toEqual(["bad 3", "bad 1"]);
  });

  test("a message that is given up again is a dead letter again, under the same id", async () => {
    const { bus } = given();
    await bus.subscribe(subscription("alert.v2", "alarm"), critic(() => true).judge);
    await bus.publish(message("alert.v2", "subscriber", "bad"), envelope());
    const [first] = await deadOnes(bus, 1);
    expect(await bus.retry(first?.deadId ?? "")).toBe("retried");
    await eventually("it is dead again", async () => (await bus.deadLetters(10)).length === 1);
    expect((await bus.deadLetters(10))[0]?.deadId).toBe(first?.deadId);
  });

  test("a partition's packets go back to that partition's queue", async () => {
    const { bus } = given();
    let broken = true;
    const [zero, one] = [critic(() => broken), new Listener()];
    await bus.subscribe(subscription("packet.v1", "decoder", { key: "p0" }), zero.judge);
    await bus.subscribe(subscription("packet.v1", "decoder", { key: "p1" }), one.receive);
    await bus.publish(message("packet.v1", "p0", "bad"), envelope());
    const [dead] = await deadOnes(bus, 1);
    broken = false;
    expect(await bus.retry(dead?.deadId ?? "")).toBe("retried");
    await zero.hasGot(1);
    expect(one.got).toEqual([]);
  });

  test("what one replica of the gateway gave up can be discarded, not retried", async () => {
    const { bus } = given();
    await bus.subscribe(subscription("event.v1", "gateway", { each: true }), critic(() => true).judge);
    await bus.publish(message("event.v1", "quake", "bad"), envelope());
    const [dead] = await deadOnes(bus, 1);
    expect(await bus.retry(dead?.deadId ?? "")).toBe("unaddressed");
    expect(await bus.deadLetters(10)).toHaveLength(1);
    expect(await bus.discard(dead?.deadId ?? "")).toBe(true);
    await deadOnes(bus, 0);
    expect(await bus.discard(dead?.deadId ?? "")).toBe(false);
  });
}

function depths(given: () => BusUnderTest): void {
  test("a queue tells how many messages wait in it and how many consume it", async () => {
    const { bus, other } = given();
    const stateOf = async (name: string) => (await other.queues(2)).find((queue) => queue.name === name);
    expect((await other.queues(2)).map(({ name }) => name)).toContain("packet.v1.decoder.p1");
    const released = Promise.withResolvers<void>();
    const consumer = await bus.subscribe(subscription("packet.v1", "decoder", { key: "p0", prefetch: 1 }), async () => {
      await released.promise;
      return { kind: "done" };
    });
    await publishNumbers(bus, "packet.v1", "p0", numbers(4));
    const waiting = async () => (await stateOf("packet.v1.decoder.p0"))?.held?.waiting;
    await eventually("three wait behind the first", async () => (await waiting()) === 3);
    expect(await stateOf("packet.v1.decoder.p0")).toEqual({
      ...{ name: "packet.v1.decoder.p0", topic: "packet.v1", group: "decoder", key: "p0", kind: "lossy" },
      held: { waiting: 3, consumers: 1 },
    });
    released.resolve();
    await eventually("none wait", async () => (await waiting()) === 0);
    await consumer.close();
    await eventually("nobody consumes", async () => {
      return (await stateOf("packet.v1.decoder.p0"))?.held?.consumers === 0;
    });
  });

  test("a queue that is not there is told as missing, and the others all the same", async () => {
    const { bus } = given();
    await bus.subscribe(subscription("motion.v1", "integrator"), new Listener().receive);
    const queues = await bus.queues(1);
    const heldBy = (name: string) => queues.find((queue) => queue.name === name)?.held;
    expect(heldBy("packet.v1.decoder.p0")).toBeUndefined();
    expect(heldBy("motion.v1.integrator")).toEqual({ waiting: 0, consumers: 1 });
    expect(queues.at(-1)).toMatchObject({ name: "dead", kind: "dead", held: { waiting: 0 } });
  });
}

function limits(given: () => BusUnderTest, features: BusFeatures): void {
  test("under overload the oldest packets die, the newest arrive, and the publisher never waits for the consumer", async () => {
    const { bus } = given();
    const seen: number[] = [];
    const released = Promise.withResolvers<void>();
    await bus.subscribe(subscription("packet.v1", "decoder", { key: "p0", prefetch: 1 }), async ({ body }) => {
      seen.push(Buffer.from(body).readUInt32LE());
      await released.promise;
      return { kind: "done" };
    });
    for (let number = 0; number <= 100; number += 1) {
      const body = Buffer.alloc(features.lossyBytes);
      body.writeUInt32LE(number);
      await bus.publish({ topic: "packet.v1", key: "p0", body }, envelope());
      await sleep(0);
    }
    await eventually("the consumer is busy with the first", () => seen.length === 1);
    released.resolve();
    await eventually("the newest packet", () => seen.at(-1) === 100, 20_000);
    expect(seen[0]).toBe(0);
    expect(seen.length).toBeLessThan(90);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    const kept = seen.slice(-40);
    expect(kept, "the newest without a hole").toEqual(kept.map((_, i) => 101 - kept.length + i));
  });
}

function contents(given: () => BusUnderTest): void {
  test("body, key and envelope arrive as they were sent", async () => {
    const { bus, other } = given();
    const listener = new Listener();
    await bus.subscribe(subscription("alert.v2", "alarm"), listener.receive);
    const body = Uint8Array.from({ length: 256 }, (_, i) => i);
    const sent: Envelope = {
      id: "0f0e",
      source: "decoder@host-7",
      timeMs: 1_700_000_000_123,
      stamps: { sensed: 1_699_999_999_999.5, received: 1_700_000_000_001 },
      traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    };
    const keys = ["live", "Zihuatanejo – 地震 🌋", "#", "a.b.*", "", "é".repeat(300)];
    for (const key of keys) await other.publish({ topic: "alert.v2", key, body }, sent);
    await listener.hasGot(keys.length);
    expect(listener.deliveries.map(({ key }) => key).sort()).toEqual([...keys].sort());
    for (const delivery of listener.deliveries) {
      expect(delivery).toMatchObject({ topic: "alert.v2", attempt: 1, envelope: sent });
      expect(Uint8Array.from(delivery.body)).toEqual(body);
    }
  });

  test("an event of one megabyte and one of no bytes arrive whole", async () => {
    const { bus } = given();
    const listener = new Listener();
    await bus.subscribe(subscription("event.v1", "alarm"), listener.receive);
    const body = Buffer.alloc(1024 * 1024, "Popocatépetl ");
    await bus.publish({ topic: "event.v1", key: "quake", body }, envelope());
    await bus.publish({ topic: "event.v1", key: "quake", body: new Uint8Array() }, envelope());
    await listener.hasGot(2);
    const [big, empty] = listener.deliveries.map((delivery) => Buffer.from(delivery.body));
    expect(big?.equals(body)).toBe(true);
    expect(empty?.length).toBe(0);
  });

  test("a part of a larger buffer is sent as that part alone", async () => {
    const { bus } = given();
    const listener = new Listener();
    await bus.subscribe(subscription("event.v1", "alarm"), listener.receive);
    const body = new Uint8Array(Buffer.from("xxhelloxx")).subarray(2, 7);
    await bus.publish({ topic: "event.v1", key: "quake", body }, envelope());
    await listener.hasGot(1);
    expect(listener.got).toEqual(["hello"]);
  });
}

function heartbeats(given: () => BusUnderTest): void {
  const pulse: Pulse = {
    ...{ id: "ingest@edge/p1/1700000000000", key: "p1", sentMs: 1_700_000_000_000 },
    hops: [{ topic: "mqtt", service: "ingest", atMs: 1_700_000_000_001.5 }],
  };
  const send = (bus: Bus, topic: string) =>
    bus.publish({ topic, key: "p1", body: new Uint8Array() }, { ...envelope("pulse"), pulse });
  const kinds = ({ deliveries }: Listener) => deliveries.map(({ body, envelope: { pulse: p } }) => p ?? String(body));

  test("a heartbeat takes its turn in the queue of who passes it on, and is in nobody else's", async () => {
    const { bus, other } = given();
    const [alarm, catalogue, page] = [new Listener(), new Listener(), new Listener()];
    await bus.subscribe(subscription("event.v1", "alarm"), alarm.receive);
    await other.subscribe(subscription("event.v1", "catalogue"), catalogue.receive);
    await other.subscribe(subscription("event.v1", "gateway", { each: true }), page.receive);
    await publishNumbers(bus, "event.v1", "quake", numbers(3));
    await send(bus, "event.v1");
    await publishNumbers(bus, "event.v1", "quake", numbers(2, 3));
    await Promise.all([alarm.hasGot(6), catalogue.hasGot(5), page.hasGot(5)]);
    expect(kinds(alarm)).toEqual(["0", "1", "2", pulse, "3", "4"]);
    expect(alarm.deliveries[3]).toMatchObject({ topic: "event.v1", key: "p1", attempt: 1 });
    expect(kinds(catalogue)).toEqual(numbers(5));
    expect(kinds(page)).toEqual(numbers(5));
  });

  test("a heartbeat of a partition reaches the decoder that took the partition", async () => {
    const { bus, other } = given();
    const [first, second] = [new Listener(), new Listener()];
    await bus.subscribe(subscription("packet.v1", "decoder", { key: "p0" }), first.receive);
    await other.subscribe(subscription("packet.v1", "decoder", { key: "p1" }), second.receive);
    await send(bus, "packet.v1");
    for (const key of ["p0", "p1"]) await bus.publish(message("packet.v1", key, "packets"), envelope());
    await Promise.all([first.hasGot(1), second.hasGot(2)]);
    expect(kinds(second)).toEqual([pulse, "packets"]);
    expect(kinds(first)).toEqual(["packets"]);
  });

  test("heartbeats wait for an alarm service that is away", async () => {
    const { bus, other } = given();
    await (await bus.subscribe(subscription("alert.v2", "alarm"), new Listener().receive)).close();
    await send(other, "alert.v2");
    const next = new Listener();
    await bus.subscribe(subscription("alert.v2", "alarm"), next.receive);
    await next.hasGot(1);
    expect(kinds(next)).toEqual([pulse]);
  });
}

function closing(given: () => BusUnderTest, features: BusFeatures): void {
  test("a closing consumer finishes what it began and begins nothing new", async () => {
    const { bus } = given();
    const [began, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const log: string[] = [];
    const consumer = await bus.subscribe(subscription("event.v1", "alarm"), async ({ body }) => {
      log.push(`begins ${String(body)}`);
      began.resolve();
      await released.promise;
      log.push(`ends ${String(body)}`);
      return { kind: "done" };
    });
    await publishNumbers(bus, "event.v1", "quake", numbers(3));
    await began.promise;
    const closed = consumer.close().then(() => log.push("closed"));
    released.resolve();
    await closed;
    expect(log).toEqual(["begins 0", "ends 0", "closed"]);
    const next = new Listener();
    await bus.subscribe(subscription("event.v1", "alarm"), next.receive);
    await next.hasGot(2);
    expect(next.got).toEqual(["1", "2"]);
  });

  test("what a closing consumer gives back comes to the next one as a repeat", async () => {
    const { bus, other } = given();
    const began = Promise.withResolvers<void>();
    const stopping = new AbortController();
    const consumer = await bus.subscribe(subscription("alert.v2", "alarm"), async () => {
      began.resolve();
      await eventually("it is told to stop", () => stopping.signal.aborted);
      return { kind: "requeue" };
    });
    await bus.publish(message("alert.v2", "subscriber", "alert"), envelope());
    await began.promise;
    stopping.abort();
    await consumer.close();
    const next = new Listener();
    await other.subscribe(subscription("alert.v2", "alarm"), next.receive);
    await next.hasGot(1);
    expect(next.deliveries[0]?.attempt).toBeGreaterThan(1);
  });

  test("a closing bus lets handlers in flight publish, and refuses everybody afterwards", async () => {
    const { bus, other } = given();
    const alerts = new Listener();
    if (features.severalProcesses) await other.subscribe(subscription("alert.v2", "alarm"), alerts.receive);
    const [began, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const published = Promise.withResolvers<void>();
    await bus.subscribe(subscription("event.v1", "alarm"), async () => {
      began.resolve();
      await released.promise;
      await bus
        .publish(message("alert.v2", "subscriber", "alert"), envelope())
        .then(published.resolve, published.reject);
      return { kind: "done" };
    });
    await bus.publish(message("event.v1", "quake"), envelope());
    await began.promise;
    const closed = bus.close();
    released.resolve();
    await published.promise;
    await closed;
    if (features.severalProcesses) await alerts.hasGot(1);
    expect(bus.notReady()).toContain("closed");
    await expect(bus.publish(message("event.v1", "quake"), envelope())).rejects.toThrow(Unavailable);
    await expect(bus.subscribe(subscription("event.v1", "alarm"), alerts.receive)).rejects.toThrow(Unavailable);
    await bus.close();
  });
}
