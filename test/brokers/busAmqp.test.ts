// The bus over a real RabbitMQ: the suite, and what happens when connections, queues, channels and memory fail.
import { execFile } from "node:child_process";
import { rmSync } from "node:fs";
import { promisify } from "node:util";
import { type ChannelModel, connect } from "amqplib";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { routes } from "../../shared/contracts/topics.ts";
import { type AmqpBus, amqpBus } from "../../shared/runtime/busAmqp.ts";
import { declareForPublishing } from "../../shared/runtime/busAmqpTopology.ts";
import { systemClock } from "../../shared/runtime/clock.ts";
import { connectBus } from "../../shared/runtime/connectBus.ts";
import { Unavailable } from "../../shared/runtime/errors.ts";
import { openLog } from "../../shared/runtime/log.ts";
import { createMetrics } from "../../shared/runtime/metrics.ts";
import {
  busConformance,
  envelope,
  Listener,
  message,
  numbers,
  publishNumbers,
  subscription,
} from "../conformance/bus.ts";
import { eventually } from "../poll.ts";
import { type PrivateRabbitmq, startRabbitmq } from "../servers/rabbitmq.ts";
import { temporaryFolder } from "../servers/start.ts";
import { startTcpProxy, type TcpProxy } from "../tcpProxy.ts";

const server = process.env.TEST_AMQP_URL ?? "";
const ctlCommand: unknown = JSON.parse(process.env.TEST_RABBITMQCTL ?? "null");
if (server === "" && process.env.CI === "true") throw new Error("TEST_AMQP_URL is not set: npm test starts a RabbitMQ");
if (server === "") console.log("bus over RabbitMQ: skipped, TEST_AMQP_URL is not set (npm test starts a broker)");

const deps = () => ({
  clock: systemClock,
  log: openLog({ level: "fatal", service: "test" }),
  metrics: createMetrics(),
  instance: `test-${process.pid}`,
});

/** A virtual host of our own, so that test files that run beside this one keep their queues. */
const vhost = `bus-${process.pid}`;
const url = `${server}/${vhost}`;

async function ctl(...args: readonly string[]): Promise<void> {
  const { command, env } = ctlCommand as { command: string; env: Record<string, string> };
  await promisify(execFile)(command, ["--quiet", ...args], { env, cwd: env.HOME ?? "/" });
}

async function deleteQueues(amqpUrl: string): Promise<void> {
  const groups = ["alarm", "catalogue", "integrator", "gateway", "decoder.p0", "decoder.p1"];
  await withConnection(amqpUrl, async (connection) => {
    const channel = await connection.createChannel();
    const names = routes.flatMap(({ topic }) => groups.map((group) => `${topic.name}.${group}`));
    for (const name of [...names, "dead"]) await channel.deleteQueue(name);
  });
}

async function withConnection(amqpUrl: string, job: (connection: ChannelModel) => Promise<void>): Promise<void> {
  const connection = await connect(amqpUrl);
  try {
    await job(connection);
  } finally {
    await connection.close();
  }
}

async function readyBus(amqpUrl: string, confirmWithinMs = 10_000): Promise<AmqpBus> {
  const bus = amqpBus(amqpUrl, { ...deps(), confirmWithinMs });
  await eventually("the bus is ready", () => bus.notReady() === undefined);
  return bus;
}

describe.skipIf(server === "")("with a RabbitMQ (TEST_AMQP_URL)", () => {
  beforeAll(async () => {
    await ctl("add_vhost", vhost);
    await ctl("set_permissions", "-p", vhost, "guest", ".*", ".*", ".*");
  });
  afterAll(() => ctl("delete_vhost", vhost));

  const makeTwo = async () => {
    await deleteQueues(url);
    const [bus, other] = [await connectBus(url, deps()), await connectBus(url, deps())];
    const close = async () => {
      await Promise.all([bus.close(), other.close()]);
    };
    return { bus, other, close };
  };
  busConformance("RabbitMQ", makeTwo, { severalProcesses: true, lossyBytes: 1024 * 1024 });

  faults();
});

function faults(): void {
  describe("behind a network that fails", () => {
    let proxy: TcpProxy;
    let bus: AmqpBus;
    let proxied: string;
    beforeEach(async () => {
      await deleteQueues(url);
      proxy = await startTcpProxy({ host: "127.0.0.1", port: Number(new URL(server).port) });
      const through = new URL(url);
      through.port = String(proxy.port);
      proxied = through.href;
      bus = await readyBus(proxied);
    });
    afterEach(async () => {
      await bus.close();
      await proxy.close();
    });

    test("connections cut in mid-stream lose no pick and no event, and every consumer goes on by itself", async () => {
      const [picks, events] = [new Listener(), new Listener()];
      await bus.subscribe(subscription("pick.v1", "integrator"), picks.receive);
      await bus.subscribe(subscription("event.v1", "alarm", { order: "single" }), events.receive);
      const sent: Promise<void>[] = [];
      for (const number of numbers(600)) {
        sent.push(bus.publish(message("pick.v1", "live", number), envelope(number)));
        sent.push(bus.publish(message("event.v1", "quake", number), envelope(number)));
        if (Number(number) % 200 === 100) proxy.cut();
        if (Number(number) % 10 === 0) await new Promise(setImmediate);
      }
      await Promise.all(sent);
      const all = new Set(numbers(600));
      await eventually("every pick", () => new Set(picks.got).size === all.size);
      await eventually("every event", () => new Set(events.got).size === all.size);
      await eventually("it is ready again", () => bus.notReady() === undefined);
    });

    test("connections cut while dead letters are retried repeat some at most, and lose none", async () => {
      let broken = true;
      const handled = new Listener();
      await bus.subscribe(subscription("alert.v2", "alarm"), async (delivery) => {
        return broken ? { kind: "dead", reason: "not today" } : handled.receive(delivery);
      });
      await publishNumbers(bus, "alert.v2", "subscriber", numbers(20));
      await eventually("all are dead", async () => (await bus.deadLetters(100)).length === 20);
      const letters = await bus.deadLetters(100);
      broken = false;
      for (const [i, { deadId }] of letters.entries()) {
        const retried = bus.retry(deadId).catch(() => "cut");
        // Before it is asked for, while it is published, or before it is taken away.
        for (let turn = 0; turn < i % 7; turn += 1) await new Promise(setImmediate);
        if (i % 2 === 0) proxy.cut();
        await retried;
        await eventually("it is ready again", () => bus.notReady() === undefined);
      }
      await eventually("each was handled or is dead still", async () => {
        const left = (await bus.deadLetters(100)).map(({ body }) => String(body));
        return new Set([...handled.got, ...left]).size === 20;
      });
      for (const { deadId } of await bus.deadLetters(100)) expect(await bus.retry(deadId)).toBe("retried");
      await eventually("all are handled", () => new Set(handled.got).size === 20);
      expect(await bus.deadLetters(100)).toEqual([]);
    });

    test("a broker that answers nothing is noticed, waited for without hanging, and used again when it answers", async () => {
      await bus.close();
      const impatient = new URL(proxied);
      impatient.searchParams.set("heartbeat", "1");
      bus = await readyBus(impatient.href);
      const events = new Listener();
      await bus.subscribe(subscription("event.v1", "alarm"), events.receive);
      proxy.freeze();
      await eventually("the silence is noticed", () => bus.notReady()?.includes("not connected") ?? false);
      const sent = bus.publish(message("event.v1", "quake", "during"), envelope());
      await eventually("a new connection is tried and given up", () => bus.notReady()?.includes("ETIMEDOUT") ?? false);
      proxy.thaw();
      await sent;
      await events.hasGot(1);
      await eventually("it is ready again", () => bus.notReady() === undefined);
    });

    test("a closing bus does not wait for a broker that answers nothing", async () => {
      await bus.subscribe(subscription("event.v1", "alarm"), new Listener().receive);
      await bus.subscribe(subscription("alert.v2", "alarm"), new Listener().receive);
      proxy.freeze();
      await bus.close();
      expect(bus.notReady()).toBe("amqp: closed");
    }, 15_000);

    test("without a broker an event is refused in time, packets are dropped and counted, and closing does not hang", async () => {
      await bus.close();
      await proxy.close();
      const alone = { ...deps(), confirmWithinMs: 300 };
      bus = amqpBus(proxied, alone);
      await expect(bus.publish(message("event.v1", "quake"), envelope())).rejects.toThrow(Unavailable);
      await bus.publish(message("packet.v1", "p0"), envelope());
      expect(await alone.metrics.valueOf("eew_bus_dropped_total", { topic: "packet.v1" })).toBe(1);
      expect(bus.notReady()).toMatch(/^amqp: not connected .*ECONNREFUSED/);
      const subscribing = expect(
        bus.subscribe(subscription("event.v1", "alarm"), new Listener().receive),
      ).rejects.toThrow(Unavailable);
      await bus.close();
      await subscribing;
    });
  });

  describe("whose queues somebody meddles with", () => {
    let bus: AmqpBus;
    beforeEach(async () => {
      await deleteQueues(url);
      bus = await readyBus(url);
    });
    afterEach(() => bus.close());

    test("a queue deleted under its consumer is declared and consumed again", async () => {
      const events = new Listener();
      await bus.subscribe(subscription("event.v1", "alarm"), events.receive);
      await deleteQueues(url);
      await eventually("the alarm gets events again", async () => {
        await bus.publish(message("event.v1", "quake"), envelope());
        return events.got.length > 0;
      });
      await eventually("it is ready again", () => bus.notReady() === undefined);
    });

    test("a consumer the broker forgot, of a queue deleted and declared again at once, is found out by the backlog", async () => {
      const events = new Listener();
      await bus.subscribe(subscription("event.v1", "alarm", { prefetch: 1 }), events.receive);
      await withConnection(url, async (connection) => {
        const channel = await connection.createChannel();
        await channel.deleteQueue("event.v1.alarm");
        await declareForPublishing(channel, "durable");
      });
      await publishNumbers(bus, "event.v1", "quake", numbers(3));
      await eventually("all events", () => events.got.length >= 3, 20_000);
      expect(events.got).toEqual(numbers(3));
    });

    test("an event that no queue was there for is not taken for safe: the queue is declared and the event sent again", async () => {
      await deleteQueues(url);
      await bus.publish(message("alert.v2", "subscriber", "alert"), envelope());
      const alerts = new Listener();
      await bus.subscribe(subscription("alert.v2", "alarm"), alerts.receive);
      await alerts.hasGot(1);
    });

    test("an event published before its consumers ever ran waits for them", async () => {
      await bus.publish(message("event.v1", "quake", "early"), envelope());
      const [alarm, catalogue] = [new Listener(), new Listener()];
      await bus.subscribe(subscription("event.v1", "alarm"), alarm.receive);
      await bus.subscribe(subscription("event.v1", "catalogue"), catalogue.receive);
      await Promise.all([alarm.hasGot(1), catalogue.hasGot(1)]);
    });

    test("a channel the broker closes is built again, and what was on it is sent again", async () => {
      await withConnection(url, async (connection) => {
        await (await connection.createChannel()).deleteExchange("event.v1");
      });
      // 404: no exchange; the channel ends, its successor declares the exchange and its queues.
      await bus.publish(message("event.v1", "quake", "through"), envelope());
      const events = new Listener();
      await bus.subscribe(subscription("event.v1", "alarm"), events.receive);
      await events.hasGot(1);
      expect(events.got).toEqual(["through"]);
    });

    test("a queue of another shape is named in notReady instead of being silently unused", async () => {
      await withConnection(url, async (connection) => {
        await (await connection.createChannel()).assertQueue("context.v1.gateway", {
          durable: false,
          autoDelete: true,
        });
      });
      const contexts = new Listener();
      const subscribing = bus.subscribe(subscription("context.v1", "gateway"), contexts.receive);
      await eventually("it says so", () => bus.notReady()?.includes("PRECONDITION_FAILED") ?? false);
      expect(bus.notReady()).toContain("amqp: queue context.v1.gateway not consumed");
      await deleteQueues(url);
      await subscribing;
      expect(bus.notReady()).toBeUndefined();
    });

    test("a message that crashes its consumer again and again ends in the dead letters", async () => {
      await bus.publish(message("alert.v2", "subscriber", "poison"), envelope());
      await withConnection(url, async (connection) => {
        for (let crash = 0; crash <= 20; crash += 1) {
          const channel = await connection.createChannel();
          await eventually("it comes again", async () => (await channel.get("alert.v2.alarm")) !== false);
          await channel.close();
        }
      });
      await eventually("it is dead", async () => (await bus.deadLetters(1)).length === 1);
      const [dead] = await bus.deadLetters(1);
      expect(dead).toMatchObject({ topic: "alert.v2", group: "alarm", key: "subscriber" });
      expect(dead?.reason).toBe("given up by the broker: delivery_limit");
      expect(String(dead?.body)).toBe("poison");
    });
  });

  describe("on a broker that is ours to harm", () => {
    const folder = temporaryFolder("bus");
    let broker: PrivateRabbitmq;
    let bus: AmqpBus;
    beforeAll(async () => {
      broker = await startRabbitmq(folder);
    }, 120_000);
    beforeEach(async () => {
      bus = await readyBus(broker.url, 1000);
    });
    afterEach(() => bus.close());
    afterAll(async () => {
      await broker?.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    test("a broker short of memory: readiness says so, alarms are refused in time, consumers drain, then all goes on", async () => {
      const events = new Listener();
      await bus.subscribe(subscription("event.v1", "alarm"), events.receive);
      await broker.ctl("set_vm_memory_high_watermark", "0.0000001");
      try {
        await eventually("events are refused", async () =>
          bus.publish(message("event.v1", "quake"), envelope()).then(
            () => false,
            (error: unknown) => error instanceof Unavailable && error.message.includes("blocked by the broker"),
          ),
        );
        expect(bus.notReady()).toMatch(/^amqp: publishing blocked by the broker: .*memory/);
      } finally {
        await broker.ctl("set_vm_memory_high_watermark", "0.4");
      }
      await eventually("it is ready again", () => bus.notReady() === undefined);
      await bus.publish(message("event.v1", "quake", "after"), envelope());
      await eventually("events come through", () => events.got.at(-1) === "after");
    });

    test("what a killed broker had confirmed is there when it is back, and nobody had to be restarted", async () => {
      const patient = await readyBus(broker.url, 60_000);
      await patient.publish(message("event.v1", "quake", "before"), envelope());
      await broker.kill();
      const during = patient.publish(message("event.v1", "quake", "during"), envelope());
      await broker.restart();
      await during;
      const events = new Listener();
      await patient.subscribe(subscription("event.v1", "alarm"), events.receive);
      await eventually("both events", () => ["before", "during"].every((text) => events.got.includes(text)));
      await patient.close();
    }, 120_000);
  });
}
