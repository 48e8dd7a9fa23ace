// What the decoders make of a recording: per packet, in the order of receipt, the motion and picks that came of it.
import { decoderTable } from "../../services/decoder/config.ts";
import { StationDecoder } from "../../services/decoder/station.ts";
import type { Motion } from "../../shared/contracts/motion.ts";
import type { Pick } from "../../shared/contracts/pick.ts";
import type { Station } from "../../shared/contracts/station.ts";
import { readConfig } from "../../shared/runtime/config.ts";
import { reasonOf } from "../../shared/runtime/errors.ts";
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

/**
 * @param packets of all stations, in the order of receipt.
 * @returns faults: stations with packets that could not be read, a line each.
 */
export function streamOf(
  metas: readonly StationMeta[],
  packets: readonly RecordedPacket[],
): { readonly stream: Stream; readonly faults: readonly string[] } {
  const stations = new Map(
    metas.map((meta): [string, Station] => [meta.stationId, { ...WORLD, ...meta, updatedMs: 0 }]),
  );
  const decoders = new Map(metas.map(({ stationId }) => [stationId, new StationDecoder(settings)]));
  const faults = new Map<string, string[]>();
  const steps = packets.flatMap((packet): Step[] => {
    const { stationId, receivedMs } = packet;
    const [decoder, station] = [decoders.get(stationId), stations.get(stationId)];
    if (decoder === undefined || station === undefined) return [];
    const decoded = attempt(() => decoder.push({ ...WORLD, ...packet, wallMs: receivedMs }, station));
    if (decoded.outcome === "malformed") {
      const own = faults.get(stationId);
      if (own === undefined) faults.set(stationId, [decoded.reason]);
      else own.push(decoded.reason);
    }
    const { motion, picks } = decoded;
    return motion.length === 0 && picks.length === 0 ? [] : [{ stationId, receivedMs, motion: [...motion], picks }];
  });
  const told = [...faults].map(
    ([id, reasons]) => `${id}: ${reasons.length} packets not read, the first: ${reasons[0]}`,
  );
  return { stream: { stations: [...stations.values()], steps }, faults: told };
}

interface Decoded {
  readonly outcome: string;
  readonly reason: string;
  readonly motion: readonly Motion["stations"][number][];
  readonly picks: readonly Pick[];
}

/** A packet that the decoder dies of costs that packet alone here; in the running system it would be a bug. */
function attempt(push: () => Decoded): Decoded {
  try {
    return push();
  } catch (error) {
    return { outcome: "malformed", reason: `the decoder died: ${reasonOf(error)}`, motion: [], picks: [] };
  }
}
