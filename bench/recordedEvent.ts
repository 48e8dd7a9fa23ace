// A recorded earthquake with its quality control: per station the packets, the predicted P, and whether P is clear there.

import type { Packet } from "../shared/contracts/packet.ts";
import type { Station } from "../shared/contracts/station.ts";
import { type StationMeta, stationIdOf } from "../simulators/recordedStation.ts";
import { readRecording } from "../simulators/recording.ts";
import { sharedJson, sharedPath } from "../test/sharedData.ts";

export interface Recording {
  readonly id: string;
  readonly station: Station;
  /** In the order of receipt. */
  readonly packets: readonly Packet[];
  readonly distanceKm: number;
  /** Predicted P (iasp91), epoch ms. */
  readonly pMs: number;
  /** P was clear enough for the recording's own quality control to find it within 3 s. */
  readonly isClear: boolean;
}

export interface RecordedEvent {
  readonly id: string;
  readonly originMs: number;
  readonly latitudeDeg: number;
  readonly longitudeDeg: number;
  readonly depthKm: number;
  readonly magnitude: number;
  readonly recordings: readonly Recording[];
}

interface QcRow {
  readonly id: string;
  readonly dist_km: number;
  readonly p_pred_s: number;
  readonly onset_minus_pred?: number | null;
  readonly onset_minus_pred_cloud?: number | null;
}

const WORLD = { mode: "replay", run: "records" } as const;
const CLEAR_WITHIN_S = 3;

/** @throws Error where the truth is missing or of several earthquakes, or no station has a known gain. */
export function loadEvent(id: string): RecordedEvent {
  const { truths, stations, packets } = readRecording(sharedPath("data/events", id));
  const [truth] = truths;
  if (truth === undefined || truths.length > 1) throw new Error(`${id}: got ${truths.length} earthquakes, want one`);
  const rows = sharedJson("data/events", id, "qc.json") as readonly QcRow[];
  const packetsOf = Map.groupBy(packets, (packet) => packet.stationId);
  const recordings = stations.flatMap((meta) => {
    const row = rows.find(({ id }) => ["", ".jsonl.gz"].some((file) => stationIdOf(id, file) === meta.stationId));
    const own = (packetsOf.get(meta.stationId) ?? []).map((one) => ({ ...WORLD, ...one, wallMs: one.receivedMs }));
    return row === undefined ? [] : [recordingOf(meta, own, { row, originMs: truth.timeMs })];
  });
  return { ...truth, id, originMs: truth.timeMs, magnitude: truth.magnitude ?? Number.NaN, recordings };
}

function recordingOf(
  meta: StationMeta,
  packets: readonly Packet[],
  { row, originMs }: { readonly row: QcRow; readonly originMs: number },
): Recording {
  const found = row.onset_minus_pred_cloud ?? row.onset_minus_pred;
  return {
    id: row.id,
    station: { ...WORLD, ...meta, updatedMs: 0 },
    packets,
    distanceKm: row.dist_km,
    pMs: originMs + row.p_pred_s * 1000,
    isClear: typeof found === "number" && Math.abs(found) <= CLEAR_WITHIN_S,
  };
}
