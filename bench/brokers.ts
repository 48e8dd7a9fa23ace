// Private RabbitMQ, Mosquitto, Redis and PostgreSQL on free loopback ports, for a bench.
import { once } from "node:events";
import { mkdirSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { connect as connectAmqp } from "amqplib";
import { missingPackages } from "../test/servers/install.ts";
import { startMosquitto } from "../test/servers/mosquitto.ts";
import { startPostgres } from "../test/servers/postgres.ts";
import type { PrivateServer } from "../test/servers/privateServer.ts";
import { startRabbitmq } from "../test/servers/rabbitmq.ts";
import { startRedis } from "../test/servers/redis.ts";
import { temporaryFolder } from "../test/servers/start.ts";

const STARTERS = {
  rabbitmq: startRabbitmq,
  mosquitto: (folder: string) => startMosquitto(folder),
  redis: startRedis,
  postgres: startPostgres,
} as const;
type Name = keyof typeof STARTERS;

export interface Brokers {
  /** Where the services find them. */
  readonly env: Readonly<Record<string, string>>;
  readonly mqttUrl: string;
  readonly pids: Readonly<Record<Name, number>>;
  /** Packets' messages that wait in RabbitMQ. */
  waiting(partitions: number): Promise<number>;
  /** Forgets the hot state, so that the next system begins anew. */
  forget(): Promise<void>;
  stop(): Promise<void>;
}

/** @throws Error that names packages to install */
export async function startBrokers(): Promise<Brokers> {
  const missing = missingPackages(["rabbitmq", "mosquitto", "redis", "postgres"]);
  if (missing.length > 0) throw new Error(`these servers are not installed: ${missing.join(", ")}`);
  const root = temporaryFolder("bench");
  const start = async (name: Name): Promise<PrivateServer> => {
    mkdirSync(join(root, name));
    return STARTERS[name](join(root, name));
  };
  const names: readonly Name[] = ["rabbitmq", "mosquitto", "redis", "postgres"];
  const settled = await Promise.allSettled(names.map(start));
  const started = settled.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  const stop = async () => {
    await Promise.all(started.map((server) => server.stop()));
    rmSync(root, { recursive: true, force: true });
  };
  const [rabbitmq, mosquitto, redis, postgres] = started;
  if (!rabbitmq || !mosquitto || !redis || !postgres) {
    await stop();
    throw settled.find((result) => result.status === "rejected")?.reason;
  }
  return {
    env: {
      BUS_URL: rabbitmq.url,
      STORE_URL: redis.url,
      DATABASE_URL: postgres.url,
      INGEST_MQTT_URL: mosquitto.url,
    },
    mqttUrl: mosquitto.url,
    pids: { rabbitmq: rabbitmq.pid, mosquitto: mosquitto.pid, redis: redis.pid, postgres: postgres.pid },
    waiting: (partitions) => waitingIn(rabbitmq.url, partitions),
    forget: () => flush(redis.port),
    stop,
  };
}

async function waitingIn(url: string, partitions: number): Promise<number> {
  const connection = await connectAmqp(url);
  try {
    const channel = await connection.createChannel();
    let messages = 0;
    for (let p = 0; p < partitions; p += 1) {
      messages += (await channel.checkQueue(`packet.v1.decoder.p${p}`)).messageCount;
    }
    return messages;
  } finally {
    await connection.close();
  }
}

async function flush(port: number): Promise<void> {
  const socket = connect({ port, host: "127.0.0.1" });
  socket.write("FLUSHALL\r\n");
  const [answer] = (await once(socket, "data")) as [Buffer];
  socket.destroy();
  if (!answer.toString().startsWith("+OK")) throw new Error(`redis FLUSHALL: got ${answer.toString().trim()}`);
}
