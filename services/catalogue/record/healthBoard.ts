// The newest health of every station, in memory: what a report needs to say why a station was not used.
import type { Health } from "../../../shared/contracts/health.ts";
import type { World } from "../../../shared/contracts/mode.ts";
import { stationKey } from "../../../shared/contracts/station.ts";

export type StationHealth = Health["stations"][number];

const MOST = 50_000;

export class HealthBoard {
  /** The one that was heard longest ago first. */
  readonly #byStation = new Map<string, StationHealth>();

  accept({ mode, run, stations }: Health): void {
    for (const health of stations) {
      const key = stationKey({ mode, run, stationId: health.stationId });
      this.#byStation.delete(key);
      this.#byStation.set(key, health);
    }
    for (const key of this.#byStation.keys()) {
      if (this.#byStation.size <= MOST) break;
      this.#byStation.delete(key);
    }
  }

  of({ mode, run }: World, stationId: string): StationHealth | undefined {
    return this.#byStation.get(stationKey({ mode, run, stationId }));
  }
}
