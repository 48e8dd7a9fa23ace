// Which devices are connected, as their birth messages and last wills say: what changed is told within a second, all of it
// once a minute for those who have started since.
import type { DeviceConnection } from "../../shared/contracts/edge.ts";
import type { World } from "../../shared/contracts/mode.ts";
import { stationKey } from "../../shared/contracts/station.ts";

export interface DeviceStatus {
  readonly world: World;
  readonly stationId: string;
  readonly connection: DeviceConnection;
  readonly heardMs: number;
}

const MOST_DEVICES = 20_000;
/** Ticks from one telling of everything to the next, and how long a device may wait for its station to be registered. */
const TICKS_A_ROUND = 60;

/** Every replica hears every device, so each can tell of all. */
export class ConnectionTable {
  readonly #heard = new Map<string, DeviceStatus>();
  /** Not told yet, and how many ticks they have waited. */
  readonly #untold = new Map<string, number>();
  #ticks = 0;

  /** @returns false where the table is full of others */
  push(status: DeviceStatus): boolean {
    const key = keyOf(status);
    const known = this.#heard.get(key);
    if (known === undefined && this.#heard.size >= MOST_DEVICES) return false;
    // Every replica is given each retained status again at every connect.
    if (known?.connection === status.connection) return true;
    this.#heard.set(key, status);
    this.#untold.set(key, 0);
    return true;
  }

  /** Its retained status was cleared: nothing is known of it any more. */
  forget(of: Pick<DeviceStatus, "world" | "stationId">): void {
    this.#heard.delete(keyOf(of));
    this.#untold.delete(keyOf(of));
  }

  /** To be called once a second. Devices of stations that nobody registers are forgotten after a minute. */
  tick(isRegistered: (stationKey: string) => boolean): DeviceStatus[] {
    this.#ticks += 1;
    const told: DeviceStatus[] = [];
    for (const [key, status] of this.#ticks % TICKS_A_ROUND === 0 ? this.#heard : this.#newOnes()) {
      const waited = this.#untold.get(key);
      if (isRegistered(key)) {
        told.push(status);
        this.#untold.delete(key);
      } else if (waited === undefined || waited >= TICKS_A_ROUND) {
        this.#heard.delete(key);
        this.#untold.delete(key);
      } else this.#untold.set(key, waited + 1);
    }
    return told;
  }

  /** How many said so last. */
  count(connection: DeviceConnection): number {
    let count = 0;
    for (const status of this.#heard.values()) if (status.connection === connection) count += 1;
    return count;
  }

  #newOnes(): [string, DeviceStatus][] {
    return [...this.#untold.keys()].flatMap((key) => {
      const status = this.#heard.get(key);
      return status === undefined ? [] : [[key, status] as [string, DeviceStatus]];
    });
  }
}

function keyOf({ world, stationId }: Pick<DeviceStatus, "world" | "stationId">): string {
  return stationKey({ ...world, stationId });
}
