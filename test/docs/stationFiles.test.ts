// Every example of docs/station-files.md is read as the page says.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parseStationFile } from "../../shared/contracts/stationFile.ts";

const page = readFileSync("docs/station-files.md", "utf8");
const examples = [...page.matchAll(/^## (.+)$|^```(?!sh$)\w+\n([\s\S]*?)^```$/gm)].reduce<{
  title: string;
  texts: [string, string][];
}>(
  ({ title, texts }, [, heading, text]) =>
    text === undefined ? { title: heading ?? title, texts } : { title, texts: [...texts, [title, text]] },
  { title: "", texts: [] },
).texts;

const acapulco = { stationId: "MX_ACAP", latitudeDeg: 16.8634, longitudeDeg: -99.8901, elevationM: 12 };
const chilpancingo = { stationId: "MX_CHIL", latitudeDeg: 17.5506, longitudeDeg: -99.5058, elevationM: 1253 };
const gal = ["Z", "N", "E"].map((component) => ({
  ...{ code: `HN${component}`, component, unit: "m/s2", sensitivity: 214_000 },
}));
const vertical = { code: "HNZ", component: "Z", unit: "m/s2", sensitivity: 213_979 };

const STATIONS: readonly (readonly [string, readonly object[]])[] = [
  [
    "CSV",
    [
      { ...acapulco, vs30Mps: 360, name: "Acapulco, port", owner: "UNAM", sampleRateHz: 100, channels: gal },
      { ...chilpancingo, vs30Mps: 620, name: "Chilpancingo", owner: "UNAM", sampleRateHz: 100, channels: gal },
    ],
  ],
  [
    "CSV",
    [
      { ...acapulco, channels: [] },
      { ...chilpancingo, channels: [] },
    ],
  ],
  [
    "FDSN text",
    [
      {
        ...{ stationId: "TA_A04A", latitudeDeg: 48.7197, longitudeDeg: -122.707, elevationM: 23, channels: [] },
        ...{ name: "Legoe Bay, Lummi Island, WA, USA", closedMs: Date.UTC(2008, 1, 19, 23, 59, 59) },
      },
      {
        ...{ stationId: "TA_A04D", latitudeDeg: 48.7201, longitudeDeg: -122.7063, elevationM: 13, channels: [] },
        ...{ name: "Lummi Island, WA, USA" },
      },
    ],
  ],
  [
    "StationXML",
    [
      {
        ...{ ...acapulco, name: "Acapulco", sampleRateHz: 100 },
        channels: [{ ...vertical, azimuthDeg: 0, dipDeg: -90 }],
      },
    ],
  ],
  ["GeoJSON", [{ ...acapulco, name: "Acapulco", vs30Mps: 360, sampleRateHz: 100, channels: [vertical] }]],
  [
    "JSON",
    [
      {
        ...{ stationId: "OE_000", latitudeDeg: 19.43, longitudeDeg: -99.13, elevationM: 2240, sampleRateHz: 31.25 },
        channels: ["Z", "N", "E"].map((component, i) => ({
          ...{ code: "xyz"[i], component, unit: "m/s2", sensitivity: 100 },
        })),
      },
    ],
  ],
];

test("the page has an example of every format", () => {
  expect(examples.map(([title]) => title)).toEqual(STATIONS.map(([title]) => title));
});

test.each(
  STATIONS.map(([title, stations], index) => ({ title, stations, index })),
)("example $index, $title, is read as the page says", ({ stations, index }) => {
  expect(parseStationFile("example", examples[index]?.[1] ?? "")).toEqual({ stations, rejected: [] });
});
