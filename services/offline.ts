// Decoders and integrator of one world in this process without bus, clock or store: packets in, versions of events out.
import type { SeismicEvent } from "../shared/contracts/event.ts";
import type { World } from "../shared/contracts/mode.ts";
import type { Packet } from "../shared/contracts/packet.ts";
import type { Station } from "../shared/contracts/station.ts";
import { readConfig } from "../shared/runtime/config.ts";
import { decoderTable } from "./decoder/config.ts";
import { StationDecoder } from "./decoder/station.ts";
import { integratorTable } from "./integrator/config.ts";
import { Region } from "./integrator/region.ts";

export interface Heard {
  /** As the decoder counts it: "used", "malformed" … */
  readonly outcome: string;
  readonly picks: number;
  readonly versions: readonly SeismicEvent[];
}

export class Offline {
  readonly #world: World;
  readonly #stations: ReadonlyMap<string, Station>;
  readonly #decoders: ReadonlyMap<string, StationDecoder>;
  readonly #region: Region;

  constructor(world: World, stations: readonly Omit<Station, keyof World | "updatedMs">[]) {
    const settings = readConfig(decoderTable, {});
    this.#world = world;
    this.#stations = new Map(stations.map((one) => [one.stationId, { ...one, ...world, updatedMs: 0 }]));
    this.#decoders = new Map(stations.map(({ stationId }) => [stationId, new StationDecoder(settings)]));
    this.#region = new Region({
      world,
      settings: readConfig(integratorTable, {}),
      placeOf: (stationId) => this.#stations.get(stationId),
    });
  }

  /** Packets are given in the order of receipt. @throws Error for a station it does not know. */
  push(packet: Omit<Packet, keyof World | "wallMs">): Heard {
    const { stationId, receivedMs } = packet;
    const [decoder, station] = [this.#decoders.get(stationId), this.#stations.get(stationId)];
    if (decoder === undefined || station === undefined)
      throw new Error(`station: got "${stationId}", want a known one`);
    const { outcome, motion, picks } = decoder.push({ ...packet, ...this.#world, wallMs: receivedMs }, station);
    const versions = motion.length === 0 ? [] : this.#region.pushMotion({ ...this.#world, stations: [...motion] });
    for (const pick of picks) versions.push(...this.#region.pushPick(pick));
    return { outcome, picks: picks.length, versions };
  }
}
