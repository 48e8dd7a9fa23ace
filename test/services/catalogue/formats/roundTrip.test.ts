// Any earthquakes, written in any of the formats and cut into any pieces, are the same earthquakes when they are read.
import fc from "fast-check";
import { expect, test } from "vitest";
import { formatXml, tag } from "../../../../shared/contracts/xml.ts";
import type { PastEventTable } from "../../../../shared/runtime/schema.ts";
import { eventsIn, notTaken, readText } from "./readText.ts";

const word = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,20}$/);
const decimal = (min: number, max: number) =>
  fc.integer({ min: min * 1e4, max: max * 1e4 }).map((units) => units / 1e4);
const event: fc.Arbitrary<PastEventTable> = fc.record({
  source: word,
  id: word,
  time_ms: fc.integer({ min: Date.UTC(1900, 0, 1), max: Date.UTC(2100, 0, 1) }),
  latitude_deg: decimal(-90, 90),
  longitude_deg: decimal(-180, 180),
  depth_km: fc.option(decimal(-9, 799)),
  magnitude: fc.option(decimal(-4, 10)),
  magnitude_type: fc.constantFrom("", "Mw", "ml", "mb_lg"),
  place: fc.stringMatching(/^[A-Za-zÑñ地][ A-Za-z,'"{}()ñ&<>地[\]-]{0,30}[a-z]$/),
  updated_ms: fc.integer({ min: 1, max: Date.UTC(2100, 0, 1) }),
});

const iso = (ms: number) => new Date(ms).toISOString();
const plain = (value: number | null) => (value === null ? "" : String(value));
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

const WRITERS: Readonly<Record<string, (events: readonly PastEventTable[]) => string>> = {
  "FDSN text": (events) =>
    [
      "#EventID|Time|Latitude|Longitude|Depth/km|Author|Catalog|Contributor|ContributorID|MagType|Magnitude|MagAuthor|EventLocationName",
      ...events.map((e) =>
        [
          ...[e.id, iso(e.time_ms).slice(0, -1), e.latitude_deg, e.longitude_deg, plain(e.depth_km), "", "", e.source],
          ...["", e.magnitude_type, plain(e.magnitude), "", e.place],
        ].join("|"),
      ),
    ].join("\n"),
  "ComCat CSV": (events) =>
    [
      "time,latitude,longitude,depth,mag,magType,net,id,updated,place,type",
      ...events.map((e) =>
        [
          ...[iso(e.time_ms), e.latitude_deg, e.longitude_deg, plain(e.depth_km), plain(e.magnitude), e.magnitude_type],
          ...[e.source, e.id, iso(e.updated_ms), quoted(e.place), "earthquake"],
        ].join(","),
      ),
    ].join("\r\n"),
  "Tocsin CSV": (events) =>
    [
      "source,id,origin_time,lat,lon,depth_km,magnitude,mag_type,place",
      ...events.map((e) =>
        [
          ...[e.source, e.id, iso(e.time_ms), e.latitude_deg, e.longitude_deg, plain(e.depth_km), plain(e.magnitude)],
          ...[e.magnitude_type, quoted(e.place)],
        ].join(","),
      ),
    ].join("\n"),
  "USGS GeoJSON": (events) =>
    JSON.stringify({
      type: "FeatureCollection",
      features: events.map((e) => ({
        type: "Feature",
        id: e.id,
        geometry: { type: "Point", coordinates: [e.longitude_deg, e.latitude_deg, e.depth_km] },
        properties: {
          ...{ net: e.source, time: e.time_ms, updated: e.updated_ms, mag: e.magnitude, magType: e.magnitude_type },
          ...{ place: e.place, type: "earthquake" },
        },
      })),
    }),
  "QuakeML 1.2": (events) => formatXml(tag("quakeml", [tag("eventParameters", events.map(quakemlOf))])),
};

function quakemlOf(e: PastEventTable) {
  const value = (name: string, number: number | null) =>
    number === null ? undefined : tag(name, [tag("value", number)]);
  const info = [tag("agencyID", e.source), tag("creationTime", iso(e.updated_ms))];
  const origin = [
    tag("time", [tag("value", iso(e.time_ms))]),
    value("latitude", e.latitude_deg),
    value("longitude", e.longitude_deg),
    value("depth", e.depth_km === null ? null : Math.round(e.depth_km * 1e4) / 10),
  ];
  const magnitude = [value("mag", e.magnitude), tag("type", e.magnitude_type)];
  const content = [
    tag("description", [tag("text", e.place), tag("type", "region name")]),
    tag("creationInfo", info),
    tag("origin", origin, { publicID: "smi:local/o" }),
    e.magnitude === null && e.magnitude_type === "" ? undefined : tag("magnitude", magnitude),
  ];
  return tag("event", content, { publicID: `smi:local/event/${e.id}` });
}

test.each(Object.entries(WRITERS))("%s gives back what was written", (name, write) => {
  const tellsUpdates = name !== "FDSN text" && name !== "Tocsin CSV";
  fc.assert(
    fc.property(
      fc.array(event, { minLength: 1, maxLength: 8 }),
      fc.integer({ min: 1, max: 300 }),
      (events, pieceLength) => {
        const found = readText(write(events), "events.csv", { pieceLength });
        expect(notTaken(found)).toEqual([]);
        const wanted = events.map((one) => (tellsUpdates ? one : { ...one, updated_ms: 0 }));
        expect(eventsIn(found)).toEqual(wanted);
      },
    ),
    { numRuns: 60 },
  );
});
