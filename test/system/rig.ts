// The services of the alarm path in one process on a clock that a test moves, each of which can be stopped and started.
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadServices } from "../../services/registry.ts";
import { memoryBus } from "../../shared/runtime/busMemory.ts";
import type { Environment } from "../../shared/runtime/config.ts";
import { connectDatabase } from "../../shared/runtime/connectDatabase.ts";
import { openLog } from "../../shared/runtime/log.ts";
import { createMetrics } from "../../shared/runtime/metrics.ts";
import { type RunDeps, type RunningService, runService } from "../../shared/runtime/run.ts";
import { memoryStore } from "../../shared/runtime/storeMemory.ts";
import { MovedClock } from "../movedClock.ts";
import { serve } from "../services/catalogue/serve.ts";

export class Rig {
  readonly clock = new MovedClock();
  readonly metrics = createMetrics();
  readonly bus = memoryBus({ clock: this.clock });
  readonly #logFile = join(mkdtempSync(join(tmpdir(), "tocsin-rig-")), "log");
  readonly #log = openLog({ level: "info", service: "rig", to: this.#logFile });
  readonly #database = connectDatabase("sqlite::memory:", { log: this.#log });
  readonly #deps: RunDeps;
  readonly #running = new Map<string, RunningService>();

  constructor(partitions: number, env: Environment = {}) {
    const { bus, clock, metrics } = this;
    this.#deps = {
      env: { INGEST_MQTT_URL: "embedded://127.0.0.1:0", ...env },
      ...{ bus, clock, metrics, partitions, log: this.#log, store: memoryStore(clock) },
      database: () => this.#database,
      onBug: () => false,
    };
  }

  async start(name: string, more: Partial<RunDeps> = {}): Promise<void> {
    const [service] = await loadServices([name]);
    if (service === undefined) throw new Error(`no service ${name}`);
    this.#running.set(name, await runService(service, { ...this.#deps, ...more }));
  }

  async stop(name: string): Promise<void> {
    await this.#running.get(name)?.close();
    this.#running.delete(name);
  }

  database = () => this.#database;

  /** What the log said, line by line, as "level text". */
  said(): readonly string[] {
    const lines = readFileSync(this.#logFile, "utf8").trim().split("\n");
    return lines.map((line) => JSON.parse(line)).map(({ level, msg }) => `${level >= 40 ? "warn" : "info"} ${msg}`);
  }

  /** What the gateway answers at a path; undefined where that is nothing. */
  async ask(path: string, method = "GET"): Promise<unknown> {
    const server = await this.openGateway();
    try {
      const text = await (await fetch(server.url + path, { method })).text();
      return text === "" ? undefined : JSON.parse(text);
    } finally {
      await server.close();
    }
  }

  /** Where the gateway answers, until it is closed. */
  openGateway(): ReturnType<typeof serve> {
    const routes = this.#running.get("gateway")?.running.routes;
    if (routes === undefined) throw new Error("no gateway runs");
    return serve(routes);
  }

  async close(): Promise<void> {
    for (const name of [...this.#running.keys()].reverse()) await this.stop(name);
    await this.bus.close();
    await (await this.#database).close();
  }
}
