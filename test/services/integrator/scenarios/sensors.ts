// Low-cost sensors as the integrator knows them: where they stand, how noisy, and when each of their packets arrives.
import { destination, type Place } from "../../../../shared/seismo/geodesy.ts";
import { chance, gauss } from "../network.ts";

export interface Sensor extends Place {
  readonly stationId: string;
  /** RMS of the vertical while nothing happens. */
  readonly noiseMps2: number;
  /** What its clock is wrong by. */
  readonly clockErrorS: number;
  /** It says so many times what the ground does. */
  readonly gain: number;
  /** Its packets of one second end this long after each whole second. */
  readonly packetEndMs: number;
  /** What its link takes besides the usual 0.2 to 0.9 s. */
  readonly delayMs: number;
  /** From and until when its packets get lost. */
  readonly outages: readonly (readonly [number, number])[];
}

export type Sensors = ReadonlyMap<string, Sensor>;

export interface SentPacket {
  /** Time of its last sample. */
  readonly endMs: number;
  readonly receivedMs: number;
}

/** Typical of OpenEEW: 0.04 gal. */
export const NOISE_MPS2 = 4e-4;
const NOISE_DECADES = 0.12;
const CLOCK_S = 0.08;
const LATENCY_MS = { least: 200, spread: 700 };

/** A seed of its own for everything that has a name: what is added to a scenario changes nothing else in it. */
export function seedOf(...parts: readonly (string | number)[]): number {
  let hash = 0x811c9dc5;
  for (const part of parts) {
    const text = `${part}/`;
    for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return hash >>> 0;
}

export function sensorOf(stationId: string, place: Place, more: Partial<Sensor> = {}): Sensor {
  const random = chance(seedOf(stationId, place.latitudeDeg, place.longitudeDeg));
  return {
    stationId,
    latitudeDeg: place.latitudeDeg,
    longitudeDeg: place.longitudeDeg,
    noiseMps2: NOISE_MPS2 * 10 ** (NOISE_DECADES * gauss(random)),
    clockErrorS: CLOCK_S * gauss(random),
    packetEndMs: Math.floor(1000 * random()),
    gain: 1,
    delayMs: 0,
    outages: [],
    ...more,
  };
}

export interface GridOf {
  readonly name: string;
  readonly centre: Place;
  readonly columns: number;
  readonly rows: number;
  readonly spacingKm: number;
  readonly sensor?: Partial<Sensor>;
}

/** Rows and columns, each sensor up to a fifth of the spacing off its place. */
export function grid({ name, centre, columns, rows, spacingKm, sensor }: GridOf): Sensors {
  const random = chance(seedOf(name, columns, rows, spacingKm));
  const sensors = new Map<string, Sensor>();
  for (let at = 0; at < columns * rows; at += 1) {
    const [i, j] = [at % columns, Math.floor(at / columns)];
    const eastKm = (i - (columns - 1) / 2 + (random() - 0.5) * 0.4) * spacingKm;
    const northKm = (j - (rows - 1) / 2 + (random() - 0.5) * 0.4) * spacingKm;
    const stationId = `${name}_${at}`;
    sensors.set(stationId, sensorOf(stationId, offset(centre, eastKm, northKm), sensor));
  }
  return sensors;
}

/** Anywhere in a circle. */
export function scattered(of: {
  readonly name: string;
  readonly centre: Place;
  readonly count: number;
  readonly radiusKm: number;
  readonly sensor?: Partial<Sensor>;
}): Sensors {
  const random = chance(seedOf(of.name, of.count, of.radiusKm));
  const stations = Array.from({ length: of.count }, (_, i): [string, Sensor] => {
    const place = destination(of.centre, 360 * random(), of.radiusKm * Math.sqrt(random()));
    return [`${of.name}_${i}`, sensorOf(`${of.name}_${i}`, place, of.sensor)];
  });
  return new Map(stations);
}

export function together(...networks: readonly Sensors[]): Sensors {
  return new Map(networks.flatMap((network) => [...network]));
}

/** The same network with some of its sensors otherwise. */
export function changed(sensors: Sensors, stationIds: Iterable<string>, more: Partial<Sensor>): Sensors {
  const named = new Set(stationIds);
  return new Map([...sensors].map(([id, sensor]) => [id, named.has(id) ? { ...sensor, ...more } : sensor]));
}

export function offset(from: Place, eastKm: number, northKm: number): Place {
  return destination(from, (Math.atan2(eastKm, northKm) * 180) / Math.PI, Math.hypot(eastKm, northKm));
}

/** The packets that end in [fromMs, toMs) and are not lost. */
export function* packetsOf(sensor: Sensor, fromMs: number, toMs: number): Iterable<SentPacket> {
  const { packetEndMs, outages, delayMs, stationId } = sensor;
  const seed = seedOf(stationId, "latency");
  for (let k = Math.ceil((fromMs - packetEndMs) / 1000); k * 1000 + packetEndMs < toMs; k += 1) {
    const endMs = k * 1000 + packetEndMs;
    if (outages.some(([from, to]) => endMs >= from && endMs < to)) continue;
    const latencyMs = LATENCY_MS.least + LATENCY_MS.spread * chance(seed ^ Math.imul(k, 0x9e3779b1))();
    yield { endMs, receivedMs: Math.round(endMs + latencyMs + delayMs) };
  }
}
