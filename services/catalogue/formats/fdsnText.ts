// The text format of fdsnws-event [FDSN web services 1.2, §event]: 13 columns, or 14 with EventType, between bars.
import { isEarthquake, type Text, withoutSource } from "./field.ts";
import type { ReadOptions } from "./format.ts";
import type { Columns, TableFormat } from "./table.ts";

const POSITIONS = [
  "eventid",
  "time",
  "latitude",
  "longitude",
  "depth/km",
  "author",
  "catalog",
  "contributor",
  "contributorid",
  "magtype",
  "magnitude",
  "magauthor",
  "eventlocationname",
  "eventtype",
] as const;

export function fdsnText(options: ReadOptions): TableFormat {
  return {
    separator: "|",
    wanted: ["eventid", "time", "latitude", "longitude", "magnitude"],
    preamble: 0,
    positions: POSITIONS,
    read(of) {
      const known = given(of);
      const type = known("EventType").value;
      if (!isEarthquake(type)) return type;
      return {
        source: { field: "Contributor", value: sourceOf(known, options) },
        id: withoutSource(known("EventID"), known("Contributor").value),
        time: known("Time"),
        latitude: known("Latitude"),
        longitude: known("Longitude"),
        depth: known("Depth/km", "Depth"),
        magnitude: known("Magnitude"),
        magnitudeType: known("MagType").value,
        place: known("EventLocationName").value,
        updated: { field: "updated", value: "" },
      };
    },
  };
}

/** Some servers write "--" for what they do not know. */
function given(of: Columns): (...names: readonly string[]) => Text {
  return (...names) => {
    const text = of(...names);
    return text.value === "--" ? { ...text, value: "" } : text;
  };
}

/** The author comes last: with some servers it changes from the first location to the reviewed one. */
function sourceOf(of: Columns, { source, otherwise }: ReadOptions): string {
  const [contributor, catalogue, author] = [of("Contributor"), of("Catalog"), of("Author")].map(({ value }) => value);
  return source || contributor || catalogue || otherwise || (author ?? "").replace(/#.*/, "");
}
