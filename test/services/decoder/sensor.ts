// A sensor made for tests: noise, earthquakes whose onsets are known to the sample, and a clock that lies as told.
import type { Packet } from "../../../shared/contracts/packet.ts";
import type { Channel, Station } from "../../../shared/contracts/station.ts";
import { encodeMiniSeed2 } from "../../../shared/seismo/miniseed2Encode.ts";

export const START_MS = Date.UTC(2026, 5, 1);
const WORLD = { mode: "simulation", run: "test" } as const;
const AXES = { x: "Z", y: "N", z: "E" } as const;

export interface Quake {
  /** Seconds after the start. */
  readonly pS: number;
  readonly sS: number;
  /** Peak of P on the vertical. */
  readonly gal: number;
}

export interface Sensor {
  readonly rateHz: number;
  readonly seconds: number;
  readonly noiseGal?: number;
  readonly quakes?: readonly Quake[];
  readonly seed?: number;
}

export interface Axes {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly z: Float64Array;
}

export const station: Station = {
  ...WORLD,
  stationId: "OE_TEST",
  latitudeDeg: 17,
  longitudeDeg: -100,
  elevationM: 0,
  sampleRateHz: 31.25,
  channels: Object.entries(AXES).map(
    ([code, component]): Channel => ({ code, component, unit: "m/s2", sensitivity: 100 }),
  ),
  updatedMs: 0,
};

export const seedStation: Station = {
  ...station,
  stationId: "XX_AAA",
  sampleRateHz: 100,
  channels: (["Z", "N", "E"] as const).map((component) => ({
    code: `HN${component}`,
    component,
    unit: "m/s2",
    sensitivity: 1e5,
  })),
};

/** The ground in gal: x is the vertical. */
export function shake({ rateHz, seconds, noiseGal = 0.05, quakes = [], seed = 1 }: Sensor): Axes {
  let state = seed;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
  const count = Math.floor(seconds * rateHz);
  const axes: Axes = { x: new Float64Array(count), y: new Float64Array(count), z: new Float64Array(count) };
  for (let i = 0; i < count; i += 1) {
    const atS = i / rateHz;
    axes.x[i] = noiseGal * 1.7 * random();
    axes.y[i] = noiseGal * 1.7 * random();
    axes.z[i] = noiseGal * 1.7 * random();
    for (const { pS, sS, gal } of quakes) {
      const p = gal * swing(atS - pS, 5);
      const s = gal * 4 * swing(atS - sS, 2.5);
      axes.x[i] = (axes.x[i] ?? 0) + p + s / 3;
      axes.y[i] = (axes.y[i] ?? 0) + p / 3 + s;
      axes.z[i] = (axes.z[i] ?? 0) + p / 4 + s * 0.8;
    }
  }
  return axes;
}

function swing(sinceS: number, hz: number): number {
  return sinceS < 0 ? 0 : Math.sin(2 * Math.PI * hz * sinceS) * Math.exp(-sinceS / 4);
}

export interface Device {
  /** What its clock says at a true time; undefined sends no time at all. Default: the truth. */
  readonly clockMs?: (trueMs: number, packet: number) => number | undefined;
  readonly latencyMs?: (packet: number) => number;
  readonly saysRateHz?: number;
}

/** Packets of 32 samples as OpenEEW firmware sends them. */
export function openeewPackets(axes: Axes, rateHz: number, device: Device = {}): Packet[] {
  const { clockMs = (trueMs) => trueMs, latencyMs = () => 200, saysRateHz = 31.25 } = device;
  const packets: Packet[] = [];
  for (let from = 0; from + 32 <= axes.x.length; from += 32) {
    const trueMs = START_MS + ((from + 31) / rateHz) * 1000;
    const deviceMs = clockMs(trueMs, packets.length);
    const cut = (samples: Float64Array) =>
      [...samples.subarray(from, from + 32)].map((value) => Number(value.toFixed(3)));
    const body = {
      device_id: "test",
      x: cut(axes.x),
      y: cut(axes.y),
      z: cut(axes.z),
      ...(deviceMs === undefined ? {} : { device_t: deviceMs / 1000 }),
      sr: saysRateHz,
    };
    packets.push(openeewPacket(body, trueMs + latencyMs(packets.length)));
  }
  return packets;
}

export function openeewPacket(body: unknown, receivedMs: number): Packet {
  const payload = Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
  return { ...WORLD, stationId: station.stationId, format: "openeew", receivedMs, wallMs: receivedMs, payload };
}

/** Records of one second; all components in one packet, or each in its own. */
export function miniseedPackets(
  axes: Axes,
  rateHz: number,
  how: { readonly apart?: boolean; readonly seconds?: number } = {},
): Packet[] {
  const packets: Packet[] = [];
  const size = Math.round(rateHz * (how.seconds ?? 1));
  for (let from = 0; from < axes.x.length; from += size) {
    const startMs = START_MS + (from / rateHz) * 1000;
    const records = Object.entries(AXES).map(([axis, component]) => {
      const gal = axes[axis as keyof Axes].subarray(from, from + size);
      const samples = Int32Array.from(gal, (value) => Math.round((value / 100) * 1e5));
      const names = { network: "XX", station: "AAA", location: "", channel: `HN${component}` };
      return encodeMiniSeed2({ ...names, startMs, sampleRateHz: rateHz, samples });
    });
    const receivedMs = startMs + (how.seconds ?? 1) * 1000 + 200;
    for (const payload of how.apart ? records : [Buffer.concat(records)]) {
      packets.push({
        ...WORLD,
        stationId: seedStation.stationId,
        format: "miniseed2",
        receivedMs,
        wallMs: receivedMs,
        payload,
      });
    }
  }
  return packets;
}
