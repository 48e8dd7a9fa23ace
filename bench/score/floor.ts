// The physical floor of a network for an earthquake: when the packet that holds the k-th station's P can be there at all.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { distanceKm } from "../../shared/seismo/geodesy.ts";
import { travelTimeS } from "../../shared/seismo/travelTime.ts";
import { stationIdOf } from "../../simulators/recordedStation.ts";
import type { Truth } from "../../simulators/truth.ts";
import type { Stream } from "./stream.ts";

export interface Arrival {
  readonly stationId: string;
  readonly distanceKm: number;
  /** Onset as the recording's quality control measured it, or as iasp91 predicts it where that found none. */
  readonly pMs: number;
  /** P stands out of the noise: found within 3 s of its prediction. */
  readonly isClear: boolean;
}

export interface Floor {
  /** The first P that stands out at any station. */
  readonly firstPMs: number;
  /** Receipt of the packet that holds the onset at the 1st, 2nd, 3rd, 4th station, in order of receipt. */
  readonly receivedMs: readonly number[];
  readonly clearWithin100Km: number;
  readonly clear: number;
}

interface QcRow {
  readonly id?: string;
  readonly event?: string;
  readonly onset_minus_pred?: number | null;
  readonly onset_minus_pred_cloud?: number | null;
  readonly p_pred_s?: number;
}

const CLEAR_WITHIN_S = 3;

/** Where there is no qc.json every station's P counts as clear. */
export function arrivalsOf(folder: string, truth: Truth, stream: Stream): Arrival[] {
  const file = join(folder, "qc.json");
  const parsed: unknown = existsSync(file) ? JSON.parse(readFileSync(file, "utf8").replaceAll(/\bNaN\b/g, "null")) : [];
  const rows = (Array.isArray(parsed) ? parsed : []) as readonly QcRow[];
  const ofTruth = rows.filter(({ event }) => event === undefined || event === truth.id);
  return stream.stations.map((station): Arrival => {
    const { stationId } = station;
    const km = distanceKm(truth, station);
    const row = ofTruth.find(({ id }) => id !== undefined && isOf(stationId, id));
    const predictedS = travelTimeS("P", km, truth.depthKm);
    const off = row?.onset_minus_pred_cloud ?? row?.onset_minus_pred;
    const isFound = typeof off === "number" && Math.abs(off) <= CLEAR_WITHIN_S;
    const pMs = truth.timeMs + 1000 * (isFound ? (row?.p_pred_s ?? predictedS) + off : predictedS);
    return { stationId, distanceKm: km, pMs, isClear: ofTruth.length === 0 || isFound };
  });
}

/** qc.json writes `B916` where stations.json has `PB.B916`. */
function isOf(stationId: string, id: string): boolean {
  return (
    stationIdOf(id, "") === stationId || stationIdOf(id, ".jsonl.gz") === stationId || stationId.endsWith(`_${id}`)
  );
}

export function floorOf(arrivals: readonly Arrival[], stream: Stream): Floor {
  const clear = arrivals.filter(({ isClear }) => isClear);
  const used = clear.length > 0 ? clear : arrivals;
  const stepsOf = Map.groupBy(stream.steps, ({ stationId }) => stationId);
  const receivedMs = used.flatMap(({ stationId, pMs }) => {
    const holds = (stepsOf.get(stationId) ?? []).find(({ motion }) => motion.some((one) => one.watermarkMs >= pMs));
    return holds === undefined ? [] : [Math.max(holds.receivedMs, pMs)];
  });
  return {
    firstPMs: Math.min(...used.map(({ pMs }) => pMs)),
    receivedMs: receivedMs.sort((a, b) => a - b),
    clearWithin100Km: clear.filter(({ distanceKm }) => distanceKm <= 100).length,
    clear: clear.length,
  };
}
