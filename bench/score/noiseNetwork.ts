// Records of noise as a network of stations: where those stand that say nothing of it, and several networks as one.
import { destination } from "../../shared/seismo/geodesy.ts";
import type { StationMeta } from "../../simulators/recordedStation.ts";
import type { RecordedPacket } from "../../simulators/recording.ts";

export interface NoiseNetwork {
  readonly metas: readonly StationMeta[];
  readonly packets: readonly RecordedPacket[];
  readonly stationHours: number;
  /** What was left out, a line each. */
  readonly skipped: readonly string[];
}

/** Records without places are put this far apart, as a city's sensors might stand. */
const SPACING_KM = 15;
const CENTRE = { latitudeDeg: 19.4, longitudeDeg: -99.1 };

/** A record of unknown place, as the next station of a made-up network. */
export function metaOf(index: number, sampleRateHz: number, channels: StationMeta["channels"]): StationMeta {
  const place = destination(CENTRE, 137.5 * index, SPACING_KM * Math.sqrt(index));
  return { stationId: `XX_N${index}`, ...place, elevationM: 0, sampleRateHz, channels };
}

export function merged(networks: readonly NoiseNetwork[]): NoiseNetwork {
  return {
    metas: networks.flatMap(({ metas }) => metas),
    packets: networks.flatMap(({ packets }) => packets).sort((a, b) => a.receivedMs - b.receivedMs),
    stationHours: networks.reduce((sum, { stationHours }) => sum + stationHours, 0),
    skipped: networks.flatMap(({ skipped }) => skipped),
  };
}
