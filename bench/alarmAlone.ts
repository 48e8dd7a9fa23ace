// The alarm service alone, as the runtime runs it, with its real interface, store and database; events are put on its bus.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { service as alarm } from "../services/alarm/service.ts";
import { events, type SeismicEvent } from "../shared/contracts/event.ts";
import { memoryBus } from "../shared/runtime/busMemory.ts";
import { systemClock as clock } from "../shared/runtime/clock.ts";
import { connectDatabase } from "../shared/runtime/connectDatabase.ts";
import type { Database } from "../shared/runtime/database.ts";
import { openHttp } from "../shared/runtime/http.ts";
import { openLog } from "../shared/runtime/log.ts";
import { createMetrics, type Metrics } from "../shared/runtime/metrics.ts";
import { runService } from "../shared/runtime/run.ts";
import { out } from "../shared/runtime/service.ts";
import { memoryStore } from "../shared/runtime/storeMemory.ts";

export interface AlarmAlone {
  readonly url: string;
  readonly metrics: Metrics;
  publish(event: SeismicEvent): Promise<void>;
  close(): Promise<void>;
}

export async function startAlarm(): Promise<AlarmAlone> {
  const folder = mkdtempSync(join(tmpdir(), "tocsin-fanout-"));
  const log = openLog({ level: "error", service: "alarm", to: `${folder}/log` });
  const metrics = createMetrics();
  const bus = memoryBus({ clock });
  let opening: Promise<Database> | undefined;
  const database = () => {
    opening ??= connectDatabase(`sqlite:${folder}/tocsin.db`, { log });
    return opening;
  };
  const running = await runService(alarm, {
    env: { ALARM_ALLOW_PRIVATE: "127.0.0.1/32" },
    bus,
    store: memoryStore(clock),
    database,
    clock,
    log,
    metrics,
    partitions: 1,
    onBug: () => false,
  });
  const { routes } = running.running;
  const http = await openHttp({
    host: "127.0.0.1",
    port: 0,
    token: "",
    clock,
    ratePerS: 20,
    burst: 100,
    publicRead: false,
    log,
    metrics,
    notReady: async () => running.notReady(),
    routers: () => (routes === undefined ? [] : [routes]),
    openPaths: () => [],
  });
  return {
    url: http.url,
    metrics,
    async publish(event) {
      const nowMs = clock.nowMs();
      const stamps = { received: nowMs, located: nowMs };
      await bus.publish(out(events, event), { id: event.eventId, source: "bench", timeMs: nowMs, stamps });
    },
    async close() {
      await running.close();
      await bus.close();
      await http.close();
      await (await opening)?.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
