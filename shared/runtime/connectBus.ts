// Opens the message bus that the URL names: `memory:` inside this process, `amqp:` or `amqps:` a broker.
import type { Bus } from "./bus.ts";
import type { Clock } from "./clock.ts";
import { BadConfig } from "./config.ts";
import type { Log } from "./log.ts";
import type { Metrics } from "./metrics.ts";

export interface BusDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Name of this process among the broker's connections. */
  readonly instance: string;
}

/** @throws BadConfig for a scheme nobody speaks. */
export async function connectBus(url: string, deps: BusDeps): Promise<Bus> {
  const scheme = /^([a-z]+):/.exec(url)?.[1];
  if (scheme === "memory") {
    const { memoryBus } = await import("./busMemory.ts");
    const onDrop = (queue: string) =>
      deps.metrics.count("eew_bus_dropped_total", "Messages of lossy topics given up", { queue, reason: "full" });
    return memoryBus({ onDrop });
  }
  if (scheme === "amqp" || scheme === "amqps") return (await import("./busAmqp.ts")).amqpBus(url, deps);
  throw new BadConfig(`BUS_URL: got scheme "${scheme ?? ""}", want memory:, amqp: or amqps:`);
}
