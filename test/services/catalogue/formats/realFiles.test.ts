// Catalogue files that networks and tools really wrote: QuakeML of five makers, a week of the USGS feed.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { noSharedData, sharedPath } from "../../../sharedData.ts";
import { eventsIn, notTaken, readText } from "./readText.ts";

const read = (path: string) => readText(readFileSync(sharedPath(`data/${path}`), "utf8"), path);

describe.skipIf(noSharedData)("real files", () => {
  test.each([
    ["quakeml/iris_events.xml", ["www.iris.edu 3279407 M9.1 MW", "www.iris.edu 2318174 M9.8 MS"]],
    ["quakeml/preferred.xml", ["www.iris.edu 3279407 M2 MW"]],
    [
      "quakeml/neries_events.xml",
      ["eu.emsc 20120404_0000041 M4.4 mb", "eu.emsc 20120404_0000038 M4.3 ML", "eu.emsc 20120404_0000039 M3 ML"],
    ],
    ["quakeml/usgs.xml", ["us us6000kawn M7.6 Mww"]],
    ["quakeml/qml-example-1.2-RC3.xml", ["nz.org.geonet 2806038g M3.662 ML"]],
    ["seiscompml/westaus_events.xml", ["RSES 200828VEqeMv M?", "RSES 200828otwrPi M?"]],
  ])("%s", (path, wanted) => {
    const names = eventsIn(read(`formats/${path}`)).map(({ source, id, magnitude, magnitude_type }) =>
      `${source} ${id} M${magnitude ?? "?"} ${magnitude_type}`.trim(),
    );
    expect(names).toEqual(wanted);
  });

  test("QuakeML without an origin is told by its line", () => {
    expect(notTaken(read("formats/quakeml/quakeml_1.2_event.xml"))).toEqual(["13 origin "]);
  });

  test("quarry blasts of ComCat are left out", () => {
    const types = notTaken(read("formats/quakeml/usgs_event.xml")).map((text) => text.replace(/^\d+ /, ""));
    expect(types).toEqual(["quarry_blast", "quarry"]);
  });

  test("a week of GeoJSON holds the earthquakes that the CSV of the same week holds, under the same names", () => {
    const geojson = new Map(eventsIn(read("catalogue/usgs_feed_week_201802.geojson")).map((one) => [one.id, one]));
    const csv = eventsIn(read("catalogue/usgs_feed_week_201802.csv")).filter(({ id }) => geojson.has(id));
    expect([geojson.size, csv.length]).toEqual([1679, 1679]);
    for (const { id, source, time_ms, latitude_deg } of csv) {
      expect(geojson.get(id)).toMatchObject({ source, latitude_deg });
      expect(Math.abs((geojson.get(id)?.time_ms ?? 0) - time_ms)).toBeLessThan(1000);
    }
  });
});
