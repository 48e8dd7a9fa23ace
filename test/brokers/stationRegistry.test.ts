// The station registry over real servers: two replicas behind one PostgreSQL and one Redis, which forgets everything.
import { randomUUID } from "node:crypto";
import { Redis } from "ioredis";
import { afterAll, expect, test } from "vitest";
import { type System, startSystem } from "../../services/system.ts";
import { eventually } from "../poll.ts";

const { TEST_AMQP_URL, TEST_REDIS_URL, TEST_POSTGRES_URL } = process.env;
const isThere = Boolean(TEST_AMQP_URL && TEST_REDIS_URL && TEST_POSTGRES_URL);
if (!isThere && process.env.CI === "true") throw new Error("TEST_*_URL: not set; run by npm test");
if (!isThere) console.warn("SKIP: the station registry over real servers (run by npm test)");

const ENV = {
  BUS_URL: TEST_AMQP_URL ?? "",
  STORE_URL: TEST_REDIS_URL ?? "",
  DATABASE_URL: TEST_POSTGRES_URL ?? "",
  HTTP_PORT: "0",
  LOG_LEVEL: "error",
};
const WHOLE = {
  ...{ latitudeDeg: 17.1, longitudeDeg: -100.2, elevationM: 12, sampleRateHz: 100 },
  channels: [{ code: "HNZ", component: "Z", unit: "m/s2", sensitivity: 1e6 }],
};

const running: System[] = [];
async function start(): Promise<System> {
  const system = await startSystem({ services: ["catalogue"], env: ENV });
  running.push(system);
  return system;
}
afterAll(async () => {
  for (const system of running) await system.close();
});

async function call(system: System, method: string, path: string, body?: object): Promise<Response> {
  return fetch(`${system.httpUrl}/v1/stations/${path}`, {
    method,
    headers: { "content-type": "application/json" },
    body: body === undefined ? null : JSON.stringify(body),
  });
}
async function recordOf(system: System, code: string) {
  return (await call(system, "GET", `XX_${code}`)).json() as Promise<{
    readonly station: { readonly updatedMs: number };
    readonly changes: readonly { readonly action: string }[];
  }>;
}
/** As an operator does: a replica that told it again in between makes it worth reading again. */
async function change(system: System, code: string, ask: (updatedMs: number) => Promise<Response>): Promise<void> {
  await eventually("it is changed", async () => (await ask((await recordOf(system, code)).station.updatedMs)).ok);
}
/** What a replica tells of the station to FDSN clients: from its directory. */
async function told(system: System, code: string): Promise<string> {
  const query = `format=text&station=${code}`;
  return (await fetch(`${system.httpUrl}/fdsnws/station/1/query?${query}`)).text();
}

test.skipIf(!isThere)(
  "what one replica is told the other knows; a Redis that forgot everything knows it again after a start",
  { timeout: 60_000 },
  async () => {
    const code = `T${randomUUID().slice(0, 8).toUpperCase()}`;
    const [one, two] = [await start(), await start()];
    expect((await call(one, "PUT", `XX_${code}`, WHOLE)).status).toBe(200);
    await eventually("the other replica knows it", async () => (await told(two, code)).includes("|17.1|-100.2|12|"));
    await change(two, code, (updatedMs) => call(two, "PATCH", `XX_${code}`, { latitudeDeg: 17.3, updatedMs }));
    await eventually("the first one knows it", async () => (await told(one, code)).includes("|17.3|-100.2|12|"));

    const redis = new Redis(TEST_REDIS_URL ?? "");
    await redis.del("tocsin:hash:stations");
    const three = await start();
    expect(await told(three, code)).toContain("|17.3|-100.2|12|");
    expect(await redis.hget("tocsin:hash:stations", `live/XX_${code}`)).toContain('"latitudeDeg":17.3');

    await change(three, code, (updatedMs) => call(three, "DELETE", `XX_${code}?updatedMs=${updatedMs}`));
    await eventually("all say when it ended", async () => {
      const lines = await Promise.all([one, two, three].map((system) => told(system, code)));
      return lines.every((line) => /\|\d{4}-[^|]+\|\d{4}-[^|]+\n$/.test(line));
    });
    const { changes } = await recordOf(one, code);
    expect(changes.map(({ action }) => action)).toEqual(["removed", "changed", "registered"]);
    await redis.quit();
  },
);
