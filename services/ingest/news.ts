// edge.v1, once a second: devices that came or went, and what share of whose stations is left out; nothing when all is quiet.
import type { EdgeNews } from "../../shared/contracts/edge.ts";
import { type World, worldKey } from "../../shared/contracts/mode.ts";
import type { Metrics } from "../../shared/runtime/metrics.ts";
import type { ConnectionTable, DeviceStatus } from "./connectionTable.ts";
import type { Overload } from "./overload.ts";

const MOST_IN_A_MESSAGE = 500;

export class News {
  readonly #connections: ConnectionTable;
  readonly #overload: Overload;
  readonly #metrics: Metrics;
  /** Worlds last told as left out in part: they are told once more when they are whole again. */
  #shed = new Map<string, World>();

  constructor(connections: ConnectionTable, overload: Overload, metrics: Metrics) {
    this.#metrics = metrics;
    this.#connections = connections;
    this.#overload = overload;
  }

  /** To be called once a second. */
  tick(isRegistered: (stationKey: string) => boolean, busyShare: number): EdgeNews[] {
    const shed = this.#overload.look(busyShare);
    const told = Map.groupBy(this.#connections.tick(isRegistered), ({ world }) => worldKey(world));
    const worlds = new Map([...this.#shed, ...shed.map((world) => [worldKey(world), world] as const)]);
    for (const [key, [first]] of told) if (first !== undefined) worlds.set(key, first.world);
    this.#measure();
    this.#shed = new Map(shed.map((world) => [worldKey(world), world]));
    return [...worlds].flatMap(([key, world]) => this.#messagesOf(world, told.get(key) ?? []));
  }

  #measure(): void {
    const { share } = this.#overload;
    this.#metrics.gauge(
      "eew_ingest_shed_share",
      "Share of stations left out because more comes than is decoded",
      share,
    );
    for (const connection of ["online", "offline"] as const) {
      const devices = this.#connections.count(connection);
      this.#metrics.gauge("eew_ingest_devices", "Devices by what they said last", devices, { connection });
    }
  }

  #messagesOf({ mode, run }: World, told: readonly DeviceStatus[]): EdgeNews[] {
    const shedShare = this.#overload.shareOf(mode);
    const stations = told.map(({ stationId, connection, heardMs }) => ({ stationId, connection, heardMs }));
    const messages: EdgeNews[] = [];
    do messages.push({ mode, run, shedShare, stations: stations.splice(0, MOST_IN_A_MESSAGE) });
    while (stations.length > 0);
    return messages;
  }
}
