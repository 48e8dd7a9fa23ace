// A sensor that sends what a test tells it to, packet by packet, and a page that watches it.
import { encodeCompact } from "../../../../shared/contracts/compactPacket.ts";
import type { Packet } from "../../../../shared/contracts/packet.ts";
import type { Station } from "../../../../shared/contracts/station.ts";
import { LIVE } from "../messages.ts";

export const START_MS = Date.UTC(2026, 0, 1);
export const RATE_HZ = 100;
const COUNT_UMPS2 = 100;

/** Three axes in gal, as compact and OpenEEW packets have them. */
export function aSensor(stationId: string, changes: Partial<Station> = {}): Station {
  const channel = (code: string, component: "Z" | "N" | "E") => ({
    ...{ code, component, unit: "m/s2" as const },
    sensitivity: 100,
  });
  const channels = [channel("x", "Z"), channel("y", "N"), channel("z", "E")];
  const place = { latitudeDeg: 17, longitudeDeg: -101, elevationM: 12 };
  return { ...LIVE, stationId, ...place, sampleRateHz: RATE_HZ, channels, updatedMs: 1, ...changes };
}

/** m/s² at a time, seconds since the start. */
export type Ground = (tS: number) => number;

/** The packet of second `second`: vertical as the ground moves, the horizontals half and a quarter of it. */
export function packetOf(stationId: string, second: number, ground: Ground): Packet {
  const times = Array.from({ length: RATE_HZ }, (_, i) => second + i / RATE_HZ);
  const counts = (share: number) =>
    Int32Array.from(times, (tS) => Math.round((share * ground(tS) * 1e6) / COUNT_UMPS2));
  const lastMs = START_MS + 1000 * second + 1000 * (1 - 1 / RATE_HZ);
  const payload = encodeCompact({
    ...{ deviceMs: lastMs, rateHz: RATE_HZ, umps2PerCount: COUNT_UMPS2 },
    axes: [counts(1), counts(0.5), counts(0.25)],
  });
  return { ...LIVE, stationId, format: "compact", receivedMs: lastMs + 120, wallMs: lastMs + 120, payload };
}

/** As a page reads them. */
export function samplesOf(base64: string): Float32Array {
  const bytes = Buffer.from(base64, "base64");
  return Float32Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(4 * i));
}
