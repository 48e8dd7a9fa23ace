// Our own catalogue CSV: id, origin_time, lat, lon, depth_km, magnitude, mag_type, place, source in any order.
import type { ReadOptions } from "./format.ts";
import type { TableFormat } from "./table.ts";

export const COLUMNS = [
  "id",
  "origin_time",
  "lat",
  "lon",
  "depth_km",
  "magnitude",
  "mag_type",
  "place",
  "source",
] as const;

export function tocsinCsv({ source }: ReadOptions): TableFormat {
  return {
    separator: ",",
    wanted: COLUMNS,
    preamble: 0,
    read: (of) => ({
      source: source === "" ? of("source") : { field: "source", value: source },
      id: of("id"),
      time: of("origin_time"),
      latitude: of("lat"),
      longitude: of("lon"),
      depth: of("depth_km"),
      magnitude: of("magnitude"),
      magnitudeType: of("mag_type").value,
      place: of("place").value,
      updated: of("updated"),
    }),
  };
}
