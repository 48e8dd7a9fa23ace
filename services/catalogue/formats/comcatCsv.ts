// ComCat CSV: the spreadsheet format of the USGS feeds and its fdsnws-event (format=csv).
import { isEarthquake } from "./field.ts";
import type { ReadOptions } from "./format.ts";
import type { TableFormat } from "./table.ts";

export const COMCAT_COLUMNS = ["time", "latitude", "longitude", "depth", "mag", "magtype", "id"] as const;

export function comcatCsv({ source, otherwise }: ReadOptions): TableFormat {
  return {
    separator: ",",
    wanted: COMCAT_COLUMNS,
    preamble: 0,
    read(of) {
      const type = of("type").value;
      if (!isEarthquake(type)) return type;
      return {
        source: { field: "net", value: source || of("net").value || of("locationSource").value || otherwise },
        id: of("id"),
        time: of("time"),
        latitude: of("latitude"),
        longitude: of("longitude"),
        depth: of("depth"),
        magnitude: of("mag"),
        magnitudeType: of("magType").value,
        place: of("place").value,
        updated: of("updated"),
      };
    },
  };
}
