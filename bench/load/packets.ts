// OpenEEW packets rendered beforehand: a pool of quiet seconds that all stations share, the shaking of those near an
// earthquake, and the bytes in which one station's packet differs from another's.
import { distanceKm, type Place } from "../../shared/seismo/geodesy.ts";
import type { Quake } from "../../simulators/quake.ts";
import type { StationMeta } from "../../simulators/recordedStation.ts";
import { Sensor } from "../../simulators/sensor/sensor.ts";

/** A payload with room for the device's name and time. */
export interface Rendered {
  readonly bytes: Buffer;
  readonly timeAt: number;
}

export const ID_LENGTH = 6;
const HEAD = '{"device_id":"';
const ID_AT = HEAD.length;
/** Epoch seconds with four decimals: the last is never 0, since a time in whole seconds is not believed. */
const TIME_LENGTH = "1700000000.0003".length;
const NETWORK = "LD";
const POOL_SENSORS = 4;
const POOL_SECONDS = 32;
/** Any whole second will do: the device's time is written over. */
const POOL_START_MS = Date.UTC(2026, 0, 1);
const SHAKING_S = 60;

/** "S00042": the device's name, and its station's. */
export function deviceOf(station: number): string {
  return `S${String(station).padStart(ID_LENGTH - 1, "0")}`;
}

/** What each station says about itself; all have the same axes. */
export function metasOf(places: readonly Place[], rateHz: number): StationMeta[] {
  const { meta } = new Sensor({ ...sensorAt({ latitudeDeg: 0, longitudeDeg: 0 }, 0), rateHz });
  return places.map(({ latitudeDeg, longitudeDeg }, station) => {
    const stationId = `${NETWORK}_${deviceOf(station)}`;
    return { ...meta, stationId, latitudeDeg, longitudeDeg, name: `load ${stationId}` };
  });
}

function sensorAt({ latitudeDeg, longitudeDeg }: Place, station: number) {
  const stationId = `${NETWORK}_${deviceOf(station)}`;
  return {
    stationId,
    place: { latitudeDeg, longitudeDeg },
    seed: 1,
    packetS: 1,
    format: "openeew",
    phaseMs: 0,
  } as const;
}

/** Quiet ground: consecutive seconds of a few sensors, taken in turn. */
export class NoisePool {
  readonly #packets: readonly (readonly Rendered[])[];

  constructor(rateHz: number) {
    this.#packets = Array.from({ length: POOL_SENSORS }, (_, i) => {
      const sensor = new Sensor({ ...sensorAt({ latitudeDeg: 0, longitudeDeg: i }, i), rateHz });
      return Array.from({ length: POOL_SECONDS }, (_second, k) =>
        rendered(sensor.packetOf(POOL_START_MS + k * 1000, []).payload),
      );
    });
  }

  packetOf(station: number, second: number): Rendered | undefined {
    const round = Math.floor(station / POOL_SENSORS);
    return this.#packets[station % POOL_SENSORS]?.[(second + round) % POOL_SECONDS];
  }
}

export interface Shaking {
  readonly quake: Omit<Quake, "originMs">;
  readonly rateHz: number;
  /** How many stations feel it, the nearest first. */
  readonly stations: number;
}

/**
 * Packets of the stations that feel an earthquake, from the second of its origin on. A station's seconds begin at its
 * own phase, `phaseMs` after the whole second in which the earthquake happens.
 */
export function shakenPackets(
  places: readonly Place[],
  { quake, rateHz, stations }: Shaking,
  phaseMsOf: (station: number) => number,
): ReadonlyMap<number, readonly Rendered[]> {
  const nearest = places
    .map((place, station) => ({ place, station, km: distanceKm(place, quake) }))
    .sort((a, b) => a.km - b.km)
    .slice(0, stations);
  return new Map(
    nearest.map(({ place, station }) => {
      const felt = { ...quake, originMs: POOL_START_MS - phaseMsOf(station) };
      const sensor = new Sensor({ ...sensorAt(place, station), rateHz });
      const seconds = Array.from({ length: SHAKING_S }, (_, k) =>
        rendered(sensor.packetOf(POOL_START_MS + k * 1000, [felt]).payload),
      );
      return [station, seconds];
    }),
  );
}

function rendered(payload: Uint8Array): Rendered {
  const { x, y, z, sr } = JSON.parse(Buffer.from(payload).toString()) as Readonly<Record<string, unknown>>;
  const axes = (["x", "y", "z"] as const).map((axis, i) => `"${axis}":${JSON.stringify([x, y, z][i])}`);
  const before = `${HEAD}${"?".repeat(ID_LENGTH)}",${axes.join(",")},"device_t":`;
  const after = `${"1".padEnd(TIME_LENGTH, "0")},"sr":${JSON.stringify(sr)}}`;
  return { bytes: Buffer.from(before + after), timeAt: before.length };
}

/** Writes name and time into a copy of the payload that begins at `at`. */
export function patch(target: Buffer, at: number, { timeAt }: Rendered, of: { device: string; lastMs: number }): void {
  target.write(of.device, at + ID_AT, ID_LENGTH, "latin1");
  target.write((Math.round(of.lastMs) / 1000 + 0.0003).toFixed(4), at + timeAt, TIME_LENGTH, "latin1");
}
