// Station lists in JSON: GeoJSON as agencies publish it, and lists as the registry keeps them.
import { expect, test } from "vitest";
import { parseStationFile } from "../../../shared/contracts/stationFile.ts";

const read = (value: unknown) => parseStationFile("a.json", JSON.stringify(value));
const point = (coordinates: unknown, properties: unknown, rest: object = {}) => ({
  ...{ type: "Feature", geometry: { type: "Point", coordinates }, properties },
  ...rest,
});
const collection = (...features: readonly unknown[]) => read({ type: "FeatureCollection", features });

test("a station list of a USGS ShakeMap: instruments, without what people felt", () => {
  const { stations, rejected } = collection(
    point(
      [-118.17, 34.15],
      {
        ...{
          code: "CI.PAS",
          name: "Pasadena",
          network: "Southern California Seismic Network",
          station_type: "seismic",
        },
        ...{
          source: "SCSN",
          vs30: 500,
          elevation: null,
          intensity: "null",
          channels: [{ name: "HNZ", amplitudes: [] }],
        },
      },
      { id: "CI.PAS" },
    ),
    point([-118, 34], { code: "DYFI.7", network: "DYFI", station_type: "macroseismic" }, { id: "DYFI.7" }),
  );
  expect(stations).toEqual([
    {
      ...{ stationId: "CI_PAS", latitudeDeg: 34.15, longitudeDeg: -118.17, elevationM: 0, vs30Mps: 500 },
      ...{ name: "Pasadena", channels: [] },
    },
  ]);
  expect(rejected).toEqual([{ where: "feature 2", reason: 'station_type: got "macroseismic", want an instrument' }]);
});

test("properties of any name, and an id and elevation where GeoJSON has them", () => {
  const { stations, rejected } = collection(
    point([2, 1, 30], { NET: "xx", STA: "a1", Operator: "UNAM", sample_rate_hz: 50 }),
    point([2, 1], null, { id: 17 }),
    point([2, 1], { station: "B", channels: ["HNZ", "HNN"], unit: "gal", sensitivity: 10 }),
    point([2, 1], {
      station: "C",
      unit: "m/s",
      sensitivity: 5,
      channels: [{ code: "EHZ" }, { code: "ENZ", unit: "gal" }],
    }),
  );
  expect(rejected).toEqual([]);
  expect(stations).toMatchObject([
    { stationId: "XX_A1", elevationM: 30, owner: "UNAM", sampleRateHz: 50 },
    { stationId: "XX_17" },
    { stationId: "XX_B", channels: [{ code: "HNZ", unit: "m/s2", sensitivity: 1000 }, { code: "HNN" }] },
    {
      stationId: "XX_C",
      channels: [
        { code: "ENZ", sensitivity: 500 },
        { code: "EHZ", sensitivity: 5 },
      ],
    },
  ]);
});

test("a bad feature costs one feature, and says which and why", () => {
  const { stations, rejected } = collection(
    { type: "Feature", geometry: { type: "Polygon", coordinates: [] }, properties: { id: "A" } },
    { type: "Feature", geometry: null, properties: { id: "A" } },
    point([1], { id: "A" }),
    point(["1", "2"], { id: "A" }),
    point([1, 95], { id: "A" }),
    point([1, 2], {}),
    null,
    point([1, 2], { id: "A" }),
  );
  expect(stations.map(({ stationId }) => stationId)).toEqual(["XX_A"]);
  const wants = "want [longitude, latitude] or [longitude, latitude, elevation]";
  expect(rejected.map(({ where, reason }) => `${where}: ${reason}`)).toEqual([
    'feature 1: geometry: got "Polygon", want a Point',
    "feature 2: geometry: got null, want a Point",
    `feature 3: coordinates: got [1], ${wants}`,
    `feature 4: coordinates: got ["1","2"], ${wants}`,
    "feature 7: geometry: got nothing, want a Point",
    'feature 6: station: got "", want a network of up to 8 and a station of up to 16 letters and digits',
    'feature 5: latitude: got "95", want degrees from -90 to 90',
  ]);
});

test("the registry's own list comes back as it was", () => {
  const entry = {
    stationId: "OE_000",
    latitudeDeg: 19.43,
    longitudeDeg: -99.13,
    elevationM: 2240,
    vs30Mps: 180,
    name: "roof",
    sampleRateHz: 31.25,
    channels: [
      { code: "x", component: "Z", unit: "m/s2", sensitivity: 100 },
      { code: "y", component: "N", unit: "m/s2", sensitivity: 100 },
      { code: "z", component: "E", unit: "m/s2", sensitivity: 100 },
    ],
  };
  expect(read([entry])).toEqual({ stations: [entry], rejected: [] });
  expect(read({ stations: [entry] })).toEqual({ stations: [entry], rejected: [] });
});
