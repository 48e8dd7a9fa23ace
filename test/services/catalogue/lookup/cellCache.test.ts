// What the hot state remembers of a cell is what the database would say, and no more than that when it is away or out of date.
import { afterAll, beforeAll, expect, test } from "vitest";
import { CellCache } from "../../../../services/catalogue/lookup/cellCache.ts";
import { NEARBY, nearby } from "../../../../services/catalogue/nearby.ts";
import { addPastEvents } from "../../../../services/catalogue/repository.ts";
import { connectDatabase } from "../../../../shared/runtime/connectDatabase.ts";
import type { Database } from "../../../../shared/runtime/database.ts";
import { Unavailable } from "../../../../shared/runtime/errors.ts";
import { createMetrics } from "../../../../shared/runtime/metrics.ts";
import { memoryStore } from "../../../../shared/runtime/storeMemory.ts";
import { destination, type Place } from "../../../../shared/seismo/geodesy.ts";
import { drawAt, keyOf } from "../../../../simulators/random.ts";
import { MovedClock } from "../../../movedClock.ts";
import { silentLog } from "../context.ts";

const CENTRE = { latitudeDeg: -17, longitudeDeg: 179.9 };
const KEY = keyOf("cells");

let database: Database;
beforeAll(async () => {
  database = await connectDatabase("sqlite::memory:", { log: silentLog() });
  // Dense in the middle, sparse far away.
  const rows = Array.from({ length: 3000 }, (_, n) => rowAt(n, placeOf(n, 400 * drawAt(KEY, 1, n) ** 3)));
  for (let at = 0; at < rows.length; at += 250) await addPastEvents(database, rows.slice(at, at + 250));
});
afterAll(() => database.close());

const placeOf = (n: number, km: number) => destination(CENTRE, 360 * drawAt(KEY, 0, n), km);

function rowAt(n: number, { latitudeDeg, longitudeDeg }: Place, source = "test") {
  const at = { latitude_deg: latitudeDeg, longitude_deg: ((longitudeDeg + 540) % 360) - 180 };
  const magnitude = n % 9 === 0 ? null : 2 - Math.log10(1 - drawAt(KEY, 2, n));
  return { source, id: String(n), time_ms: n * 1000, ...at, depth_km: 10, magnitude, ...REST };
}
const REST = { magnitude_type: "Mw", place: "", updated_ms: 0 };

function open() {
  const clock = new MovedClock();
  const store = memoryStore(clock);
  const cache = new CellCache({ store, clock, metrics: createMetrics() });
  const fill = async (point: Place) => {
    cache.fill(database, point, NEARBY);
    await cache.close();
  };
  return { clock, store, cache, fill };
}

test("for any point and time it answers as the database does, or not at all", async () => {
  const { cache, fill } = open();
  const sure = { nearest: 0, largest: 0 };
  for (let n = 0; n < 200; n += 1) {
    const from = placeOf(n + 5000, 500 * drawAt(KEY, 3, n) ** 2);
    const options = { ...NEARBY, beforeMs: n % 3 === 0 ? 3e6 * drawAt(KEY, 4, n) : 4e6 };
    await fill(from);
    const found = await cache.nearby(from, options);
    const wanted = await nearby(database, from, options);
    if (found?.largest !== undefined) {
      sure.largest += 1;
      expect(found.largest).toEqual(wanted.largest);
    }
    if (found?.nearest === undefined) continue;
    sure.nearest += 1;
    expect(found.nearest.map((one) => one.distanceKm)).toEqual(wanted.nearest.map((one) => one.distanceKm));
  }
  expect([sure.nearest > 60, sure.largest > 120]).toEqual([true, true]);
});

test("it knows nothing of a cell nobody asked about, and forgets what it knew after an import, and in time", async () => {
  const { clock, cache, fill } = open();
  const isKnown = async () => (await cache.nearby(CENTRE, NEARBY)) !== undefined;
  const seen = [await isKnown()];
  await fill(CENTRE);
  seen.push(await isKnown());
  await cache.forget();
  seen.push(await isKnown());
  await fill(CENTRE);
  seen.push(await isKnown());
  await clock.move(600_000);
  seen.push(await isKnown());
  expect(seen).toEqual([false, true, false, true, false]);
});

test("without the hot state, or with one that is silent, it knows nothing and leaves it alone for a while", async () => {
  const { clock, store, cache, fill } = open();
  await fill(CENTRE);
  const { get } = store;
  store.get = () => Promise.reject(new Unavailable("redis: away"));
  expect(await cache.nearby(CENTRE, NEARBY)).toBeUndefined();
  store.get = get.bind(store);
  expect(await cache.nearby(CENTRE, NEARBY)).toBeUndefined();
  await clock.move(10_000);
  expect(await cache.nearby(CENTRE, NEARBY)).toBeDefined();
  store.get = () => new Promise(() => undefined);
  const silent = cache.nearby(CENTRE, NEARBY);
  await clock.move(50);
  expect(await silent).toBeUndefined();
});
