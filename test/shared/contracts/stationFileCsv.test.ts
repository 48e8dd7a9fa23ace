// Station tables: the many names of columns, delimiters and decimal signs, and rows that are wrong.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parseStationFile } from "../../../shared/contracts/stationFile.ts";
import { noSharedData, sharedPath } from "../../sharedData.ts";

const read = (...lines: readonly string[]) => parseStationFile("a.csv", lines.join("\n"));
const PLACE = { latitudeDeg: 19.43, longitudeDeg: -99.13, elevationM: 0, channels: [] };

test.each([
  ["id,latitude,longitude", "MX_CU01,19.43,-99.13", "MX_CU01"],
  ["station,lat,lon", "CU01,19.43,-99.13", "XX_CU01"],
  ["net,sta,lat,lng", "mx,cu01,19.43,-99.13", "MX_CU01"],
  ["Network;Code;Lat.;Long.", "MX;CU01;19,43;-99,13", "MX_CU01"],
  ["LON\tLAT\tStation Code", "-99.13\t19.43\tCI.PAS..HNZ", "CI_PAS"],
  ['"station","lat","lon"', '"FDSN:CI_PAS_00_H_N_Z","19.43","-99.13"', "CI_PAS"],
  ["lat,lon,name", "19.43,-99.13,CU01", "XX_CU01"],
  ["id,lat,lon", "my_station_1,19.43,-99.13", "MY_STATION-1"],
  ["network,id,lat,lon", "Red Sísmica Mexicana,MX.CU01,19.43,-99.13", "MX_CU01"],
  ["# a remark\n#Network|Station|Latitude|Longitude", "MX|CU01|19.43|-99.13", "MX_CU01"],
])("under %j stands a station", (header, row, stationId) => {
  const { stations, rejected } = read(header, row);
  expect(rejected).toEqual([]);
  expect(stations).toEqual([{ stationId, ...PLACE, ...(header.endsWith("name") ? { name: "CU01" } : {}) }]);
});

test("all that a row can tell is kept", () => {
  const { stations } = read(
    "network,station,lat,lon,elev_km,vs30,sample_rate_hz,site_name,operator,channels,unit,sensitivity",
    'MX,CU01,19.43,-99.13,2.24,180,100,"Ciudad, norte",UNAM,HNZ HNN HNE,gal,2140',
  );
  expect(stations).toEqual([
    {
      ...PLACE,
      stationId: "MX_CU01",
      elevationM: 2240,
      vs30Mps: 180,
      name: "Ciudad, norte",
      owner: "UNAM",
      sampleRateHz: 100,
      channels: ["Z", "N", "E"].map((component) => ({
        code: `HN${component}`,
        component,
        unit: "m/s2",
        sensitivity: 214_000,
      })),
    },
  ]);
});

test("a bad row costs one row, and says which and why", () => {
  const { stations, rejected } = read(
    "id,lat,lon,elev,vs30",
    "XX_A,1,2,3,",
    "XX_B,x,2,3,",
    "XX_C,1,181,3,",
    ",1,2,3,",
    "XX_D,1,2,3,,surplus",
    '"XX_E,1,2,3,',
    "XX_F,1,2,high,9",
    "XX_A,5,6,7,",
    "XX_ABCDEFGHIJKLMNOPQ,1,2,3,",
    "XX_G,,,,",
    "XX_H,1,2,-9999,NaN",
  );
  expect(stations.map(({ stationId, elevationM }) => [stationId, elevationM])).toEqual([
    ["XX_A", 3],
    ["XX_F", 0],
    ["XX_H", 0],
  ]);
  expect(rejected.map(({ where, reason }) => `${where}: ${reason}`).sort()).toEqual(
    [
      'line 3: latitude: got "x", want degrees from -90 to 90',
      'line 4: longitude: got "181", want degrees from -180 to 180',
      'line 5: station: got "", want a network of up to 8 and a station of up to 16 letters and digits',
      "line 6: row: got 6 cells, want 5 as in the header",
      'line 7: row: got a quote that is never closed, want "…"',
      'line 8: elevation: got "high", want metres from -12000 to 9000; the station is kept without it',
      'line 8: vs30: got "9", want m/s from 50 to 3000; the station is kept without it',
      "line 9: station: got XX_A again, want it once; the first is at line 2",
      'line 10: station: got "XX_ABCDEFGHIJKLMNOPQ", want a network of up to 8 and a station of up to 16 letters and digits',
      'line 11: latitude: got "", want degrees from -90 to 90',
    ].sort(),
  );
});

test("a bad row does not stand in the way of a good one about the same station", () => {
  const { stations, rejected } = read("id,lat,lon", "XX_A,91,2", "XX_A,1,2");
  expect(stations).toMatchObject([{ stationId: "XX_A", latitudeDeg: 1 }]);
  expect(rejected).toMatchObject([{ where: "line 2" }]);
});

test("of a station's epochs the newest open one counts, else the one that ended last", () => {
  const { stations, rejected } = read(
    "#Network|Station|Latitude|Longitude|Elevation|SiteName|StartTime|EndTime",
    "TA|A|1|1|0|old|2004-09-19T00:00:00|2008-02-19T23:59:59",
    "TA|A|2|2|0|new|2010-08-18T00:00:00|2599-12-31T23:59:59",
    "TA|B|1|1|0|first|2004-09-19T00:00:00|2008-02-19T23:59:59",
    "TA|B|2|2|0|last|2009-09-19T00:00:00|2010-02-19T00:00:00",
  );
  expect(rejected).toEqual([]);
  expect(stations).toEqual([
    { stationId: "TA_A", latitudeDeg: 2, longitudeDeg: 2, elevationM: 0, name: "new", channels: [] },
    {
      ...{ stationId: "TA_B", latitudeDeg: 2, longitudeDeg: 2, elevationM: 0, name: "last", channels: [] },
      closedMs: Date.UTC(2010, 1, 19),
    },
  ]);
});

test("an end that is still to come is no end to those who tell the time", () => {
  const text = "id,lat,lon,start,end\nXX_A,1,2,2020-01-01,2031-01-01";
  expect(parseStationFile("a", text).stations[0]?.closedMs).toBe(Date.UTC(2031, 0, 1));
  expect(parseStationFile("a", text, { nowMs: Date.UTC(2030, 0, 1) }).stations[0]).not.toHaveProperty("closedMs");
});

test("rows about one channel each become one station, and each channel once", () => {
  const { stations, rejected } = read(
    "#Network|Station|Location|Channel|Latitude|Longitude|Elevation|Depth|Azimuth|Dip|SensorDescription|Scale|ScaleFreq|ScaleUnits|SampleRate|StartTime|EndTime",
    'CI|PAS|--|HN1|34.1|-118.1|257|0|91|0|12" borehole|213979|1|m/s**2|100|2011-01-01T00:00:00|',
    "CI|PAS|--|HN2|34.1|-118.1|257|0|1|0||213979|1|m/s**2|100|2011-01-01T00:00:00|",
    "CI|PAS|--|HNZ|34.1|-118.1|257|0|0|-90||999|1|m/s**2|80|2001-01-01T00:00:00|2011-01-01T00:00:00",
    "CI|PAS|--|HNZ|34.1|-118.1|257|0|0|-90||213979|1|m/s**2|100|2011-01-01T00:00:00|",
    "CI|PAS|--|HNZ|34.1|-118.1|257|0|0|-90||213979|1|m/s**2|100|2011-01-01T00:00:00|",
    "CI|PAS|--|LCQ|34.1|-118.1|257|0|0|0|||1||0.0|2011-01-01T00:00:00|",
  );
  expect(stations).toEqual([
    {
      ...{ stationId: "CI_PAS", latitudeDeg: 34.1, longitudeDeg: -118.1, elevationM: 257, sampleRateHz: 100 },
      channels: [
        { code: "HNZ", component: "Z", unit: "m/s2", sensitivity: 213_979, azimuthDeg: 0, dipDeg: -90 },
        { code: "HN2", component: "N", unit: "m/s2", sensitivity: 213_979, azimuthDeg: 1, dipDeg: 0 },
        { code: "HN1", component: "E", unit: "m/s2", sensitivity: 213_979, azimuthDeg: 91, dipDeg: 0 },
      ],
    },
  ]);
  expect(rejected).toEqual([
    { where: "line 6", reason: "station: got CI_PAS channel HNZ again, want it once; the first is at line 5" },
  ]);
});

test.skipIf(noSharedData).each([
  ["station_level_fdsn.txt", ["TA_A04A", "TA_A04D", "TR_ALNG"], 0],
  ["station_level_fdsn_no_endtime.txt", ["TA_A04A", "TA_A04D", "TR_ALNG"], 0],
  ["channel_level_fdsn.txt", ["AK_BAGL", "AK_BWN", "AZ_BZN"], 3],
  ["channel_level_fdsn_faulty_header.txt", ["AK_BAGL", "AK_BWN", "AZ_BZN"], 3],
  ["log_channel_fdsn.txt", ["6E_SH01"], 0],
])("%s from an FDSN server", (file, ids, channels) => {
  const text = readFileSync(sharedPath("data/formats/fdsn_text", file), "utf8");
  const { stations, rejected } = parseStationFile(file, text);
  expect(rejected).toEqual([]);
  expect(stations.map(({ stationId }) => stationId)).toEqual(ids);
  expect(stations.flatMap((station) => station.channels)).toHaveLength(channels);
});
