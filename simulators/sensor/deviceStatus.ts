// What a device's connection says of it: `online` when it connects, `offline` as its last will.
import type { Outage } from "./link.ts";
import type { SensorFault } from "./sensorFaults.ts";

/** For topic `…/status`, retained. */
export interface DeviceStatus {
  readonly stationId: string;
  readonly atMs: number;
  readonly status: "online" | "offline";
}

/** A broker gives up a silent connection after one and a half times the keep-alive of a minute. */
const WILL_AFTER_MS = 90_000;

export function statusesOf(
  of: { readonly stationId: string; readonly outages: readonly Outage[]; readonly faults: readonly SensorFault[] },
  fromMs: number,
  toMs: number,
): DeviceStatus[] {
  const { stationId } = of;
  const silences = [...of.outages, ...of.faults.filter(({ kind }) => kind === "battery")];
  return silences
    .filter((silence) => silence.toMs - silence.fromMs >= WILL_AFTER_MS)
    .flatMap((silence): DeviceStatus[] => [
      { stationId, atMs: silence.fromMs + WILL_AFTER_MS, status: "offline" },
      { stationId, atMs: silence.toMs, status: "online" },
    ])
    .filter(({ atMs }) => atMs >= fromMs && atMs < toMs)
    .sort((a, b) => a.atMs - b.atMs);
}
