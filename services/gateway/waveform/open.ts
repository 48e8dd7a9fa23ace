// Waveforms on demand with the gateway's settings.
import type { Context } from "../../../shared/runtime/service.ts";
import type { Settings } from "../config.ts";
import { Waveforms } from "./waveforms.ts";

export function openWaveforms(context: Context, settings: Settings): Waveforms {
  const { clock, log, metrics, stations, partitions, rebalance } = context;
  return new Waveforms({
    ...{ clock, log, metrics, stations, partitions, rebalance },
    maxStations: settings.watchedStations,
    maxClients: settings.maxClients,
    maxWaitingBytes: settings.clientBufferMb * 1_000_000,
    onRatio: settings.triggerRatio,
    warmupRatio: settings.triggerWarmupRatio,
  });
}
