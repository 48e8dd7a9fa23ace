// A made-up low-cost sensor: noise and the ground's motion, framed into one OpenEEW packet a second.
import type { Place } from "../shared/seismo/geodesy.ts";
import type { FeedPacket } from "./feed.ts";
import { type Quake, Shaking } from "./quake.ts";
import { gaussian, randomOf } from "./random.ts";
import type { StationMeta } from "./recordedStation.ts";

export interface SensorOptions extends Place {
  readonly stationId: string;
  readonly rateHz: number;
  readonly seed: number;
}

const GAL_PER_MPS2 = 100;
const NOISE_GAL = 0.05;
const SHORTEST_LATENCY_MS = 100;
const LATENCY_SPREAD_MS = 300;
/** As a digital MEMS accelerometer resolves: 4 µg. */
const DECIMALS = 3;

export class Sensor {
  readonly meta: StationMeta;
  readonly #options: SensorOptions;
  readonly #shakings = new Map<Quake, Shaking>();

  constructor(options: SensorOptions) {
    const { stationId, latitudeDeg, longitudeDeg, rateHz } = options;
    const channelOf = (code: string, component: "Z" | "N" | "E") =>
      ({ code, component, unit: "m/s2", sensitivity: GAL_PER_MPS2 }) as const;
    this.#options = options;
    this.meta = {
      stationId,
      latitudeDeg,
      longitudeDeg,
      elevationM: 0,
      sampleRateHz: rateHz,
      channels: [channelOf("x", "Z"), channelOf("y", "N"), channelOf("z", "E")],
      name: `simulated ${stationId}`,
    };
  }

  /** What it sends about the second of data that begins at `secondMs`; the same whenever and however often it is asked. */
  packetOf(secondMs: number, quakes: readonly Quake[]): FeedPacket {
    const { stationId, rateHz, seed } = this.#options;
    const random = randomOf(seed, stationId, secondMs);
    const first = Math.ceil((secondMs / 1000) * rateHz);
    const end = Math.ceil((secondMs / 1000 + 1) * rateHz);
    const make = () => new Float64Array(end - first);
    const ground = { fromMs: (first * 1000) / rateHz, rateHz, up: make(), north: make(), east: make() };
    for (const quake of quakes) this.#shakingOf(quake).addTo(ground);
    const told = (motion: number) => Number((motion * GAL_PER_MPS2 + NOISE_GAL * gaussian(random)).toFixed(DECIMALS));
    const [x, y, z] = [ground.up, ground.north, ground.east].map((axis) => Array.from(axis, told));
    const device = stationId.slice(stationId.indexOf("_") + 1);
    const packet = { device_id: device, x, y, z, device_t: (end - 1) / rateHz, sr: rateHz };
    const latencyMs = Math.round(SHORTEST_LATENCY_MS + LATENCY_SPREAD_MS * random());
    const receivedMs = secondMs + 1000 + latencyMs;
    return { stationId, format: "openeew", receivedMs, payload: Buffer.from(JSON.stringify(packet)) };
  }

  #shakingOf(quake: Quake): Shaking {
    const known = this.#shakings.get(quake);
    if (known !== undefined) return known;
    const shaking = new Shaking(quake, this.meta, this.meta.stationId);
    this.#shakings.set(quake, shaking);
    return shaking;
  }
}
