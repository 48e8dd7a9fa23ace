// Writes a made-up event's folder in every form recordings have; for tests.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { encodeMiniSeed2 } from "../../shared/seismo/miniseed2Encode.ts";
import { packetsOf, sensorsOf } from "../../simulators/fleet.ts";
import type { Quake } from "../../simulators/quake.ts";

export const START_MS = Date.UTC(2026, 0, 1);
const RATE_HZ = 50;
const OPTIONS = {
  stations: 12,
  center: { latitudeDeg: 17.5, longitudeDeg: -101 },
  spacingKm: 15,
  rateHz: RATE_HZ,
  seed: 5,
  magnitude: 6,
  quakeAfterS: 40,
  repeatEveryS: undefined,
  startMs: START_MS,
  onQuake: () => undefined,
};

export interface MadeFolder {
  readonly folder: string;
  readonly quake: Quake;
  remove(): void;
}

interface Line {
  readonly x: number[];
  readonly y: number[];
  readonly z: number[];
}

/** Ten OpenEEW devices as published, one continuous record in m/s², one miniSEED file in counts, one of unknown gain. */
export function makeRecording(): MadeFolder {
  const folder = mkdtempSync(join(tmpdir(), "tocsin-recording-"));
  mkdirSync(join(folder, "waveforms"));
  const quakes: Quake[] = [];
  const sensors = sensorsOf(OPTIONS);
  const lines = new Map(sensors.map(({ meta }) => [meta.stationId, [] as string[]]));
  for (const { stationId, receivedMs, payload } of packetsOf(sensors, OPTIONS, quakes)) {
    const packet = JSON.parse(Buffer.from(payload).toString());
    lines.get(stationId)?.push(JSON.stringify({ country_code: "mx", ...packet, cloud_t: receivedMs / 1000 }));
  }
  const stations = sensors.map(({ meta }, i) => {
    const place = { lat: meta.latitudeDeg, lon: meta.longitudeDeg, elevation_m: null, sample_rate_hz: RATE_HZ };
    const own = lines.get(meta.stationId) ?? [];
    if (i === 10) return { ...place, ...writeContinuous(folder, own) };
    if (i === 11) return { ...place, ...writeMiniSeed(folder, own) };
    return { ...place, ...writeOpenEew(folder, String(i).padStart(3, "0"), own) };
  });
  const [quake] = quakes;
  if (quake === undefined) throw new Error("the fleet felt no earthquake");
  const unknown = { ...stations[11], id: "PB.B916", channels: undefined, sensitivity: null };
  writeFileSync(
    join(folder, "stations.json"),
    JSON.stringify([...stations, unknown]).replace('"unknown azimuth"', "NaN"),
  );
  const { originMs, latitudeDeg, longitudeDeg, depthKm, magnitude } = quake;
  const truth = { origin_time: new Date(originMs), lat: latitudeDeg, lon: longitudeDeg, depth_km: depthKm, magnitude };
  writeFileSync(join(folder, "event.json"), JSON.stringify(truth));
  return { folder, quake, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

function writeOpenEew(folder: string, id: string, lines: readonly string[]) {
  const file = `waveforms/${id}.jsonl.gz`;
  writeFileSync(join(folder, file), gzipSync(`${lines.join("\n")}\n`));
  const orientation = { vertical: "x", horizontal: ["y", "z"] };
  return { id, unit: "gal", scale_to_m_s2: 0.01, components: ["x", "y", "z"], orientation, sensitivity: null, file };
}

/** The sensor's x is up; in this form z is. */
function writeContinuous(folder: string, lines: readonly string[]) {
  const file = "waveforms/NZ.HSES..json.gz";
  const { x, y, z } = joinedLines(lines);
  const inMps2 = (gal: readonly number[]) => gal.map((value) => value / 100);
  const record = { start: new Date(START_MS), sample_rate_hz: RATE_HZ, x: inMps2(z), y: inMps2(y), z: inMps2(x) };
  writeFileSync(join(folder, file), gzipSync(JSON.stringify(record)));
  const axis = (name: string, code: string) => ({ axis: name, code, horizontal_orientation: "unknown azimuth" });
  const orientation = [axis("z", "HNZ"), axis("y", "HN1"), axis("x", "HN2")];
  return { id: "NZ.HSES", unit: "m/s^2", sensitivity: 1, components: ["x", "y", "z"], orientation, file };
}

function writeMiniSeed(folder: string, lines: readonly string[]) {
  const file = "waveforms/CI.CCC..HN.mseed";
  const { x, y, z } = joinedLines(lines);
  const name = { network: "CI", station: "CCC", location: "", startMs: START_MS, sampleRateHz: RATE_HZ };
  const records = [x, y, z].map((gal, i) => {
    const samples = Int32Array.from(gal, (value) => Math.round(value * 2000));
    return encodeMiniSeed2({ ...name, channel: ["HNZ", "HNN", "HNE"][i] ?? "", samples });
  });
  writeFileSync(join(folder, file), Buffer.concat(records));
  const channel = (code: string) => ({ code, sensitivity: 200_000, input_units: "M/S**2" });
  const components = ["HNE", "HNN", "HNZ"];
  return { id: "CI.CCC..HN", unit: "counts", components, channels: components.map(channel), file };
}

function joinedLines(lines: readonly string[]): Line {
  const all: Line = { x: [], y: [], z: [] };
  for (const line of lines) {
    const packet: Line = JSON.parse(line);
    for (const axis of ["x", "y", "z"] as const) all[axis].push(...packet[axis]);
  }
  return all;
}
