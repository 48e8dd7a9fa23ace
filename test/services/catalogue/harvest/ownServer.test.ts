// One Tocsin brings what another one serves: the same earthquakes by fdsnws-event, and by files of each of its formats.
import { afterAll, beforeAll, expect, test } from "vitest";
import { eventService } from "../../../../services/catalogue/fdsn/eventRoutes.ts";
import { harvest } from "../../../../services/catalogue/harvest/harvest.ts";
import { loadCatalogue } from "../../../../services/catalogue/load.ts";
import { connectDatabase } from "../../../../shared/runtime/connectDatabase.ts";
import type { Database } from "../../../../shared/runtime/database.ts";
import { noSharedData, sharedPath } from "../../../sharedData.ts";
import { silentLog } from "../context.ts";
import { clock, type Site, siteOf } from "../fdsn/site.ts";
import { eventsIn, notTaken, readText } from "../formats/readText.ts";

const log = silentLog();
let [theirs, ours]: [Database | undefined, Database | undefined] = [undefined, undefined];
let site: Site;

beforeAll(async () => {
  if (noSharedData) return;
  const served = await connectDatabase("sqlite::memory:", { log });
  [theirs, ours] = [served, await connectDatabase("sqlite::memory:", { log })];
  await loadCatalogue(served, sharedPath("data/catalogue/usgs_feed_week_201802.geojson"));
  site = await siteOf(eventService({ clock, log, agency: "tocsin", database: async () => served }));
});
afterAll(async () => {
  await site?.close();
  await theirs?.close();
  await ours?.close();
});

const COLUMNS = ["source", "id", "time_ms", "latitude_deg", "longitude_deg", "depth_km", "magnitude"] as const;

/** To the metre, as the service writes them. */
async function all(database: Database | undefined) {
  const rows = await database?.query.selectFrom("past_event").select(COLUMNS).orderBy("source").orderBy("id").execute();
  const rounded = (deg: number) => Math.round(deg * 1e5) / 1e5;
  return rows?.map((row) => ({
    ...row,
    latitude_deg: rounded(row.latitude_deg),
    longitude_deg: rounded(row.longitude_deg),
  }));
}

test.skipIf(noSharedData)("by the service, all of them under the names they had", async () => {
  if (ours === undefined) throw new Error("no database");
  const query = { server: site.url, startMs: Date.UTC(2018, 0, 1), endMs: Date.UTC(2018, 2, 1), filters: {} };
  const { signal } = new AbortController();
  const report = await harvest(ours, query, { clock, pauseMs: 0, signal, source: "" });
  expect(report).toMatchObject({ rows: 1679, added: 1679, rejected: 0 });
  expect(await all(ours)).toEqual(await all(theirs));
});

test.skipIf(noSharedData).each(["text", "xml", "geojson"])("by a file of its format %s", async (format) => {
  const { text } = await site.get(`/fdsnws/event/1/query?format=${format}&limit=200&minmagnitude=2.5`);
  const found = readText(text, "query");
  expect(notTaken(found)).toEqual([]);
  const names = eventsIn(found).map(({ source, id, time_ms, depth_km }) => ({ source, id, time_ms, depth_km }));
  expect(names).toHaveLength(200);
  const known = (await all(theirs)) ?? [];
  expect(known).toEqual(expect.arrayContaining(names.map((name) => expect.objectContaining(name))));
});
