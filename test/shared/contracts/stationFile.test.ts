// Station lists whatever their format: real files, random ones written and read again, and files that wish us ill.
import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { stationSchema } from "../../../shared/contracts/station.ts";
import {
  MAX_STATION_FILE_CHARACTERS,
  parseStationFile,
  type StationEntry,
} from "../../../shared/contracts/stationFile.ts";
import { Malformed } from "../../../shared/contracts/topic.ts";
import { noSharedData, sharedPath } from "../../sharedData.ts";

const entrySchema = stationSchema
  .omit({ mode: true, run: true, updatedMs: true })
  .partial({ sampleRateHz: true })
  .extend({ channels: stationSchema.shape.channels.or(stationSchema.shape.channels.element.array().max(0)) });

const coordinate = (limit: number) => fc.integer({ min: -limit * 1e5, max: limit * 1e5 }).map((value) => value / 1e5);
const code = (max: number) => fc.stringMatching(new RegExp(`^[A-Z0-9]{1,${max}}$`));
const words = fc
  .array(fc.constantFrom("Bahía", 'the "old" mill', "a,b", "c;d", "x\ty", "a | b", "'", "two\nlines", "東京"), {
    minLength: 1,
    maxLength: 3,
  })
  .map((parts) => parts.join(" "));
const anyEntry: fc.Arbitrary<StationEntry> = fc
  .record(
    {
      network: code(8),
      station: code(16),
      latitudeDeg: coordinate(90),
      longitudeDeg: coordinate(180),
      elevationM: fc.integer({ min: -5000, max: 8000 }),
      vs30Mps: fc.integer({ min: 50, max: 3000 }),
      name: words,
      owner: words,
      sampleRateHz: fc.integer({ min: 1, max: 1000 }),
    },
    { requiredKeys: ["network", "station", "latitudeDeg", "longitudeDeg", "elevationM"] },
  )
  .map(({ network, station, ...rest }) => ({ stationId: `${network}_${station}`, ...rest, channels: [] }));
const anyList = fc.uniqueArray(anyEntry, { selector: ({ stationId }) => stationId, minLength: 1, maxLength: 30 });

const COLUMNS = [
  "stationId",
  "latitudeDeg",
  "longitudeDeg",
  "elevationM",
  "vs30Mps",
  "name",
  "owner",
  "sampleRateHz",
] as const;

function tableOf(entries: readonly StationEntry[], delimiter: string, end: string): string {
  const cell = (value: unknown) => {
    const text = value === undefined ? "" : String(value);
    return /[",;\t|\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const rows = entries.map((entry) => COLUMNS.map((column) => cell(entry[column])).join(delimiter));
  return `\uFEFF${[COLUMNS.join(delimiter), ...rows].join(end)}${end}`;
}

test("what is written as a table comes back as it was", () => {
  fc.assert(
    fc.property(anyList, fc.constantFrom(",", ";", "\t"), fc.constantFrom("\n", "\r\n"), (entries, delimiter, end) => {
      expect(parseStationFile("a.csv", tableOf(entries, delimiter, end))).toEqual({
        stations: entries,
        rejected: [],
      });
    }),
  );
});

test("what is written as GeoJSON comes back as it was", () => {
  fc.assert(
    fc.property(anyList, (entries) => {
      const features = entries.map(({ latitudeDeg, longitudeDeg, elevationM, stationId, channels, ...rest }) => ({
        type: "Feature",
        id: stationId,
        geometry: { type: "Point", coordinates: [longitudeDeg, latitudeDeg, elevationM] },
        properties: rest,
      }));
      const text = JSON.stringify({ type: "FeatureCollection", features });
      expect(parseStationFile("a.json", text)).toEqual({ stations: entries, rejected: [] });
    }),
  );
});

const garbage = fc.oneof(
  fc.string({ unit: "binary", maxLength: 300 }),
  fc.json().map((text) => `{"type":"FeatureCollection","features":[${text}]}`),
  fc.json(),
  fc.array(fc.string({ maxLength: 40 }), { maxLength: 20 }).map((lines) => `id,lat,lon\n${lines.join("\n")}`),
  fc
    .array(
      fc.constantFrom("<", ">", "/", "Station", ' code="', '"', "FDSNStationXML", "&amp;", "<![CDATA[", "-->", "x"),
      {
        maxLength: 40,
      },
    )
    .map((parts) => `<FDSNStationXML>${parts.join("")}`),
);

test("garbage gives entries that hold, reasons, or one clear error, and never anything else", () => {
  fc.assert(
    fc.property(garbage, (text) => {
      try {
        const { stations, rejected } = parseStationFile("bad.txt", text);
        for (const { owner, closedMs, ...entry } of stations) entrySchema.parse(entry);
        for (const { where, reason } of rejected) expect(`${where} ${reason}`).toMatch(/^\w+ .*: got [\s\S]*, want /);
      } catch (error) {
        expect(error).toBeInstanceOf(Malformed);
        expect(String(error)).toMatch(/^Malformed: bad\.txt: (content|header|json|xml|size): /);
      }
    }),
    { numRuns: 500 },
  );
});

test("a file cut anywhere still gives whole stations or one clear error", () => {
  const whole = tableOf(
    [{ stationId: "XX_A", latitudeDeg: 1, longitudeDeg: 2, elevationM: 0, name: "a,\nb", channels: [] }],
    ",",
    "\n",
  );
  for (let end = 0; end < whole.length; end += 1)
    try {
      for (const { stationId } of parseStationFile("cut", whole.slice(0, end)).stations) expect(stationId).toBe("XX_A");
    } catch (error) {
      expect(error).toBeInstanceOf(Malformed);
    }
});

const NAMES_OF_PROTOTYPES = ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty"];

test.each(NAMES_OF_PROTOTYPES)("the name %s in a list changes nothing but the list", (name) => {
  const poison = `{"lat": 1, "polluted": true, "vs30": 700}`;
  const feature = `{"type":"Feature","id":"XX_A","geometry":{"type":"Point","coordinates":[2,1]},"properties":{"${name}":${poison}}}`;
  const geo = parseStationFile("a", `{"type":"FeatureCollection","features":[${feature}],"${name}":${poison}}`);
  const row = parseStationFile("a", `id,lat,lon,${name}\n${name},1,2,polluted`);
  const plain = { latitudeDeg: 1, longitudeDeg: 2, elevationM: 0, channels: [] };
  expect(geo.stations).toEqual([{ stationId: "XX_A", ...plain }]);
  expect(row.stations).toEqual([expect.objectContaining(plain)]);
  expect(Reflect.get({}, "polluted")).toBeUndefined();
  expect(Reflect.get({}, "vs30")).toBeUndefined();
});

test.each([
  ["", "a: content: got nothing, want a station list"],
  ["  \n ", "a: content: got nothing, want a station list"],
  ["lat\n12", 'a: header: got "lat", want column names with latitude and longitude, such as id,latitude,longitude'],
  ["{", "a: json: "],
  [
    '{"type":"Point"}',
    'a: json: got {"type":"Point"}, want a GeoJSON FeatureCollection of Points or a list of stations',
  ],
  ["<quakeml/>", "a: xml: got <quakeml>, want <FDSNStationXML>"],
  ["<FDSNStationXML><Network></FDSNStationXML>", "a: xml: Expected closing tag 'Network'"],
])("%j is no station list", (text, message) => {
  expect(() => parseStationFile("a", text)).toThrow(message);
  expect(() => parseStationFile("a", text)).toThrow(Malformed);
});

test("of a file full of faults the first ten thousand are listed, and its good lines are not lost", () => {
  const { stations, rejected } = parseStationFile("bad", `id,lat,lon\n${"x\n".repeat(50_000)}XX_A,1,2`);
  expect(stations).toHaveLength(1);
  expect(rejected).toHaveLength(10_001);
  expect(rejected.at(-1)).toEqual({ where: "after these", reason: "40000 more that are not listed" });
});

const LONG = 100_000;

test.each([
  ["dashes", `id,lat,lon\n${"-".repeat(LONG)}x,1,2`],
  ["columns", `id,lat,lon${",x".repeat(LONG)}\nXX_A,1,2`],
  ["quotes", `id,lat,lon\n${'"'.repeat(LONG + 1)}\nXX_A,1,2`],
  ["open quotes", `id,lat,lon\n${'"\n'.repeat(LONG / 10)}XX_A,1,2`],
])("a file with too many %s is read in one go", (_, text) => {
  expect(parseStationFile("long", text).stations.length).toBeLessThanOrEqual(1);
});

test("a file of more than 20 million characters is not looked into", () => {
  expect(() => parseStationFile("big", "id,lat,lon\n".padEnd(MAX_STATION_FILE_CHARACTERS + 1, "x"))).toThrow(
    "big: size: got 20000001 characters, want at most 20000000",
  );
});

const PICK_LISTS = {
  alaska_20181130_nonlinloc: [80, "NP_8040"],
  calaveras_308events_ncsn: [387, "XX_BKFRI"],
  ceus_glass_autopicks_dev: [556, "BC_VTX"],
  westmorland_swarm_phasenet_dev: [16, "CI_BOM"],
} as const;

test.skipIf(noSharedData).each(Object.entries(PICK_LISTS))("the station list of %s", (folder, [count, first]) => {
  const text = readFileSync(sharedPath("data/picks", folder, "stations.csv"), "utf8");
  const { stations, rejected } = parseStationFile("stations.csv", text);
  expect(rejected).toEqual([]);
  expect(stations).toHaveLength(count);
  expect(stations[0]?.stationId).toBe(first);
  expect(stations).toHaveLength(new Set(stations.map(({ stationId }) => stationId)).size);
});

test.skipIf(noSharedData)("every sample of StationXML is read, and what it gives can be registered", () => {
  const folder = sharedPath("data/formats/stationxml");
  const found = readdirSync(folder).flatMap((file) => {
    const { stations, rejected } = parseStationFile(file, readFileSync(`${folder}/${file}`, "utf8"));
    expect(rejected, file).toEqual([]);
    for (const { owner, closedMs, ...entry } of stations) entrySchema.parse(entry);
    return stations.map(({ stationId }) => stationId);
  });
  expect(new Set(found)).toEqual(new Set(["QI_TPASS", "IU_ANMO", "IV_LATE", "PY_PY", "TA_034A", "BK_CMB", "IU_ANTO"]));
});
