// The physical floor of a network for an earthquake: when the packet that holds the k-th station's P can be there at all.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { distanceKm } from "../../shared/seismo/geodesy.ts";
import { travelTimeS } from "../../shared/seismo/travelTime.ts";
import { fieldsOf, listOf, numberOf, parseLenient, readText, textOf } from "../../simulators/fields.ts";
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

/** A row of qc.json as far as it is needed here. */
interface Onset {
  readonly stationId: string;
  readonly event: string;
  readonly predictedS: number | undefined;
  readonly offS: number | undefined;
}

const CLEAR_WITHIN_S = 3;
/** A packet that reaches further beyond the onset does not hold it: the record begins after it or has a gap there. */
const LONGEST_PACKET_MS = 2500;

/** Where qc.json tells no onsets, or is missing or unreadable, every station's P counts as clear. */
export function arrivalsOf(folder: string, truth: Truth, stream: Stream): Arrival[] {
  const rows = onsetsIn(join(folder, "qc.json")).filter(({ event }) => event === "" || event === truth.id);
  return stream.stations.map((station): Arrival => {
    const { stationId } = station;
    const km = distanceKm(truth, station);
    const row = rows.find((one) => isOf(stationId, one.stationId));
    const offS = row?.offS;
    const predictedS = travelTimeS("P", km, truth.depthKm);
    const isFound = offS !== undefined && Math.abs(offS) <= CLEAR_WITHIN_S;
    const pMs = truth.timeMs + 1000 * (isFound ? (row?.predictedS ?? predictedS) + offS : predictedS);
    return { stationId, distanceKm: km, pMs, isClear: rows.length === 0 || isFound };
  });
}

function onsetsIn(file: string): Onset[] {
  if (!existsSync(file)) return [];
  let content: unknown;
  try {
    content = parseLenient(readText(file).text);
  } catch {
    return [];
  }
  const rows = Array.isArray(content) ? content : listOf(fieldsOf(content).stations);
  return rows.map(fieldsOf).flatMap((row): Onset[] => {
    const offs = [row.onset_minus_pred_cloud, row.onset_minus_pred, row.onset_minus_pred_device];
    if (offs.every((off) => off === undefined)) return [];
    const offS = offs.map(numberOf).find((off) => off !== undefined);
    return [{ stationId: textOf(row.id), event: textOf(row.event), predictedS: numberOf(row.p_pred_s), offS }];
  });
}

/** qc.json writes `B916` where stations.json has `PB.B916`. */
function isOf(stationId: string, id: string): boolean {
  const names = [stationIdOf(id, ""), stationIdOf(id, ".jsonl.gz")];
  return id !== "" && (names.includes(stationId) || stationId.endsWith(`_${id.toUpperCase()}`));
}

/** Of the stations whose record holds their P: the clear ones, or all where none is clear. */
export function floorOf(arrivals: readonly Arrival[], stream: Stream): Floor {
  const stepsOf = Map.groupBy(stream.steps, ({ stationId }) => stationId);
  const held = arrivals.flatMap((arrival) => {
    const receivedMs = receiptOf(arrival, stepsOf.get(arrival.stationId) ?? []);
    return receivedMs === undefined ? [] : [{ ...arrival, receivedMs }];
  });
  const clear = held.filter(({ isClear }) => isClear);
  const used = clear.length > 0 ? clear : held;
  return {
    // Where no record holds a P, seconds still count from when it passed the network.
    firstPMs: Math.min(...(used.length > 0 ? used : arrivals).map(({ pMs }) => pMs)),
    receivedMs: used.map(({ receivedMs }) => receivedMs).sort((a, b) => a - b),
    clearWithin100Km: clear.filter(({ distanceKm }) => distanceKm <= 100).length,
    clear: clear.length,
  };
}

function receiptOf({ pMs }: Arrival, steps: Stream["steps"]): number | undefined {
  for (const { motion, receivedMs } of steps) {
    const watermarkMs = motion.at(-1)?.watermarkMs;
    if (watermarkMs === undefined || watermarkMs < pMs) continue;
    return watermarkMs - pMs <= LONGEST_PACKET_MS ? Math.max(receivedMs, pMs) : undefined;
  }
  return undefined;
}
