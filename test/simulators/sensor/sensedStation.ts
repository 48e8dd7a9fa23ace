// One simulated sensor before the real decoder: what it sends, and what is made of it.
import { decoderTable } from "../../../services/decoder/config.ts";
import { type Decoded, StationDecoder } from "../../../services/decoder/station.ts";
import type { Station } from "../../../shared/contracts/station.ts";
import { readConfig } from "../../../shared/runtime/config.ts";
import { distanceKm } from "../../../shared/seismo/geodesy.ts";
import { travelTimeS } from "../../../shared/seismo/travelTime.ts";
import type { Quake } from "../../../simulators/quake.ts";
import { type SensedPacket, Sensor, type SensorSpec } from "../../../simulators/sensor/sensor.ts";

export const START_MS = Date.UTC(2026, 0, 1, 18);
export const PLACE = { latitudeDeg: 19.4, longitudeDeg: -99.1 };
/** Twenty kilometres away, a minute and a half after the start: nobody needs to look twice. */
export const QUAKE: Quake = {
  latitudeDeg: 19.55,
  longitudeDeg: -99.0,
  originMs: START_MS + 90_000,
  depthKm: 12,
  magnitude: 5.8,
  seed: "quake",
};
export const P_MS = QUAKE.originMs + 1000 * travelTimeS("P", distanceKm(QUAKE, PLACE), QUAKE.depthKm);

export type PartOfSpec = Partial<SensorSpec>;

export function sensorOf(part: PartOfSpec = {}): Sensor {
  return new Sensor({
    stationId: "SIM_S1",
    place: PLACE,
    rateHz: 100,
    packetS: 1,
    format: "openeew",
    seed: 7,
    ...part,
  });
}

/** Asked in one piece, from the start on. */
export function packetsOf(sensor: Sensor, seconds: number, felt: readonly Quake[] = []): SensedPacket[] {
  return sensor.packetsOf(START_MS, START_MS + 1000 * seconds, felt);
}

export interface Made {
  readonly packets: readonly SensedPacket[];
  readonly decoded: readonly Decoded[];
  /** First declaration of each P. */
  readonly pMs: readonly number[];
  readonly outcomes: Readonly<Partial<Record<Decoded["outcome"], number>>>;
  readonly health: NonNullable<Decoded["health"]> | undefined;
  readonly sensor: Sensor;
}

export function decode(
  part: PartOfSpec,
  { seconds = 120, felt = [QUAKE] }: { seconds?: number; felt?: readonly Quake[] } = {},
): Made {
  const sensor = sensorOf(part);
  const packets = packetsOf(sensor, seconds, felt);
  const decoder = new StationDecoder(readConfig(decoderTable, {}));
  const station: Station = { ...sensor.meta, mode: "simulation", run: "test", updatedMs: 0 };
  const decoded = packets.map((packet) =>
    decoder.push({ ...packet, mode: "simulation", run: "test", wallMs: packet.receivedMs }, station),
  );
  const outcomes: Partial<Record<Decoded["outcome"], number>> = {};
  for (const { outcome } of decoded) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  const picks = decoded.flatMap((one) => one.picks).filter(({ update, phase }) => update === 0 && phase === "P");
  const health = decoded.findLast((one) => one.health !== undefined)?.health;
  return { packets, decoded, pMs: picks.map(({ timeMs }) => timeMs), outcomes, health, sensor };
}

/** Of the pick nearest to the earthquake's P, seconds; NaN without any pick. */
export function residualS({ pMs }: Made): number {
  const residuals = pMs.map((timeMs) => (timeMs - P_MS) / 1000);
  return residuals.toSorted((a, b) => Math.abs(a) - Math.abs(b))[0] ?? Number.NaN;
}

/** Acceleration of the vertical second by second: the peaks the decoder tells, m/s². */
export function pgaMps2({ decoded }: Made): number {
  return Math.max(0, ...decoded.flatMap(({ motion }) => motion.map((second) => second.pgaMps2)));
}
