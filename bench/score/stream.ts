// What the decoders make of a recording: per packet, in the order of receipt, the motion and picks that came of it.
import { decoderTable } from "../../services/decoder/config.ts";
import { StationDecoder } from "../../services/decoder/station.ts";
import type { Motion } from "../../shared/contracts/motion.ts";
import type { Pick } from "../../shared/contracts/pick.ts";
import type { Station } from "../../shared/contracts/station.ts";
import { readConfig } from "../../shared/runtime/config.ts";
import type { StationMeta } from "../../simulators/recordedStation.ts";
import type { RecordedPacket } from "../../simulators/recording.ts";

export const WORLD = { mode: "replay", run: "score" } as const;

export interface Step {
  readonly stationId: string;
  readonly receivedMs: number;
  readonly motion: Motion["stations"];
  readonly picks: readonly Pick[];
}

export interface Stream {
  readonly stations: readonly Station[];
  readonly steps: readonly Step[];
}

const settings = readConfig(decoderTable, process.env);

/** @param packets of all stations, in the order of receipt. */
export function streamOf(metas: readonly StationMeta[], packets: readonly RecordedPacket[]): Stream {
  const stations = new Map(
    metas.map((meta): [string, Station] => [meta.stationId, { ...WORLD, ...meta, updatedMs: 0 }]),
  );
  const decoders = new Map(metas.map(({ stationId }) => [stationId, new StationDecoder(settings)]));
  const steps = packets.flatMap((packet): Step[] => {
    const [decoder, station] = [decoders.get(packet.stationId), stations.get(packet.stationId)];
    if (decoder === undefined || station === undefined) return [];
    const { motion, picks } = decoder.push({ ...WORLD, ...packet, wallMs: packet.receivedMs }, station);
    if (motion.length === 0 && picks.length === 0) return [];
    return [{ stationId: packet.stationId, receivedMs: packet.receivedMs, motion: [...motion], picks }];
  });
  return { stations: [...stations.values()], steps };
}
