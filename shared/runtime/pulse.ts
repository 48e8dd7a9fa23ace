// A heartbeat at one hop of the alarm path: where it goes next, and what is measured where it ends.
import { type Pulse, pulseOn, pulses } from "../contracts/pulse.ts";
import { type Outgoing, out } from "../contracts/topic.ts";
import { pulseHopOf } from "../contracts/topics.ts";
import type { Delivery } from "./bus.ts";
import type { Clock } from "./clock.ts";
import type { Metrics } from "./metrics.ts";

/** Older ones end where they are: after an outage they would only stand before the news that waits behind them. */
const STALE_MS = 30_000;

interface Taker {
  readonly group: string;
  readonly clock: Clock;
  readonly metrics: Metrics;
}

/** The message by which it goes on; undefined where it ends without having come through. */
export function nextOfPulse({ topic }: Delivery, pulse: Pulse, taker: Taker): Outgoing | undefined {
  const { group, clock, metrics } = taker;
  const hop = pulseHopOf(topic);
  if (hop?.by !== group) return undefined;
  const atMs = clock.nowMs();
  if (atMs - pulse.sentMs > STALE_MS) {
    const labels = { topic, service: group };
    metrics.count("eew_alarm_path_stale_total", "Heartbeats given up because they were 30 s old", labels);
    return undefined;
  }
  const passed = { ...pulse, hops: [...pulse.hops, { topic, service: group, atMs }] };
  if (pulseHopOf(hop.to) !== undefined) return pulseOn(hop.to, passed);
  measure(passed, atMs, metrics);
  return out(pulses, passed);
}

/** Clocks of different machines may differ, so that a hop may seem to end before it began. */
function measure({ sentMs, hops }: Pulse, atMs: number, metrics: Metrics): void {
  const wholeS = Math.max(0, atMs - sentMs) / 1000;
  metrics.observeS("eew_alarm_path_heartbeat_seconds", "Heartbeats from the edge to the alarm service", wholeS);
  let beforeMs = sentMs;
  for (const { topic, service, atMs } of hops) {
    const hop = `${topic} ${service}`;
    metrics.observeS("eew_alarm_path_hop_seconds", "The same by hop: topic and who took it", seconds(atMs - beforeMs), {
      hop,
    });
    beforeMs = atMs;
  }
}

const seconds = (ms: number) => Math.max(0, ms) / 1000;
