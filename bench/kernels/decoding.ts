// The kernels between a packet and a pick: filters, detectors, the whole decoder, the frame in which packets travel.
import { decoderTable } from "../../services/decoder/config.ts";
import { StationDecoder } from "../../services/decoder/station.ts";
import { type Packet, packets } from "../../shared/contracts/packet.ts";
import type { Station } from "../../shared/contracts/station.ts";
import { readConfig } from "../../shared/runtime/config.ts";
import { butterworth, SosFilter } from "../../shared/seismo/butterworth.ts";
import { FilterPicker } from "../../shared/seismo/filterPicker.ts";
import { StaLta } from "../../shared/seismo/staLta.ts";
import { gaussian, randomOf } from "../../simulators/random.ts";
import { deviceOf, metasOf, NoisePool, patch } from "../load/packets.ts";
import { steim2Record } from "./steim2.ts";
import type { Kernel } from "./time.ts";

const RATE_HZ = 100;
const BLOCK = 100;
const BLOCKS = 64;
const STATIONS = 200;
const SECONDS = 30;
const START_MS = Date.UTC(2026, 0, 1);
const WORLD = { mode: "drill", run: "kernels" } as const;
const settings = readConfig(decoderTable, {});

function noiseBlocks(): Float64Array[] {
  const random = randomOf("kernels");
  return Array.from({ length: BLOCKS }, () => Float64Array.from({ length: BLOCK }, () => 1e-3 * gaussian(random)));
}

/** Each station's own state, a second at a time, as the decoder meets them. */
function overStations<T>(make: () => T, push: (state: T, block: Float64Array) => void): () => number {
  const states = Array.from({ length: STATIONS }, make);
  const blocks = noiseBlocks();
  let second = 0;
  return () => {
    second += 1;
    states.forEach((state, i) => {
      push(state, blocks[(i + second) % BLOCKS] ?? new Float64Array(0));
    });
    return STATIONS * BLOCK;
  };
}

export function filterKernels(): Kernel[] {
  const band = butterworth({ kind: "bandpass", lowHz: 1, highHz: 10 }, 2, RATE_HZ);
  const copy = new Float64Array(BLOCK);
  const windows = { staSamples: 0.5 * RATE_HZ, ltaSamples: 10 * RATE_HZ };
  return [
    {
      name: "Butterworth band-pass, 4 poles",
      unit: "samples",
      work: overStations(
        () => new SosFilter(band),
        (filter, block) => {
          copy.set(block);
          filter.push(copy);
        },
      ),
    },
    {
      name: "STA/LTA",
      unit: "samples",
      work: overStations(
        () => new StaLta(windows),
        (staLta, block) => staLta.push(block, copy),
      ),
    },
    {
      name: "FilterPicker",
      unit: "samples",
      work: overStations(
        () => new FilterPicker(RATE_HZ),
        (picker, block) => void picker.push(block),
      ),
    },
  ];
}

function openeewPackets(second: number, pool: NoisePool): Packet[] {
  return Array.from({ length: STATIONS }, (_, i) => {
    const rendered = pool.packetOf(i, second);
    if (rendered === undefined) throw new Error(`no packet for station ${i}`);
    const payload = Buffer.from(rendered.bytes);
    const lastMs = START_MS + second * 1000 + i;
    patch(payload, 0, rendered, { device: deviceOf(i), lastMs });
    return { ...WORLD, stationId: `LD_${deviceOf(i)}`, format: "openeew", receivedMs: lastMs + 5, wallMs: 0, payload };
  });
}

/** Packets are rendered beforehand, half a minute of them; then everything begins anew. */
function wholeDecoder(
  name: string,
  stations: readonly Station[],
  packetsAt: (second: number) => readonly Packet[],
): Kernel {
  const seconds = Array.from({ length: SECONDS }, (_, second) => packetsAt(second));
  let decoders: readonly StationDecoder[] = [];
  let second = 0;
  return {
    name,
    unit: "samples",
    work() {
      if (second === 0) decoders = stations.map(() => new StationDecoder(settings));
      let samples = 0;
      seconds[second]?.forEach((packet, i) => {
        const station = stations[i];
        if (station !== undefined) samples += decoders[i]?.push(packet, station).samples ?? 0;
      });
      second = (second + 1) % SECONDS;
      return samples;
    },
  };
}

export function decoderKernels(): Kernel[] {
  const pool = new NoisePool(RATE_HZ);
  const places = Array.from({ length: STATIONS }, (_, i) => ({ latitudeDeg: 0, longitudeDeg: i / 100 }));
  const stations = metasOf(places, RATE_HZ).map((meta): Station => ({ ...WORLD, ...meta, updatedMs: 0 }));
  const axes = ["Z", "N", "E"] as const;
  const channels = axes.map((component) => ({
    code: `HN${component}`,
    component,
    unit: "m/s2" as const,
    sensitivity: 4e5,
  }));
  const loggers = stations.map((station): Station => ({ ...station, channels }));
  const blocks = noiseBlocks().map((block) => Int32Array.from(block, (value) => Math.round(value * 4e5)));
  const records = (second: number): Packet[] =>
    stations.map(({ stationId }, i) => {
      const startMs = START_MS + second * 1000;
      const payload = Buffer.concat(
        channels.map(({ code: channel }, c) => {
          const samples = blocks[(i + c + second) % BLOCKS] ?? new Int32Array(0);
          return steim2Record({ channel, startMs, sampleRateHz: RATE_HZ, samples });
        }),
      );
      return { ...WORLD, stationId, format: "miniseed2", receivedMs: startMs + 1200, wallMs: 0, payload };
    });
  return [
    wholeDecoder("decoder, OpenEEW JSON", stations, (second) => openeewPackets(second, pool)),
    wholeDecoder("decoder, miniSEED Steim2", loggers, records),
  ];
}

export function frameKernels(): Kernel[] {
  const batch = { partition: 0, packets: openeewPackets(0, new NoisePool(RATE_HZ)) };
  const bytes = packets.encode(batch);
  return [
    { name: "packet frame, encode", unit: "packets", work: () => Math.sign(packets.encode(batch).length) * STATIONS },
    { name: "packet frame, decode", unit: "packets", work: () => packets.decode(bytes).packets.length },
  ];
}
