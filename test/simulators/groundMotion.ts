// Peaks of recorded earthquakes in classes of magnitude, and of simulated ones at the same distances; for tests and the plot.
import { readFileSync } from "node:fs";
import { destination } from "../../shared/seismo/geodesy.ts";
import { type Quake, Shaking } from "../../simulators/quake.ts";
import { sharedPath } from "../sharedData.ts";

export interface Peak {
  readonly event: string;
  readonly magnitude: number;
  readonly depthKm: number;
  readonly epicentralKm: number;
  readonly hypocentralKm: number;
  readonly pgaMps2: number;
  /** NaN where it was not told. */
  readonly pgvMps: number;
}

export const CLASSES = [
  { name: "M 5", least: 5, most: 5.5 },
  { name: "M 6", least: 5.7, most: 6.3 },
  { name: "M 7", least: 6.6, most: 7.4 },
] as const;
export const DISTANCES_KM = [10, 20, 40, 80, 160] as const;

const FILES = ["records_california_7events_kb.csv", "records_ngawest2_selected.csv", "napa_2014_stations.csv"];
const G_MPS2 = 9.80665;
/** Weaker motion is missing from many records' tables. */
export const LEAST_PGA_MPS2 = 0.001 * G_MPS2;
const MOST_KM = 160;

export function recordedPeaks(): Peak[] {
  return FILES.flatMap((file) => {
    const [head = "", ...lines] = readFileSync(sharedPath("data/groundmotion", file), "utf8").trim().split("\n");
    const names = head.split(",");
    return lines.flatMap((line) => {
      // One event's name holds a comma.
      if (line.includes('"')) return [];
      const cells = line.split(",");
      const of = (name: string) => Number(cells[names.indexOf(name)] || Number.NaN);
      const epicentralKm = of("repi_km");
      const peak = {
        event: cells[0] ?? "",
        magnitude: of("magnitude"),
        depthKm: of("hyp_depth_km"),
        epicentralKm,
        hypocentralKm: Math.hypot(epicentralKm, of("hyp_depth_km")),
        pgaMps2: of("pga_g") * G_MPS2,
        pgvMps: of("pgv_cm_s") / 100,
      };
      const isHeard = peak.pgaMps2 >= LEAST_PGA_MPS2 && epicentralKm >= 0 && peak.hypocentralKm <= MOST_KM;
      return isHeard ? [peak] : [];
    });
  });
}

export interface Wanted {
  readonly magnitude: number;
  readonly depthKm: number;
  readonly epicentralKm: number;
  /** Another one, another earthquake, azimuth and ground. */
  readonly index: number;
}

export interface SimulatedPeak extends Peak {
  readonly estimateMps2: number;
}

const EPICENTRE = { latitudeDeg: 35, longitudeDeg: -118 };
const RATE_HZ = 100;

/** Geometric means of the two horizontal peaks. */
export function simulatedPeak({ magnitude, depthKm, epicentralKm, index }: Wanted): SimulatedPeak {
  const quake: Quake = { ...EPICENTRE, originMs: 0, depthKm, magnitude, seed: `peak ${index}` };
  const shaking = new Shaking(quake, destination(EPICENTRE, (index * 137.5) % 360, epicentralKm), `XX_S${index}`);
  const { north, east } = motionOf(shaking, { endS: 0.6 * epicentralKm + 60 });
  const both = (peak: (samples: Float64Array) => number) => Math.sqrt(peak(north) * peak(east));
  const hypocentralKm = Math.hypot(epicentralKm, depthKm);
  const event = `simulated ${index}`;
  const { peakMps2: estimateMps2 } = shaking;
  return {
    estimateMps2,
    event,
    magnitude,
    depthKm,
    epicentralKm,
    hypocentralKm,
    pgaMps2: both(largest),
    pgvMps: both(largestVelocity),
  };
}

/** From the origin on. */
export function motionOf(shaking: Shaking, { endS }: { readonly endS: number }) {
  const make = () => new Float64Array(Math.round(endS * RATE_HZ));
  const block = { fromMs: 0, rateHz: RATE_HZ, up: make(), north: make(), east: make() };
  shaking.addTo(block);
  return block;
}

export function largest(samples: Float64Array): number {
  return samples.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

/** Integrated, without what is slower than 0.1 Hz, as recordings are processed. */
export function largestVelocity(accelerations: Float64Array): number {
  const keep = 1 - (2 * Math.PI * 0.1) / RATE_HZ;
  let [velocity, before, slow, most] = [0, 0, 0, 0];
  for (const value of accelerations) {
    velocity = keep * velocity + value / RATE_HZ;
    slow = keep * (slow + velocity - before);
    before = velocity;
    most = Math.max(most, Math.abs(slow));
  }
  return most;
}
