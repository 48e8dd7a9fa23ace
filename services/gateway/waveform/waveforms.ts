// Waveforms on demand: packets are heard only while somebody watches a station, and only the partitions of watched ones.
import type { Response } from "express";
import type { Health } from "../../../shared/contracts/health.ts";
import { type Packet, type PacketBatch, partitionOf } from "../../../shared/contracts/packet.ts";
import type { Recall } from "../../../shared/contracts/recall.ts";
import { type Station, stationKey } from "../../../shared/contracts/station.ts";
import type { Clock } from "../../../shared/runtime/clock.ts";
import type { Log } from "../../../shared/runtime/log.ts";
import type { Metrics } from "../../../shared/runtime/metrics.ts";
import type { StationDirectory } from "../../../shared/runtime/stations.ts";
import { TRIGGER } from "../../../shared/seismo/trigger.ts";
import { Stream } from "../stream.ts";
import type { PickView } from "../view.ts";
import { Backfill } from "./backfill.ts";
import type { TriggerRatios } from "./triggerCurve.ts";
import { WatchedStation } from "./watchedStation.ts";

export interface WaveformsOptions extends TriggerRatios {
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly stations: StationDirectory;
  readonly partitions: number;
  readonly maxStations: number;
  readonly maxClients: number;
  readonly maxWaitingBytes: number;
  /** `keys()` gives something else now. */
  readonly rebalance: () => void;
  /** Asks who holds the past of a station for it. */
  readonly recall: (recall: Recall) => void;
}

/** What who joins sees of the past. */
export const PAST_MS = 120_000;
const REPLAYED = { messages: 3000, length: 4_000_000, forMs: PAST_MS };
/** A page that is loaded again finds the past still there. */
const LINGER_MS = 5000;

interface Watched {
  readonly backfill: Backfill;
  readonly stream: Stream;
  /** Nobody has watched it since; undefined while somebody does. */
  leftMs: number | undefined;
}

export class Waveforms {
  readonly #options: WaveformsOptions;
  readonly #watched = new Map<string, Watched>();
  #keys: readonly string[] = [];
  #begun = 0;

  constructor(options: WaveformsOptions) {
    this.#options = options;
  }

  /** Partitions of `packet.v1` that are needed now: none while nobody watches. */
  keys = (): readonly string[] => this.#keys;

  /** Answers with the stream of a station. @returns what to refuse it with. */
  watch(key: string, response: Response, lastEventId: string | undefined): "joined" | "unknown" | "full" {
    const { stations, maxStations } = this.#options;
    const station = stations.stationOf(key);
    if (station === undefined) return "unknown";
    const known = this.#watched.get(key);
    // Who waits for a place is more than who may come back.
    if (known === undefined && this.#watched.size >= maxStations) this.#forgetLeft(0);
    if (known === undefined && this.#watched.size >= maxStations) return "full";
    const { stream } = known ?? this.#begin(key, station);
    return stream.join(response, lastEventId) ? "joined" : "full";
  }

  /** Packets of a partition; those of stations nobody watches are passed over unread. */
  take(batch: PacketBatch): void {
    for (const packet of batch.packets) this.#watched.get(stationKey(packet))?.backfill.take(packet);
  }

  /** What a station sent before it was watched. */
  async takePast({ packets }: PacketBatch): Promise<void> {
    const [first] = packets;
    if (first !== undefined) await this.#watched.get(stationKey(first))?.backfill.answer(packets);
  }

  pick(pick: PickView): void {
    this.#watched.get(`${pick.world}/${pick.stationId}`)?.stream.send([{ name: "pick", data: pick }]);
  }

  health({ stations, ...world }: Health): void {
    if (this.#watched.size === 0) return;
    for (const { stationId, ...health } of stations) {
      const watched = this.#watched.get(stationKey({ ...world, stationId }));
      watched?.stream.send([{ name: "health", data: { health } }]);
    }
  }

  /** To be called each second: something is heard even when nothing comes, and what nobody watches any more is let go. */
  tick(): void {
    for (const { stream, backfill } of this.#watched.values()) {
      stream.heartbeat();
      backfill.tick();
    }
    this.#forgetLeft(LINGER_MS);
  }

  close(): void {
    for (const { stream } of this.#watched.values()) stream.close();
    this.#watched.clear();
    this.#changed();
  }

  #begin(key: string, { mode, run, stationId }: Station): Watched {
    const { clock, log, metrics, maxClients, maxWaitingBytes, recall } = this.#options;
    this.#begun += 1;
    const waves = new WatchedStation(this.#options);
    const push = (packet: Packet) => {
      const station = this.#options.stations.stationOf(key);
      if (station === undefined) return;
      const { kind: name, ...data } = waves.push(packet, station);
      watched.stream.send([{ name, data }]);
    };
    const ask = () => recall({ mode, run, stationId, forMs: PAST_MS });
    const watched: Watched = {
      backfill: new Backfill({ clock, ask, push }),
      stream: new Stream({
        label: "waveform",
        start: `${clock.nowMs().toString(36)}.${this.#begun}`,
        ...{ maxClients, maxWaitingBytes, heartbeatS: 1, log, metrics, replayed: REPLAYED, nowMs: clock.nowMs },
        snapshot: () => this.#snapshotOf(key),
        onCount: (clients) => {
          watched.leftMs = clients > 0 ? undefined : clock.monotonicMs();
        },
      }),
      leftMs: undefined,
    };
    this.#watched.set(key, watched);
    this.#changed();
    return watched;
  }

  #forgetLeft(lingerMs: number): void {
    const before = this.#watched.size;
    const nowMs = this.#options.clock.monotonicMs();
    for (const [key, { leftMs }] of this.#watched) {
      if (leftMs !== undefined && nowMs - leftMs >= lingerMs) this.#watched.delete(key);
    }
    if (this.#watched.size !== before) this.#changed();
  }

  #changed(): void {
    const { metrics, partitions, rebalance } = this.#options;
    metrics.gauge("eew_waveform_stations", "Stations whose waveforms somebody watches", this.#watched.size, {});
    const numbers = new Set([...this.#watched.keys()].map((key) => partitionOf(key, partitions)));
    const keys = [...numbers].sort((a, b) => a - b).map((number) => `p${number}`);
    if (keys.join() === this.#keys.join()) return;
    this.#keys = keys;
    rebalance();
  }

  #snapshotOf(key: string): object {
    const station = this.#options.stations.stationOf(key);
    const { onRatio, warmupRatio } = this.#options;
    const trigger = { ...TRIGGER, onRatio, warmupRatio };
    return { key, pastMs: PAST_MS, trigger, ...(station === undefined ? {} : channelsOf(station)) };
  }
}

function channelsOf({ stationId, sampleRateHz, channels }: Station): object {
  return {
    stationId,
    sampleRateHz,
    channels: channels.map(({ code, component, unit }) => ({ code, component, unit })),
  };
}
