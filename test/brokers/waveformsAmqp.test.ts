// Waveforms on demand over a real RabbitMQ.
import { describe } from "vitest";
import { amqpBus } from "../../shared/runtime/busAmqp.ts";
import { systemClock } from "../../shared/runtime/clock.ts";
import { createMetrics } from "../../shared/runtime/metrics.ts";
import { waveformConformance } from "../conformance/waveforms.ts";
import { silentLog } from "../services/catalogue/context.ts";

const url = process.env.TEST_AMQP_URL ?? "";
if (url === "" && process.env.CI === "true") throw new Error("TEST_AMQP_URL is not set: npm test starts a RabbitMQ");

if (url === "") console.warn("SKIP: no RabbitMQ (TEST_AMQP_URL); npm test starts one");

describe.skipIf(url === "")("with a broker", () => {
  waveformConformance("RabbitMQ", async () => {
    const deps = { clock: systemClock, log: silentLog(), metrics: createMetrics(), instance: `test-${process.pid}` };
    const bus = amqpBus(url, deps);
    await bus.connected(10_000);
    return bus;
  });
});
