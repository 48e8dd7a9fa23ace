// The whole path over real servers: Mosquitto, RabbitMQ, Redis and PostgreSQL carry a recorded earthquake to the webhook.
import { expect, test } from "vitest";
import { ring } from "../records/ring.ts";
import { noSharedData } from "../sharedData.ts";

const { TEST_AMQP_URL, TEST_REDIS_URL, TEST_POSTGRES_URL, TEST_MQTT_URL } = process.env;
const servers =
  TEST_AMQP_URL && TEST_REDIS_URL && TEST_POSTGRES_URL && TEST_MQTT_URL
    ? { amqp: TEST_AMQP_URL, redis: TEST_REDIS_URL, postgres: TEST_POSTGRES_URL, mqtt: TEST_MQTT_URL }
    : undefined;
if (servers === undefined && process.env.CI === "true") throw new Error("TEST_*_URL: not set; run by npm test");
if (servers === undefined) console.warn("SKIP: the whole path over real servers (run by npm test)");

test.skipIf(noSharedData || servers === undefined)(
  "a recorded M4.6 reaches the webhook over real brokers and eight partitions",
  { timeout: 120_000 },
  async () => {
    if (servers === undefined) return;
    const { summary, lines } = await ring("mx20180129_m46", {
      env: {
        BUS_URL: servers.amqp,
        STORE_URL: servers.redis,
        DATABASE_URL: servers.postgres,
        INGEST_MQTT_URL: servers.mqtt,
      },
      mqttUrl: servers.mqtt,
      speed: 30,
    });
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.every((line) => line.verified && line.mode === "replay")).toBe(true);
    // Which three stations are first depends on the brokers' order here; how far off they are is the score's matter.
    expect(summary.firstLocationErrorKm).toBeLessThan(60);
    expect(summary.finalLocationErrorKm).toBeLessThan(20);
    expect(Math.abs(summary.finalMagnitudeError ?? Number.NaN)).toBeLessThan(0.6);
  },
);
