// Starts the private servers in parallel and tells where they are, as environment variables for the tests.
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ServerName } from "./install.ts";
import { startMosquitto } from "./mosquitto.ts";
import { startPostgres } from "./postgres.ts";
import type { PrivateServer } from "./privateServer.ts";
import { startRabbitmq } from "./rabbitmq.ts";
import { startRedis } from "./redis.ts";

export interface Servers {
  /**
   * TEST_AMQP_URL, TEST_MQTT_URL, TEST_REDIS_URL, TEST_POSTGRES_URL, TEST_RABBITMQCTL of those that were started, and
   * TMPDIR, so that what tests leave behind when they are killed is removed with the servers' own files.
   */
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

type Started = readonly [PrivateServer, Readonly<Record<string, string>>];

const STARTERS: Readonly<Record<ServerName, (folder: string) => Promise<Started>>> = {
  async rabbitmq(folder) {
    const server = await startRabbitmq(folder);
    return [server, { TEST_AMQP_URL: server.url, TEST_RABBITMQCTL: JSON.stringify(server.ctlCommand) }];
  },
  async mosquitto(folder) {
    const server = await startMosquitto(folder);
    return [server, { TEST_MQTT_URL: server.url }];
  },
  async redis(folder) {
    const server = await startRedis(folder);
    return [server, { TEST_REDIS_URL: server.url }];
  },
  async postgres(folder) {
    const server = await startPostgres(folder);
    return [server, { TEST_POSTGRES_URL: server.url }];
  },
};

/** An empty folder below the system's temporary one, open to other users: PostgreSQL will not run as root. */
export function temporaryFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `tocsin-test-${name}-`));
  chmodSync(folder, 0o755);
  return folder;
}

/** Starts all or none; a second failure is not reported beside the first. */
export async function startServers(names: readonly ServerName[], say: (line: string) => void): Promise<Servers> {
  const root = temporaryFolder("run");
  const starting = names.map(async (name) => {
    const startedMs = performance.now();
    const folder = join(root, name);
    mkdirSync(folder);
    const [server, env] = await STARTERS[name](folder);
    const tookS = ((performance.now() - startedMs) / 1000).toFixed(1);
    say(`${name.padEnd(9)} ready in ${tookS} s at ${server.url}`);
    return { server, env };
  });
  const settled = await Promise.allSettled(starting);
  const started = settled.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  const stop = async () => {
    await Promise.all(started.map(({ server }) => server.stop()));
    rmSync(root, { recursive: true, force: true });
  };
  const failed = settled.find((result) => result.status === "rejected");
  if (failed !== undefined) {
    await stop();
    throw failed.reason;
  }
  return { env: Object.assign({ TMPDIR: root }, ...started.map(({ env }) => env)), stop };
}
