// Where simulated sensors stand: the stations of a pattern or of a file, always the same for the same seed.
import { join } from "node:path";
import type { Channel } from "../../shared/contracts/station.ts";
import { parseStationFile, type Rejected, type StationEntry } from "../../shared/contracts/stationFile.ts";
import { reasonOf } from "../../shared/runtime/errors.ts";
import type { Place } from "../../shared/seismo/geodesy.ts";
import { readText } from "../fields.ts";
import { randomOf } from "../random.ts";
import { coastPlaces } from "./coast.ts";
import { gridPlaces, ringPlaces, scatterPlaces } from "./layout.ts";
import { type Network, type NetworkSpec, networkSpecOf } from "./networkSpec.ts";

export interface SimStation extends Place {
  readonly stationId: string;
  /** 0 in a pattern. */
  readonly elevationM: number;
  readonly vs30Mps?: number;
  readonly rateHz?: number;
  readonly channels?: readonly Channel[];
}

export interface NetworkOptions {
  /** Where the path of a station file starts; default: the working directory. */
  readonly folder?: string;
  /** Told of each line or element of a station file that could not be used. */
  readonly onRejected?: (rejected: Rejected) => void;
}

/** 1 to 100,000 stations. @throws Error that names the field of the spec, or the file and what is wrong with it */
export function networkOf(spec: NetworkSpec, seed: number | string, options: NetworkOptions = {}): SimStation[] {
  const network = networkSpecOf(spec);
  if (network.kind === "file") return fileStations(network, seed, options);
  return placesOf(network, seed).map((place, index) => ({
    stationId: `${network.network}_S${String(index + 1).padStart(3, "0")}`,
    ...place,
    elevationM: 0,
  }));
}

function placesOf(network: Network<"grid" | "ring" | "coast" | "scatter">, seed: number | string): Place[] {
  switch (network.kind) {
    case "grid":
      return gridPlaces(network, seed);
    case "ring":
      return ringPlaces(network, seed);
    case "coast":
      return coastPlaces(network, seed);
    case "scatter":
      return scatterPlaces(network, seed);
  }
}

function fileStations(
  { path, limit }: Network<"file">,
  seed: number | string,
  { folder = ".", onRejected = () => undefined }: NetworkOptions,
): SimStation[] {
  const { stations, rejected } = parseStationFile(path, textAt(path.startsWith("/") ? path : join(folder, path), path));
  rejected.forEach(onRejected);
  if (stations.length === 0)
    throw new Error(`network.path: got ${path} with no station that can be used (${rejected.length} rejected)`);
  return drawn(stations, Math.min(limit ?? stations.length, stations.length), seed).map(simStationOf);
}

function textAt(path: string, name: string): string {
  try {
    return readText(path).text;
  } catch (cause) {
    throw new Error(`network.path: got ${name}, want a station file: ${reasonOf(cause)}`, { cause });
  }
}

/** Some of the list in its order; one more takes none of the others out. */
function drawn(stations: readonly StationEntry[], count: number, seed: number | string): StationEntry[] {
  const random = randomOf(seed, "draw");
  const order = stations.map((station, index) => ({ station, index, lot: random() }));
  return order
    .sort((a, b) => a.lot - b.lot)
    .slice(0, count)
    .sort((a, b) => a.index - b.index)
    .map(({ station }) => station);
}

function simStationOf(entry: StationEntry): SimStation {
  const { stationId, latitudeDeg, longitudeDeg, elevationM, vs30Mps, sampleRateHz, channels } = entry;
  return {
    ...{ stationId, latitudeDeg, longitudeDeg, elevationM },
    ...(vs30Mps === undefined ? {} : { vs30Mps }),
    ...(sampleRateHz === undefined ? {} : { rateHz: sampleRateHz }),
    ...(channels.length === 0 ? {} : { channels }),
  };
}
