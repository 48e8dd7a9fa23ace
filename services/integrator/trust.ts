// What a station's picks are worth, told once a minute of data time a station: for people, nothing is decided by it.
import type { World } from "../../shared/contracts/mode.ts";
import type { Motion } from "../../shared/contracts/motion.ts";
import { type Outgoing, out } from "../../shared/contracts/topic.ts";
import { type Trust, trusts } from "../../shared/contracts/trust.ts";
import { NOISE_RATE } from "./odds.ts";

const EVERY_MS = 60_000;

export interface Worth {
  /** Triggers a second that belong to no event. */
  readonly noiseRate: number;
  /** Too restless for its picks to found or join an event. */
  readonly isRestless: boolean;
}

export class TrustTold {
  readonly #toldMs = new Map<string, number>();

  /** Those of the message's stations that it is time for. */
  due({ stations, mode, run }: Motion, worthOf: (stationId: string, timeMs: number) => Worth): readonly Outgoing[] {
    const told: Trust["stations"] = [];
    for (const { stationId, watermarkMs } of stations) {
      const lastMs = this.#toldMs.get(stationId) ?? Number.NEGATIVE_INFINITY;
      // A data clock that was set back begins anew.
      if (watermarkMs >= lastMs && watermarkMs < lastMs + EVERY_MS) continue;
      this.#toldMs.set(stationId, watermarkMs);
      told.push({ stationId, ...trustOf(worthOf(stationId, watermarkMs)) });
    }
    const world: World = { mode, run };
    return told.length === 0 ? [] : [out(trusts, { ...world, stations: told })];
  }
}

function trustOf({ noiseRate, isRestless }: Worth): Omit<Trust["stations"][number], "stationId"> {
  const weight = isRestless ? 0 : Math.min(1, NOISE_RATE / noiseRate);
  return { weight: Math.round(weight * 1000) / 1000, falsePicksPerHour: Math.round(noiseRate * 36_000) / 10 };
}
