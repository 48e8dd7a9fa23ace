// Waveforms on demand with the gateway's settings.
import { recalls } from "../../../shared/contracts/recall.ts";
import { reasonOf } from "../../../shared/runtime/errors.ts";
import { type Context, out } from "../../../shared/runtime/service.ts";
import type { Settings } from "../config.ts";
import { Waveforms } from "./waveforms.ts";

export function openWaveforms(context: Context, settings: Settings): Waveforms {
  const { clock, log, metrics, stations, partitions, rebalance, publish } = context;
  return new Waveforms({
    ...{ clock, log, metrics, stations, partitions, rebalance },
    recall: (recall) => {
      publish(out(recalls, recall)).catch((error: unknown) => {
        log.warn({ stationId: recall.stationId, reason: reasonOf(error) }, "past packets not asked for");
      });
    },
    maxStations: settings.watchedStations,
    maxClients: settings.maxClients,
    maxWaitingBytes: settings.clientBufferMb * 1_000_000,
    onRatio: settings.triggerRatio,
    warmupRatio: settings.triggerWarmupRatio,
  });
}
