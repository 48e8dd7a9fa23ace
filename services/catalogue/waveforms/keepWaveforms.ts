// Keeps the waveforms around events, beside everything else: packets into the ring, out of it into the archive.
import { tmpdir } from "node:os";
import { packets, partitionOf } from "../../../shared/contracts/packet.ts";
import { backfills, recalls } from "../../../shared/contracts/recall.ts";
import { stationKey } from "../../../shared/contracts/station.ts";
import { readConfig, type Values } from "../../../shared/runtime/config.ts";
import { reasonOf, Unavailable } from "../../../shared/runtime/errors.ts";
import { type Context, on, out, type Stage } from "../../../shared/runtime/service.ts";
import { catalogueTable } from "../config.ts";
import { Archive } from "./archive.ts";
import { retain } from "./retention.ts";
import { RingThread } from "./ringThread.ts";

/** In no order with what else the catalogue takes: an event that waits for the database holds up no packet. */
const GROUP = "catalogue-waveforms";
const PREFETCH = 50;
const RECALLED = { group: "catalogue", prefetch: 4 } as const;
const FLUSH_MS = 200;
const LOOK_MS = 2000;
const RETAIN_MS = 60_000;
/** Two that remove the oldest at once remove too much. */
const RETENTION_LEASE = "catalogue.waveforms.retention";
const MB = 1024 * 1024;

type CatalogueConfig = Values<typeof catalogueTable.settings>;

export interface Waveforms {
  readonly stages: readonly Stage[];
  close(): Promise<void>;
}

export function keepWaveforms(context: Context): Waveforms {
  const config = readConfig(catalogueTable, context.env);
  if (!config.waveforms) return { stages: [on(recalls, RECALLED, () => [])], close: async () => undefined };
  const { clock, instance } = context;
  const ring = ringOf(config, context);
  const stopping = new AbortController();
  const ending = AbortSignal.any([stopping.signal, context.stopping]);
  const archive = new Archive({ ...context, stopping: ending }, ring, { mostStations: config.waveformStations });
  const limits = { days: config.waveformDays, mostBytes: config.waveformMaxMb * MB };
  const endFlushing = clock.every(FLUSH_MS, () => ring.flush());
  const repeat = repeater({ ...context, stopping: ending });
  const working = Promise.all([
    repeat(LOOK_MS, () => archive.step()),
    repeat(RETAIN_MS, async () => {
      if (await context.store.lease(RETENTION_LEASE, instance, 2 * RETAIN_MS)) {
        await retain({ ...context, stopping: ending }, limits);
      }
    }),
  ]);
  return {
    stages: [stageOf(ring), recallStageOf(ring, context)],
    async close() {
      stopping.abort();
      endFlushing();
      await working;
      await ring.close();
    },
  };
}

function ringOf(config: CatalogueConfig, { clock, log, metrics, instance }: Context): RingThread {
  const options = {
    folder: config.waveformRingDir || tmpdir(),
    name: `tocsin-ring-${instance}-${Math.floor(clock.monotonicMs())}`,
    keepMs: config.waveformRingS * 1000,
    mostBytes: config.waveformRingMb * MB,
  };
  return new RingThread({ options, nowMs: () => clock.nowMs(), log, metrics });
}

/** Its bodies are not decoded: not a microsecond of this thread for a packet. */
function stageOf(ring: RingThread): Stage {
  return {
    ...{ topic: packets.name, group: GROUP, each: true, prefetch: PREFETCH },
    handle(body) {
      ring.push(body);
      return [];
    },
  };
}

/** What is not held is not answered: who asked goes on with what comes. */
function recallStageOf(ring: RingThread, { partitions, log }: Context): Stage {
  return on(recalls, RECALLED, async (recall) => {
    const key = stationKey(recall);
    try {
      const newest = await ring.newestOf({ key, forMs: recall.forMs });
      const batch = { partition: partitionOf(key, partitions), packets: newest };
      return newest.length === 0 ? [] : [out(backfills, batch)];
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      log.warn({ key, reason: reasonOf(error) }, "past packets not told");
      return [];
    }
  });
}

function repeater({ clock, log, stopping }: Context) {
  return async (everyMs: number, task: () => Promise<void>): Promise<void> => {
    for (;;) {
      await clock.sleep(everyMs, stopping);
      if (stopping.aborted) return;
      try {
        await task();
      } catch (error) {
        // Not even a bug of ours may end a process that alarms run in.
        if (error instanceof Unavailable) log.warn({ reason: reasonOf(error) }, "waveforms not kept yet, trying again");
        else log.error({ reason: reasonOf(error) }, "waveforms not kept: a bug");
      }
    }
  };
}
