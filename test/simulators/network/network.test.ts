// Where simulated sensors stand: as far apart as asked, on land, anywhere on Earth, and always the same for the same seed.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Rejected } from "../../../shared/contracts/stationFile.ts";
import { latitudeDeg, longitudeDeg, stationId } from "../../../shared/contracts/units.ts";
import { azimuthDeg, distanceKm, type Place } from "../../../shared/seismo/geodesy.ts";
import { networkOf, type SimStation } from "../../../simulators/network/network.ts";
import { type NetworkSpec, networkSpecOf } from "../../../simulators/network/networkSpec.ts";
import { boundsOf, centreOf } from "../../../simulators/network/plane.ts";

const MEXICO: Place = { latitudeDeg: 19.43, longitudeDeg: -99.13 };
const GUERRERO: readonly Place[] = [
  [17.9, -102.2],
  [17.6, -101.5],
  [16.8, -99.9],
  [15.7, -96.5],
].map(([lat = 0, lon = 0]) => ({ latitudeDeg: lat, longitudeDeg: lon }));
const line = [...GUERRERO];

const SPECS = {
  grid: { kind: "grid", stations: 60, center: MEXICO, spacingKm: 15 },
  ring: { kind: "ring", stations: 60, center: MEXICO, radiusKm: 100, rings: 4 },
  coast: { kind: "coast", stations: 60, line, land: "left", inlandKm: 150, spacingKm: 25 },
  scatter: { kind: "scatter", stations: 60, center: MEXICO, radiusKm: 100, leastKm: 5 },
} as const satisfies Record<string, NetworkSpec>;
const kinds = Object.entries(SPECS);

function nearestKm(stations: readonly Place[]): number[] {
  return stations.map((one) =>
    Math.min(...stations.filter((other) => other !== one).map((other) => distanceKm(one, other))),
  );
}

function expectOnEarth(stations: readonly SimStation[]): void {
  for (const station of stations) {
    expect(latitudeDeg.safeParse(station.latitudeDeg).success, JSON.stringify(station)).toBe(true);
    expect(longitudeDeg.safeParse(station.longitudeDeg).success, JSON.stringify(station)).toBe(true);
  }
}

describe.each(kinds)("a %s", (kind, spec) => {
  test("is the same for the same seed and another for another", () => {
    expect(networkOf(spec, 1)).toEqual(networkOf(spec, 1));
    expect(networkOf(spec, 1)).not.toEqual(networkOf(spec, 2));
    expect(networkOf(spec, 1)).toHaveLength(60);
  });

  test.skipIf(kind === "ring")("with more sensors has the old ones where they were", () => {
    expect(networkOf(spec, 1).slice(0, 20)).toEqual(networkOf({ ...spec, stations: 20 }, 1));
  });

  test("may have one sensor", () => {
    const one = kind === "ring" ? { ...SPECS.ring, stations: 1, rings: 1 } : { ...spec, stations: 1 };
    expect(networkOf(one, 1)).toMatchObject([{ stationId: "SIM_S001", elevationM: 0 }]);
  });

  test.each([
    ["on the antimeridian", { latitudeDeg: -17, longitudeDeg: 180 }],
    ["at the north pole", { latitudeDeg: 90, longitudeDeg: 0 }],
    ["at the south pole", { latitudeDeg: -90, longitudeDeg: 77 }],
  ])("stands as well %s", (_, center) => {
    const moved: NetworkSpec =
      spec.kind === "coast"
        ? {
            ...spec,
            line: [178, -178].map((lon) => ({
              latitudeDeg: Math.max(-89.9, Math.min(89.9, center.latitudeDeg)),
              longitudeDeg: lon,
            })),
            spacingKm: 5,
            inlandKm: 40,
            stations: undefined,
          }
        : { ...spec, center };
    const stations = networkOf(moved, 1);
    expectOnEarth(stations);
    const apart = nearestKm(stations);
    const asked = { grid: 15 * 0.5, ring: 5, coast: 5 * 0.4, scatter: 5 }[spec.kind];
    expect(Math.min(...apart)).toBeGreaterThanOrEqual(asked * 0.99);
    if (spec.kind !== "coast") for (const one of stations) expect(distanceKm(center, one)).toBeLessThan(101);
  });
});

test("sensors of a grid without jitter stand as far apart as asked", () => {
  const stations = networkOf({ ...SPECS.grid, jitter: 0, stations: 49 }, 1);
  expect(distanceKm(stations[0] ?? MEXICO, MEXICO)).toBeLessThan(0.001);
  for (const apartKm of nearestKm(stations)) expect(Math.abs(apartKm - 15)).toBeLessThan(0.01);
  const { northDeg, southDeg } = boundsOf(stations);
  expect((northDeg - southDeg) * 111.19).toBeCloseTo(6 * 15, 0);
});

test("jitter moves a sensor by its share of the spacing at most", () => {
  const straight = networkOf({ ...SPECS.grid, jitter: 0 }, 1);
  const moved = networkOf({ ...SPECS.grid, jitter: 0.4 }, 1);
  const offKm = straight.map((place, i) => distanceKm(place, moved[i] ?? place));
  expect(Math.max(...offKm)).toBeLessThan(0.4 * 15 * Math.SQRT2 * 1.01);
  expect(Math.max(...offKm)).toBeGreaterThan(0.4 * 15 * 0.8);
});

test("rings lie at equal steps, their sensors as far apart on each", () => {
  const stations = networkOf({ ...SPECS.ring, stations: 100 }, 3);
  const rings = new Map<number, number>();
  for (const station of stations) {
    const outKm = distanceKm(MEXICO, station);
    const ring = Math.round(outKm / 25);
    expect(outKm).toBeCloseTo(ring * 25, 6);
    rings.set(ring, (rings.get(ring) ?? 0) + 1);
  }
  expect([...rings.entries()].sort()).toEqual([
    [1, 11],
    [2, 20],
    [3, 30],
    [4, 39],
  ]);
});

test("a coast has all its sensors on land, none beyond its depth", () => {
  const stations = networkOf({ ...SPECS.coast, stations: undefined }, 1);
  expect(stations.length).toBeGreaterThan(100);
  for (const station of stations) {
    const coastKm = Math.min(...pointsAlong(line).map((point) => distanceKm(point, station)));
    const nearest = pointsAlong(line).find((point) => distanceKm(point, station) === coastKm) ?? MEXICO;
    // The coast of Guerrero runs from west-northwest to east-southeast: north to east of it is land.
    const azimuth = azimuthDeg(nearest, station);
    expect(azimuth < 110 || azimuth > 290, `${station.stationId} at ${azimuth}° of the coast`).toBe(true);
    expect(coastKm).toBeLessThan(155);
    expect(coastKm).toBeGreaterThan(5);
  }
  expect(Math.min(...nearestKm(stations))).toBeGreaterThan(25 * 0.4 * 0.99);
});

test("a few sensors on a long coast stand next to the sea, around its middle", () => {
  const stations = networkOf({ ...SPECS.coast, stations: 7, jitter: 0 }, 1);
  for (const station of stations) {
    const coastKm = Math.min(...pointsAlong(line).map((point) => distanceKm(point, station)));
    expect(Math.abs(coastKm - 12.5)).toBeLessThan(1);
    expect(Math.max(...stations.map((other) => distanceKm(other, station)))).toBeLessThan(6 * 26);
    for (const end of [line[0], line.at(-1)]) expect(distanceKm(station, end ?? MEXICO)).toBeGreaterThan(200);
  }
});

test("the other side of the same coast is the sea, and one who walks back has the land on the other hand", () => {
  const coast = { ...SPECS.coast, stations: undefined };
  const sea = networkOf({ ...coast, land: "right" }, 1);
  const land = networkOf(coast, 1);
  const back = networkOf({ ...coast, line: line.toReversed(), land: "right" }, 1);
  expect(centreOf(sea).latitudeDeg).toBeLessThan(centreOf(line).latitudeDeg);
  expect(centreOf(land).latitudeDeg).toBeGreaterThan(centreOf(line).latitudeDeg);
  expect(distanceKm(centreOf(land), centreOf(back))).toBeLessThan(10);
});

test("a coast of bays and capes has all its sensors on one side", () => {
  const bays = Array.from({ length: 60 }, (_, i) => ({ latitudeDeg: 0.3 * Math.sin(i), longitudeDeg: i * 0.1 }));
  const stations = networkOf({ kind: "coast", line: bays, land: "left", inlandKm: 120, spacingKm: 10 }, 1);
  expect(stations.length).toBeGreaterThan(200);
  // A point of land has the coast between itself and any place far out at sea: an odd number of crossings going south.
  for (const { latitudeDeg: lat, longitudeDeg: lon } of stations) {
    if (lon < 0 || lon > 5.9) continue;
    const crossings = bays.slice(1).filter((to, i) => {
      const from = bays[i] ?? to;
      if (from.longitudeDeg <= lon === to.longitudeDeg <= lon) return false;
      const share = (lon - from.longitudeDeg) / (to.longitudeDeg - from.longitudeDeg);
      return from.latitudeDeg + share * (to.latitudeDeg - from.latitudeDeg) < lat;
    });
    expect(crossings.length % 2, `${lat}, ${lon}`).toBe(1);
  }
});

test("scattered sensors keep their distance, also where the map is stretched, and crowd in towns", () => {
  const far = networkOf({ ...SPECS.scatter, stations: 300, radiusKm: 5000, leastKm: 250 }, 1);
  expect(Math.min(...nearestKm(far))).toBeGreaterThanOrEqual(250);
  const town = { latitudeDeg: 19.05, longitudeDeg: -98.2, radiusKm: 10 };
  const near = (stations: readonly Place[]) => stations.filter((one) => distanceKm(one, town) < 20).length;
  const spec = { ...SPECS.scatter, stations: 300, radiusKm: 150, leastKm: 1 };
  expect(near(networkOf(spec, 1))).toBeLessThan(20);
  const crowded = networkOf({ ...spec, towns: [town] }, 1);
  expect(near(crowded)).toBeGreaterThan(120);
  expect(Math.min(...nearestKm(crowded))).toBeGreaterThanOrEqual(1);
});

test("scattered sensors fall on equal areas equally often", () => {
  const stations = networkOf({ ...SPECS.scatter, stations: 4000, leastKm: 0, radiusKm: 5000 }, 1);
  const within = stations.filter((one) => distanceKm(one, MEXICO) < 2500).length;
  const share = (1 - Math.cos(2500 / 6371)) / (1 - Math.cos(5000 / 6371));
  expect(Math.abs(within - 4000 * share)).toBeLessThan(4 * Math.sqrt(4000 * share * (1 - share)));
});

test.each([
  { kind: "grid", stations: 100_000, center: MEXICO, spacingKm: 15 },
  { kind: "ring", stations: 100_000, center: MEXICO, radiusKm: 500, rings: 100 },
  { kind: "scatter", stations: 100_000, center: MEXICO, radiusKm: 1000, leastKm: 2 },
  { kind: "coast", stations: 100_000, line, land: "left", inlandKm: 400, spacingKm: 1.5 },
] as const)("100,000 sensors of a $kind have ids of their own that can be registered", (spec) => {
  const stations = networkOf(spec, 1);
  const ids = new Set(stations.map((station) => station.stationId));
  expect(ids.size).toBe(100_000);
  for (const id of ids) if (!stationId.safeParse(id).success) throw new Error(id);
});

test.each([
  [{ ...SPECS.grid, spacingKm: -1 }, "network.spacingKm: got -1, "],
  [{ ...SPECS.grid, stations: 100_001 }, "network.stations: got 100001, "],
  [{ ...SPECS.grid, spacing: 3 }, "network: "],
  [{ ...SPECS.grid, center: { latitudeDeg: 91, longitudeDeg: 0 } }, "network.center.latitudeDeg: got 91, "],
  [{ ...SPECS.grid, center: undefined }, "network.center: got nothing, "],
  [{ ...SPECS.grid, stations: 100_000, spacingKm: 100 }, "network.spacingKm: got 100, want less for 100000 stations"],
  [{ ...SPECS.ring, rings: 61 }, "network.rings: got 61, want at most as many as stations, 60"],
  [{ ...SPECS.coast, stations: 9000 }, "network.stations: got 9000, want at most "],
  [{ ...SPECS.coast, line: [MEXICO, MEXICO] }, "network.line: got a single place, want at least two"],
  [{ ...SPECS.scatter, leastKm: 50 }, "network.stations: got 60, want at most 6, which find room 50 km apart"],
  [{ kind: "star" }, 'network.kind: got "star", '],
  ["grid", 'network: got "grid", '],
])("%j is refused", (spec, message) => {
  expect(() => networkOf(networkSpecOf(spec), 1)).toThrow(message);
});

describe("a station file", () => {
  function written(text: string): { folder: string; path: string } {
    const folder = mkdtempSync(join(tmpdir(), "network-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, "stations.csv"), text);
    return { folder, path: "stations.csv" };
  }
  const ROWS = Array.from({ length: 30 }, (_, i) => `MX_A${i},${15 + i / 10},-99`).join("\n");

  test("gives its stations as they are told, and tells which it cannot use", () => {
    const { folder, path } = written(
      "id,lat,lon,elev,vs30,rate,channels,unit,sensitivity\nMX_A,19,-99,2240,180,100,HNZ,gal,7\nMX_B,95,-99,,,,,,\nMX_C,18,-98,,,,,,",
    );
    const rejected: Rejected[] = [];
    const stations = networkOf({ kind: "file", path }, 1, { folder, onRejected: (fault) => rejected.push(fault) });
    expect(stations).toEqual([
      {
        ...{ stationId: "MX_A", latitudeDeg: 19, longitudeDeg: -99, elevationM: 2240, vs30Mps: 180, rateHz: 100 },
        channels: [{ code: "HNZ", component: "Z", unit: "m/s2", sensitivity: 700 }],
      },
      { stationId: "MX_C", latitudeDeg: 18, longitudeDeg: -98, elevationM: 0 },
    ]);
    expect(rejected).toEqual([{ where: "line 3", reason: 'latitude: got "95", want degrees from -90 to 90' }]);
  });

  test("with a limit gives as many, drawn by the seed; one more takes none out", () => {
    const { folder, path } = written(`id,lat,lon\n${ROWS}`);
    const ids = (limit: number, seed: number) =>
      networkOf({ kind: "file", path, limit }, seed, { folder }).map((station) => station.stationId);
    expect(ids(10, 1)).toHaveLength(10);
    expect(ids(11, 1)).toEqual(expect.arrayContaining(ids(10, 1)));
    expect(ids(10, 2)).not.toEqual(ids(10, 1));
    expect(ids(99, 1)).toHaveLength(30);
  });

  test("that is not there, or has no station, is told by its name", () => {
    const { folder, path } = written("id,lat,lon\nMX_B,95,-99");
    expect(() => networkOf({ kind: "file", path }, 1, { folder })).toThrow(
      "network.path: got stations.csv with no station that can be used (1 rejected)",
    );
    expect(() => networkOf({ kind: "file", path: "none.csv" }, 1, { folder })).toThrow(
      "network.path: got none.csv, want a station file: ENOENT",
    );
  });
});

test("the middle and the bounds of places on both sides of the antimeridian", () => {
  const places = [179, -179, -178].map((lon) => ({ latitudeDeg: lon / 100, longitudeDeg: lon }));
  expect(boundsOf(places)).toEqual({ southDeg: -1.79, northDeg: 1.79, westDeg: 179, eastDeg: -178 });
  expect(centreOf(places).longitudeDeg).toBeCloseTo(-179.333, 2);
  expect(boundsOf([MEXICO])).toEqual({ southDeg: 19.43, northDeg: 19.43, westDeg: -99.13, eastDeg: -99.13 });
  expect(centreOf([MEXICO, { latitudeDeg: -19.43, longitudeDeg: 80.87 }])).toEqual(MEXICO);
  expect(() => boundsOf([])).toThrow("places: got none");
});

test("anywhere on Earth a grid is on Earth and around its centre", () => {
  const anywhere = fc.record({
    latitudeDeg: fc.double({ min: -90, max: 90, noNaN: true }),
    longitudeDeg: fc.double({ min: -180, max: 180, noNaN: true }),
  });
  fc.assert(
    fc.property(anywhere, fc.integer({ min: 1, max: 60 }), (center, stations) => {
      const network = networkOf({ kind: "grid", stations, center, spacingKm: 20 }, 1);
      expectOnEarth(network);
      for (const station of network) expect(distanceKm(station, center)).toBeLessThan(20 * 4.5 * Math.SQRT2);
    }),
  );
});

function pointsAlong(places: readonly Place[]): Place[] {
  return places.slice(1).flatMap((to, i) => {
    const from = places[i] ?? to;
    return Array.from({ length: 101 }, (_, step) => ({
      latitudeDeg: from.latitudeDeg + ((to.latitudeDeg - from.latitudeDeg) * step) / 100,
      longitudeDeg: from.longitudeDeg + ((to.longitudeDeg - from.longitudeDeg) * step) / 100,
    }));
  });
}
