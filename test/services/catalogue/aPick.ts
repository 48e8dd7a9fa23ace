// A pick at a station, and the arrival it makes, to be varied.
import type { Arrival } from "../../../shared/contracts/event.ts";
import type { Pick } from "../../../shared/contracts/pick.ts";
import { ORIGIN_MS } from "./anEvent.ts";

export function aPick(stationId: string, changes: Partial<Pick> = {}): Pick {
  const timeMs = changes.timeMs ?? ORIGIN_MS + 5000;
  const phase = changes.phase ?? "P";
  return {
    ...{
      mode: "live",
      run: "",
      pickId: `live/${stationId}/${phase}/${Math.round(timeMs)}`,
      update: 0,
      stationId,
      phase,
    },
    ...{ phaseProbability: 0.9, timeMs, uncertaintyS: 0.05, snr: 12, windowS: 0.5 },
    ...{ pdM: 1e-5, pvMps: 1e-4, paMps2: 1e-3, pgaMps2: 1e-3, pgvMps: 1e-4, noisePdM: 1e-7 },
    ...{ knownMs: timeMs + 1000, receivedMs: timeMs + 1200 },
    ...changes,
  };
}

export function anArrival(stationId: string, changes: Partial<Arrival> = {}): Arrival {
  const { pickId, timeMs, phase } = aPick(stationId, changes);
  return { pickId, stationId, phase, timeMs, residualS: 0.1, distanceKm: 30, azimuthDeg: 90, weight: 1, ...changes };
}
