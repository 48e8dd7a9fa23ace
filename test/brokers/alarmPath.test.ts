// Heartbeats over a real RabbitMQ and Mosquitto, a bus of its own for every service: through eight partitions and every hop.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { connect } from "amqplib";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type System, startSystem } from "../../services/system.ts";
import { eventually } from "../poll.ts";
import { temporaryFolder } from "../servers/start.ts";

const { TEST_AMQP_URL: amqp = "", TEST_MQTT_URL: mqtt = "" } = process.env;
const ctlCommand: unknown = JSON.parse(process.env.TEST_RABBITMQCTL ?? "null");
const isThere = amqp !== "" && mqtt !== "";
if (!isThere && process.env.CI === "true") throw new Error("TEST_AMQP_URL, TEST_MQTT_URL: not set; run by npm test");
if (!isThere) console.warn("SKIP: heartbeats over real brokers (run by npm test)");

const vhost = `alarm-path-${process.pid}`;
const folder = temporaryFolder("alarm-path");
const running = new Map<string, System>();
let started = 0;

async function ctl(...args: readonly string[]): Promise<void> {
  const { command, env } = ctlCommand as { command: string; env: Record<string, string> };
  await promisify(execFile)(command, ["--quiet", ...args], { env, cwd: env.HOME ?? "/" });
}

async function start(service: string): Promise<void> {
  started += 1;
  const env = {
    ...{ HTTP_PORT: "0", BUS_URL: `${amqp}/${vhost}`, DATABASE_URL: "sqlite::memory:", INGEST_MQTT_URL: mqtt },
    // Other tests are on the same broker: what they share with us they would take from us.
    ...{ INGEST_MQTT_SHARED: "false", PULSE_PERIOD_MS: "1000", LOG_FILE: `${folder}/${service}-${started}.log` },
  };
  running.set(service, await startSystem({ services: [service], env }));
}

async function stop(service: string): Promise<void> {
  await running.get(service)?.close();
  running.delete(service);
}

async function pathOf(): Promise<Record<string, unknown>> {
  const status = await (await fetch(`${running.get("gateway")?.httpUrl}/api/status`)).json();
  return (status as { alarmPath: Record<string, unknown> }).alarmPath;
}

describe.skipIf(!isThere)("with RabbitMQ and Mosquitto", () => {
  beforeAll(async () => {
    await ctl("add_vhost", vhost);
    await ctl("set_permissions", "-p", vhost, "guest", ".*", ".*", ".*");
  });
  afterEach(async () => {
    for (const service of [...running.keys()].reverse()) await stop(service);
  });
  afterAll(() => ctl("delete_vhost", vhost));

  test("all partitions are alive, a dead integrator is noticed, and who is away is spared", {
    timeout: 120_000,
  }, async () => {
    for (const service of ["gateway", "alarm", "integrator", "decoder", "ingest"]) await start(service);
    await eventually("every partition is alive", async () => (await pathOf()).isDown === false, 60_000);
    const { hops, p99Ms } = await pathOf();
    expect(p99Ms).toBeGreaterThanOrEqual(0);
    expect((hops as { topic: string }[]).map(({ topic }) => topic)).toEqual([
      ...["mqtt", "packet.v1", "pick.v1", "event.v1", "alert.v2"],
    ]);
    const alarm = running.get("alarm")?.metrics;
    await eventually("alarm says so", async () => (await alarm?.valueOf("eew_alarm_path_down")) === 0, 30_000);

    await stop("integrator");
    await eventually("it is noticed", async () => (await pathOf()).isDown === true, 30_000);
    const { overdue } = await pathOf();
    expect(overdue).toEqual(["p0", "p1", "p2", "p3", "p4", "p5", "p6", "p7"]);
    await start("integrator");
    await eventually("it is well again", async () => (await pathOf()).isDown === false, 30_000);

    const connection = await connect(`${amqp}/${vhost}`);
    const channel = await connection.createChannel();
    expect(await channel.checkQueue("event.v1.catalogue")).toMatchObject({ messageCount: 0 });
    expect(await channel.checkQueue("dead")).toMatchObject({ messageCount: 0 });
    await connection.close();
  });
});
