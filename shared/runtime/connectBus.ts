// Opens the message bus that a URL names: in this process, or RabbitMQ.
import type { Bus, BusDeps } from "./bus.ts";

/** A healthy broker is connected within this time; a start does not wait longer, `notReady` tells the rest. */
const FIRST_CONNECT_MS = 5000;

/** @param url `memory:`, `amqp://[user:password@]host[:port][/vhost][?heartbeat=seconds]` or `amqps://…` */
export async function connectBus(url: string, deps: BusDeps): Promise<Bus> {
  const scheme = url.slice(0, url.indexOf(":") + 1);
  if (scheme === "memory:") {
    const { memoryBus } = await import("./busMemory.ts");
    const onDrop = (topic: string, group: string) =>
      deps.metrics.count("eew_bus_dropped_total", "Lossy messages that were dropped", { topic, group });
    return memoryBus({ clock: deps.clock, onDrop });
  }
  if (scheme === "amqp:" || scheme === "amqps:") {
    const { amqpBus } = await import("./busAmqp.ts");
    const bus = amqpBus(url, deps);
    await bus.connected(FIRST_CONNECT_MS);
    return bus;
  }
  throw new Error(`bus url: got scheme "${scheme || url}", want memory:, amqp: or amqps:`);
}
