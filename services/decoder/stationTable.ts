// The decoders of all stations in this replica's partitions, and what becomes of packets that no decoder can use.
import type { Packet } from "../../shared/contracts/packet.ts";
import { type Station, stationKey } from "../../shared/contracts/station.ts";
import type { Context } from "../../shared/runtime/service.ts";
import type { DetectorSettings } from "./detector.ts";
import { type Decoded, StationDecoder } from "./station.ts";

const REFRESH_EVERY_MS = 1000;
const LOG_EVERY_MS = 60_000;
/** State that has seen nothing for so long is worth nothing: its station is gone, or belongs to another replica now. */
const FORGET_AFTER_MS = 600_000;

export class StationTable {
  readonly #context: Context;
  readonly #settings: DetectorSettings;
  readonly #decoders = new Map<string, { readonly decoder: StationDecoder; usedMs: number }>();
  readonly #loggedMs = new Map<string, number>();
  #refreshedMs = Number.NEGATIVE_INFINITY;

  constructor(context: Context, settings: DetectorSettings) {
    this.#context = context;
    this.#settings = settings;
  }

  /** True when a station of the batch is unknown and the hot state, which may know it, was not asked a moment ago. */
  needsRefresh(packets: readonly Packet[]): boolean {
    const { clock, stations } = this.#context;
    if (clock.monotonicMs() < this.#refreshedMs + REFRESH_EVERY_MS) return false;
    return packets.some((packet) => stations.stationOf(stationKey(packet)) === undefined);
  }

  async refresh(): Promise<void> {
    this.#refreshedMs = this.#context.clock.monotonicMs();
    await this.#context.stations.refresh();
  }

  push(packet: Packet): Decoded | undefined {
    const key = stationKey(packet);
    const station = this.#context.stations.stationOf(key);
    if (station === undefined) {
      this.#count("unregistered");
      this.#explain(key, "station is not registered: no meta message came from it");
      return undefined;
    }
    const decoded = this.#decode(key, packet, station);
    this.#count(decoded.outcome);
    if (decoded.reason !== "") this.#explain(key, decoded.reason);
    const { metrics } = this.#context;
    metrics.count("eew_samples_total", "Samples that went through the filters", {}, decoded.samples);
    for (const { watermarkMs } of isRealTime(packet) ? decoded.motion : []) {
      const ageS = Math.max(0, this.#context.clock.nowMs() - watermarkMs) / 1000;
      metrics.observeS("eew_sample_age_seconds", "From a packet's last sample to its decoding, live and drills", ageS);
    }
    for (const { phase, update } of decoded.picks) {
      if (update === 0) metrics.count("eew_picks_total", "Picks declared", { phase });
    }
    return decoded;
  }

  /** How old a batch is by now: its first packet waited longest. */
  measure([first]: readonly Packet[]): void {
    const { clock, metrics } = this.#context;
    if (first === undefined) return;
    const seconds = Math.max(0, clock.nowMs() - first.wallMs) / 1000;
    metrics.observeS("eew_packet_delay_seconds", "From the edge's receipt of a packet to its decoding", seconds);
  }

  /** Frees the state of stations that have been silent for ten minutes. */
  tidy(): void {
    const oldestMs = this.#context.clock.monotonicMs() - FORGET_AFTER_MS;
    for (const [key, { usedMs }] of this.#decoders) if (usedMs < oldestMs) this.#decoders.delete(key);
    for (const [key, loggedMs] of this.#loggedMs) if (loggedMs < oldestMs) this.#loggedMs.delete(key);
    this.#context.metrics.gauge("eew_decoder_stations", "Stations whose state is held", this.#decoders.size);
  }

  #decode(key: string, packet: Packet, station: Station): Decoded {
    const usedMs = this.#context.clock.monotonicMs();
    const held = this.#decoders.get(key) ?? { decoder: new StationDecoder(this.#settings), usedMs };
    this.#decoders.set(key, held);
    held.usedMs = usedMs;
    return held.decoder.push(packet, station);
  }

  #count(outcome: Decoded["outcome"] | "unregistered"): void {
    this.#context.metrics.count("eew_packets_total", "Packets by what became of them", { outcome });
  }

  /** Tells why packets of a station are not used, once a minute at most: a broken sensor must not fill the disk. */
  #explain(key: string, reason: string): void {
    const nowMs = this.#context.clock.monotonicMs();
    if (nowMs < (this.#loggedMs.get(key) ?? Number.NEGATIVE_INFINITY) + LOG_EVERY_MS) return;
    this.#loggedMs.set(key, nowMs);
    this.#context.log.warn({ station: key, reason }, "packet not used, or not all of it");
  }
}

/** Simulations and replays have a time of their own. */
function isRealTime({ mode }: Packet): boolean {
  return mode === "live" || mode === "drill";
}
