// Searches on a round Earth: across the date line, at the poles, against a search of everything.
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { boxesAround, nearby } from "../../../services/catalogue/nearby.ts";
import { addPastEvents } from "../../../services/catalogue/repository.ts";
import { connectDatabase } from "../../../shared/runtime/connectDatabase.ts";
import type { Database } from "../../../shared/runtime/database.ts";
import { distanceKm, type Place } from "../../../shared/seismo/geodesy.ts";
import { silentLog } from "./context.ts";

let database: Database;
beforeAll(async () => {
  database = await connectDatabase("sqlite::memory:", { log: silentLog() });
});
beforeEach(() => database.query.deleteFrom("past_event").execute());
afterAll(() => database.close());

type Given = Place & { readonly magnitude?: number | null; readonly timeMs?: number };

async function add(...places: readonly Given[]): Promise<void> {
  const rows = places.map(({ latitudeDeg, longitudeDeg, magnitude = 4, timeMs = 0 }, index) => ({
    source: "test",
    id: String(index),
    time_ms: timeMs,
    latitude_deg: latitudeDeg,
    longitude_deg: longitudeDeg,
    depth_km: 10,
    magnitude,
    magnitude_type: "",
    place: "",
    updated_ms: 0,
  }));
  for (let at = 0; at < rows.length; at += 500) await addPastEvents(database, rows.slice(at, at + 500));
}

const idsNear = async (latitudeDeg: number, longitudeDeg: number) =>
  (await nearby(database, { latitudeDeg, longitudeDeg })).nearest.map((event) => event.id);

test("neighbours on the other side of the date line are found from both sides", async () => {
  await add({ latitudeDeg: -17, longitudeDeg: 179.9 }, { latitudeDeg: -17, longitudeDeg: -179.8 });
  expect(await idsNear(-17, 179.99)).toEqual(["0", "1"]);
  expect(await idsNear(-17, -179.99)).toEqual(["0", "1"]);
});

test("neighbours across a pole are found", async () => {
  await add({ latitudeDeg: 89.5, longitudeDeg: 170 }, { latitudeDeg: -89.5, longitudeDeg: 0 });
  expect(await idsNear(89.6, -10)).toEqual(["0"]);
});

test("the nearest and the largest agree with a search of everything, wherever one asks", async () => {
  // A fixed spread of 4,000 points: the golden ratio on the sphere.
  const places = Array.from({ length: 4000 }, (_, index) => ({
    latitudeDeg: (Math.asin(1 - (2 * index + 1) / 4000) * 180) / Math.PI,
    longitudeDeg: ((index * 222.492) % 360) - 180,
    magnitude: index % 7 === 0 ? null : 3 + ((index * 37) % 50) / 10,
  }));
  await add(...places);
  for (let at = 0; at < 60; at += 1) {
    const from = { latitudeDeg: -89 + (at * 178) / 59, longitudeDeg: ((at * 61.7) % 360) - 180 };
    const ranked = places
      .map((place, index) => ({ ...place, id: String(index), distance: distanceKm(from, place) }))
      .sort((a, b) => a.distance - b.distance);
    const options = { count: 5, radiusKm: 900, largestWithinKm: 700 };
    const found = await nearby(database, from, options);
    const wanted = ranked.filter((place) => place.distance <= 900).slice(0, 5);
    expect(found.nearest.map((event) => event.id)).toEqual(wanted.map((place) => place.id));
    const magnitudes = ranked.filter((place) => place.distance <= 700).flatMap((place) => place.magnitude ?? []);
    expect(found.maxMagnitude ?? 0).toBe(Math.max(0, ...magnitudes));
  }
});

test("a replay of an old earthquake is not told what came later", async () => {
  const here = { latitudeDeg: 16, longitudeDeg: -98 };
  await add({ ...here, timeMs: 1000, magnitude: 5 }, { ...here, timeMs: 3000, magnitude: 7 });
  const found = await nearby(database, here, { count: 5, radiusKm: 200, largestWithinKm: 100, beforeMs: 2000 });
  expect([found.nearest.length, found.maxMagnitude]).toEqual([1, 5]);
});

test("an unknown corner of the world gives empty answers", async () => {
  const found = await nearby(database, { latitudeDeg: 0, longitudeDeg: -30 });
  expect(found).toEqual({ nearest: [], largest: null, maxMagnitude: null });
});

test.each([
  ["in the middle", { latitudeDeg: 17, longitudeDeg: -101 }, 1],
  ["at the date line", { latitudeDeg: -17, longitudeDeg: 179.9 }, 2],
  ["at the pole", { latitudeDeg: 89, longitudeDeg: 20 }, 1],
])("%s a circle needs so many boxes", (_where, place, count) => {
  expect(boxesAround(place, 200).length).toBe(count);
});
