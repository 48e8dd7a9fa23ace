// The bus in memory: the suite, and what it alone promises: deliveries begin in the order of publishing.
import { expect, test } from "vitest";
import { memoryBus } from "../../shared/runtime/busMemory.ts";
import { Unavailable } from "../../shared/runtime/errors.ts";
import { eventually } from "../poll.ts";
import { busConformance, envelope, Listener, message, numbers, publishNumbers, subscription } from "./bus.ts";

const LIMIT = 60;

busConformance(
  "memory",
  async () => {
    const bus = memoryBus({ limit: LIMIT });
    return { bus, other: bus, close: () => bus.close() };
  },
  { severalProcesses: false, lossyBytes: 4 },
);

test("deliveries to idle consumers begin inside publish, in the order of publishing, also when handlers publish", async () => {
  const bus = memoryBus();
  const began: string[] = [];
  await bus.subscribe(subscription("packet.v1", "decoder", { key: "p0" }), async ({ body }) => {
    began.push(`packet ${String(body)}`);
    await Promise.all(
      ["a", "b"].map((name) => bus.publish(message("pick.v1", "live", name + String(body)), envelope())),
    );
    return { kind: "done" };
  });
  await bus.subscribe(subscription("pick.v1", "integrator"), async ({ body }) => {
    began.push(`pick ${String(body)}`);
    void bus.publish(message("event.v1", "quake", body.toString()), envelope());
    return { kind: "done" };
  });
  await bus.subscribe(subscription("pick.v1", "gateway", { each: true }), async ({ body }) => {
    began.push(`page ${String(body)}`);
    return { kind: "done" };
  });
  await bus.subscribe(subscription("event.v1", "alarm"), async ({ body }) => {
    began.push(`event ${String(body)}`);
    return { kind: "done" };
  });
  void bus.publish(message("packet.v1", "p0", "1"), envelope());
  expect(began).toEqual(["packet 1", "pick a1", "page a1", "event a1"]);
  await bus.idle();
  expect(began).toEqual(["packet 1", "pick a1", "page a1", "event a1", "pick b1", "page b1", "event b1"]);
  await bus.close();
});

test("idle waits for everything that follows from what was published", async () => {
  const bus = memoryBus();
  const alarm = new Listener();
  await bus.subscribe(subscription("pick.v1", "integrator"), async ({ body }) => {
    await new Promise(setImmediate);
    await bus.publish({ topic: "event.v1", key: "quake", body }, envelope());
    return { kind: "done" };
  });
  await bus.subscribe(subscription("event.v1", "alarm"), alarm.receive);
  void publishNumbers(bus, "pick.v1", "live", numbers(20));
  await bus.idle();
  expect(alarm.got).toEqual(numbers(20));
  await bus.close();
});

test("a full durable queue makes its publisher wait, a full lossy one tells what it dropped", async () => {
  const dropped: string[] = [];
  const bus = memoryBus({ limit: 2, onDrop: (topic, group) => dropped.push(`${topic} ${group}`) });
  const gone = new Listener();
  for (const topic of ["event.v1", "motion.v1"]) {
    await (await bus.subscribe(subscription(topic, "integrator"), gone.receive)).close();
  }
  let safe = 0;
  for (const number of numbers(4)) {
    void bus.publish(message("event.v1", "quake", number), envelope()).then(() => (safe += 1));
    await bus.publish(message("motion.v1", "live", number), envelope());
  }
  expect(safe).toBe(2);
  expect(dropped).toEqual(["motion.v1 integrator", "motion.v1 integrator"]);
  const [events, motions] = [new Listener(), new Listener()];
  await bus.subscribe(subscription("event.v1", "integrator"), events.receive);
  await bus.subscribe(subscription("motion.v1", "integrator"), motions.receive);
  await bus.idle();
  expect(safe).toBe(4);
  expect(events.got).toEqual(["0", "1", "2", "3"]);
  expect(motions.got).toEqual(["2", "3"]);
  await bus.close();
});

test("who waits for a place in a full queue is refused when the bus closes, instead of hanging", async () => {
  const bus = memoryBus({ limit: 1 });
  await (await bus.subscribe(subscription("event.v1", "alarm"), new Listener().receive)).close();
  await bus.publish(message("event.v1", "quake"), envelope());
  const waiting = expect(bus.publish(message("event.v1", "quake"), envelope())).rejects.toThrow(Unavailable);
  await bus.close();
  await waiting;
});

test("of the dead letters the newest thousand are kept", async () => {
  const bus = memoryBus();
  await bus.subscribe(subscription("pick.v1", "integrator"), async () => ({ kind: "dead", reason: "bad" }));
  await publishNumbers(bus, "pick.v1", "live", numbers(1005));
  await bus.idle();
  const dead = await bus.deadLetters(5000);
  expect(dead.length).toBe(1000);
  expect(String(dead[0]?.body)).toBe("1004");
  await bus.close();
});

test("an event that the catalogue cannot store yet holds up no picks on their way to it, more than a queue may hold", async () => {
  const bus = memoryBus({ limit: LIMIT });
  const catalogue = new Listener();
  let stored = () => {};
  const storing = new Promise<void>((resolve) => {
    stored = resolve;
  });
  await bus.subscribe(subscription("event.v1", "catalogue"), async () => {
    await storing;
    return { kind: "done" };
  });
  await bus.subscribe(subscription("pick.v1", "catalogue"), catalogue.receive);
  void bus.publish(message("event.v1", "quake", "1"), envelope());
  await publishNumbers(bus, "pick.v1", "live", numbers(3 * LIMIT));
  await eventually("all picks came", () => catalogue.got.length === 3 * LIMIT);
  expect(catalogue.got).toEqual(numbers(3 * LIMIT));
  stored();
  await bus.close();
});
