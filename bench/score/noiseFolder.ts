// A folder of miniSEED noise: places from its stations.txt (`Latitude,Longitude,Elevation,Name`), made up where it has none.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { decodeMiniSeed2, type MiniSeedRecord } from "../../shared/seismo/miniseed2.ts";
import { joined } from "../../simulators/cut.ts";
import { linesOf, numberOf } from "../../simulators/fields.ts";
import type { StationMeta } from "../../simulators/recordedStation.ts";
import { miniSeedPackets } from "../../simulators/recording.ts";
import { merged, metaOf, type NoiseNetwork } from "./noiseNetwork.ts";

/** Counts per m/s of the icequake network's geophones are not told: a usual one's. */
const GEOPHONE = 4e8;

type Place = Pick<StationMeta, "latitudeDeg" | "longitudeDeg" | "elevationM">;

export function recordFolder(folder: string): NoiseNetwork {
  const places = placesIn(join(folder, "stations.txt"));
  const records: { readonly name: string; readonly record: MiniSeedRecord }[] = [];
  const skipped: string[] = [];
  for (const file of readdirSync(folder).sort()) {
    try {
      const decoded = decodeMiniSeed2(readFileSync(join(folder, file))).records;
      const named = [...places.keys()].find((name) => file.includes(`_${name}_`));
      for (const record of decoded) records.push({ name: named ?? record.station, record });
    } catch (error) {
      skipped.push(`${file}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  const networks = [...Map.groupBy(records, ({ name }) => name)].flatMap(([name, own], index): NoiseNetwork[] => {
    try {
      const of = own.map(({ record }) => record);
      return [networkOf({ name, place: places.get(name), index }, of)];
    } catch (error) {
      skipped.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
      return [];
    }
  });
  return { ...merged(networks), skipped };
}

function placesIn(path: string): ReadonlyMap<string, Place> {
  const rows = existsSync(path) ? linesOf(readFileSync(path, "utf8")) : [];
  return new Map(
    rows.flatMap((row): [string, Place][] => {
      const [lat, lon, elevation, name = ""] = row.split(",").map((cell) => cell.trim());
      const [latitudeDeg, longitudeDeg] = [numberOf(lat), numberOf(lon)];
      if (latitudeDeg === undefined || longitudeDeg === undefined || name === "") return [];
      return [[name, { latitudeDeg, longitudeDeg, elevationM: numberOf(elevation) ?? 0 }]];
    }),
  );
}

interface Named {
  readonly name: string;
  readonly place: Place | undefined;
  readonly index: number;
}

function networkOf({ name, place, index }: Named, records: readonly MiniSeedRecord[]): NoiseNetwork {
  const codes = [...new Set(records.map(({ channel }) => channel))];
  const channels = codes.map((code) => {
    const component = /[Z3]$/.test(code) ? ("Z" as const) : /[N1]$/.test(code) ? ("N" as const) : ("E" as const);
    return { code, component, unit: "m/s" as const, sensitivity: GEOPHONE };
  });
  const sampleRateHz = records[0]?.sampleRateHz ?? 100;
  const stationId = `XX_${
    name
      .toUpperCase()
      .replaceAll(/[^A-Z0-9-]/g, "")
      .slice(0, 16) || `N${index}`
  }`;
  const meta = { ...metaOf(index, sampleRateHz, channels), ...place, stationId };
  const traces = records.map((one) => ({
    channel: one.channel,
    startMs: one.startMs,
    sampleRateHz: one.sampleRateHz,
    samples: Int32Array.from(one.samples),
  }));
  const seconds = records.reduce((sum, one) => sum + one.samples.length / one.sampleRateHz, 0) / codes.length;
  return { metas: [meta], packets: miniSeedPackets(joined(traces), meta), stationHours: seconds / 3600, skipped: [] };
}
